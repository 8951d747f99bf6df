// The values of a facet in the order in which they are read.

import { vocabulary } from '../../i18n/vocabulary';
import type { FacetValue } from '../types';

/** Fields whose values have an order of their own; the others come as the server counted them, the most frequent first. */
const scales: Record<string, readonly string[]> = {
  budget_band: Object.keys(vocabulary.budget_band),
  attainment: Object.keys(vocabulary.attainment),
};

export function ordered(field: string, values: readonly FacetValue[]): FacetValue[] {
  if (field === 'year') return [...values].sort((a, b) => (a.value < b.value ? 1 : -1));
  const scale = scales[field];
  if (scale) return [...values].sort((a, b) => scale.indexOf(a.value) - scale.indexOf(b.value));
  return field === 'category' ? asTree(values) : [...values];
}

const separator = ' > ';
/** Each category below the one that it is part of; those beside each other by their counts. */
function asTree(values: readonly FacetValue[]): FacetValue[] {
  const known = new Set(values.map((each) => each.value));
  const parentOf = (value: string): string => {
    for (let cut = value.lastIndexOf(separator); cut > 0; cut = value.lastIndexOf(separator, cut - 1)) {
      if (known.has(value.slice(0, cut))) return value.slice(0, cut);
    }
    return '';
  };
  const below = new Map<string, FacetValue[]>();
  for (const value of values) {
    const parent = parentOf(value.value);
    below.set(parent, [...(below.get(parent) ?? []), value]);
  }
  const walk = (parent: string): FacetValue[] => (below.get(parent) ?? []).flatMap((each) => [each, ...walk(each.value)]);
  return walk('');
}

/** How deep a category lies, and its own name. */
export function levelOf(field: string, value: string): { depth: number; name: string } {
  if (field !== 'category') return { depth: 0, name: value };
  const parts = value.split(separator);
  return { depth: Math.min(3, parts.length - 1), name: parts[parts.length - 1]! };
}
