// How a file is read, as POST /api/v1/imports/inspect answers it (importers/inspect.h).

import { asAttribute } from './fields';

export interface ShownRow {
  row: number;
  text: string;
}

export interface InspectedColumn {
  name: string;
  /** "C" in a sheet, "3" in text. */
  place: string;
  /** What it fills; "campaigns: budget" where a row is of several kinds. */
  fields: string[];
  /** 0 to 1. */
  confidence: number;
  unit: string;
  values: string[];
}

export interface Said {
  code: string;
  text: string;
}

export interface InspectedTable {
  /** From 1; none in a file that is no workbook. */
  sheet?: number;
  number: number;
  name: string;
  title: string;
  shape: 'table' | 'form';
  header_rows: number[];
  first_row?: number;
  last_row?: number;
  rows: number;
  all_rows: boolean;
  kinds: string[];
  /** The ready mapping by which it is read; empty: by its header. */
  mapping: string;
  columns: InspectedColumn[];
  first_rows: string[][];
  context: ShownRow[];
  totals: ShownRow[];
  left_out: ShownRow[];
  notes: Said[];
  refused: { code: string; reason: string } | null;
}

export interface Inspection {
  name: string;
  format: string;
  encoding: { name: string; certain: boolean; given: boolean } | null;
  delimiter: string | null;
  sheets: { name: string; hidden: boolean; rows: number; columns: number; tables: number }[];
  tables: InspectedTable[];
  members: string[];
  notes: Said[];
  refused: { code: string; reason: string } | null;
}

/** One field for a column, as a mapping names it; an attribute of the column's own name is asAttribute. */
export function fieldFound(column: InspectedColumn): string {
  const [first] = column.fields;
  if (first === undefined) return asAttribute;
  return first === `attributes.${column.name}` ? asAttribute : first;
}

/** Whether its columns can be given other fields: a ready mapping does more than name fields. */
export function isPlain(table: InspectedTable): boolean {
  return table.mapping === '' && table.kinds.length <= 1;
}
