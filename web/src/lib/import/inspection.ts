// How a file is read, as POST /api/v1/imports/inspect answers it (importers/inspect.h).

import { metricName, word } from '../../i18n/index.svelte';
import { valueText } from './differences';
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

/** A campaign that sheets are about as a whole. */
export interface InspectedCampaign {
  name: string;
  /** From 1; none of a text. */
  sheets: number[];
  values: { field: string; value: unknown; from: string; left_out: string | null }[];
}

export interface Inspection {
  name: string;
  format: string;
  encoding: { name: string; certain: boolean; given: boolean } | null;
  delimiter: string | null;
  sheets: { name: string; hidden: boolean; rows: number; columns: number; tables: number }[];
  tables: InspectedTable[];
  campaigns: InspectedCampaign[];
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

/** Whether its columns can be given other fields: a ready mapping does more than name fields, and a text read as a sheet has no one header. */
export function isPlain(table: InspectedTable): boolean {
  const textAsSheet = table.sheet === undefined && table.first_row !== undefined;
  return table.mapping === '' && table.kinds.length <= 1 && !textAsSheet;
}

/** What a value says: of an entry of a list each of its parts. */
export function toldText(value: unknown): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return valueText(value);
  const parts = Object.entries(value as Record<string, unknown>).map(([name, part]) => {
    if (name === 'metric') return metricName(String(part));
    return typeof part === 'number' ? `${word('field', name)} ${valueText(part)}` : valueText(part);
  });
  return parts.join(' · ');
}
