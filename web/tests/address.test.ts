import { describe, expect, it } from 'vitest';
import { campaignPage, changed, encode, nodePage, pageOf, query, splitId, toggled } from '../src/lib/address';
import { evidencePage, valuesOf } from '../src/lib/evidence';
import { withAddress } from '../src/lib/copy';

describe('addresses', () => {
  it('keep Chinese readable and survive a round trip', () => {
    expect(encode('双十一 大促')).toBe('双十一%20大促');
    for (const text of ['双十一', 'a/b?c#d%', '11.11', 'x&y=z+1', '満减・〇', '😀', '\u200b']) expect(decodeURIComponent(encode(text))).toBe(text);
  });
  it('put any code into one segment', () => {
    expect(campaignPage('a/b')).toBe('/campaigns/a%2Fb');
    expect(nodePage('user:u 1&2')).toBe('/graph?node=user:u%201%262');
  });
  it('split an id at its first colon', () => {
    expect(splitId('theme:a:b')).toEqual({ kind: 'theme', key: 'a:b' });
    expect(pageOf('campaign:D11')).toBe('/campaigns/D11');
    expect(pageOf('product:S1')).toBe('/graph?node=product:S1');
  });
  it('leave out what is empty', () => {
    expect(query([['q', ''], ['a', '1']])).toBe('?a=1');
    expect(query([])).toBe('');
  });
  it('change some parameters, keep the others and start paging anew', () => {
    const params = new URLSearchParams('q=x&channel=a&channel=b&cursor=c&page=3');
    expect(changed(params, { channel: ['a'], sort: 'name' }).toString()).toBe('q=x&channel=a&sort=name');
    expect(changed(params, { q: null }).toString()).toBe('channel=a&channel=b');
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  });
});

describe('evidence', () => {
  const evidence = { count: 3, types: { click: 3 }, link: '/api/v1/touchpoints?user=u1&campaign=D11' };
  it('links to the page of its touchpoints, and nowhere else', () => {
    expect(evidencePage(evidence)).toBe('/touchpoints?user=u1&campaign=D11');
    expect(evidencePage({ ...evidence, link: 'https://elsewhere/touchpoints?x' })).toBe('');
    expect(evidencePage(undefined)).toBe('');
  });
  it('never adds currencies', () => {
    expect(valuesOf({ ...evidence, value: 5, other_values: [{ currency: 'USD', value: '2' }] })).toEqual([['', 5], ['USD', '2']]);
    expect(valuesOf({ ...evidence, value: null })).toEqual([]);
  });
});

describe('a copied draft', () => {
  it('gets links that mean something elsewhere', () => {
    expect(withAddress('<a href="/campaigns/D11">D11</a>', 'http://127.0.0.1:8080')).toBe('<a href="http://127.0.0.1:8080/campaigns/D11">D11</a>');
  });
});
