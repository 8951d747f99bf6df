// Taking an import back, as POST /api/v1/imports/{id}/undo answers (importers/undo.h).

import { send } from '../api.svelte';
import { jobAddress } from './jobs.svelte';

export interface UndoReport {
  /** The undoing's own: what to undo to have everything back. */
  import_id?: number;
  records: { deleted: number; restored: number; created: number };
  links?: number;
  documents?: number;
  touchpoints?: { removed: number; restored: number; kept: number };
  kept_count: number;
  /** What was changed since, and is left as it is: a field, or (without one) the whole record. */
  kept: { kind: string; key: string; field?: string; restored?: unknown; found?: unknown }[];
}


/** Without `really` it only says what it would do. */
export async function undoImport(importId: number, really: boolean): Promise<UndoReport> {
  return await send<UndoReport>('POST', `${jobAddress(String(importId))}/undo${really ? '' : '?dry_run=1'}`);
}

export function changedRecords(report: UndoReport): number {
  return report.records.deleted + report.records.restored + report.records.created;
}
