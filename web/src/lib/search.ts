// The address of a search page and its twins in the API: the same parameters, with what the page shows beside the hits.

import { archive } from './api.svelte';
import { query } from './address';
import { date, money } from './format';
import { below } from './search/histogram';
import { facetWord } from './words';
import { locale, t, word } from '../i18n/index.svelte';

export type View = 'all' | 'lessons';

/** The kinds of hits, in the order in which they are offered. */
export const kinds = ['campaign', 'lesson', 'document', 'product', 'channel', 'template', 'plan'] as const;

export const sorts = ['relevance', '-start', 'start', '-budget', 'budget', '-roi', 'roi', '-attainment', 'attainment', 'name'] as const;

const fields: Record<View, readonly string[]> = {
  all: ['channel', 'theme', 'category', 'year', 'status', 'objective', 'type', 'occasion', 'mechanic', 'segment', 'owner', 'tag', 'budget_band', 'attainment'],
  lessons: ['lesson_kind', 'stage', 'status', 'channel', 'theme', 'product', 'occasion', 'objective', 'category', 'year', 'owner', 'tag'],
};
export const facetsOf = (view: View): readonly string[] => fields[view];

/** Parameters of the page that the API does not know: `why` names the hit whose rank is explained, `saved` the saved search. */
const ours = new Set(['page', 'why', 'saved']);
/** What is not shown as a chosen filter. */
const notFilters = new Set([...ours, 'q', 'sort', 'cursor', 'limit', 'facets', 'match', 'as_of', 'group', 'significant']);
/** What asks for hits, not for a place among them: kept in a saved search and in the file of all hits. */
const ofThePage = new Set([...ours, 'cursor', 'limit', 'facets', 'group', 'significant']);

function asked(params: URLSearchParams, view: View, leave: ReadonlySet<string>): [string, string][] {
  const pairs: [string, string][] = [...params].filter(([name]) => !leave.has(name) && !(view === 'lessons' && name === 'kind'));
  if (view === 'lessons') pairs.push(['kind', 'lesson']);
  if (!params.get('q') && !params.get('sort')) pairs.push(['sort', '-start']);
  return pairs;
}

export function searchPath(params: URLSearchParams, view: View): string {
  const pairs = asked(params, view, ours);
  pairs.push(['facets', fields[view].join(',')]);
  if (view === 'all') pairs.push(['histograms', 'start,budget']);
  if (params.get('why')) pairs.push(['explain', '1']);
  return `/api/v1/search${query(pairs)}`;
}

/** The search itself: what a file of all hits holds and what a saved search keeps. */
export const searchOf = (params: URLSearchParams, view: View): [string, string][] => asked(params, view, ofThePage);

export interface Chosen {
  name: string;
  value: string;
  label: string;
}

function shown(name: string, value: string): string {
  if (name.startsWith('start_') || name === 'as_of') return date(value, locale());
  const end = name === 'budget_max' ? below(value) : null;
  if (end) return t('histogram.below', { value: money(end, archive.currency, locale()) });
  if (name === 'budget_min' || name === 'budget_max') return money(value, archive.currency, locale());
  return facetWord(name, value);
}

export function chips(params: URLSearchParams, view: View): Chosen[] {
  const chosen: Chosen[] = [];
  const take = (name: string, value: string): void => {
    const field = name === 'budget_max' && below(value) ? 'budget' : name;
    chosen.push({ name, value, label: t('facets.chip', { field: word('field', field), value: shown(name, value) }) });
  };
  for (const [name, value] of params) {
    if (notFilters.has(name) || value === '' || (view === 'all' && name === 'kind')) continue;
    take(name, value);
  }
  const asOf = params.get('as_of');
  if (asOf) take('as_of', asOf);
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

/** The parameters with one of them set or taken away, on the same page of the hits. */
export function beside(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(params);
  if (value) next.set(name, value);
  else next.delete(name);
  return next;
}
