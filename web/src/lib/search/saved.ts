// Saved searches (/api/v1/searches): a search under a name, and what is new in it since it was last looked at.

import { query } from '../address';
import { send } from '../api.svelte';
import type { SavedRun, SavedSearch } from '../types';

const base = '/api/v1/searches';
export const savedPath = `${base}?limit=1000`;
const addressOf = (name: string): string => `${base}/${encodeURIComponent(name)}`;

export type Parameters = Record<string, string | string[]>;

/** Pairs as the API keeps them: several values of one name are a list. */
export function parametersOf(pairs: readonly (readonly [string, string])[]): Parameters {
  const parameters: Parameters = {};
  for (const [name, value] of pairs) {
    const there = parameters[name];
    parameters[name] = there === undefined ? value : Array.isArray(there) ? [...there, value] : [there, value];
  }
  return parameters;
}

export function pairsOf(parameters: Parameters): [string, string][] {
  return Object.entries(parameters).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each): [string, string] => [name, String(each)]));
}

/** Keeps it, and what it finds now as seen. Fails with 409 or 412 if there is one of that name and it is not to be replaced. */
export async function saveSearch(name: string, search: readonly (readonly [string, string])[], replace: boolean): Promise<void> {
  await send('PUT', addressOf(name), { parameters: parametersOf(search) }, replace ? undefined : { 'If-None-Match': '*' });
  await runSaved(name, true);
}

export const removeSaved = (name: string): Promise<unknown> => send('DELETE', addressOf(name));

/** What is new and what is gone since it was last seen; `seen` makes this the time of looking. */
export const runSaved = (name: string, seen: boolean): Promise<SavedRun> => send('POST', `${addressOf(name)}/run?limit=0${seen ? '&seen=1' : ''}`);

/** The page that shows a saved search. */
export function savedPage(saved: SavedSearch): string {
  const pairs = pairsOf(saved.parameters);
  return `/search${query([...pairs, ['saved', saved.name]])}`;
}
