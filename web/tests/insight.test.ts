import { describe, expect, it } from 'vitest';
import { i18n } from '../src/i18n/index.svelte';
import { levels, liftText, metricFigure, rough, valueName } from '../src/lib/insight/answer';
import { filtersOf, isFiltered, peopleName } from '../src/lib/exploring';
import { layers } from '../src/lib/layers';
import { given, groupOf, lacking, parameterOf, statementPage } from '../src/lib/insight/form';
import { alike } from '../src/lib/names';
import { pairPicture, type Pair } from '../src/lib/insight/pairs';
import type { Question } from '../src/lib/insight/answer';

const value = (key: string): { key: string; label: string } => ({ key, label: key });

describe('values of a dimension', () => {
  it('days and months are named by the calendar of the language', () => {
    i18n.language = 'zh';
    expect(valueName(value('1'), 'weekday')).toBe('星期一');
    expect(valueName(value('12'), 'month')).toBe('十二月');
    i18n.language = 'en';
    expect(valueName(value('7'), 'weekday')).toBe('Sunday');
    expect(valueName(value('02'), 'month')).toBe('February');
    expect(valueName(value('09'), 'hour')).toBe('09:00');
    expect(valueName(value('purchase'), 'event')).toBe('Purchase');
    expect(valueName(value('13'), 'month')).toBe('13');
    expect(valueName(value('1'), 'channel')).toBe('1');
  });
  it('a category is known by its narrowest name', () => {
    expect(levels('冲饮 > 咖啡 > 挂耳')).toEqual({ own: '挂耳', above: '冲饮 > 咖啡' });
    expect(levels('零食')).toEqual({ own: '零食', above: '' });
  });
});

describe('names', () => {
  it('are told apart by their keys where another has the same', () => {
    expect([...alike([{ key: '1', label: 'MILK' }, { key: '2', label: 'EGGS' }, { key: '3', label: 'MILK' }, { key: '2', label: 'EGGS' }])]).toEqual(['1', '3']);
  });
  it('of people without an attribute are said in words', () => {
    i18n.language = 'en';
    expect([peopleName({ label: '–' }), peopleName({ label: 'F · –' }), peopleName({ label: '18–24' })]).toEqual(['not recorded', 'F · not recorded', '18–24']);
  });
});

describe('figures of an answer', () => {
  it('a lift has its interval, or says that there is too little', () => {
    expect(liftText({ row: value('a'), lift: 4.8809, low: 3.7037, high: 5.9381, too_few: false })).toBe('4.88 (3.70–5.94)');
    expect(liftText({ row: value('a'), too_few: true })).toBe('too few');
  });
  it('a statistic has the digits that it can bear', () => {
    expect([rough(7.0483), rough(19.26), rough(2510.4), rough(null)]).toEqual(['7.05', '19.3', '2,510', '']);
    expect(metricFigure('attainment', 1.0601, '', 'CNY')).toBe('106%');
    expect(metricFigure('gmv', 12345.6, 'CNY', 'CNY')).toBe('CN¥12,346');
  });
});

describe('the form of a question', () => {
  const question: Question = {
    id: 'q',
    title: '',
    about: '',
    own: false,
    parameters: [
      { name: 'category', type: 'values', label: 'category', required: true, several: false, dimension: 'category' },
      { name: 'by', type: 'choice', label: 'by', required: false, several: false, usual: ['segment'] },
    ],
  };
  it('knows what is given, what is usual, and what lacks', () => {
    expect(lacking(question, new URLSearchParams('category=')).map((each) => each.name)).toEqual(['category']);
    expect(lacking(question, new URLSearchParams('category=x'))).toEqual([]);
    expect(given(question.parameters[1]!, new URLSearchParams())).toEqual(['segment']);
    expect(groupOf(question)).toBe('other');
    expect(groupOf({ ...question, own: true })).toBe('own');
  });
  it('puts a complaint at the parameter that it names, or whose value it quotes', () => {
    const names = ['category', 'from'];
    const values = (name: string): string[] => (name === 'category' ? ['饮料'] : []);
    expect(parameterOf({ where: 'from', detail: '' }, names, values)).toBe('from');
    expect(parameterOf({ where: 'columns', detail: '没有“饮料”这个品类' }, names, values)).toBe('category');
    expect(parameterOf({ where: 'columns', detail: 'there is no category "饮料"' }, names, values)).toBe('category');
    expect(parameterOf({ where: '', detail: 'out of time' }, names, values)).toBe('');
    expect(parameterOf(null, names, values)).toBe('');
  });
});

describe('the picture of pairs', () => {
  const pairs: Pair[] = Array.from({ length: 30 }, (_, at) => ({
    left: { id: `l${at % 6}`, label: `一个相当长的渠道名字 ${at % 6}` },
    right: { id: `r${at % 11}`, label: `PRODUCT WITH A LONG NAME ${at % 11}` },
    weight: 1 + ((at * 7) % 40),
    tone: 'above',
    text: '',
  }));
  for (const width of [300, 390, 1200]) {
    it(`has every end once at ${width} pixels, inside and nothing upon another`, () => {
      const picture = pairPicture(pairs, width);
      expect(picture.left).toHaveLength(6);
      expect(picture.right).toHaveLength(11);
      expect(picture.bands).toHaveLength(30);
      for (const side of [picture.left, picture.right]) {
        side.forEach((end, at) => {
          expect(end.y).toBeGreaterThanOrEqual(0);
          expect(end.y + end.height).toBeLessThanOrEqual(picture.height);
          if (at > 0) expect(end.textY - side[at - 1]!.textY).toBeGreaterThanOrEqual(20);
        });
      }
      // The widest band is that of most people; no band is wider than the ends it lies at.
      const widest = Math.max(...picture.bands.map((each) => each.width));
      expect(picture.bands[pairs.findIndex((each) => each.weight === Math.max(...pairs.map((other) => other.weight)))]!.width).toBe(widest);
    });
  }
  it('is the same for the same answer, and empty without one', () => {
    expect(pairPicture(pairs, 800)).toEqual(pairPicture(pairs, 800));
    expect(pairPicture([], 800).bands).toEqual([]);
  });
});

describe('the drawing of a small graph', () => {
  const names = ['campaign:a', 'channel:x', 'channel:y', 'product:p', 'campaign:b', 'tag:alone'];
  const nodes = names.map((id) => ({ id, label: `名字 ${id}`, kind: id.split(':')[0]! }));
  const edges = [
    { source: 'campaign:a', target: 'channel:x', weight: 9 },
    { source: 'campaign:a', target: 'channel:y', weight: 1 },
    { source: 'campaign:b', target: 'channel:y', weight: 4 },
    { source: 'channel:x', target: 'channel:y', weight: 1 },
    { source: 'campaign:b', target: 'elsewhere', weight: 1 },
  ];
  const picture = layers(nodes, edges, ['campaign:a'], 900);
  const at = (id: string): { x: number; y: number } => picture.nodes.find((each) => each.id === id)!;
  it('puts nodes in columns by their distance, each on a line of its own', () => {
    expect(at('channel:x').x).toBe(at('channel:y').x);
    expect(at('channel:x').x).toBeGreaterThan(at('campaign:a').x);
    expect(at('campaign:b').x).toBeGreaterThan(at('channel:y').x);
    // What nothing leads to stands with the first.
    expect(at('tag:alone').x).toBe(at('campaign:a').x);
    const lines = picture.nodes.map((each) => `${each.x} ${Math.round(each.y)}`);
    expect(new Set(lines).size).toBe(nodes.length);
  });
  it('draws the edges between its nodes, the heavier the wider', () => {
    expect(picture.edges).toHaveLength(4);
    expect(picture.edges[0]!.stroke).toBeGreaterThan(picture.edges[1]!.stroke);
  });
  it('grows sideways rather than cut names to nothing, and is empty without nodes', () => {
    expect(layers(nodes, edges, ['campaign:a'], 300).width).toBeGreaterThan(400);
    expect(layers([], [], [], 300).nodes).toEqual([]);
  });
});

describe('filters of the graph', () => {
  it('stand in the address under names of their own, and go to the API under its', () => {
    const params = new URLSearchParams('node=a&since=2024-01-01&until=2024-02-01&where=budget > 5&where=name ~ x&kind=&from=campaign:x');
    expect(filtersOf(params)).toEqual([['from', '2024-01-01'], ['to', '2024-02-01'], ['where', 'budget > 5'], ['where', 'name ~ x']]);
    expect(isFiltered(new URLSearchParams('node=a&from=b'))).toBe(false);
  });
});

describe('a question in the query language', () => {
  it('leads to its statement with its parameters as it was asked', () => {
    const parameter = (name: string, several: boolean) => ({ name, type: 'values' as const, label: name, required: false, several });
    const question = { id: 'q', title: '', about: '', own: false, parameters: [parameter('channel', false), parameter('categories', true)] };
    const page = statementPage('RETURN $channel, $categories, $from', question, new URLSearchParams('channel=短信&categories=a&categories=b&as_of=2024-01-01'));
    const params = new URL(page, 'http://localhost').searchParams;
    expect(params.getAll('parameter')).toEqual(['channel=短信', 'categories=["a","b"]', 'from=null']);
    expect(params.get('as_of')).toBe('2024-01-01');
  });
});
