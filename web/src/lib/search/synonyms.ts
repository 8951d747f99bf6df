// Groups of words that mean the same (/api/v1/synonyms): those that come with the program, the archive's other names, a team's own.

import { send } from '../api.svelte';
import type { SynonymGroup } from '../types';

const path = '/api/v1/synonyms';
export type Source = 'own' | 'shipped' | 'archive';
export const synonymsOf = (source: Source): string => `${path}?source=${source}`;
const addressOf = (word: string): string => `${path}/${encodeURIComponent(word)}`;

/** What is typed as a list: commas, semicolons, `=` or lines stand between the words. */
export const wordsOf = (text: string): string[] => [...new Set(text.split(/[,，;；、=\n]/).map((each) => each.trim()).filter(Boolean))];

/** The group that has `word`, or a new one, says this from now on. */
export const putGroup = (word: string, words: readonly string[]): Promise<SynonymGroup> => send('PUT', addressOf(word), { words });

export const removeGroup = (word: string): Promise<unknown> => send('DELETE', addressOf(word));

/** Those that have the typed text in one of their words. */
export function having(groups: readonly SynonymGroup[], typed: string): readonly SynonymGroup[] {
  const text = typed.trim().toLowerCase();
  return text === '' ? groups : groups.filter((group) => group.words.some((word) => word.toLowerCase().includes(text)));
}
