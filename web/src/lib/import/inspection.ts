// How a file is read, as POST /api/v1/imports/inspect answers it.

export interface ShownRow {
  row: number;
  text: string;
}

export interface InspectedColumn {
  name: string;
  /** Empty: an attribute or left out. */
  field: string;
  /** 0 to 1. */
  confidence: number;
  unit?: string;
}

export interface InspectedTable {
  sheet?: string;
  name?: string;
  shape?: 'table' | 'form';
  kind: string;
  header_rows?: number[];
  first_row?: number;
  last_row?: number;
  columns: InspectedColumn[];
  rows: string[][];
  totals?: ShownRow[];
  left_out?: ShownRow[];
  context?: ShownRow[];
  unit_line?: string;
  year?: { year: number; from: string; text: string };
}

export interface Inspection {
  name: string;
  format: string;
  encoding?: string;
  encoding_certain?: boolean;
  delimiter?: string;
  tables: InspectedTable[];
  mapping?: { name: string; version?: number };
  notes?: string[];
}
