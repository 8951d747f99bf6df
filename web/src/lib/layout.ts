// Where the neighbours of a node are drawn: the node in the middle, its relationships as groups on both sides, each
// neighbour on a line of its own along a gentle arc, so that names never overlap and a long Chinese label stays readable.
// In a narrow place everything hangs below the node on one side. Deterministic: the same answer gives the same picture.

export interface FanGroup {
  key: string;
  /** Names are measured by the caller's font: about one em for a wide character, half for others. */
  title: string;
  items: readonly { id: string; label: string; weight: number }[];
  /** Neighbours that are not drawn. */
  more: number;
}

export interface FanRow {
  group: string;
  role: 'title' | 'item' | 'more';
  id: string;
  label: string;
  full: string;
  weight: number;
  x: number;
  y: number;
  side: -1 | 1;
}

export interface Fan {
  width: number;
  height: number;
  centre: { x: number; y: number };
  rows: FanRow[];
  narrow: boolean;
}

const rowHeight = 25;
const groupGap = 16;
const characterWidth = 7.4;

export function textWidth(text: string, character = characterWidth): number {
  let width = 0;
  for (const letter of text) {
    if (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(letter)) width += character * 1.9;
    else width += /[A-Z&@%]/.test(letter) ? character * 1.25 : character;
  }
  return width;
}

/** As much of the text as there is room for; a short end behind " · " (a key, how many) is kept. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const at = text.lastIndexOf(' · ');
  const end = at > 0 ? text.slice(at) : '';
  if (end && textWidth(end) < width * 0.6) return cut(text.slice(0, at), width - textWidth(end)) + end;
  let kept = '';
  let used = textWidth('…');
  for (const letter of text) {
    used += textWidth(letter);
    if (used > width) break;
    kept += letter;
  }
  return `${kept}…`;
}

const rowsOf = (group: FanGroup): number => 1 + group.items.length + (group.more > 0 ? 1 : 0);
const heightOf = (groups: readonly FanGroup[]): number =>
  groups.reduce((sum, group) => sum + rowsOf(group) * rowHeight, 0) + Math.max(0, groups.length - 1) * groupGap;

/** The place where the sides differ least in height, keeping the order: the first groups right, the rest left. */
function divide(groups: readonly FanGroup[]): [right: FanGroup[], left: FanGroup[]] {
  let best = groups.length;
  let least = Infinity;
  for (let at = 1; at <= groups.length; at += 1) {
    const difference = Math.abs(heightOf(groups.slice(0, at)) - heightOf(groups.slice(at)));
    if (difference < least) {
      least = difference;
      best = at;
    }
  }
  return [groups.slice(0, best), groups.slice(best)];
}

export function fan(groups: readonly FanGroup[], width: number): Fan {
  const narrow = width < 640;
  const margin = 14;
  const [right, left] = narrow ? [[...groups], []] : divide(groups);
  const body = Math.max(heightOf(right), heightOf(left), 60);
  const top = narrow ? 64 : 24;
  const height = top + body + 20;
  const centre = narrow ? { x: 22, y: 26 } : { x: width / 2, y: top + body / 2 };
  const reach = narrow ? 46 : Math.min(210, width * 0.17);
  const bend = narrow ? 0 : Math.min(80, width * 0.06);
  const rows: FanRow[] = [];

  const place = (side: -1 | 1, some: readonly FanGroup[]): void => {
    const whole = heightOf(some);
    let y = narrow ? top : top + (body - whole) / 2;
    for (const group of some) {
      const put = (role: FanRow['role'], id: string, full: string, weight: number): void => {
        const middle = y + rowHeight / 2;
        // The arc: full reach beside the node, less above and below.
        const off = whole > 0 ? (middle - centre.y) / (whole / 2 || 1) : 0;
        const x = narrow ? centre.x + reach : centre.x + side * (reach + bend * (1 - Math.min(1, off * off)));
        const room = (side > 0 ? width - x : x) - margin - 18;
        rows.push({ group: group.key, role, id, full, label: cut(full, room), weight, x, y: middle, side });
        y += rowHeight;
      };
      put('title', '', group.title, 0);
      for (const item of group.items) put('item', item.id, item.label, item.weight);
      if (group.more > 0) put('more', '', '', group.more);
      y += groupGap;
    }
  };
  place(1, right);
  place(-1, left);
  return { width, height, centre, rows, narrow };
}
