// What is unusual among the hits narrows the search: a value as a filter, a word as one more word.

import { changed } from '../address';
import type { Significant } from '../types';

export function narrowedBy(params: URLSearchParams, item: Pick<Significant, 'field' | 'value'>): URLSearchParams {
  if (item.field === 'word') {
    const value = /\s/.test(item.value) ? `"${item.value}"` : item.value;
    return changed(params, { q: `${params.get('q') ?? ''} ${value}`.trim(), significant: null });
  }
  const chosen = params.getAll(item.field);
  return changed(params, { [item.field]: chosen.includes(item.value) ? chosen : [...chosen, item.value], significant: null });
}
