// A difference in a reader's words: its fields ("budget", of an entry of a list "goals/gmv") and their values.

import { metricName, word } from '../../i18n/index.svelte';
import { decimal } from '../decimal';
import { number } from '../format';
import type { RecordDifference } from '../types';
import { oneLine } from '../words';
import { figureIn, figureKey } from './uncertain';

export interface Line {
  field: string;
  before: unknown;
  /** What the file says. */
  after: unknown;
  conflict: boolean;
  /** The stored value stays. */
  kept: boolean;
}

/** The fields of a record that the import would change or that disagree with it. */
export function linesOf(difference: RecordDifference): Line[] {
  const conflicts = new Map((difference.conflicts ?? []).map((each) => [each.field, each]));
  const lines = (difference.fields ?? []).map((each) => ({ ...each, conflict: conflicts.delete(each.field), kept: false }));
  return [...lines, ...[...conflicts.values()].map((each) => ({ field: each.field, before: each.stored, after: each.given, conflict: true, kept: true }))];
}

/** A value before or after: numbers grouped, an entry of a list by what it says. */
export function valueText(value: unknown): string {
  if (figureKey(value) !== null) return [figureText(figureIn(value)), oneLine((value as Record<string, unknown>)['unit'])].filter(Boolean).join(' ');
  return typeof value === 'number' ? figureText(String(value)) : oneLine(value);
}
const figureText = (text: string): string => (decimal(text) ? number(text) : text);

export function fieldLabel(field: string): string {
  const slash = field.indexOf('/');
  if (slash < 0) return word('field', field);
  const [list, entry] = [field.slice(0, slash), field.slice(slash + 1)];
  const name = list === 'goals' || list === 'results' ? entry.split('/').map(metricName).join(' / ') : word('field', entry);
  return `${word('field', list)} · ${name}`;
}
