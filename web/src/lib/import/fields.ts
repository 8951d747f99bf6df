// The fields that a column can fill, by kind of row (importers/fields.h), and what they are called.

import { metrics } from 'virtual:metrics';
import { metricName, t, word } from '../../i18n/index.svelte';

/** Chosen for a column that is kept as an attribute of its own name, where the kind has attributes. */
export const asAttribute = '';
/** Chosen for a column that is left out. */
export const leftOut = '-';

export const rowKinds = ['channels', 'products', 'segments', 'users', 'campaigns', 'lessons', 'touchpoints'] as const;
export type RowKind = (typeof rowKinds)[number];

const fields: Record<RowKind, readonly string[]> = {
  campaigns: [
    'code', 'name', 'start', 'end', 'period', 'planned_start', 'planned_end', 'announced', 'theme', 'occasion', 'objective', 'type', 'mechanics', 'mode',
    'status', 'budget', 'spend', 'currency', 'owner', 'team', 'region', 'parent', 'based_on', 'partners', 'summary', 'highlights', 'tags', 'segments',
    'channels', 'products', 'goals', 'results', 'lessons', 'lessons.success', 'lessons.failure', 'lessons.suggestion', 'review.goal', 'review.result',
    'review.analysis', 'review.insight', 'review.date',
  ],
  touchpoints: ['user', 'type', 'time', 'campaign', 'channel', 'product', 'event_id', 'value', 'quantity', 'cost', 'currency', 'variant', 'creative', 'region', 'device'],
  users: ['user', 'tags'],
  products: ['sku', 'name', 'category', 'brand', 'price'],
  channels: ['channel', 'name', 'kind', 'role', 'parent', 'aliases'],
  segments: ['segment', 'name', 'size', 'users'],
  lessons: ['campaign', 'statement', 'advice', 'kind', 'stage', 'evidence', 'owner', 'status', 'date', 'tags', 'code'],
};
// Several columns can fill them together.
const lists = new Set([
  'mechanics', 'based_on', 'partners', 'tags', 'segments', 'channels', 'products', 'goals', 'results', 'lessons', 'lessons.success', 'lessons.failure',
  'lessons.suggestion', 'aliases', 'users', 'category',
]);

export function isRowKind(kind: string): kind is RowKind {
  return (rowKinds as readonly string[]).includes(kind);
}
export function fieldsOf(kind: string): readonly string[] {
  return isRowKind(kind) ? fields[kind] : [];
}
export function hasAttributes(kind: string): boolean {
  return kind !== 'touchpoints' && kind !== 'lessons';
}
export function isList(field: string): boolean {
  return lists.has(field);
}
/** Each metric as a goal and as a result: one figure per column. */
export function metricFields(kind: string, which: 'goal' | 'result'): string[] {
  return kind === 'campaigns' ? Object.keys(metrics).map((metric) => `${which}.${metric}`) : [];
}

export interface Entry {
  list: string;
  figure: string;
  metric: string;
  channel: string;
}

/** A column that makes an entry of a list, as an inspection names it: "costs.actual (短信)", "results.value (clicks 短信)". */
export function entryOf(field: string): Entry | null {
  const match = /^(goals|results|costs)\.(\w+) \((.*)\)$/.exec(field);
  if (!match) return null;
  const [, list = '', figure = '', words = ''] = match;
  if (list === 'costs') return { list, figure, metric: '', channel: words };
  const space = words.indexOf(' ');
  return space < 0 ? { list, figure, metric: words, channel: '' } : { list, figure, metric: words.slice(0, space), channel: words.slice(space + 1) };
}

/** "预算", "目标：成交额", "成本：短信". */
export function fieldName(field: string): string {
  if (field === leftOut) return t('import.field.left_out');
  if (field === asAttribute) return t('import.field.attribute');
  const entry = entryOf(field);
  if (entry) {
    const name = [entry.metric && metricName(entry.metric), entry.channel].filter(Boolean).join(' · ');
    return t(entry.list === 'goals' ? 'import.field.goal' : entry.list === 'costs' ? 'import.field.cost' : 'import.field.result', { name });
  }
  // Of a row that makes records of several kinds: "campaigns: budget".
  const colon = field.indexOf(': ');
  if (colon > 0) return t('import.field.of_kind', { kind: word('file_kind', field.slice(0, colon)), name: fieldName(field.slice(colon + 2)) });
  const dot = field.indexOf('.');
  const [head, rest] = dot < 0 ? [field, ''] : [field.slice(0, dot), field.slice(dot + 1)];
  if (head === 'goal') return t('import.field.goal', { name: metricName(rest) });
  if (head === 'result') return t('import.field.result', { name: metricName(rest) });
  if (head === 'cost') return rest ? t('import.field.cost', { name: rest }) : word('field', 'cost');
  if (head === 'attributes') return t('import.field.attribute_named', { name: rest });
  return word('field', field);
}
