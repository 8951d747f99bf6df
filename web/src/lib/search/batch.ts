// A list of queries as one job (/api/v1/searches/batch).

import { ask, send } from '../api.svelte';
import { query } from '../address';
import { pairsOf } from './saved';
import type { BatchJob, BatchResult } from '../types';

const path = '/api/v1/searches/batch';
/** Hits that can be kept of each search. */
export const mostHits = 50;
export const batchOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;
export const resultsOf = (id: string, format: string): string => `${batchOf(id)}/results${query([['format', format]])}`;

export const running = (job: BatchJob): boolean => job.state === 'queued' || job.state === 'running';

/** The queries of a text: one a line, empty lines left out. */
export const queriesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** Starts the job of a text, a query a line, or of a file: a table with a column q and filters, or such a text. */
export async function startBatch(list: string | File, limit: number): Promise<BatchJob> {
  const table = typeof list !== 'string' && /\.csv$/i.test(list.name);
  const name = typeof list === 'string' ? '' : list.name;
  const response = await ask(path + query([['limit', String(limit)], ['name', name]]), { method: 'POST', body: list, type: `${table ? 'text/csv' : 'text/plain'}; charset=utf-8` });
  return (await response.json()) as BatchJob;
}

export const cancelBatch = (id: string): Promise<BatchJob> => send('POST', `${batchOf(id)}/cancel`);

/** The page of one of the searches. */
export const pageOfResult = (result: BatchResult): string => `/search${query(result.parameters ? pairsOf({ q: result.q, ...result.parameters }) : [['q', result.q]])}`;
