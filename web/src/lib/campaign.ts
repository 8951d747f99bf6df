// What the campaign page works out from the record: goals beside their results, costs with their sums. Only figures of the
// same metric, scope and basis are compared; everything else is shown as it stands.

import { decimal, subtract, sum, type Decimal } from './decimal';
import type { Campaign, Cost, Goal, Result } from './types';

export interface GoalLine {
  goal: Goal;
  /** Results of the whole campaign (or of the goal's phase) for this metric. */
  results: Result[];
  /** The one that may be compared: same basis and unit. */
  comparable: Result | null;
  child: boolean;
}

const isPart = (result: Result): boolean => Boolean(result.channel || result.segment || result.product || result.variant || result.from || result.to);

export function goalLines(campaign: Campaign): { lines: GoalLine[]; others: Result[] } {
  const results = campaign.results ?? [];
  const used = new Set<Result>();
  const lines = (campaign.goals ?? []).map((goal): GoalLine => {
    const own = goal.metric ? results.filter((result) => result.metric === goal.metric && !isPart(result) && (result.phase ?? '') === (goal.phase ?? '')) : [];
    own.forEach((result) => used.add(result));
    const same = own.filter((result) => result.value !== undefined && (result.basis ?? '') === (goal.basis ?? '') && (result.unit ?? goal.unit ?? '') === (goal.unit ?? result.unit ?? ''));
    return { goal, results: own, comparable: goal.target !== undefined && same.length > 0 ? same[0]! : null, child: Boolean(goal.parent) };
  });
  return { lines, others: results.filter((result) => !used.has(result)) };
}

export interface PartTable {
  columns: { metric: string; basis: string }[];
  rows: { scope: string; cells: Result[][] }[];
}

/** Results of parts as a table: a row for each part, a column for each metric and basis, in the order of the record. */
export function partTable(parts: readonly Result[], scopeOf: (result: Result) => string): PartTable {
  const columns: PartTable['columns'] = [];
  const rows: PartTable['rows'] = [];
  for (const result of parts) {
    const basis = result.basis ?? '';
    let column = columns.findIndex((each) => each.metric === result.metric && each.basis === basis);
    if (column < 0) column = columns.push({ metric: result.metric, basis }) - 1;
    const scope = scopeOf(result);
    let row = rows.find((each) => each.scope === scope);
    if (!row) rows.push((row = { scope, cells: [] }));
    (row.cells[column] ??= []).push(result);
  }
  // A row that ends early has empty cells up to the last column.
  for (const row of rows) row.cells = columns.map((_, at) => row.cells[at] ?? []);
  return { columns, rows };
}

export interface CostSummary {
  groups: { channel: string; lines: Cost[] }[];
  planned: Decimal | null;
  actual: Decimal | null;
  /** Reported spend less the sum of actual costs; null when either is missing. */
  gap: Decimal | null;
}

export function costSummary(campaign: Campaign): CostSummary {
  const costs = campaign.costs ?? [];
  const groups: CostSummary['groups'] = [];
  for (const cost of costs) {
    const channel = cost.channel ?? '';
    const group = groups.find((each) => each.channel === channel);
    if (group) group.lines.push(cost);
    else groups.push({ channel, lines: [cost] });
  }
  const actual = sum(costs.map((cost) => cost.actual));
  const spend = decimal(campaign.spend);
  return { groups, planned: sum(costs.map((cost) => cost.planned)), actual, gap: spend && actual ? subtract(spend, actual) : null };
}
