import { describe, expect, it } from 'vitest';
import { actualOf, costSummary, goalTable, partTable } from '../src/lib/campaign';
import { plain } from '../src/lib/decimal';
import type { Campaign, Scorecard } from '../src/lib/types';

const campaign = (more: Partial<Campaign>): Campaign => ({ code: 'C', name: 'C', ...more });

const card = (more: Partial<Scorecard>): Scorecard => ({
  currency: 'CNY', goals: [], goal_checks: [], results: [], milestones: [], spend: { evidence: { n: 0 } },
  roi: { value: null, reported: null, computed: null, evidence: { n: 0 } }, cost_ratio: { value: null, reported: null, computed: null, evidence: { n: 0 } }, ...more,
});

describe('goals and results', () => {
  it('meet by metric and phase; what is left is a line of its own or a part', () => {
    const { lines, others, parts } = goalTable(
      campaign({
        goals: [
          { metric: 'gmv', target: 2000000, basis: '支付' },
          { metric: 'buyers', target: 5, phase: '预热' },
        ],
        results: [
          { metric: 'gmv', value: 2300000, basis: '支付' },
          { metric: 'buyers', value: 4 },
          { metric: 'gmv', value: 10, channel: '短信' },
        ],
      }),
      null,
    );
    expect(lines.map((line) => line.results.map((each) => each.index))).toEqual([[0], []]);
    expect(others.map((line) => line.reported?.index)).toEqual([1]);
    expect(parts.map((result) => result.channel)).toEqual(['短信']);
  });
  it('a goal in words takes no results', () => {
    const { lines, others } = goalTable(campaign({ goals: [{ metric: '', text: '提升品牌' }], results: [{ metric: 'gmv', value: 1 }] }), null);
    expect(lines[0]!.results).toEqual([]);
    expect(others).toHaveLength(1);
  });
  it('have the scorecard’s figures beside them, and those that only touchpoints tell', () => {
    const gmv = { metric: 'gmv', name: 'GMV', reported: 10, measured: 9, difference: 1, evidence: { reported: { n: 1, fields: ['/results/0/value'] } } };
    const sends = { metric: 'sends', name: 'Sends', reported: null, measured: 7, evidence: {} };
    const { lines, others } = goalTable(
      campaign({ goals: [{ metric: 'gmv', target: 8 }], results: [{ metric: 'gmv', value: 10 }] }),
      card({ goals: [{ index: 0, metric: 'gmv', children: [], attainment: 1.25, reached: true, evidence: { n: 2 } }], results: [gmv, sends] }),
    );
    expect(lines[0]!.figures).toBe(gmv);
    expect(lines[0]!.card?.attainment).toBe(1.25);
    expect(others.map((line) => [line.metric, line.reported, line.figures?.measured])).toEqual([['sends', null, 7]]);
  });
  it('stand as a tree, each part below its whole', () => {
    const goals = [{ metric: 'orders', parent: 'gmv' }, { metric: 'gmv' }, { metric: 'aov', parent: 'gmv' }, { metric: 'visitors', parent: 'orders' }];
    const node = (index: number, children: number[], parent?: number): Scorecard['goals'][number] => ({ index, metric: goals[index]!.metric, children, ...(parent !== undefined && { parent }), attainment: null, evidence: { n: 0 } });
    const { lines } = goalTable(campaign({ goals }), card({ goals: [node(0, [3], 1), node(1, [0, 2]), node(2, [], 1), node(3, [], 0)] }));
    expect(lines.map((line) => [line.goal.metric, line.depth])).toEqual([['gmv', 0], ['orders', 1], ['visitors', 2], ['aov', 1]]);
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
  it('of labour are hours × rate, unless the amount itself is given', () => {
    expect(plain(actualOf({ hours: '12.5', rate: 80 })!)).toBe('1000');
    expect(plain(actualOf({ hours: 12, rate: 80, actual: 900 })!)).toBe('900');
    expect(actualOf({ hours: 12 })).toBeNull();
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
