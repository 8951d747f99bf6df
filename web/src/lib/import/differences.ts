// What the fields of a difference are called: "budget", of an entry of a list "goals/gmv".

import { metricName, word } from '../../i18n/index.svelte';

export function fieldLabel(field: string): string {
  const slash = field.indexOf('/');
  if (slash < 0) return word('field', field);
  const [list, entry] = [field.slice(0, slash), field.slice(slash + 1)];
  const name = list === 'goals' || list === 'results' ? entry.split('/').map(metricName).join(' / ') : word('field', entry);
  return `${word('field', list)} · ${name}`;
}
