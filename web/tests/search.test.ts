import { describe, expect, it, vi } from 'vitest';
import { beside, chips, searchOf, searchPath, without } from '../src/lib/search';
import { briefOf, briefPage, isBrief } from '../src/lib/search/brief';
import { levelOf, ordered } from '../src/lib/search/facets';
import { below, nameOf, rangeOf, short, within } from '../src/lib/search/histogram';
import { parametersOf, pairsOf, savedPage } from '../src/lib/search/saved';
import { likeness, reasons, understoodIn, weight } from '../src/lib/search/shares';
import { narrowedBy } from '../src/lib/search/significant';
import type { Histogram } from '../src/lib/types';

// The address bar and the storage of a browser, as far as these are asked for.
const kept = vi.hoisted(() => {
  const stored = new Map<string, string>();
  const sessionStorage = { setItem: (key: string, value: string) => stored.set(key, value), getItem: (key: string) => stored.get(key) ?? null };
  vi.stubGlobal('navigator', { languages: ['zh-CN'] });
  vi.stubGlobal('window', { location: { href: 'http://127.0.0.1/' }, sessionStorage, localStorage: sessionStorage });
  return stored;
});

const params = (text: string): URLSearchParams => new URLSearchParams(text);

describe('the twin of a search page', () => {
  it('has the page’s parameters, facets and histograms', () => {
    expect(searchPath(params('q=双十一&channel=短信&page=2&cursor=abc'), 'all')).toMatch(/^\/api\/v1\/search\?q=双十一&channel=短信&cursor=abc&facets=channel,theme,.*&histograms=start,budget$/);
  });
  it('lists the newest first when nothing is asked', () => {
    expect(searchPath(params(''), 'all')).toContain('sort=-start');
    expect(searchPath(params('sort=name'), 'all')).not.toContain('-start');
  });
  it('of the lessons asks for lessons alone', () => {
    expect(searchPath(params('kind=campaign&stage=plan'), 'lessons')).toMatch(/\?stage=plan&kind=lesson&/);
  });
  it('asks for explanations only while one is open', () => {
    expect(searchPath(params('q=x'), 'all')).not.toContain('explain');
    const path = searchPath(params('q=x&why=campaign:A'), 'all');
    expect(path).toContain('explain=1');
    expect(path).not.toContain('why=');
  });
  it('leaves the place among the hits out of what is saved and taken along', () => {
    expect(searchOf(params('q=x&channel=a&channel=b&cursor=c&page=3&group=kind&significant=1&why=campaign:A&saved=mine&as_of=2024-01-31&sort=name'), 'all')).toEqual([
      ['q', 'x'], ['channel', 'a'], ['channel', 'b'], ['as_of', '2024-01-31'], ['sort', 'name'],
    ]);
  });
  it('stays on its page of hits when something is shown beside them', () => {
    expect(beside(params('q=x&cursor=c&page=2'), 'why', 'campaign:A').toString()).toBe(params('q=x&cursor=c&page=2&why=campaign:A').toString());
    expect(beside(params('q=x&why=campaign:A'), 'why', '').toString()).toBe('q=x');
  });
});

describe('chosen filters', () => {
  it('are named in words and can be taken away one by one', () => {
    const chosen = chips(params('q=x&channel=短信&channel=公众号&status=finished&as_of=2024-01-31&sort=name&why=campaign:A&group=kind'), 'all');
    expect(chosen.map((each) => each.label)).toEqual(['渠道：短信', '渠道：公众号', '状态：已结束', '截至：2024年1月31日']);
    expect(without(params('q=x&channel=短信&channel=公众号&page=2'), chosen[0]!).toString()).toBe(params('q=x&channel=公众号').toString());
  });
  it('say a range of budgets as one would', () => {
    expect(chips(params('budget_min=100000&budget_max=199999.99'), 'all').map((each) => each.label)).toEqual(['预算至少：¥100,000', '预算：低于 ¥200,000']);
    expect(chips(params('budget_max=200000'), 'all').map((each) => each.label)).toEqual(['预算至多：¥200,000']);
  });
});

describe('facets', () => {
  const values = (...names: string[]): { value: string; count: number }[] => names.map((value, at) => ({ value, count: 9 - at }));
  it('stand in the order of their scale', () => {
    expect(ordered('attainment', values('>=120%', '<50%', '80-100%')).map((each) => each.value)).toEqual(['<50%', '80-100%', '>=120%']);
    expect(ordered('year', values('2022', '2024')).map((each) => each.value)).toEqual(['2024', '2022']);
    expect(ordered('channel', values('b', 'a')).map((each) => each.value)).toEqual(['b', 'a']);
  });
  it('put a category below the one that it is part of', () => {
    const tree = ordered('category', values('a', 'b', 'b > y', 'a > x', 'a > x > z', 'c > lone'));
    expect(tree.map((each) => each.value)).toEqual(['a', 'a > x', 'a > x > z', 'b', 'b > y', 'c > lone']);
    expect(levelOf('category', 'a > x > z')).toEqual({ depth: 2, name: 'z' });
    expect(levelOf('theme', 'a > x')).toEqual({ depth: 0, name: 'a > x' });
  });
});

describe('a histogram', () => {
  const starts: Histogram = { unit: 'quarter', buckets: [{ from: '2023-10-01', to: '2023-12-31', count: 2 }, { from: '2024-01-01', to: '2024-03-31', count: 0 }, { from: '2024-04-01', to: '2024-06-30', count: 5 }] };
  const budgets: Histogram = { currency: 'CNY', buckets: [{ from: 0, to: 100000, count: 2 }, { from: 100000, to: 200000, count: 3 }, { from: 200000, to: null, count: 1 }] };
  it('names its bars', () => {
    expect(nameOf(starts.buckets[0]!, starts, 'zh-CN')).toBe('2023年第4季度');
    expect(nameOf({ from: '2024-04-01', to: '2024-04-30', count: 1 }, { unit: 'month', buckets: [] }, 'zh-CN')).toBe('2024年4月');
    expect(nameOf(budgets.buckets[1]!, budgets, 'zh-CN')).toBe('10万–20万');
    expect(nameOf(budgets.buckets[2]!, budgets, 'zh-CN')).toBe('20万以上');
    expect(short(1500000, 'en-GB')).toMatch(/^1\.5m$/i);
  });
  it('makes a range of its bars in either order', () => {
    expect(rangeOf(starts, 2, 0)).toEqual({ from: '2023-10-01', to: '2024-06-30' });
    expect(rangeOf(budgets, 1, 1)).toEqual({ from: '100000', to: '199999.99' });
    expect(rangeOf(budgets, 0, 2)).toEqual({ from: '', to: '' });
  });
  it('knows which bars lie in the range in force', () => {
    expect(starts.buckets.map((each) => within(each, { from: '2024-02-01', to: '' }, starts))).toEqual([false, true, true]);
    expect(budgets.buckets.map((each) => within(each, rangeOf(budgets, 1, 1), budgets))).toEqual([false, true, false]);
    expect(budgets.buckets.map((each) => within(each, { from: '', to: '99999.99' }, budgets))).toEqual([true, false, false]);
  });
  it('tells an amount that ends a bar from one that was typed', () => {
    expect(below('199999.99')).toBe('200000');
    expect(below('200000')).toBeNull();
    expect(below('10.50')).toBeNull();
    expect(below('x')).toBeNull();
  });
});

describe('what is unusual', () => {
  it('narrows by a filter, or by one more word', () => {
    expect(narrowedBy(params('q=x&significant=1&page=2'), { field: 'channel', value: '短信' }).toString()).toBe(params('q=x&channel=短信').toString());
    expect(narrowedBy(params('q=x'), { field: 'word', value: 'cold brew' }).get('q')).toBe('x "cold brew"');
    expect(narrowedBy(params('channel=短信'), { field: 'channel', value: '短信' }).getAll('channel')).toEqual(['短信']);
  });
});

describe('the parts of a score', () => {
  it('come with the largest first, and keep their colour', () => {
    const shares = likeness([{ what: 'channel', share: 0.3 }, { what: 'text', share: 0.7, detail: 'x' }, { what: 'budget', share: 0 }]);
    expect(shares.map((each) => [each.name, each.share, each.colour])).toEqual([['文字', 0.7, 0], ['渠道', 0.3, 2]]);
  });
  it('say in words what both have, of categories the narrowest', () => {
    const of = (what: string, common: string[]): string | undefined => likeness([{ what, share: 1, detail: common.join('、'), common }])[0]!.detail;
    expect(of('objective', ['win_back'])).toBe('召回');
    expect(of('goal', ['paid_amount', 'unheard_of'])).toBe('支付金额、unheard_of');
    expect(of('category', ['零食', '零食 > 坚果', '冲饮', '坚果'])).toBe('坚果、冲饮');
    expect(of('product', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a、b、c、d、e，另 2 个');
    expect(likeness([{ what: 'budget', share: 1, detail: '853000 与 1849000.5' }])[0]!.detail).toBe('853,000 与 1,849,000.5');
    expect(understoodIn({ budget: 200000, category: ['咖啡', '冲饮', '冲饮 > 咖啡'], objective: ['win_back'], start: '2027-03-01' })).toEqual([
      ['budget', '¥200,000'], ['category', '咖啡'], ['objective', '召回'], ['start', '2027年3月1日'],
    ]);
  });
  it('of a rank are added up when there are many', () => {
    const parts = Array.from({ length: 12 }, (_, at) => ({ what: 'word', text: `w${at}`, weight: 12 - at }));
    const sum = parts.reduce((total, each) => total + each.weight, 0);
    const shares = reasons({ parts, sum });
    expect(shares).toHaveLength(8);
    expect(shares[7]!.name).toBe('另 5 项');
    expect(shares.reduce((total, each) => total + each.share, 0)).toBeCloseTo(1);
    expect(weight(-0.25)).toBe('−0.25');
  });
});

describe('a brief', () => {
  it('is a long text or one of several lines', () => {
    expect(isBrief('双十一 短信')).toBe(false);
    expect(isBrief('字'.repeat(201))).toBe(true);
    expect(isBrief('目标\n\n预算\n渠道')).toBe(true);
    expect(isBrief('two\nlines\n')).toBe(false);
  });
  it('is in its address, or kept in the browser when it is too long for one', () => {
    const short = briefPage('  会员日\n预算 20 万 ', true);
    expect(short).toContain('from=box');
    expect(briefOf(params(short.split('?')[1]!))).toBe('会员日\n预算 20 万');
    const text = '长'.repeat(5000);
    const long = briefPage(text);
    expect(long.length).toBeLessThan(100);
    expect(briefOf(params(long.split('?')[1]!))).toBe(text);
    kept.clear();
    expect(briefOf(params(long.split('?')[1]!))).toBeNull();
    expect(briefOf(params(''))).toBe('');
  });
});

describe('a saved search', () => {
  it('keeps several values of one name, and opens as it was', () => {
    const pairs: [string, string][] = [['q', 'x'], ['channel', 'a'], ['channel', 'b']];
    expect(parametersOf(pairs)).toEqual({ q: 'x', channel: ['a', 'b'] });
    expect(pairsOf(parametersOf(pairs))).toEqual(pairs);
    expect(savedPage({ name: 'mine', parameters: parametersOf(pairs) })).toBe('/search?q=x&channel=a&channel=b&saved=mine');
  });
});
