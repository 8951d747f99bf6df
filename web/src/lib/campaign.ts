// What the campaign page works out from the record and its scorecard: goals beside their results, costs with their sums. Whether a
// goal was reached is the scorecard's to say; here figures only find their rows.

import { decimal, multiply, subtract, sum, type Decimal } from './decimal';
import type { Campaign, CardGoal, CardResult, Cost, Goal, Result, Scorecard } from './types';

/** A result and its place in the record. */
export interface Placed {
  result: Result;
  index: number;
}

export interface GoalLine {
  goal: Goal;
  index: number;
  /** 0 for a goal of its own, 1 for its parts, and so on. */
  depth: number;
  /** Results of the whole campaign (or of the goal's phase) for this metric. */
  results: Placed[];
  card: CardGoal | null;
  /** Reported and measured side by side, where the scorecard has them for one of the results. */
  figures: CardResult | null;
}

/** A figure of the whole campaign that no goal asks for: reported, measured, or summed over its channels. */
export interface OtherLine {
  metric: string;
  reported: Placed | null;
  figures: CardResult | null;
}

const isPart = ({ result }: Placed): boolean => Boolean(result.channel || result.segment || result.product || result.variant || result.from || result.to || result.phase);
const isOf = (goal: Goal, { result }: Placed): boolean =>
  result.metric === goal.metric && (result.phase ?? '') === (goal.phase ?? '') && !(result.channel || result.segment || result.product || result.variant || result.from || result.to);

export interface GoalTable {
  lines: GoalLine[];
  others: OtherLine[];
  parts: Result[];
}

export function goalTable(campaign: Campaign, card: Scorecard | null): GoalTable {
  const results = (campaign.results ?? []).map((result, index): Placed => ({ result, index }));
  const figuresOf = (placed: readonly Placed[]): CardResult | null =>
    card?.results.find((each) => placed.some(({ index }) => each.evidence.reported?.fields?.includes(`/results/${index}/value`))) ?? null;
  const used = new Set<Placed>();
  const shown = new Set<CardResult>();
  const goals = campaign.goals ?? [];
  const lines = goalOrder(goals, card).map(({ index, depth }): GoalLine => {
    const goal = goals[index]!;
    const own = goal.metric ? results.filter((placed) => isOf(goal, placed)) : [];
    own.forEach((placed) => used.add(placed));
    const figures = figuresOf(own);
    if (figures) shown.add(figures);
    return { goal, index, depth, results: own, card: card?.goals.find((each) => each.index === index) ?? null, figures };
  });
  const others: OtherLine[] = [];
  for (const placed of results) {
    if (used.has(placed) || isPart(placed)) continue;
    const figures = figuresOf([placed]);
    if (figures) shown.add(figures);
    others.push({ metric: placed.result.metric, reported: placed, figures });
  }
  for (const figures of card?.results ?? []) if (!shown.has(figures)) others.push({ metric: figures.metric, reported: null, figures });
  return { lines, others, parts: results.filter((placed) => !used.has(placed) && isPart(placed)).map(({ result }) => result) };
}

/** Each goal below the one that it is a part of. The tree is the scorecard's; without one, goals stand as they are written. */
function goalOrder(goals: readonly Goal[], card: Scorecard | null): { index: number; depth: number }[] {
  if (!card || card.goals.length !== goals.length) return goals.map((goal, index) => ({ index, depth: goal.parent ? 1 : 0 }));
  const order: { index: number; depth: number }[] = [];
  const seen = new Set<number>();
  const visit = (index: number, depth: number): void => {
    if (seen.has(index)) return;
    seen.add(index);
    order.push({ index, depth });
    card.goals.find((each) => each.index === index)?.children.forEach((child) => visit(child, depth + 1));
  };
  card.goals.filter((each) => each.parent === undefined).forEach((each) => visit(each.index, 0));
  goals.forEach((_, index) => visit(index, 0)); // goals in a circle
  return order;
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

/** What a line cost: its actual amount, or for labour hours × rate. */
export function actualOf(cost: Cost): Decimal | null {
  const actual = decimal(cost.actual);
  const hours = decimal(cost.hours);
  const rate = decimal(cost.rate);
  return actual ?? (hours && rate ? multiply(hours, rate) : null);
}

export interface CostSummary {
  groups: { channel: string; lines: { cost: Cost; index: number }[] }[];
  planned: Decimal | null;
  actual: Decimal | null;
  /** Reported spend less the sum of actual costs; null when either is missing. */
  gap: Decimal | null;
}

export function costSummary(campaign: Campaign): CostSummary {
  const costs = campaign.costs ?? [];
  const groups: CostSummary['groups'] = [];
  costs.forEach((cost, index) => {
    const channel = cost.channel ?? '';
    const group = groups.find((each) => each.channel === channel);
    if (group) group.lines.push({ cost, index });
    else groups.push({ channel, lines: [{ cost, index }] });
  });
  const actual = sum(costs.map(actualOf));
  const spend = decimal(campaign.spend);
  return { groups, planned: sum(costs.map((cost) => decimal(cost.planned))), actual, gap: spend && actual ? subtract(spend, actual) : null };
}
