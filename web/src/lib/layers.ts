// Where the nodes of a small graph are drawn: in columns by their distance from the first ones, so that edges go from left to right
// and names never overlap. Within a column nodes stand near those that they belong to. What nothing leads to stands at the end of the
// first column. Deterministic.

import { cut, textWidth } from './layout';

export interface LayerNode {
  id: string;
  label: string;
  kind: string;
}
export interface LayerEdge {
  source: string;
  target: string;
  weight: number;
}

export interface PlacedNode {
  id: string;
  label: string;
  shown: string;
  x: number;
  y: number;
}
export interface Layers<E extends LayerEdge> {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: { edge: E; path: string; stroke: number }[];
}

const rowHeight = 30;
/** Columns are at least so wide; more of them than fit widen the drawing. */
const least = 158;

export function layers<N extends LayerNode, E extends LayerEdge>(nodes: readonly N[], edges: readonly E[], first: readonly string[], width: number): Layers<E> {
  const near = new Map<string, string[]>(nodes.map((each) => [each.id, []]));
  for (const edge of edges) {
    near.get(edge.source)?.push(edge.target);
    near.get(edge.target)?.push(edge.source);
  }
  const depth = new Map<string, number>();
  let front = first.filter((id) => near.has(id));
  for (const id of front) depth.set(id, 0);
  for (let at = 1; front.length; at += 1) {
    const next: string[] = [];
    for (const id of front) {
      for (const other of near.get(id)!) {
        if (depth.has(other) || !near.has(other)) continue;
        depth.set(other, at);
        next.push(other);
      }
    }
    front = next;
  }
  const columns: string[][] = [];
  for (const node of nodes) (columns[depth.get(node.id) ?? 0] ??= []).push(node.id);
  if (!columns.length) return { width, height: 0, nodes: [], edges: [] };

  // Each column in the order of what its nodes hang on in the column before.
  // Among equals those of a kind together, the kind that came first before the others.
  const kinds = [...new Set(nodes.map((each) => each.kind))];
  const kindOf = new Map(nodes.map((each) => [each.id, kinds.indexOf(each.kind)]));
  const place = new Map<string, number>();
  columns.forEach((column, at) => {
    if (at > 0) {
      const pull = new Map(
        column.map((id) => {
          const before = near.get(id)!.filter((other) => depth.get(other) === at - 1);
          return [id, before.reduce((sum, other) => sum + (place.get(other) ?? 0), 0) / Math.max(1, before.length)];
        }),
      );
      column.sort((a, b) => pull.get(a)! - pull.get(b)! || kindOf.get(a)! - kindOf.get(b)!);
    }
    column.forEach((id, index) => place.set(id, index - column.length / 2));
  });

  const step = Math.max(least, width / columns.length);
  const height = Math.max(...columns.map((column) => column.length)) * rowHeight + 12;
  const byId = new Map(nodes.map((each) => [each.id, each]));
  const placed = new Map<string, PlacedNode>();
  columns.forEach((column, at) =>
    column.forEach((id, index) => {
      const label = byId.get(id)!.label;
      placed.set(id, { id, label, shown: cut(label, step - 46), x: at * step + 14, y: (height - column.length * rowHeight) / 2 + (index + 0.5) * rowHeight });
    }),
  );
  const heaviest = Math.max(1, ...edges.map((each) => each.weight));
  const drawn = edges
    .filter((edge) => placed.has(edge.source) && placed.has(edge.target))
    .map((edge) => {
      const [a, b] = [placed.get(edge.source)!, placed.get(edge.target)!].sort((one, other) => one.x - other.x || one.y - other.y) as [PlacedNode, PlacedNode];
      // From behind the name; within a column to the left of the names, the farther the more.
      const start = a.x === b.x ? a.x : Math.min(a.x + 20 + textWidth(a.shown), b.x - 30);
      const half = (start + b.x) / 2;
      const bow = Math.min(70, 14 + Math.abs(b.y - a.y) / 5);
      const path = a.x === b.x ? `M${a.x} ${a.y}C${a.x - bow} ${a.y} ${a.x - bow} ${b.y} ${b.x} ${b.y}` : `M${start} ${a.y}C${half} ${a.y} ${half} ${b.y} ${b.x} ${b.y}`;
      return { edge, path, stroke: 1 + 4 * (Math.log1p(edge.weight) / Math.log1p(heaviest)) };
    });
  return { width: Math.max(width, step * columns.length), height, nodes: nodes.map((each) => placed.get(each.id)!), edges: drawn };
}
