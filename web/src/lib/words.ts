// Which vocabulary a field's values belong to.

import { t, word } from '../i18n/index.svelte';
import type { Group } from '../i18n/vocabulary';

const groups: Record<string, Group> = {
  status: 'status', objective: 'objective', type: 'type', mode: 'mode', stage: 'stage', attainment: 'attainment', budget_band: 'budget_band', kind: 'kind',
  lesson_status: 'status', lesson_kind: 'lesson', role: 'channel_role',
};

export function facetWord(field: string, value: string): string {
  const group = groups[field];
  return group ? word(group, value) : value;
}

/** A property of a record or a node in one line; nested things as JSON, since they are attributes of the user's own. */
export function oneLine(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(oneLine).join(t('list.and'));
  if (typeof value === 'boolean') return t(value ? 'app.yes' : 'app.no');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
