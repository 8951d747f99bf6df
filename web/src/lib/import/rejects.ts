// Rows that were not taken: read with their cells from the server's list of rejects, put right, and sent again.

import { query } from '../address';
import { ask } from '../api.svelte';
import type { FileReport, ImportJob } from '../types';
import { csvRow, parseCsv } from './csv';
import type { Sent } from './entry.svelte';
import { jobAddress } from './jobs.svelte';

export interface RejectedRow {
  file: number;
  row: number;
  column: string;
  value: string;
  code: string;
  reason: string;
  raw: string;
}

// Characters.
const most = 8e6;
const columns = ['file', 'row', 'column', 'value', 'code', 'reason', 'raw'] as const;

export function rejectedRows(csv: string): RejectedRow[] {
  const [header = [], ...rows] = parseCsv(csv);
  const at = Object.fromEntries(columns.map((name) => [name, header.indexOf(name)])) as Record<(typeof columns)[number], number>;
  return rows.map((cells) => {
    const cell = (name: (typeof columns)[number]): string => unguarded(cells[at[name]] ?? '');
    return { file: Number(cell('file')), row: Number(cell('row')), column: cell('column'), value: cell('value'), code: cell('code'), reason: cell('reason'), raw: cell('raw') };
  });
}

// The server writes no cell that a spreadsheet would take for a formula: such a cell begins with an apostrophe.
function unguarded(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

export async function readRejects(job: string): Promise<RejectedRow[]> {
  const answer = await ask(`${jobAddress(job)}/rejects`, { accept: 'text/csv' });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  // The page shows the first hundred of each file; a list of millions is not read for them.
  while (reader && text.length < most) {
    const { done, value } = await reader.read();
    if (done) return rejectedRows(text);
    text += value;
  }
  void reader?.cancel();
  return rejectedRows(text).slice(0, -1);
}

/** The cells of a row as it stands in its file, as many as the header has; null if it cannot be told apart. */
export function cellsOf(raw: string, header: readonly string[]): string[] | null {
  let best: string[] | null = null;
  for (const delimiter of [',', '\t', ';', '|']) {
    const [cells, ...more] = parseCsv(raw, delimiter);
    if (!cells || more.length) continue;
    if (cells.length === header.length) return cells;
    // Too few or too many cells may be what is wrong with the row.
    if (cells.length > 1 && (!best || cells.length > best.length)) best = cells;
  }
  return best ? header.map((_, at) => best[at] ?? '') : null;
}

/** The table of a sent file that a part of its report is about. */
export function tableOf(sent: Sent, file: FileReport): Sent['tables'][number] | null {
  const alike = sent.tables.filter((table) => !file.kind || table.kind === file.kind);
  const named = alike.filter((table) => table.sheet !== '' && file.path.includes(table.sheet));
  const [only, ...more] = named.length ? named : alike.length ? alike : sent.tables;
  return only && more.length === 0 ? only : null;
}

/** A row put right, as a CSV of its own under its table's header. */
export function rowFile(context: readonly string[], header: readonly string[], cells: readonly string[]): string {
  return [...context.map((line) => csvRow([line])), csvRow(header), csvRow(cells)].join('\n') + '\n';
}

export async function sendRow(sent: Sent, table: Sent['tables'][number], kind: string, cells: readonly string[]): Promise<ImportJob> {
  const name = /\.csv$/i.test(sent.name) ? sent.name : `${sent.name}.csv`;
  const path = `/api/v1/imports${query([['name', name], ['kind', sent.map ? sent.kind : kind], ['source', sent.source], ['map', sent.map]])}`;
  const answer = await ask(path, { method: 'POST', body: rowFile(table.context, table.header, cells), type: 'application/octet-stream' });
  return (await answer.json()) as ImportJob;
}
