// Which vocabulary a field's values belong to.

import { metricName, t, word } from '../i18n/index.svelte';
import type { Group } from '../i18n/vocabulary';

const groups: Record<string, Group> = {
  status: 'status', objective: 'objective', type: 'type', mode: 'mode', stage: 'stage', attainment: 'attainment', budget_band: 'budget_band', kind: 'kind',
  lesson_status: 'status', lesson_kind: 'lesson', role: 'channel_role',
};

export function facetWord(field: string, value: string): string {
  if (field === 'goal') return metricName(value);
  const group = groups[field];
  return group ? word(group, value) : value;
}

/** Values of a field in words; of categories each by its own name, where a narrower one stands beside it only that one. */
export function facetWords(field: string, values: readonly string[]): string[] {
  const narrowest = field === 'category' ? values.filter((value) => !values.some((other) => other.startsWith(`${value} > `))) : values;
  return [...new Set(narrowest.map((value) => facetWord(field, field === 'category' ? (value.split(' > ').pop() ?? value) : value)))];
}

/** A property of a record or a node in one line; nested things as JSON, since they are attributes of the user's own. */
export function oneLine(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(oneLine).join(t('list.and'));
  if (typeof value === 'boolean') return t(value ? 'app.yes' : 'app.no');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
