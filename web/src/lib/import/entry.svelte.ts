// One file of the list before it is imported: how it is read, and what somebody chose to have read differently.

import { query, type Pairs } from '../address';
import { ask, Problem } from '../api.svelte';
import { asAttribute, rowKinds } from './fields';
import type { InspectedTable, Inspection } from './inspection';
import { mappingText, type MappedTable } from './mapping';
import { baseName, type Picked } from './pick';

// Of a text file, how much is sent to see how it is read: its beginning says it.
const enough = 4 << 20;
const textual = /\.(csv|tsv|tab|txt|json|jsonl|ndjson)$/i;

/** What is kept of a file that was sent, so that a row of it can be put right and sent again. */
export interface Sent {
  name: string;
  kind: string;
  source: string;
  map: string;
  tables: { sheet: string; kind: string; header: string[]; context: string[] }[];
}

let last = 0;

export class Entry {
  readonly key = (last += 1);
  readonly name: string;
  inspection = $state.raw<Inspection | null>(null);
  looking = $state(false);
  problem = $state.raw<Problem | null>(null);
  open = $state(false);

  kind = $state('auto');
  encoding = $state('');
  source = $state('');
  currency = $state('');
  dateOrder = $state('');
  /** By table and column: the field that was chosen instead of the one found. */
  fields = $state<Record<string, string>>({});

  /** The job of the last check. */
  check = $state('');

  constructor(readonly picked: Picked) {
    this.name = baseName(picked.path);
  }

  get tables(): InspectedTable[] {
    return this.inspection?.tables ?? [];
  }
  /** Only the beginning of a large text file was looked at. */
  get partly(): boolean {
    return textual.test(this.name) && this.picked.file.size > enough;
  }

  fieldOf(table: number, column: number): string {
    return this.fields[`${table}/${column}`] ?? this.tables[table]?.columns[column]?.field ?? asAttribute;
  }
  choose(table: number, column: number, field: string): void {
    this.fields[`${table}/${column}`] = field;
    this.check = '';
  }

  /** Whether the choices need a mapping of their own. */
  get mapped(): boolean {
    const fields = Object.entries(this.fields).some(([at, field]) => {
      const [table = 0, column = 0] = at.split('/').map(Number);
      return field !== (this.tables[table]?.columns[column]?.field ?? asAttribute);
    });
    return this.inspection !== null && (fields || this.encoding !== '' || this.currency !== '' || this.dateOrder !== '');
  }

  mapping(sentAgain = false): string {
    const tables = this.tables.map((table, at): MappedTable => {
      const columns = table.columns.map((column, index) => ({ name: column.name, field: this.fieldOf(at, index), unit: column.unit }));
      if (sentAgain) return { kind: this.kindOf(table), columns };
      return { kind: this.kindOf(table), columns, headerLine: table.header_rows?.[0], encoding: this.encoding, delimiter: this.inspection?.delimiter };
    });
    const year = this.tables.find((table) => table.year)?.year?.year;
    return mappingText(this.name, tables, { source: this.source, currency: this.currency, dateOrder: this.dateOrder, ...(year && { year: String(year) }) });
  }

  kindOf(table: InspectedTable): string {
    return this.kind !== 'auto' ? this.kind : table.kind;
  }

  /** Later kinds find what earlier ones bring: a touchpoint its campaign. */
  get rank(): number {
    const ranks = this.kind !== 'auto' ? [this.kind] : this.tables.map((table) => table.kind);
    const known = ranks.map((kind) => (rowKinds as readonly string[]).indexOf(kind)).filter((rank) => rank >= 0);
    return known.length ? Math.max(...known) : rowKinds.indexOf('lessons');
  }

  async look(): Promise<void> {
    this.looking = true;
    this.problem = null;
    const file = this.picked.file;
    try {
      const path = `/api/v1/imports/inspect${query([['name', this.picked.path], ['encoding', this.encoding], ['kind', this.kind === 'auto' ? '' : this.kind]])}`;
      const answer = await ask(path, { method: 'POST', body: this.partly ? file.slice(0, enough) : file, type: 'application/octet-stream' });
      this.inspection = (await answer.json()) as Inspection;
    } catch (error) {
      this.inspection = null;
      this.problem = error instanceof Problem ? error : new Problem(0, 'unexpected', String(error), '');
    } finally {
      this.looking = false;
    }
  }

  parameters(map: string): Pairs {
    return [
      ['name', this.picked.path],
      ['kind', this.kind === 'auto' ? '' : this.kind],
      ['source', this.source],
      ['map', this.mapped ? this.mapping() : map],
    ];
  }

  sent(map: string): Sent {
    return {
      name: this.name,
      kind: this.kind === 'auto' ? '' : this.kind,
      source: this.source,
      map: this.mapped ? this.mapping(true) : map,
      tables: this.tables.map((table) => ({
        sheet: table.sheet ?? '',
        kind: this.kindOf(table),
        header: table.columns.map((column) => column.name),
        // A mapping of its own says unit and year; else the lines above the table do.
        context: this.mapped ? [] : [...(table.context ?? []).map((line) => line.text), ...(table.unit_line ? [table.unit_line] : [])],
      })),
    };
  }
}
