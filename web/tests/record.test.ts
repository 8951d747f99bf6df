import { describe, expect, it } from 'vitest';
import { fields, placeOf, unitOf } from '../src/lib/record/fields';
import { ranges, sourcesOf } from '../src/lib/record/sources';
import { figureOf, mergePatch, same, typedOf, valueOf } from '../src/lib/record/value';
import { listPath, nextSort, orderOf } from '../src/lib/campaigns';

describe('a merge patch', () => {
  it('names only what differs, and takes away with null', () => {
    expect(mergePatch({ a: 1, b: 'x', c: [1] }, { a: 1, b: 'y' })).toEqual({ b: 'y', c: null });
    expect(mergePatch({ goals: [{ metric: 'gmv' }] }, { goals: [{ metric: 'gmv' }] })).toBeUndefined();
  });
  it('goes into objects, but replaces lists whole', () => {
    expect(mergePatch({ attributes: { a: 1, b: 2 } }, { attributes: { a: 1, c: 3 } })).toEqual({ attributes: { b: null, c: 3 } });
    expect(mergePatch({ goals: [{ metric: 'gmv' }, { metric: 'cvr' }] }, { goals: [{ metric: 'cvr' }] })).toEqual({ goals: [{ metric: 'cvr' }] });
  });
  it('there and back is the same record', () => {
    const apply = (target: unknown, patch: unknown): unknown => {
      if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
      const made: Record<string, unknown> = { ...(typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {}) };
      for (const [name, value] of Object.entries(patch)) {
        if (value === null) delete made[name];
        else made[name] = apply(made[name], value);
      }
      return made;
    };
    const a = { name: 'x', review: { goal: 'g', insight: 'i' }, tags: ['1'], attributes: { k: 1 } };
    const b = { name: 'y', review: { goal: 'g', result: 'r' }, channels: ['c'] };
    expect(same(apply(a, mergePatch(a, b)), b)).toBe(true);
    expect(same(apply(b, mergePatch(b, a)), a)).toBe(true);
  });
});

describe('what is typed', () => {
  it('is a figure with grouping, full-width digits and 万 or 亿, exactly', () => {
    expect(figureOf('1,234,567.80')).toBe('1234567.8');
    expect(figureOf('５０万')).toBe('500000');
    expect(figureOf('0.35亿')).toBe('35000000');
    expect(figureOf('12345678901234567.89')).toBe('12345678901234567.89');
    expect(figureOf('about 5')).toBe('about 5');
    expect(figureOf('-3')).toBe('-3');
  });
  it('becomes the record’s value and back without a change, for every field', () => {
    const record: Record<string, unknown> = {
      name: 'n', budget: 853000, start: '2024-11', mechanics: ['满减'], goals: [{ metric: 'gmv', target: 3500000, unit: 'CNY' }],
      experiments: [{ hypothesis: 'h', variants: [{ name: 'A', control: true, n: 10 }, { name: 'B', n: 12 }] }],
      lessons: [{ code: 'L1', campaign: 'C', statement: 's', tags: ['t'], applies_when: { channel: ['短信'] } }],
      review: { goal: 'g', date: '2024-12-01' }, attributes: { city: '上海', tier: 2, vip: true, list: [1, 2] },
    };
    for (const [name, value] of Object.entries(record)) {
      const input = fields[name as keyof typeof fields];
      expect(same(valueOf(input, typedOf(input, value), value), value), name).toBe(true);
    }
  });
  it('leaves nothing of empty rows and cleared texts', () => {
    expect(valueOf(fields.goals, [{ metric: '', target: ' ' }, { metric: 'gmv', target: '' }])).toEqual([{ metric: 'gmv' }]);
    expect(valueOf(fields.name, '  ')).toBeUndefined();
    expect(valueOf(fields.review, { goal: '', date: '' })).toBeUndefined();
  });
  it('of an attribute keeps its type where it can', () => {
    expect(valueOf(fields.attributes, { tier: '3', vip: 'false', city: '北京' }, { tier: 2, vip: true, city: '上海' })).toEqual({ tier: 3, vip: false, city: '北京' });
    expect(valueOf(fields.attributes, { tier: 'gold' }, { tier: 2 })).toEqual({ tier: 'gold' });
  });
});

describe('places', () => {
  it('are read from pointers, and name the form they belong to', () => {
    expect(placeOf('/goals/0/target')).toEqual({ field: 'goals', path: ['0', 'target'] });
    expect(placeOf('end')).toEqual({ field: 'end', path: [] });
    expect(placeOf('/code')).toBeNull();
    expect(unitOf('end')).toEqual(['start', 'end']);
  });
});

describe('sources', () => {
  it('of one file and import are said once, with their rows; another value stands alone', () => {
    const from = (value: unknown, row: number, leads = true) => ({ value, row, leads, import_id: 1, file: 'a.csv' });
    const found = sourcesOf({ fields: [{ field: 'goals/gmv', values: [from(1, 3)] }, { field: 'goals/cvr', values: [from(2, 4), { ...from(5, 9, false), file: 'b.csv' }] }, { field: 'goal', values: [from(1, 8)] }] }, 'goals');
    expect(found.map((each) => [each.file, each.rows, each.differs])).toEqual([['a.csv', '3–4', false], ['b.csv', '9', true]]);
  });
  it('rows in a run are a range', () => {
    expect(ranges([1, 2, 3, 7, 9, 10])).toBe('1–3, 7, 9–10');
  });
});

describe('the list of campaigns', () => {
  it('asks the API with the page’s filters, order and cursor, and nothing else', () => {
    expect(listPath(new URLSearchParams('status=finished&sort=-budget&page=2&cursor=x&other=1'))).toBe('/api/v1/campaigns?status=finished&sort=-budget&cursor=x');
  });
  it('a column turns its direction, another begins with the useful one', () => {
    const now = orderOf(new URLSearchParams('sort=-budget'));
    expect(now).toEqual({ order: 'budget', descending: true });
    expect(nextSort('budget', now)).toBe('budget');
    expect(nextSort('name', now)).toBe('name');
    expect(nextSort('spend', now)).toBe('-spend');
    expect(orderOf(new URLSearchParams())).toEqual({ order: 'start', descending: true });
  });
});
