// The address of a search page and its twin in the API: the same parameters, with the facets that the page shows.

import { locale, t, word } from '../i18n/index.svelte';
import { query } from './address';
import { date } from './format';
import { facetWord } from './words';

export type View = 'all' | 'lessons';

export const sorts = ['relevance', '-start', 'start', '-budget', 'budget', '-roi', '-attainment', 'name'] as const;

const fields: Record<View, readonly string[]> = {
  all: ['channel', 'theme', 'year', 'status', 'objective', 'occasion', 'mechanic', 'type', 'segment', 'budget_band', 'category', 'tag'],
  lessons: ['lesson_kind', 'stage', 'status', 'channel', 'theme', 'product', 'occasion', 'objective', 'category', 'year', 'tag'],
};
export const facetsOf = (view: View): readonly string[] => fields[view];

/** Parameters of the page that the API does not know. */
const ours = new Set(['page']);
/** What is not shown as a chosen filter. */
const notFilters = new Set(['q', 'sort', 'cursor', 'page', 'limit', 'facets', 'match', 'as_of']);

export function searchPath(params: URLSearchParams, view: View): string {
  const pairs: [string, string][] = [...params].filter(([name]) => !ours.has(name) && !(view === 'lessons' && name === 'kind'));
  if (view === 'lessons') pairs.push(['kind', 'lesson']);
  if (!params.get('q') && !params.get('sort')) pairs.push(['sort', '-start']);
  pairs.push(['facets', fields[view].join(',')]);
  return `/api/v1/search${query(pairs)}`;
}

export interface Chosen {
  name: string;
  value: string;
  label: string;
}

export function chips(params: URLSearchParams, view: View): Chosen[] {
  const chosen: Chosen[] = [];
  for (const [name, value] of params) {
    if (notFilters.has(name) || value === '' || (view === 'all' && name === 'kind')) continue;
    const shown = name.startsWith('start_') ? date(value, locale()) : facetWord(name, value);
    chosen.push({ name, value, label: t('facets.chip', { field: word('field', name), value: shown }) });
  }
  const asOf = params.get('as_of');
  if (asOf) chosen.push({ name: 'as_of', value: asOf, label: t('facets.chip', { field: word('field', 'as_of'), value: date(asOf, locale()) }) });
  return chosen;
}

export function without(params: URLSearchParams, chosen: Chosen): URLSearchParams {
  const next = new URLSearchParams();
  for (const [name, value] of params) {
    if (name === 'cursor' || name === 'page' || (name === chosen.name && value === chosen.value)) continue;
    next.append(name, value);
  }
  return next;
}
