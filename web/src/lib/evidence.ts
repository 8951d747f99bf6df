// Evidence as the graph gives it: sums per currency, counts per type, and a link to the touchpoints, which have a page.

import type { Figure } from './decimal';
import type { Evidence } from './types';

export function valuesOf(evidence: Evidence): [currency: string, value: Figure][] {
  const { value } = evidence;
  if (value === undefined || value === null) return [];
  if (typeof value === 'object') return Object.entries(value);
  return [['', value]];
}

export function typesOf(evidence: Evidence): [type: string, count: number | null][] {
  const { types } = evidence;
  if (!types) return [];
  return Array.isArray(types) ? types.map((type) => [type, null]) : Object.entries(types);
}

/** The API's address of the touchpoints, as the address of our page about them. */
export function evidencePage(evidence: Evidence | undefined): string {
  const match = /^(?:\/api\/v1)?\/touchpoints(\?.*)$/.exec(evidence?.link ?? '');
  return match ? `/touchpoints${match[1]}` : '';
}
