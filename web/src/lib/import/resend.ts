// Asks for the rows that an import did not take, and sends one again that was put right.

import { query } from '../address';
import { ask } from '../api.svelte';
import type { ImportJob } from '../types';
import { jobAddress } from './jobs.svelte';
import { isJson, recordFile, rejectedRows, rowFile, type Fix, type RejectedRow } from './rejects';

// Characters of the list that are read: the page shows the first hundred rows of each file.
const most = 8e6;

export async function readRejects(job: string): Promise<RejectedRow[]> {
  const answer = await ask(`${jobAddress(job)}/rejects`, { accept: 'text/csv' });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (reader && text.length < most) {
    const { done, value } = await reader.read();
    if (done) return rejectedRows(text);
    text += value;
  }
  void reader?.cancel();
  return rejectedRows(text).slice(0, -1);
}

export async function sendRow({ sent, table, raw }: Fix, cells: readonly string[]): Promise<ImportJob> {
  const json = isJson(sent);
  const own = json ? /\.(json|jsonl|ndjson)$/i : /\.csv$/i;
  const name = own.test(sent.name) ? sent.name : `${sent.name}${json ? '.jsonl' : '.csv'}`;
  const body = json ? recordFile(raw, table.header, cells) : rowFile(table.context, table.header, cells);
  const path = `/api/v1/imports${query([['name', name], ['kind', sent.kind], ['source', sent.source], ['map', table.map]])}`;
  const answer = await ask(path, { method: 'POST', body, type: 'application/octet-stream' });
  return (await answer.json()) as ImportJob;
}
