// A value that waits to be confirmed: the part of it that a person reads and may correct.

import { decimal } from '../decimal';

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
