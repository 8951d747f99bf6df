// The schema as a picture, and the queries that it leads to.

import { written } from './tokens';
import type { Schema } from './types';
import { cut, textWidth } from '../layout';

export const ofLabel = (label: string): string => `MATCH (n:${written(label)})\nRETURN n LIMIT 25`;
export const ofType = (type: string, source = '', target = ''): string =>
  `MATCH p = (${source && `:${written(source)}`})-[:${written(type)}]->(${target && `:${written(target)}`})\nRETURN p LIMIT 25`;
export const ofProperty = (pattern: string, property: string): string => `MATCH ${pattern}\nWHERE n.${written(property)} IS NOT NULL\nRETURN n.${written(property)} AS value, count(*) AS times\nORDER BY times DESC LIMIT 25`;

/** What a node of a kind is connected to; its key is the parameter `key`. */
export const ofNeighbours = (kind: string): string =>
  `MATCH (n:${written(kind.charAt(0).toUpperCase() + kind.slice(1))} {key: $key})-[r]-(m)\nRETURN type(r) AS relationship, r, m\nORDER BY relationship LIMIT 100`;

export const kindOfLabel = (label: string): string => label.toLowerCase();

export interface SchemaNode {
  label: string;
  count: number;
  shown: string;
  x: number;
  y: number;
  width: number;
}
interface Type {
  type: string;
  count: number;
}
export interface SchemaEdge {
  source: string;
  target: string;
  path: string;
  /** Types between the two, one below the other. */
  types: (Type & { x: number; y: number })[];
  anchor: 'start' | 'middle' | 'end';
}
export interface SchemaDrawing {
  width: number;
  height: number;
  nodes: SchemaNode[];
  edges: SchemaEdge[];
}

const nodeHeight = 30;
const lineHeight = 17;
const gap = 26;
/** Narrower than this nothing can be read: the drawing scrolls instead. */
const least = 820;

interface Pair {
  source: string;
  target: string;
  types: Type[];
}
type Label = Pick<Schema['labels'][number], 'label' | 'count'>;
interface Placed extends SchemaNode {
  column: 0 | 1 | 2;
}

/** What relationships there are between two labels, in one direction. */
function pairsOf(relationships: Schema['relationships']): Pair[] {
  const pairs = new Map<string, Pair>();
  for (const { type, ends } of relationships) {
    for (const { source, target, count } of ends) {
      if (count === 0) continue;
      const key = `${source}\n${target}`;
      const pair = pairs.get(key) ?? { source, target, types: [] };
      pairs.set(key, pair);
      pair.types.push({ type, count });
    }
  }
  return [...pairs.values()];
}

const touches = (pair: Pair, label: string): boolean => pair.source === label || pair.target === label;
const linesOf = (pairs: readonly Pair[]): number => pairs.reduce((sum, pair) => sum + pair.types.length, 0);

/** Those with the most relationships in the middle, the others on both sides, each as high as the names on its lines. */
function place(labels: readonly Label[], pairs: readonly Pair[], width: number): { placed: Map<string, Placed>; height: number } {
  const lines = new Map(labels.map(({ label }) => [label, linesOf(pairs.filter((pair) => touches(pair, label) && pair.source !== pair.target))]));
  const room = ({ label }: Label): number => Math.max(nodeHeight, lines.get(label)! * lineHeight) + gap;
  const busy = [...labels].sort((a, b) => lines.get(b.label)! - lines.get(a.label)!);
  const hubs = busy.slice(0, Math.min(3, Math.ceil(labels.length / 4)));
  const columns: [Label[], Label[], Label[]] = [[], hubs, []];
  const heights = [0, hubs.reduce((sum, each) => sum + room(each), 0), 0];
  for (const each of busy.slice(hubs.length)) {
    const side = heights[0]! <= heights[2]! ? 0 : 2;
    columns[side].push(each);
    heights[side]! += room(each);
  }
  const height = Math.max(...heights, 120) + gap;
  const placed = new Map<string, Placed>();
  ([80, width / 2, width - 80] as const).forEach((x, at) => {
    const column = at as 0 | 1 | 2;
    const stretch = heights[column] ? (height - gap) / heights[column]! : 1;
    let y = gap / 2;
    for (const each of columns[column]) {
      const own = room(each) * stretch;
      const shown = cut(each.label, 110);
      placed.set(each.label, { label: each.label, count: each.count, shown, x, y: y + own / 2, width: Math.max(84, textWidth(shown) + 26), column });
      y += own;
    }
  });
  return { placed, height };
}

const stacked = (types: readonly Type[], x: number, middle: number): SchemaEdge['types'] =>
  types.map((each, at) => ({ ...each, x, y: middle + (at - (types.length - 1) / 2) * lineHeight + 4 }));

/** From a label to itself: a loop above it. */
function loop({ types }: Pair, node: Placed): Omit<SchemaEdge, 'source' | 'target'> {
  const top = node.y - nodeHeight / 2;
  return {
    anchor: 'middle',
    path: `M${node.x - 16} ${top}C${node.x - 30} ${top - 26} ${node.x + 30} ${top - 26} ${node.x + 16} ${top}`,
    types: stacked(types, node.x, top - 26 - ((types.length - 1) / 2) * lineHeight),
  };
}

/** Between labels of one column: a bow beside it. */
function bow({ types }: Pair, from: Placed, to: Placed): Omit<SchemaEdge, 'source' | 'target'> {
  const side = from.column === 2 ? -1 : 1;
  const edge = (node: Placed): number => node.x + (side * node.width) / 2;
  const x = side * Math.max(side * edge(from), side * edge(to)) + side * 46;
  return {
    anchor: side > 0 ? 'start' : 'end',
    path: `M${edge(from)} ${from.y}C${x} ${from.y} ${x} ${to.y} ${edge(to)} ${to.y}`,
    types: stacked(types, x - side * 9, (from.y + to.y) / 2),
  };
}

/** Between columns: the names stand beside `far`, whose lines leave it one below the other, `before` of them above these. */
function across({ types }: Pair, far: Placed, near: Placed, before: number, total: number, outward: boolean): Omit<SchemaEdge, 'source' | 'target'> {
  const side = near.x > far.x ? 1 : -1;
  const y = far.y + (before - total / 2 + types.length / 2) * lineHeight;
  const start = far.x + (side * far.width) / 2;
  const text = start + side * 14;
  const bend = text + side * (Math.max(...types.map((each) => textWidth(each.type, 6.9))) + 8);
  const end = near.x - (side * near.width) / 2;
  const half = (bend + end) / 2;
  return {
    anchor: side > 0 ? 'start' : 'end',
    path: outward
      ? `M${start} ${far.y}L${text - side * 4} ${y}L${bend} ${y}C${half} ${y} ${half} ${near.y} ${end} ${near.y}`
      : `M${end} ${near.y}C${half} ${near.y} ${half} ${y} ${bend} ${y}L${text - side * 4} ${y}L${start} ${far.y}`,
    types: stacked(types, text, y),
  };
}

export function drawSchema(schema: Pick<Schema, 'labels' | 'relationships'>, room: number): SchemaDrawing {
  const width = Math.max(least, room);
  const pairs = pairsOf(schema.relationships);
  const labels = schema.labels.filter((each) => each.count > 0 || pairs.some((pair) => touches(pair, each.label)));
  if (!labels.length) return { width, height: 0, nodes: [], edges: [] };
  const { placed, height } = place(labels, pairs, width);
  const degree = (label: string): number => linesOf(pairs.filter((pair) => touches(pair, label)));
  const farOf = ({ source, target }: Pair): string => (degree(source) <= degree(target) ? source : target);
  const nearOf = (pair: Pair): Placed => placed.get(farOf(pair) === pair.source ? pair.target : pair.source)!;
  // In the order of what they lead to, so that lines cross less.
  const crossing = pairs.filter((pair) => placed.get(pair.source)?.column !== placed.get(pair.target)?.column).sort((a, b) => nearOf(a).y - nearOf(b).y);
  const edges = pairs.map((pair): SchemaEdge => {
    const from = placed.get(pair.source)!;
    const to = placed.get(pair.target)!;
    const ends = { source: pair.source, target: pair.target };
    if (from === to) return { ...ends, ...loop(pair, from) };
    if (from.column === to.column) return { ...ends, ...bow(pair, from, to) };
    const far = placed.get(farOf(pair))!;
    const beside = crossing.filter((each) => farOf(each) === far.label);
    return { ...ends, ...across(pair, far, nearOf(pair), linesOf(beside.slice(0, beside.indexOf(pair))), linesOf(beside), far === from) };
  });
  return { width, height, nodes: [...placed.values()].map(({ column: _, ...node }) => node), edges };
}
