import { describe, expect, it } from 'vitest';
import { cut, fan, textWidth, type FanGroup } from '../src/lib/layout';

const group = (key: string, size: number, more = 0): FanGroup => ({
  key,
  title: key,
  items: Array.from({ length: size }, (_, at) => ({ id: `${key}:${at}`, label: `一个相当长的名字 ${at} of ${key}`, weight: at + 1 })),
  more,
});
const groups = [group('USED', 5), group('PROMOTED', 8, 35608), group('TAUGHT', 3), group('HAS_THEME', 1), group('TOUCHED', 8, 1_900_000)];

describe('the picture of a neighbourhood', () => {
  for (const width of [340, 700, 1200]) {
    it(`fits into ${width} pixels, nothing upon another`, () => {
      const picture = fan(groups, width);
      expect(picture.rows).toHaveLength(5 + 8 + 3 + 1 + 8 + 5 + 2);
      for (const row of picture.rows) {
        expect(row.y).toBeGreaterThan(0);
        expect(row.y).toBeLessThan(picture.height);
        const end = row.x + row.side * (11 + textWidth(row.label));
        expect(end, row.label).toBeGreaterThanOrEqual(0);
        expect(end, row.label).toBeLessThanOrEqual(width);
      }
      for (const side of [-1, 1]) {
        const heights = picture.rows.filter((row) => row.side === side).map((row) => row.y);
        heights.forEach((y, at) => at > 0 && expect(y - heights[at - 1]!).toBeGreaterThanOrEqual(20));
      }
    });
  }
  it('is the same for the same answer', () => {
    expect(fan(groups, 900)).toEqual(fan(groups, 900));
  });
  it('keeps the order and says how many are left out', () => {
    const picture = fan(groups, 900);
    expect(picture.rows.filter((row) => row.role === 'title').map((row) => row.group)).toEqual(groups.map((each) => each.key));
    expect(picture.rows.filter((row) => row.role === 'more').map((row) => row.weight)).toEqual([35608, 1_900_000]);
  });
  it('of a node without neighbours is the node alone', () => {
    expect(fan([], 900).rows).toEqual([]);
  });
});

describe('labels', () => {
  it('are cut to their room, whole characters only', () => {
    expect(cut('短', 100)).toBe('短');
    expect(cut('一二三四五六七八九十', 60)).toMatch(/^一.*…$/);
    expect(textWidth(cut('一二三四五六七八九十', 60))).toBeLessThanOrEqual(60);
    expect(cut('abc', 1)).toBe('…');
    expect(cut('SOFT DRINKS 12/18&15PK CAN CAR · 1000213', 200)).toMatch(/^SOFT.*… · 1000213$/);
    expect(textWidth(cut('SOFT DRINKS 12/18&15PK CAN CAR · 1000213', 200))).toBeLessThanOrEqual(200);
  });
});
