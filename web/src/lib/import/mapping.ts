// What somebody chose for a file, as a mapping: the TOML text that goes along with the file, and that can be kept and used
// again from the page, the command line and the API (docs/mapping.md).

import { asAttribute, entryOf, hasAttributes, isList, leftOut } from './fields';

export interface MappedColumn {
  name: string;
  field: string;
  /** As an inspection shows it: "×10000 CNY", "%", "USD". */
  unit: string;
}

export interface MappedTable {
  kind: string;
  columns: readonly MappedColumn[];
  sheet?: string | undefined;
  headerLine?: number | undefined;
  delimiter?: string | undefined;
}

export interface MappingSettings {
  source: string;
  currency: string;
  dateOrder: string;
  year: string;
  encoding: string;
}

/** A basic string of TOML: what JSON escapes, and the one control character that JSON leaves as it is. */
export function tomlText(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007F');
}

function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlText(key);
}

// Of a unit what a mapping can say; a unit of things (人, 次) changes no figure.
function unitKeys(unit: string): string[] {
  const match = /^(?:×(\d+(?:\.\d+)?))?\s*(%|[A-Z]{3})?/.exec(unit);
  return [...(match?.[1] ? [`factor = ${match[1]}`] : []), ...(match?.[2] ? [`unit = ${tomlText(match[2])}`] : [])];
}

function expression(columns: readonly MappedColumn[], list: boolean): string {
  const [only] = columns;
  if (columns.length === 1 && only) {
    const unit = unitKeys(only.unit);
    return unit.length ? `{ ${[`column = ${tomlText(only.name)}`, ...unit].join(', ')} }` : tomlText(only.name);
  }
  const names = columns.map((each) => tomlText(each.name)).join(', ');
  return list ? `{ all = [${names}] }` : `[${names}]`;
}

/** A pattern that fits this very name; the characters that mean something in one fit any. */
export function patternOf(name: string): string {
  return name.replaceAll('*', '?');
}

function section(name: string, table: MappedTable, settings: MappingSettings): string[] {
  // A row that is sent again stands in a CSV named after its file.
  const patterns = /\.csv$/i.test(name) ? [name] : [name, `${name}.csv`];
  const lines = ['', '[[file]]', `pattern = [${patterns.map((each) => tomlText(patternOf(each))).join(', ')}]`, `kind = ${tomlText(table.kind)}`];
  if (table.sheet) lines.push(`sheet = ${tomlText(patternOf(table.sheet))}`);
  if (settings.encoding) lines.push(`encoding = ${tomlText(settings.encoding)}`);
  if (table.delimiter) lines.push(`delimiter = ${tomlText(table.delimiter)}`);
  if (table.headerLine && table.headerLine > 1) lines.push(`header_line = ${table.headerLine}`);
  const byField = new Map<string, MappedColumn[]>();
  const ignored: string[] = [];
  const entries: string[] = [];
  for (const column of table.columns) {
    const entry = entryOf(column.field);
    if (column.field === leftOut || (column.field === asAttribute && !hasAttributes(table.kind))) ignored.push(column.name);
    else if (entry) {
      entries.push('', `[[file.${entry.list}]]`);
      if (entry.metric) entries.push(`metric = { constant = ${tomlText(entry.metric)} }`);
      if (entry.channel) entries.push(`channel = { constant = ${tomlText(entry.channel)} }`);
      entries.push(`${entry.figure} = ${expression([column], false)}`);
    } else if (column.field !== asAttribute) byField.set(column.field, [...(byField.get(column.field) ?? []), column]);
  }
  for (const [field, columns] of byField) {
    const key = field.startsWith('attributes.') ? `attributes.${tomlKey(field.slice('attributes.'.length))}` : `fields.${tomlKey(field)}`;
    lines.push(`${key} = ${expression(columns, isList(field))}`);
  }
  if (ignored.length) lines.push(`ignore = [${ignored.map((each) => tomlText(patternOf(each))).join(', ')}]`);
  return [...lines, ...entries];
}

export function mappingText(name: string, tables: readonly MappedTable[], settings: MappingSettings): string {
  const lines = [`name = ${tomlText(name.replace(/\.[^.]*$/, '') || name)}`, 'version = 1'];
  if (settings.source) lines.push(`source = ${tomlText(settings.source)}`);
  if (settings.currency) lines.push(`currency = ${tomlText(settings.currency)}`);
  if (settings.dateOrder) lines.push(`date_order = ${tomlText(settings.dateOrder)}`);
  if (/^\d{4}$/.test(settings.year)) lines.push(`year = ${settings.year}`);
  for (const table of tables) lines.push(...section(name, table, settings));
  return `${lines.join('\n')}\n`;
}
