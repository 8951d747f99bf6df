// Names of fields and columns, and values as a reader sees them, for forms, conflicts and the history.

import { i18n, locale, metricName, t, word } from '../../i18n/index.svelte';
import { vocabulary } from '../../i18n/vocabulary';
import { date, number } from '../format';
import { oneLine } from '../words';
import { fields, isField, type Column, type Input } from './fields';

/** "目标值" for the column `target` of `goals`; a field's own name without a column. */
export function label(field: string, column = ''): string {
  const entries: Record<string, { zh: string; en: string }> = vocabulary.column;
  const found = column ? (entries[`${field}.${column}`] ?? entries[column]) : entries[field];
  return found ? found[i18n.language] : word('field', column || field);
}

/** "目标 1 › 目标值" for "/goals/0/target". */
export function placeLabel(pointer: string): string {
  const [field = '', row, column] = pointer.replace(/^\//, '').split('/');
  if (row === undefined) return label(field);
  if (!/^\d+$/.test(row)) return t('edit.place', { field: label(field), column: label(field, row) });
  const at = t('edit.row', { field: label(field), n: String(Number(row) + 1) });
  return column ? t('edit.place', { field: at, column: label(field, column) }) : at;
}

/** A value in one line. */
export function shown(input: Input, value: unknown, field: string): string {
  if (value === undefined || value === null || value === '') return '';
  switch (input.type) {
    case 'date':
      return date(String(value), locale());
    case 'figure':
      return number(value as string | number);
    case 'choice':
      return word(input.group, String(value));
    case 'metric':
      return metricName(String(value));
    case 'rows':
      return (value as Record<string, unknown>[]).map((row) => rowLine(input.columns, row, field)).join(' | ');
    case 'group':
      return rowLine(input.columns, value as Record<string, unknown>, field);
    case 'map':
    case 'lists':
      return Object.entries(value as Record<string, unknown>)
        .map(([name, each]) => t('facets.chip', { field: label(field, name), value: oneLine(each) }))
        .join(t('list.and'));
    default:
      return oneLine(value);
  }
}

/** A row as "成交额 · 目标值：100 · 拍下": figures and days with the names of their columns, words without. */
export function rowLine(columns: readonly Column[], row: Record<string, unknown>, field: string): string {
  return columns
    .filter((column) => row[column.name] !== undefined && row[column.name] !== '' && row[column.name] !== false)
    .map((column) => {
      const value = shown(column.input, row[column.name], field);
      return ['text', 'choice', 'metric'].includes(column.input.type) ? value : t('facets.chip', { field: label(field, column.name), value });
    })
    .filter(Boolean)
    .join(' · ');
}

/** A value as lines: a row of a list is a line, so that two lists can be laid side by side. */
export function lines(field: string, value: unknown): string[] {
  if (!isField(field)) return value === undefined || value === null ? [] : [oneLine(value)];
  const input = fields[field];
  if (value === undefined || value === null || value === '') return [];
  if (input.type === 'rows') return (value as Record<string, unknown>[]).map((row) => rowLine(input.columns, row, field));
  if (input.type === 'words') return (value as unknown[]).map(oneLine);
  if (input.type === 'group')
    return input.columns
      .filter((column) => (value as Record<string, unknown>)[column.name] !== undefined)
      .map((column) => t('facets.chip', { field: label(field, column.name), value: shown(column.input, (value as Record<string, unknown>)[column.name], field) }));
  if (input.type === 'map') return Object.entries(value as Record<string, unknown>).map(([name, each]) => t('facets.chip', { field: name, value: oneLine(each) }));
  return [shown(input, value, field)];
}
