// The provenance of a field, its rows taken together: what came from the same file by the same import is said once.

import { same } from './value';
import type { Provenance, Source } from '../types';

export interface FieldSource extends Omit<Source, 'row'> {
  /** "3–27, 40": the rows of the file. */
  rows: string;
  /** Another value than the one that leads. */
  differs: boolean;
}

export function sourcesOf(provenance: Provenance, field: string): FieldSource[] {
  const found: (FieldSource & { all: Set<number> })[] = [];
  for (const entry of provenance.fields) {
    if (entry.field !== field && !entry.field.startsWith(`${field}/`)) continue;
    const leading = entry.values.find((each) => each.leads) ?? entry.values[0];
    for (const each of entry.values) {
      const differs = !same(each.value, leading?.value);
      const known = found.find((other) => !differs && !other.differs && other.file === each.file && other.sheet === each.sheet && other.import_id === each.import_id);
      const row = each.row ? [each.row] : [];
      if (known) row.forEach((one) => known.all.add(one));
      else found.push({ ...each, differs, rows: '', all: new Set(row) });
    }
  }
  return found.map(({ all, ...each }) => ({ ...each, rows: ranges([...all].sort((a, b) => a - b)) }));
}

/** 1, 2, 3, 7 as "1–3, 7". */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const each of numbers) {
    const last = parts.at(-1);
    if (last && each === last[1] + 1) last[1] = each;
    else parts.push([each, each]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}
