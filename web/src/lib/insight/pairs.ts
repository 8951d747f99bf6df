// Where pairs of values are drawn: the first sides left, the second right, a band between the two of each pair, as wide as it has
// people. Bands lie beside each other at both ends, so none hides another there. In a narrow place names stand above their ends.
// Deterministic.

import { cut, textWidth } from '../layout';

export interface End {
  id: string;
  label: string;
  /** The node of the graph that it is. */
  node?: string | undefined;
}
export interface Pair {
  left: End;
  right: End;
  weight: number;
  tone: 'above' | 'below' | 'neither';
  /** The pair in words. */
  text: string;
}

export interface PlacedEnd extends End {
  shown: string;
  x: number;
  y: number;
  height: number;
  textX: number;
  textY: number;
}
export interface Band {
  key: string;
  path: string;
  width: number;
  tone: Pair['tone'];
  text: string;
}
export interface PairPicture {
  width: number;
  height: number;
  left: PlacedEnd[];
  right: PlacedEnd[];
  bands: Band[];
  barWidth: number;
  /** Names stand above their ends. */
  narrow: boolean;
}

const barWidth = 8;
const gap = 8;
const lineHeight = 20;

export function pairPicture(pairs: readonly Pair[], width: number): PairPicture {
  const narrow = width < 620;
  const heaviest = Math.max(...pairs.map((each) => each.weight), Number.MIN_VALUE);
  // By area as the eye has it: twice the people, twice the width; never thinner than can be seen.
  const thickness = (weight: number): number => Math.max(1.5, (Math.max(0, weight) / heaviest) * 16);

  interface Open {
    end: End;
    size: number;
    used: number;
    y: number;
    place: number;
    pull: number;
  }
  const collect = (endOf: (pair: Pair) => End): Map<string, Open> => {
    const found = new Map<string, Open>();
    for (const pair of pairs) {
      const end = endOf(pair);
      const open = found.get(end.id) ?? { end, size: 0, used: 0, y: 0, place: found.size, pull: 0 };
      open.size += thickness(pair.weight);
      found.set(end.id, open);
    }
    return found;
  };
  const lefts = collect((pair) => pair.left);
  const rights = collect((pair) => pair.right);
  // Right ends near the left ends that they belong to, so that few bands cross.
  for (const pair of pairs) rights.get(pair.right.id)!.pull += (lefts.get(pair.left.id)!.place * thickness(pair.weight)) / rights.get(pair.right.id)!.size;
  const leftOrder = [...lefts.values()];
  const rightOrder = [...rights.values()].sort((a, b) => a.pull - b.pull || a.place - b.place);
  rightOrder.forEach((each, at) => (each.place = at));

  const heightOf = (open: Open): number => (narrow ? lineHeight + Math.max(6, open.size) : Math.max(lineHeight, open.size)) + gap;
  const whole = (some: readonly Open[]): number => some.reduce((sum, each) => sum + heightOf(each), 0);
  const height = Math.max(whole(leftOrder), whole(rightOrder)) + gap;
  const widest = (some: readonly Open[]): number => Math.max(0, ...some.map((each) => textWidth(each.end.label, 8.6)));
  const leftRoom = narrow ? 0 : Math.min(width * 0.3, widest(leftOrder) + 12);
  const rightRoom = narrow ? 0 : Math.min(width * 0.3, widest(rightOrder) + 12);

  const place = (some: readonly Open[], side: 'left' | 'right'): PlacedEnd[] => {
    let y = (height - whole(some)) / 2 + gap / 2;
    const room = narrow ? width / 2 - 10 : side === 'left' ? leftRoom : rightRoom;
    return some.map((open) => {
      const size = Math.max(6, open.size);
      const from = narrow ? y + lineHeight : y + (heightOf(open) - gap - size) / 2;
      open.y = from + (size - open.size) / 2;
      y += heightOf(open);
      const x = side === 'left' ? leftRoom : width - rightRoom - barWidth;
      return {
        ...open.end,
        shown: cut(open.end.label, room),
        x,
        y: from,
        height: size,
        textX: narrow ? (side === 'left' ? 0 : width) : side === 'left' ? x - 8 : x + barWidth + 8,
        textY: narrow ? from - 6 : from + size / 2 + 5,
      };
    });
  };
  const left = place(leftOrder, 'left');
  const right = place(rightOrder, 'right');

  // At each end the bands lie in the order of their other ends.
  const take = (open: Open, size: number): number => {
    const middle = open.y + open.used + size / 2;
    open.used += size;
    return middle;
  };
  const starts = new Map<Pair, number>();
  for (const pair of [...pairs].sort((a, b) => rights.get(a.right.id)!.place - rights.get(b.right.id)!.place)) starts.set(pair, take(lefts.get(pair.left.id)!, thickness(pair.weight)));
  const ends = new Map<Pair, number>();
  for (const pair of [...pairs].sort((a, b) => lefts.get(a.left.id)!.place - lefts.get(b.left.id)!.place)) ends.set(pair, take(rights.get(pair.right.id)!, thickness(pair.weight)));
  const x1 = leftRoom + barWidth;
  const x2 = width - rightRoom - barWidth;
  const half = (x1 + x2) / 2;
  const bands = pairs.map((pair, at) => ({
    key: `${at}`,
    path: `M${x1} ${starts.get(pair)}C${half} ${starts.get(pair)} ${half} ${ends.get(pair)} ${x2} ${ends.get(pair)}`,
    width: thickness(pair.weight),
    tone: pair.tone,
    text: pair.text,
  }));
  return { width, height, left, right, bands, barWidth, narrow };
}
