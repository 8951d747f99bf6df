// A list of queries as one job (/api/v1/searches/batch).

import { ask } from '../api.svelte';
import { query } from '../address';

export const batchPath = '/api/v1/searches/batch';
export const batchOf = (id: string): string => `${batchPath}/${encodeURIComponent(id)}`;
export const resultsOf = (id: string, format: string): string => `${batchOf(id)}/results${query([['format', format]])}`;

/** The queries of a text: one a line, empty lines left out. */
export const queriesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** Starts the job; its id. */
export async function startBatch(text: string, limit: number): Promise<string> {
  const response = await ask(`${batchPath}${query([['limit', String(limit)]])}`, { method: 'POST', body: text, type: 'text/plain; charset=utf-8' });
  return String(((await response.json()) as { id: string | number }).id);
}
