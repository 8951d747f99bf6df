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

interface Drawn {
  x: number;
  y: number;
}
export interface SchemaNode extends Drawn {
  label: string;
  count: number;
  shown: string;
  width: number;
}
export interface SchemaEdge {
  source: string;
  target: string;
  path: string;
  /** Types between the two, each on a line of its own from `y` downwards. */
  types: { type: string; count: number; x: number; y: number }[];
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
const least = 820;

/** The label that most relationships belong to, in kinds of ends, stands in the middle; the others in a column on either side, each as high as the names on its lines. */
export function drawSchema(schema: Pick<Schema, 'labels' | 'relationships'>, room: number): SchemaDrawing {
  const width = Math.max(least, room);
  const pairs = new Map<string, { source: string; target: string; types: { type: string; count: number }[] }>();
  for (const { type, ends } of schema.relationships) {
    for (const { source, target, count } of ends) {
      if (count === 0) continue;
      const key = `${source}\n${target}`;
      const pair = pairs.get(key) ?? { source, target, types: [] };
      pairs.set(key, pair);
      pair.types.push({ type, count });
    }
  }
  const all = [...pairs.values()];
  const labels = schema.labels.filter((each) => each.count > 0 || all.some((pair) => [pair.source, pair.target].includes(each.label)));
  if (!labels.length) return { width, height: 0, nodes: [], edges: [] };
  const linesOf = (label: string): number => all.filter((pair) => pair.source === label || pair.target === label).reduce((sum, pair) => sum + pair.types.length, 0);
  const byEdges = [...labels].sort((a, b) => linesOf(b.label) - linesOf(a.label));
  // Hubs stand in the middle column, everything else beside them.
  const hubs = byEdges.slice(0, Math.min(3, Math.ceil(labels.length / 4)));
  const others = labels.filter((each) => !hubs.includes(each));
  const sides: [typeof others, typeof others] = [[], []];
  const heightOf = (label: string): number => Math.max(nodeHeight, all.filter((pair) => [pair.source, pair.target].includes(label)).reduce((sum, pair) => sum + (pair.source === pair.target ? 0 : pair.types.length * lineHeight), 0)) + gap;
  const heights: [number, number] = [0, 0];
  for (const each of [...others].sort((a, b) => heightOf(b.label) - heightOf(a.label))) {
    const side = heights[0] <= heights[1] ? 0 : 1;
    sides[side].push(each);
    heights[side] += heightOf(each.label);
  }
  const hubHeight = hubs.reduce((sum, each) => sum + heightOf(each.label), 0);
  const height = Math.max(heights[0], heights[1], hubHeight, 120) + gap;
  const placed = new Map<string, SchemaNode & { column: number }>();
  const put = (list: typeof others, x: number, column: number, total: number): void => {
    const stretch = total > 0 ? (height - gap) / total : 1;
    let y = gap / 2;
    for (const each of list) {
      const own = heightOf(each.label) * stretch;
      const shown = cut(each.label, 110);
      placed.set(each.label, { label: each.label, count: each.count, shown, x, y: y + own / 2, width: Math.max(84, textWidth(shown) + 26), column });
      y += own;
    }
  };
  put(sides[0], 80, 0, heights[0]);
  put(hubs, width / 2, 1, hubHeight);
  put(sides[1], width - 80, 2, heights[1]);

  // Lines that meet at a node leave it one below the other.
  const used = new Map<string, number>();
  const edges = all
    .filter((pair) => placed.has(pair.source) && placed.has(pair.target))
    .map((pair): SchemaEdge => {
      const a = placed.get(pair.source)!;
      const b = placed.get(pair.target)!;
      if (a === b) {
        const top = a.y - nodeHeight / 2;
        const x = a.x;
        return {
          source: a.label, target: b.label, anchor: 'middle',
          path: `M${x - 16} ${top}C${x - 30} ${top - 26} ${x + 30} ${top - 26} ${x + 16} ${top}`,
          types: pair.types.map((each, at) => ({ ...each, x, y: top - 22 - (pair.types.length - 1 - at) * lineHeight })),
        };
      }
      if (a.column === b.column) {
        const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
        const right = a.column !== 2;
        const x = right ? Math.max(a.x + a.width / 2, b.x + b.width / 2) : Math.min(a.x - a.width / 2, b.x - b.width / 2);
        const bow = right ? 46 : -46;
        const middle = (a.y + b.y) / 2;
        const ends = a === upper ? [upper, lower] : [lower, upper];
        return {
          source: a.label, target: b.label, anchor: right ? 'start' : 'end',
          path: `M${ends[0]!.x + (right ? 1 : -1) * ends[0]!.width / 2} ${ends[0]!.y}C${x + bow} ${ends[0]!.y} ${x + bow} ${ends[1]!.y} ${ends[1]!.x + (right ? 1 : -1) * ends[1]!.width / 2} ${ends[1]!.y}`,
          types: pair.types.map((each, at) => ({ ...each, x: x + bow * 0.8, y: middle + (at - (pair.types.length - 1) / 2) * lineHeight + 4 })),
        };
      }
      // The names stand beside the end that has fewer lines, in the order of what they lead to.
      const far = linesOf(a.label) <= linesOf(b.label) ? a : b;
      const near = far === a ? b : a;
      const toRight = near.x > far.x;
      const mine = all.filter((each) => each.source !== each.target && [each.source, each.target].includes(far.label));
      const total = mine.reduce((sum, each) => sum + each.types.length, 0);
      const before = used.get(far.label) ?? 0;
      used.set(far.label, before + pair.types.length);
      const y = far.y + (before - total / 2 + pair.types.length / 2) * lineHeight;
      const x = far.x + (toRight ? 1 : -1) * (far.width / 2);
      const longest = Math.max(...pair.types.map((each) => textWidth(each.type, 6.9)));
      const textX = x + (toRight ? 14 : -14);
      const bendX = textX + (toRight ? 1 : -1) * (longest + 8);
      const nearX = near.x - (toRight ? 1 : -1) * (near.width / 2);
      const half = (bendX + nearX) / 2;
      const there = `${x} ${far.y}L${textX - (toRight ? 4 : -4)} ${y}`;
      return {
        source: a.label, target: b.label, anchor: toRight ? 'start' : 'end',
        path: far === a ? `M${there}L${bendX} ${y}C${half} ${y} ${half} ${near.y} ${nearX} ${near.y}` : `M${nearX} ${near.y}C${half} ${near.y} ${half} ${y} ${bendX} ${y}L${textX - (toRight ? 4 : -4)} ${y}L${x} ${far.y}`,
        types: pair.types.map((each, at) => ({ ...each, x: textX, y: y + (at - (pair.types.length - 1) / 2) * lineHeight + 4 })),
      };
    });
  return { width, height, nodes: [...placed.values()].map(({ column: _, ...node }) => node), edges };
}
