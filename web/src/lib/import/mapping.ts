// What somebody chose for a file, as a mapping: the TOML text that goes along with the file, and that can be kept and used
// again from the page, the command line and the API (docs/mapping.md).

import { asAttribute, hasAttributes, isList, leftOut } from './fields';

export interface MappedColumn {
  name: string;
  field: string;
  unit?: string | undefined;
}

export interface MappedTable {
  kind: string;
  columns: readonly MappedColumn[];
  headerLine?: number | undefined;
  encoding?: string | undefined;
  delimiter?: string | undefined;
}

export interface MappingSettings {
  source?: string;
  currency?: string;
  dateOrder?: string;
  year?: string;
}

/** A basic string of TOML: what JSON escapes, and the one control character that JSON leaves as it is. */
export function tomlText(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F');
}

function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlText(key);
}

function expression(columns: readonly MappedColumn[], list: boolean): string {
  const [only] = columns;
  if (columns.length === 1 && only) {
    return only.unit ? `{ column = ${tomlText(only.name)}, unit = ${tomlText(only.unit)} }` : tomlText(only.name);
  }
  const names = columns.map((each) => tomlText(each.name)).join(', ');
  return list ? `{ all = [${names}] }` : `[${names}]`;
}

/** A pattern that fits this very name; the characters that mean something in one fit any. */
export function patternOf(name: string): string {
  return name.replaceAll('*', '?');
}

function section(name: string, table: MappedTable): string[] {
  // A row that is sent again stands in a CSV named after its file.
  const lines = ['', '[[file]]', `pattern = [${tomlText(patternOf(name))}, ${tomlText(`${patternOf(name)}.csv`)}]`, `kind = ${tomlText(table.kind)}`];
  if (table.encoding) lines.push(`encoding = ${tomlText(table.encoding)}`);
  if (table.delimiter) lines.push(`delimiter = ${tomlText(table.delimiter)}`);
  if (table.headerLine && table.headerLine > 1) lines.push(`header_line = ${table.headerLine}`);
  const byField = new Map<string, MappedColumn[]>();
  const ignored: string[] = [];
  for (const column of table.columns) {
    if (column.field === leftOut || (column.field === asAttribute && !hasAttributes(table.kind))) ignored.push(column.name);
    else if (column.field !== asAttribute) byField.set(column.field, [...(byField.get(column.field) ?? []), column]);
  }
  for (const [field, columns] of byField) {
    const key = field.startsWith('attributes.') ? `attributes.${tomlKey(field.slice('attributes.'.length))}` : `fields.${tomlKey(field)}`;
    lines.push(`${key} = ${expression(columns, isList(field))}`);
  }
  if (ignored.length) lines.push(`ignore = [${ignored.map((each) => tomlText(patternOf(each))).join(', ')}]`);
  return lines;
}

export function mappingText(name: string, tables: readonly MappedTable[], settings: MappingSettings): string {
  const lines = [`name = ${tomlText(name.replace(/\.[^.]*$/, '') || name)}`, 'version = 1'];
  if (settings.source) lines.push(`source = ${tomlText(settings.source)}`);
  if (settings.currency) lines.push(`currency = ${tomlText(settings.currency)}`);
  if (settings.dateOrder) lines.push(`date_order = ${tomlText(settings.dateOrder)}`);
  if (settings.year) lines.push(`year = ${settings.year}`);
  for (const table of tables) lines.push(...section(name, table));
  return `${lines.join('\n')}\n`;
}
