// A report in figures, and what its files are called.

import type { FileReport, ImportJob, ImportReport } from '../types';
import { baseName } from './pick';

export interface Outcome {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  conflicting: number;
  rejected: number;
  /** Files, or tables of them, that were not read at all. */
  refused: number;
}

export function outcomeOf(report: ImportReport | null | undefined): Outcome {
  const sum = (name: keyof FileReport): number => (report?.files ?? []).reduce((total, file) => total + (typeof file[name] === 'number' ? (file[name] as number) : 0), 0);
  return { rows: sum('rows'), created: sum('created'), updated: sum('updated'), unchanged: sum('unchanged'), conflicting: sum('conflicting'), rejected: sum('rejected'), refused: (report?.files ?? []).filter((file) => file.rejected_file).length };
}

/** Its file, or every table of it, was refused. */
export function notRead(outcome: Outcome): boolean {
  return outcome.refused > 0 && outcome.rows === 0;
}

export function together(outcomes: readonly Outcome[]): Outcome {
  const total = { rows: 0, created: 0, updated: 0, unchanged: 0, conflicting: 0, rejected: 0, refused: 0 };
  for (const each of outcomes) for (const name of Object.keys(total) as (keyof Outcome)[]) total[name] += each[name];
  return total;
}

/** Nothing went in, nothing changed and nothing was refused. */
export function nothingNew(outcome: Outcome): boolean {
  return outcome.created + outcome.updated + outcome.rejected + outcome.refused === 0;
}

/** What an import is called in a list: its file, or the first of several, without the folders they lay in. */
export function importName(job: ImportJob): { name: string; more: number } {
  if (job.name) return { name: baseName(job.name), more: 0 };
  // A table of a workbook is called "活动.xlsx › 渠道".
  const names = [...new Set((job.report?.files ?? []).map((file) => baseName(file.path.split(' › ')[0]!)))];
  return { name: names[0] ?? '', more: Math.max(0, names.length - 1) };
}
