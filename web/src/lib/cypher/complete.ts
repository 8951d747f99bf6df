// What can be written at a place of a statement, from the graph's own names: labels, types of relationships, properties of what a
// variable is, functions, procedures, the statement's parameters and variables, keywords.

import { bare, parametersOf, placeAt, tokensOf, written, type Token } from './tokens';
import type { Callable, Schema, SchemaProperty } from './types';

export type OptionKind = 'label' | 'type' | 'property' | 'function' | 'procedure' | 'parameter' | 'variable' | 'keyword';
export interface Option {
  kind: OptionKind;
  name: string;
  /** What is put in; where it is a call, the caret goes between its brackets. */
  text: string;
  detail: string;
  about: string;
}
export interface Completion {
  from: number;
  options: Option[];
}

const option = (kind: OptionKind, name: string, detail = '', about = '', text = written(name)): Option => ({ kind, name, text, detail, about });
const call = (kind: 'function' | 'procedure', each: Callable): Option =>
  option(kind, each.name, each.signature.startsWith(each.name) ? each.signature.slice(each.name.length) : each.signature, each.about, `${each.name}()`);

/** The labels and types that variables were given anywhere in the statement. */
function variables(tokens: readonly Token[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  tokens.forEach((token, at) => {
    // What stands before a dot only is no variable: a namespace of functions, or one that is not written yet.
    if (token.kind !== 'name' || tokens[at + 1]?.text === '.') return;
    const of = found.get(bare(token.text)) ?? new Set<string>();
    found.set(bare(token.text), of);
    for (let next = at + 1; /^[:|&]$/.test(tokens[next]?.text ?? '') && /^(?:label|type)$/.test(tokens[next + 1]?.kind ?? ''); next += 2) of.add(bare(tokens[next + 1]!.text));
  });
  return found;
}

function properties(schema: Schema, owners: ReadonlySet<string>): Option[] {
  const known = [...schema.labels.map((each) => ({ name: each.label, of: each.properties })), ...schema.relationships.map((each) => ({ name: each.type, of: each.properties }))];
  const chosen = known.some((each) => owners.has(each.name)) ? known.filter((each) => owners.has(each.name)) : known;
  const all = new Map<string, SchemaProperty>();
  for (const each of chosen.flatMap(({ of }) => of)) {
    const before = all.get(each.name);
    all.set(each.name, before ? { ...before, types: [...new Set([...before.types, ...each.types])] } : each);
  }
  return [...all.values()].map((each) => option('property', each.name, each.types.join(' | ')));
}

/** What the procedure gives whose YIELD is being written at the end of these tokens; none elsewhere. */
function yielded(tokens: readonly Token[], schema: Schema): Option[] {
  const at = tokens.map((each) => each.kind === 'keyword' && each.text.toLowerCase() !== 'as').lastIndexOf(true);
  if (tokens[at]?.text.toLowerCase() !== 'yield') return [];
  const called = tokens.slice(0, at).map((each) => each.text.toLowerCase()).lastIndexOf('call');
  const rest = tokens.slice(called + 1, at);
  const end = rest.findIndex((each) => each.kind !== 'procedure' && each.text !== '.');
  const name = rest.slice(0, end < 0 ? undefined : end).map((each) => each.text).join('');
  const outputs = /::\s*\(([^()]*)\)$/.exec(schema.procedures.find((each) => each.name === name)?.signature ?? '')?.[1] ?? '';
  return [...outputs.matchAll(/(\w+)\s*::\s*([^,]+)/g)].map(([, output, type]) => option('property', output!, type!.trim()));
}

/** Null where nothing can be completed. */
export function complete(text: string, at: number, schema: Schema | null): Completion | null {
  const { expected, from, owner } = placeAt(text, at);
  if (expected === 'nothing') return null;
  const tokens = tokensOf(text);
  if (expected === 'parameter') {
    const typed = text.slice(from + 1, at);
    const options = parametersOf(text).filter((name) => name !== typed).map((name) => option('parameter', `$${name}`, '', '', `$${written(name)}`));
    return { from, options };
  }
  if (!schema) return null;
  if (expected === 'label') return { from, options: schema.labels.map((each) => option('label', each.label, String(each.count))) };
  if (expected === 'type') return { from, options: schema.relationships.map((each) => option('type', each.type, String(each.count))) };
  if (expected === 'procedure') {
    // The whole name is replaced, dots and all.
    const start = from - (/[\w.]*$/.exec(text.slice(0, from))?.[0].length ?? 0);
    return { from: start, options: schema.procedures.map((each) => call('procedure', each)) };
  }
  const known = variables(tokens);
  if (expected === 'property') {
    const options = properties(schema, known.get(bare(owner)) ?? new Set());
    // "duration." has functions of its own.
    const prefix = `${owner}.`.toLowerCase();
    const inner = schema.functions.filter((each) => each.name.toLowerCase().startsWith(prefix)).map((each) => ({ ...call('function', each), name: each.name.slice(prefix.length), text: `${each.name.slice(prefix.length)}()` }));
    return { from, options: inner.length && !known.has(bare(owner)) ? inner : options };
  }
  if (expected === 'key') return { from, options: properties(schema, new Set([...owner.split(' '), ...(known.get(owner) ?? [])])) };
  const outputs = yielded(tokens.filter((each) => each.to <= from), schema);
  if (outputs.length) return { from, options: outputs };
  const here = text.slice(from, at);
  const named = [...known.keys()].filter((name) => name !== here || tokens.filter((each) => bare(each.text) === name).length > 1);
  return {
    from,
    options: [
      ...named.map((name) => option('variable', name, [...known.get(name)!].join(' '))),
      ...schema.keywords.map((each) => option('keyword', each, '', '', each)),
      ...schema.functions.filter((each) => /^[\w]+(?:\.\w+)*$/.test(each.name)).map((each) => call('function', each)),
    ],
  };
}
