// Names that the archive suggests for what is typed.

import { query } from './address';
import { get } from './api.svelte';
import type { Suggestion } from './types';

export async function suggested(words: string, signal?: AbortSignal): Promise<Suggestion[]> {
  const found = await get<{ suggestions?: Suggestion[]; items?: Suggestion[] }>(`/api/v1/suggest${query([['q', words]])}`, signal);
  return found.suggestions ?? found.items ?? [];
}

/** The node that is meant: an id as it is typed, else what the name suggests first; '' if it suggests nothing. */
export async function nodeCalled(text: string): Promise<string> {
  const typed = text.trim();
  return /^[a-z]+:./.test(typed) ? typed : ((await suggested(typed))[0]?.id ?? '');
}
