// One file of the list before it is imported: how it is read, and what somebody chose to have read differently.

import { query, type Pairs } from '../address';
import { ask, type Problem } from '../api.svelte';
import { rowKinds } from './fields';
import { failureOf } from './failure';
import { fieldFound, isPlain, type InspectedCampaign, type InspectedTable, type Inspection } from './inspection';
import { mappingText, type MappedTable } from './mapping';
import { baseName, type Picked } from './pick';
import type { Sent } from './sent';

// Of a text file, how much is sent to see how it is read: its beginning says it.
const enough = 4 << 20;
const textual = /\.(csv|tsv|tab|txt|json|jsonl|ndjson)$/i;

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
  year = $state('');
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
  get campaigns(): InspectedCampaign[] {
    return this.inspection?.campaigns ?? [];
  }
  /** Only the beginning of a large text file was looked at. */
  get partly(): boolean {
    return textual.test(this.name) && this.picked.file.size > enough;
  }
  /** Why nothing of it can be read. */
  get refusal(): string {
    return this.problem?.detail || this.problem?.message || this.inspection?.refused?.reason || '';
  }
  /** Nothing of it can be read as it stands: it would only be refused again. */
  get unreadable(): boolean {
    if (this.inspection?.refused) return true;
    return this.tables.length > 0 && !this.mapped && !this.campaigns.length && this.tables.every((table) => table.refused);
  }
  /** Whether a mapping can say how it is read. */
  get plain(): boolean {
    return this.tables.length > 0 && !this.campaigns.length && this.tables.every(isPlain);
  }

  sheetOf(table: InspectedTable): string {
    return table.sheet ? (this.inspection?.sheets[table.sheet - 1]?.name ?? '') : '';
  }
  kindsOf(table: InspectedTable): string[] {
    return this.kind !== 'auto' ? [this.kind] : table.kinds;
  }
  fieldOf(table: number, column: number): string {
    const found = this.tables[table]?.columns[column];
    return this.fields[`${table}/${column}`] ?? (found ? fieldFound(found) : '');
  }
  choose(table: number, column: number, field: string): void {
    this.fields[`${table}/${column}`] = field;
    this.check = '';
  }

  /** Whether the choices need a mapping of their own. */
  get mapped(): boolean {
    if (!this.plain) return false;
    const fields = Object.entries(this.fields).some(([at, field]) => {
      const [table = 0, column = 0] = at.split('/').map(Number);
      const found = this.tables[table]?.columns[column];
      return found !== undefined && field !== fieldFound(found);
    });
    return fields || this.currency !== '' || this.dateOrder !== '' || this.year !== '';
  }

  /** Read as it was found: nothing was chosen that holds for this file alone. */
  get untouched(): boolean {
    return this.kind === 'auto' && this.encoding === '' && this.source === '' && !this.mapped;
  }

  mapping(only?: InspectedTable): string {
    const tables = this.tables.flatMap((table, at): MappedTable[] => {
      const kind = this.kindsOf(table)[0];
      if (!kind || (only && only !== table)) return [];
      const columns = table.columns.map((column, index) => ({ name: column.name, field: this.fieldOf(at, index), unit: column.unit }));
      if (only) return [{ kind, columns }];
      // A sheet's tables are found by their columns; of text the line of the header is what a mapping needs.
      return [table.sheet ? { kind, columns, sheet: this.sheetOf(table) } : { kind, columns, headerLine: table.header_rows[0], delimiter: this.inspection?.delimiter ?? undefined }];
    });
    return mappingText(this.name, tables, { source: this.source, currency: this.currency, dateOrder: this.dateOrder, year: this.year, encoding: only ? '' : this.encoding });
  }

  /** Later kinds find what earlier ones bring: a touchpoint its campaign. */
  get rank(): number {
    const ranks = this.tables.flatMap((table) => this.kindsOf(table)).map((kind) => (rowKinds as readonly string[]).indexOf(kind));
    return ranks.length ? Math.max(...ranks) : rowKinds.indexOf('lessons');
  }

  #turn = 0;

  /** Asks how the file is read. Of answers that overtake each other only that to the last question counts. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    this.looking = true;
    this.problem = null;
    const file = this.picked.file;
    try {
      const path = `/api/v1/imports/inspect${query([['name', this.picked.path], ['encoding', this.encoding], ['kind', this.kind === 'auto' ? '' : this.kind]])}`;
      const answer = await ask(path, { method: 'POST', body: this.partly ? file.slice(0, enough) : file, type: 'application/octet-stream' });
      const inspection = (await answer.json()) as Inspection;
      if (turn === this.#turn) this.inspection = inspection;
    } catch (error) {
      const problem = await failureOf(error, file);
      if (turn !== this.#turn) return;
      this.inspection = null;
      this.problem = problem;
    } finally {
      if (turn === this.#turn) this.looking = false;
    }
  }

  parameters(map: string): Pairs {
    return [
      ['name', this.picked.path],
      ['kind', this.kind === 'auto' ? '' : this.kind],
      ['source', this.source],
      ['encoding', this.encoding],
      ['map', this.mapped ? this.mapping() : map],
    ];
  }

  sent(map: string): Sent {
    return {
      name: this.name,
      format: this.inspection?.format ?? '',
      kind: this.kind === 'auto' ? '' : this.kind,
      source: this.source,
      tables: this.tables.map((table) => ({
        sheet: this.sheetOf(table),
        kinds: this.kindsOf(table),
        header: table.columns.map((column) => column.name),
        // A mapping of its own says units and the year; else the lines around the table do.
        context: this.mapped ? [] : table.context.map((line) => line.text),
        map: this.mapped ? this.mapping(table) : map,
      })),
    };
  }
}
