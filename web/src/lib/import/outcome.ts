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
}

export function outcomeOf(report: ImportReport | null | undefined): Outcome {
  const sum = (name: keyof FileReport): number => (report?.files ?? []).reduce((total, file) => total + (typeof file[name] === 'number' ? (file[name] as number) : 0), 0);
  return { rows: sum('rows'), created: sum('created'), updated: sum('updated'), unchanged: sum('unchanged'), conflicting: sum('conflicting'), rejected: sum('rejected') };
}

/** Nothing went in, nothing changed and nothing was refused. */
export function nothingNew(outcome: Outcome): boolean {
  return outcome.created + outcome.updated + outcome.rejected === 0;
}

/** What an import is called in a list: its file, or the first of several, without the folders they lay in. */
export function importName(job: ImportJob): { name: string; more: number } {
  if (job.name) return { name: baseName(job.name), more: 0 };
  // A table of a workbook is called "活动.xlsx › 渠道".
  const names = [...new Set((job.report?.files ?? []).map((file) => baseName(file.path.split(' › ')[0]!)))];
  return { name: names[0] ?? '', more: Math.max(0, names.length - 1) };
}
