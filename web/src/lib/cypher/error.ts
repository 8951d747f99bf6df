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

/** What is marked for a place: the token there, else the last one before it. */
export function markAt(text: string, line: number, column: number): Mark {
  const at = offsetOf(text, line, column);
  const tokens = tokensOf(text);
  const here = tokens.find((each) => each.from <= at && at < each.to) ?? tokens.filter((each) => each.to <= at).pop();
  return here ? { from: here.from, to: here.to } : { from: 0, to: text.length };
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

/** The name that may be meant where a statement is wrong; '' if it is the one that stands there. */
export function meantAt(text: string, { line, column }: { line: number; column: number }, suggestion = ''): string {
  const { from, to } = markAt(text, line, column);
  return text.slice(from, to).toLowerCase() === suggestion.toLowerCase() ? '' : suggestion;
}

/** The statement with what is marked replaced. */
export const replaced = (text: string, { from, to }: Mark, by: string): string => text.slice(0, from) + by + text.slice(to);
