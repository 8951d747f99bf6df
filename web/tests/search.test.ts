import { describe, expect, it } from 'vitest';
import { chips, searchPath, without } from '../src/lib/search';

const params = (text: string): URLSearchParams => new URLSearchParams(text);

describe('the twin of a search page', () => {
  it('has the page’s parameters, and facets', () => {
    expect(searchPath(params('q=双十一&channel=短信&page=2&cursor=abc'), 'all')).toMatch(/^\/api\/v1\/search\?q=双十一&channel=短信&cursor=abc&facets=channel,theme,/);
  });
  it('lists the newest first when nothing is asked', () => {
    expect(searchPath(params(''), 'all')).toContain('sort=-start');
    expect(searchPath(params('sort=name'), 'all')).not.toContain('-start');
  });
  it('of the lessons asks for lessons alone', () => {
    expect(searchPath(params('kind=campaign&stage=plan'), 'lessons')).toMatch(/\?stage=plan&kind=lesson&/);
  });
});

describe('chosen filters', () => {
  it('are named in words and can be taken away one by one', () => {
    const chosen = chips(params('q=x&channel=短信&channel=公众号&status=finished&as_of=2024-01-31&sort=name'), 'all');
    expect(chosen.map((each) => each.label)).toEqual(['渠道：短信', '渠道：公众号', '状态：已结束', '截至：2024年1月31日']);
    expect(without(params('q=x&channel=短信&channel=公众号&page=2'), chosen[0]!).toString()).toBe(params('q=x&channel=公众号').toString());
  });
});
