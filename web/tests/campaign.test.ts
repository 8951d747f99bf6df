import { describe, expect, it } from 'vitest';
import { costSummary, goalLines, partTable } from '../src/lib/campaign';
import { plain } from '../src/lib/decimal';
import type { Campaign } from '../src/lib/types';

const campaign = (more: Partial<Campaign>): Campaign => ({ code: 'C', name: 'C', ...more });

describe('goals and results', () => {
  it('meet by metric and phase, and are compared only on the same basis', () => {
    const { lines, others } = goalLines(
      campaign({
        goals: [
          { metric: 'gmv', target: 2000000, basis: '支付' },
          { metric: 'orders', target: 100, basis: '支付' },
          { metric: 'buyers', target: 5, phase: '预热' },
        ],
        results: [
          { metric: 'gmv', value: 2300000, basis: '支付' },
          { metric: 'orders', value: 120, basis: '拍下' },
          { metric: 'buyers', value: 4 },
          { metric: 'gmv', value: 10, channel: '短信' },
        ],
      }),
    );
    expect(lines[0]!.comparable?.value).toBe(2300000);
    expect(lines[1]!.results).toHaveLength(1);
    expect(lines[1]!.comparable).toBeNull();
    expect(lines[2]!.results).toHaveLength(0);
    expect(others.map((result) => result.metric)).toEqual(['buyers', 'gmv']);
  });
  it('a goal in words takes no results', () => {
    const { lines, others } = goalLines(campaign({ goals: [{ metric: '', text: '提升品牌' }], results: [{ metric: 'gmv', value: 1 }] }));
    expect(lines[0]!.results).toEqual([]);
    expect(others).toHaveLength(1);
  });
  it('a result of another unit is not compared', () => {
    const { lines } = goalLines(campaign({ goals: [{ metric: 'gmv', target: 1, unit: 'CNY' }], results: [{ metric: 'gmv', value: 1, unit: 'USD' }] }));
    expect(lines[0]!.comparable).toBeNull();
  });
});

describe('costs', () => {
  it('are grouped by channel in their order, and summed exactly', () => {
    const costs = costSummary(
      campaign({
        spend: '478200.5',
        costs: [
          { channel: '短信', kind: 'media', planned: 120000, actual: 118000.1 },
          { channel: '公众号', actual: 2000.2 },
          { channel: '短信', kind: 'labour', actual: '0.2' },
        ],
      }),
    );
    expect(costs.groups.map((group) => [group.channel, group.lines.length])).toEqual([['短信', 2], ['公众号', 1]]);
    expect(plain(costs.actual!)).toBe('120000.5');
    expect(plain(costs.planned!)).toBe('120000');
    expect(plain(costs.gap!)).toBe('358200');
  });
  it('have no difference when nothing was reported', () => {
    expect(costSummary(campaign({ costs: [{ actual: 1 }] })).gap).toBeNull();
    expect(costSummary(campaign({ spend: 1 })).actual).toBeNull();
  });
});

describe('results of parts', () => {
  it('are a table of parts and metrics, nothing lost', () => {
    const results = [
      { metric: 'orders', value: 1, channel: '短信' },
      { metric: 'gmv', value: 2, channel: '公众号', basis: '支付' },
      { metric: 'gmv', value: 3, channel: '短信', basis: '拍下' },
      { metric: 'orders', value: 4, channel: '短信' },
    ];
    const table = partTable(results, (result) => result.channel ?? '');
    expect(table.columns).toEqual([{ metric: 'orders', basis: '' }, { metric: 'gmv', basis: '支付' }, { metric: 'gmv', basis: '拍下' }]);
    expect(table.rows.map((row) => row.scope)).toEqual(['短信', '公众号']);
    expect(table.rows.every((row) => row.cells.length === 3)).toBe(true);
    expect(table.rows.flatMap((row) => row.cells.flat()).length).toBe(results.length);
    expect(table.rows[0]!.cells[0]!.map((result) => result.value)).toEqual([1, 4]);
  });
});
