// Values of an answer: what they are, how they read, and the small graph that their nodes and relationships make.

import { splitId } from '../address';
import type { LayerEdge } from '../layers';
import type { NodeRef } from '../types';
import type { NodeValue, RelationshipValue, Value } from './types';

const isObject = (value: Value): value is Exclude<Value, null | boolean | number | string | Value[]> => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isNode = (value: Value): value is NodeValue => isObject(value) && typeof value['elementId' as never] === 'string' && Array.isArray(value['labels' as never]);
export const isRelationship = (value: Value): value is RelationshipValue => isObject(value) && typeof value['startNodeElementId' as never] === 'string' && typeof value['type' as never] === 'string';
/** Nodes and relationships in turn, beginning and ending with a node. */
export const isPath = (value: Value): value is (NodeValue | RelationshipValue)[] =>
  Array.isArray(value) && value.length >= 3 && value.length % 2 === 1 && value.every((each, at) => (at % 2 ? isRelationship(each) : isNode(each)));

export const kindOf = (id: string): string => splitId(id).kind;

/** By its name, a lesson by its statement, anything else by its key. */
export function nodeName(node: NodeValue): string {
  const said = node.properties['name'] ?? node.properties['statement'];
  return typeof said === 'string' && said !== '' ? said : splitId(node.elementId).key;
}

/** A path's relationship as seen walking along it. */
export const isForward = (path: readonly Value[], at: number): boolean => {
  const before = path[at - 1];
  const step = path[at];
  return before !== undefined && step !== undefined && isNode(before) && isRelationship(step) && step.startNodeElementId === before.elementId;
};

/** A value that is neither node nor relationship, in one line. */
export function plainText(value: Value): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`;
  if (isNode(value)) return nodeName(value);
  if (isRelationship(value)) return value.type;
  if (typeof value === 'object') return `{${Object.entries(value).map(([name, each]) => `${name}: ${inner(each)}`).join(', ')}}`;
  return String(value);
}
const inner = (value: Value): string => (typeof value === 'string' ? `'${value}'` : plainText(value));

export interface AnswerGraph {
  nodes: NodeRef[];
  edges: (LayerEdge & { relationship: string })[];
  /** How many nodes there are, drawn or not. */
  total: number;
}

/** How much a relationship weighs that counts nothing: a thin line. */
const uncounted = 0.2;

/** The nodes and relationships of an answer, each once, the first `most` nodes and what is between them. */
export function graphOf(values: readonly Value[], most: number): AnswerGraph {
  const nodes = new Map<string, NodeRef>();
  const relationships = new Map<string, RelationshipValue>();
  const ends = new Set<string>();
  const walk = (value: Value): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (isNode(value)) nodes.set(value.elementId, { id: value.elementId, kind: kindOf(value.elementId), label: nodeName(value) });
    else if (isRelationship(value)) {
      relationships.set(value.elementId, value);
      ends.add(value.startNodeElementId).add(value.endNodeElementId);
    } else if (isObject(value)) Object.values(value).forEach((each) => walk(each as Value));
  };
  values.forEach(walk);
  // A relationship that is answered without its nodes has them all the same.
  for (const id of ends) if (!nodes.has(id)) nodes.set(id, { id, kind: kindOf(id), label: splitId(id).key });
  const shown = new Set([...nodes.keys()].slice(0, most));
  return {
    nodes: [...nodes.values()].filter((each) => shown.has(each.id)),
    edges: [...relationships.values()]
      .filter((each) => shown.has(each.startNodeElementId) && shown.has(each.endNodeElementId))
      .map((each) => ({ source: each.startNodeElementId, target: each.endNodeElementId, relationship: each.type, weight: typeof each.properties['count'] === 'number' ? each.properties['count'] : uncounted })),
    total: nodes.size,
  };
}

/** The node that a drawing begins with: the one with the most edges. */
export function busiest({ nodes, edges }: AnswerGraph): string[] {
  const degree = new Map<string, number>();
  for (const { source, target } of edges) for (const id of [source, target]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const first = nodes.reduce<NodeRef | null>((best, each) => (best === null || (degree.get(each.id) ?? 0) > (degree.get(best.id) ?? 0) ? each : best), null);
  return first ? [first.id] : [];
}

export interface AnswerBars {
  /** The column whose figures they are. */
  field: string;
  bars: { id: string; label: string; node: string | undefined; value: number; text: string }[];
}

/** The first figures of an answer by what stands before them, if every row has both; null if it is no such table. */
export function barsOf(fields: readonly string[], values: readonly Value[][], most: number): AnswerBars | null {
  if (values.length < 2) return null;
  const figures = fields.findIndex((_, at) => values.every((row) => typeof row[at] === 'number'));
  const named = (value: Value | undefined): boolean => typeof value === 'string' || (value !== undefined && isNode(value));
  const names = fields.map((_, at) => at).filter((at) => at < figures && values.every((row) => named(row[at])));
  if (figures < 1 || names.length !== figures) return null;
  return {
    field: fields[figures]!,
    bars: values.slice(0, most).map((row, at) => {
      const first = row[names[0]!]!;
      const value = row[figures] as number;
      return { id: String(at), label: names.map((each) => plainText(row[each]!)).join(' · '), node: isNode(first) ? first.elementId : undefined, value, text: String(Number.isInteger(value) ? value : Number(value.toPrecision(6))) };
    }),
  };
}
