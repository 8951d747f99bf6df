// Rows that were not taken: their cells, and what is sent when they were put right. (resend.ts asks and sends.)

import type { FileReport } from '../types';
import { csvRow, parseCsv } from './csv';
import type { Sent, SentTable } from './sent';

export interface RejectedRow {
  file: number;
  row: number;
  column: string;
  raw: string;
}

// The server keeps no more of a row (importers/table_reader.h); one that was cut cannot be put right here.
const whole = 60_000;

export function rejectedRows(csv: string): RejectedRow[] {
  const [header = [], ...rows] = parseCsv(csv);
  const at = (name: string): number => header.indexOf(name);
  const [file, row, column, raw] = [at('file'), at('row'), at('column'), at('raw')];
  return rows.map((cells) => ({ file: Number(cells[file]), row: Number(cells[row]), column: unguarded(cells[column] ?? ''), raw: unguarded(cells[raw] ?? '') }));
}

// The server writes no cell that a spreadsheet would take for a formula: it puts an apostrophe before it.
function unguarded(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

export const isJson = (sent: Sent): boolean => sent.format === 'json' || sent.format === 'jsonl';

function cellText(value: unknown): string {
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** The cells of a row as it stands in its file, as many as the header has; null if they cannot be told apart. */
export function cellsOf(raw: string, header: readonly string[], json = false): string[] | null {
  if (raw.length >= whole) return null;
  if (json) {
    try {
      const record = JSON.parse(raw) as Record<string, unknown>;
      return header.map((name) => cellText(record[name]));
    } catch {
      return null;
    }
  }
  let best: string[] | null = null;
  for (const delimiter of [',', '\t', ';', '|']) {
    const [cells, ...more] = parseCsv(raw, delimiter);
    if (!cells || more.length) continue;
    if (cells.length === header.length) return cells;
    // Too few or too many cells may be what is wrong with the row.
    if (cells.length > 1 && (!best || cells.length > best.length)) best = cells;
  }
  const found = best;
  return found ? header.map((_, at) => found[at] ?? '') : null;
}

/** The table of a sent file that a part of its report is about; null where several might be meant. */
export function tableOf(sent: Sent, file: FileReport): SentTable | null {
  const alike = sent.tables.filter((table) => !file.kind || table.kinds.includes(file.kind));
  const named = alike.filter((table) => table.sheet !== '' && file.path.includes(table.sheet));
  const [only, ...more] = named.length ? named : alike;
  return only && more.length === 0 ? only : null;
}

export interface Fix {
  sent: Sent;
  table: SentTable;
  raw: string;
  cells: string[];
}

export function fixOf(sent: Sent, file: FileReport, row: RejectedRow | undefined): Fix | null {
  const table = row ? tableOf(sent, file) : null;
  const cells = row && table ? cellsOf(row.raw, table.header, isJson(sent)) : null;
  return row && table && cells ? { sent, table, raw: row.raw, cells } : null;
}

/** A row put right, as a CSV of its own under its table's header. */
export function rowFile(context: readonly string[], header: readonly string[], cells: readonly string[]): string {
  return [...context.map((line) => csvRow([line])), csvRow(header), csvRow(cells)].join('\n') + '\n';
}

/** A JSON record with the members that were changed; a text stays a text. */
export function recordFile(raw: string, header: readonly string[], cells: readonly string[]): string {
  const record = JSON.parse(raw) as Record<string, unknown>;
  for (const [at, name] of header.entries()) {
    const cell = cells[at] ?? '';
    if (cell === cellText(record[name])) continue;
    const wasText = typeof record[name] === 'string';
    record[name] = cell;
    if (wasText) continue;
    try {
      record[name] = JSON.parse(cell) as unknown;
    } catch {
      // A text then.
    }
  }
  return `${JSON.stringify(record)}\n`;
}
