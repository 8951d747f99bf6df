// Groups of a node's neighbours: one relationship, one direction, one kind at the far end.

import { word } from '../i18n/index.svelte';
import type { CountGroup } from './types';

type Group = Omit<CountGroup, 'count'>;

export const groupKey = (group: Group): string => `${group.relationship}.${group.direction}.${group.kind}`;

export function groupOf(text: string | null): Group | null {
  const match = /^([A-Z_]+)\.(in|out)\.([a-z]+)$/.exec(text ?? '');
  return match ? { relationship: match[1]!, direction: match[2] as 'in' | 'out', kind: match[3]! } : null;
}

/** In words, seen from the node: "Used", "Campaigns that used it". */
export const groupTitle = (group: Group): string => word(group.direction === 'out' ? 'relationship' : 'inverse', group.relationship);
