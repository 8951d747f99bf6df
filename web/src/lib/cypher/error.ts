// Where a statement is wrong, and what was likely meant.

import type { Problem } from '../api.svelte';
import { tokensOf } from './tokens';

export interface Mark {
  from: number;
  to: number;
}

/** The UTF-16 offset of a line and a column, which counts characters from 1. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const at = Math.min(Math.max(line, 1), lines.length) - 1;
  const before = lines.slice(0, at).reduce((sum, each) => sum + each.length + 1, 0);
  return before + [...lines[at]!].slice(0, Math.max(0, column - 1)).join('').length;
}

/** How many characters must be changed, put in or taken out. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

/** Tokens that are looked at for the name that a place is about, which may stand at the beginning of a pattern or an expression. */
const ahead = 12;

/** What is marked for a place: the name there or soon after it that was likely meant to be `meant`, with the dots that this has; without
 *  one the token there, else the last one before it. */
export function markAt(text: string, line: number, column: number, meant = ''): Mark {
  const at = offsetOf(text, line, column);
  const tokens = tokensOf(text).filter((each) => each.kind !== 'comment');
  const here = tokens.findIndex((each) => each.from <= at && at < each.to);
  const first = here < 0 ? tokens.filter((each) => each.to <= at).length - 1 : here;
  const found = tokens[first];
  if (!found) return { from: 0, to: text.length };
  if (!meant || here < 0) return { from: found.from, to: found.to };
  const parts = 2 * meant.split('.').length - 1;
  const names = tokens.slice(first, first + ahead).flatMap((token, index) => {
    const run = tokens.slice(first + index, first + index + parts);
    const whole = run.length === parts && run.every((each, part) => (part % 2 ? each.text === '.' : each.kind !== 'sign'));
    return whole ? [{ from: token.from, to: run[parts - 1]!.to }] : [];
  });
  const far = (mark: Mark): number => distance(text.slice(mark.from, mark.to).toLowerCase(), meant.toLowerCase());
  const nearest = names.reduce<Mark | null>((best, each) => (best === null || far(each) < far(best) ? each : best), null);
  return nearest && far(nearest) <= meant.length / 2 ? nearest : { from: found.from, to: found.to };
}

/** What replaces the mark of a place: the nearest name, unless it stands there already or is far from what is marked. */
export function replacementAt(text: string, line: number, column: number, meant: string): string {
  const { from, to } = markAt(text, line, column, meant);
  const far = distance(text.slice(from, to).toLowerCase(), meant.toLowerCase());
  return far > 0 && far <= meant.length / 2 ? meant : '';
}

export interface StatementError {
  line: number;
  column: number;
  expected: string[];
  suggestion: string;
}

/** What a problem says of the statement; null if it is about something else. */
export function statementError(problem: Pick<Problem, 'said'> | null): StatementError | null {
  const said = problem?.said;
  const position = said?.['position'] as { line?: unknown; column?: unknown } | undefined;
  if (typeof position?.line !== 'number' || typeof position.column !== 'number') return null;
  const expected = said!['expected'];
  return {
    line: position.line,
    column: position.column,
    expected: (Array.isArray(expected) ? expected : [expected]).filter((each): each is string => typeof each === 'string' && each !== ''),
    suggestion: typeof said!['suggestion'] === 'string' ? said!['suggestion'] : '',
  };
}

/** The statement with what is marked replaced. */
export const replaced = (text: string, { from, to }: Mark, by: string): string => text.slice(0, from) + by + text.slice(to);
