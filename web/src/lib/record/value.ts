// Values of a record: whether two are the same, what a form made of them, and the merge patch (RFC 7396) from one to the other.

import { decimal, plain } from '../decimal';
import type { Input } from './fields';

type Members = Record<string, unknown>;
const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Nothing is written here: absent, an empty text, list or object. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return Array.isArray(value) ? value.length === 0 : isMembers(value) && Object.keys(value).length === 0;
}

/** Equal as JSON, whatever the order of members; what is empty is equal to what is absent. */
export function same(a: unknown, b: unknown): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, at) => same(each, b[at]));
  if (isMembers(a) && isMembers(b)) return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
  return a === b || (typeof a !== 'boolean' && typeof b !== 'boolean' && String(a) === String(b));
}

/** What must be sent to turn `before` into `after`; undefined when nothing differs. Lists are replaced whole. */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (same(before, after)) return undefined;
  if (isEmpty(after)) return null;
  if (!isMembers(before) || !isMembers(after)) return after;
  const patch: Members = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const part = mergePatch(before[name], after[name]);
    if (part !== undefined) patch[name] = part;
  }
  return patch;
}

const units: Record<string, number> = { 千: 3, k: 3, K: 3, 万: 4, w: 4, W: 4, 百万: 6, 亿: 8 };

/** "1,234.5", "１２万", "0.5亿" as plain digits; what is no figure stays as it was typed, for the server to say why. */
export function figureOf(typed: string): string {
  const text = typed.normalize('NFKC').trim();
  const match = /^([+-]?(?:\d[\d,\s]*)?(?:\.\d+)?)\s*(千|k|K|万|w|W|百万|亿)?$/.exec(text);
  const read = match?.[1] ? decimal(match[1].replace(/[,\s]/g, '')) : null;
  if (!read) return text;
  const zeros = units[match?.[2] ?? ''] ?? 0;
  return plain({ digits: read.digits * 10n ** BigInt(zeros), scale: read.scale });
}

const trimmed = (value: unknown): string => String(value ?? '').trim();

/** What is typed for an attribute, as the type that it had if it can be read as that. */
function attributeOf(typed: string, was: unknown): unknown {
  if (typed === attributeText(was)) return was;
  if (typeof was === 'number' && decimal(typed) && Number.isSafeInteger(Number(typed))) return Number(typed);
  if (typeof was === 'boolean' && (typed === 'true' || typed === 'false')) return typed === 'true';
  if (typeof was !== 'object') return typed;
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}

/** An attribute as a text to be typed over. */
export const attributeText = (value: unknown): string => (typeof value === 'object' && value !== null ? JSON.stringify(value) : trimmed(value));

/** What the inputs hold, as the record's value; undefined where nothing is left. `was` is the record's value before. */
export function valueOf(input: Input, typed: unknown, was?: unknown): unknown {
  const filled = (value: unknown): unknown => (isEmpty(value) ? undefined : value);
  switch (input.type) {
    case 'figure':
      return filled(figureOf(trimmed(typed)));
    case 'flag':
      return typed === true ? true : undefined;
    case 'words':
      return filled([...new Set((Array.isArray(typed) ? typed : []).map(trimmed).filter(Boolean))]);
    case 'rows':
      return filled(
        (Array.isArray(typed) ? typed : [])
          .map((row: Members) => membersOf(input.columns, row))
          .filter((row) => !isEmpty(row)),
      );
    case 'group':
      return filled(membersOf(input.columns, isMembers(typed) ? typed : {}));
    case 'map': {
      const before = isMembers(was) ? was : {};
      const made: Members = {};
      for (const [name, value] of Object.entries(isMembers(typed) ? typed : {})) {
        const read = attributeOf(trimmed(value), before[name]);
        if (trimmed(name) && !isEmpty(read)) made[trimmed(name)] = read;
      }
      return filled(made);
    }
    case 'lists': {
      const made: Members = {};
      for (const [name, list] of Object.entries(isMembers(typed) ? typed : {})) if (!isEmpty(list)) made[name] = list;
      return filled(made);
    }
    default:
      return filled(trimmed(typed));
  }
}

/** The members of a row; those without a column of their own (a lesson's code) stay as they are. */
function membersOf(columns: readonly { name: string; input: Input }[], row: Members): Members {
  const made: Members = {};
  for (const [name, value] of Object.entries(row)) if (!columns.some((column) => column.name === name) && !isEmpty(value)) made[name] = value;
  for (const { name, input } of columns) {
    const value = valueOf(input, row[name]);
    if (value !== undefined) made[name] = value;
  }
  return made;
}

/** The record's value as the inputs hold it: a copy that may be typed over. */
export function typedOf(input: Input, value: unknown): unknown {
  switch (input.type) {
    case 'words':
      return Array.isArray(value) ? [...(value as unknown[])] : [];
    case 'rows':
      return (Array.isArray(value) ? (value as Members[]) : []).map((row) => typedMembers(input.columns, row));
    case 'group':
      return typedMembers(input.columns, isMembers(value) ? value : {});
    case 'map':
      return Object.fromEntries(Object.entries(isMembers(value) ? value : {}).map(([name, each]) => [name, attributeText(each)]));
    case 'lists':
      return Object.fromEntries(Object.entries(isMembers(value) ? value : {}).map(([name, each]) => [name, Array.isArray(each) ? [...(each as unknown[])] : []]));
    case 'flag':
      return value === true;
    default:
      return value === null || value === undefined ? '' : String(value);
  }
}

function typedMembers(columns: readonly { name: string; input: Input }[], row: Members): Members {
  const made: Members = { ...row };
  for (const { name, input } of columns) made[name] = typedOf(input, row[name]);
  return made;
}
