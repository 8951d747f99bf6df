// A value that waits to be confirmed: the part of it that a person reads and may correct.

import { decimal } from '../decimal';
import type { Uncertain } from '../types';

const figures = ['value', 'target', 'actual', 'planned', 'statement', 'text', 'name'];

/** The member that holds what an entry of a list says; null for a value that is no entry. */
export function figureKey(value: unknown): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  return figures.find((name) => name in value) ?? null;
}

export function figureIn(value: unknown): string {
  const key = figureKey(value);
  const figure = key === null ? value : (value as Record<string, unknown>)[key];
  return figure === null || figure === undefined ? '' : typeof figure === 'object' ? JSON.stringify(figure) : String(figure);
}

/** The value with what was typed in place of its figure; what was a number stays one, exactly as typed. */
export function withFigure(value: unknown, typed: string): unknown {
  const key = figureKey(value);
  const before = key === null ? value : (value as Record<string, unknown>)[key];
  const text = typed.trim();
  const after: unknown = typeof before === 'number' && decimal(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
  return key === null ? after : { ...(value as Record<string, unknown>), [key]: after };
}

export interface OfRecord {
  kind: string;
  key: string;
  sentences: { evidence: string; items: Uncertain[] }[];
}

/** The values by record and sentence, in the order in which they came. */
export function byRecord(items: readonly Uncertain[]): OfRecord[] {
  const records = new Map<string, OfRecord>();
  for (const item of items) {
    const at = `${item.kind}:${item.key}`;
    const record = records.get(at) ?? { kind: item.kind, key: item.key, sentences: [] };
    records.set(at, record);
    const sentence = record.sentences.find((each) => each.evidence === item.evidence);
    if (sentence) sentence.items.push(item);
    else record.sentences.push({ evidence: item.evidence, items: [item] });
  }
  return [...records.values()];
}
