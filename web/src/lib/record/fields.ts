// The fields of a campaign as a form sees them: what kind of input each takes, which are typed together, and the columns of the lists.

import type { Group } from '../../i18n/vocabulary';
import type { Campaign } from '../types';

/** Where suggestions come from: a field's values in the archive (`known`), or nodes of a kind, found while typing (`node`). */
export interface Suggest {
  known?: string;
  node?: 'campaign' | 'product';
}

export type Input =
  | { type: 'text'; long?: boolean; suggest?: Suggest }
  | { type: 'date' }
  | { type: 'figure' }
  | { type: 'flag' }
  /** One of the words of a vocabulary, or of those that the archive knows for the field `known`; `closed`: no other. */
  | { type: 'choice'; group: Group; words: readonly string[]; closed?: boolean; known?: string }
  | { type: 'metric' }
  | { type: 'words'; suggest?: Suggest }
  | { type: 'rows'; columns: readonly Column[] }
  | { type: 'group'; columns: readonly Column[] }
  /** Names with values of any kind. */
  | { type: 'map' }
  /** Names with a list of words each. */
  | { type: 'lists'; names: readonly string[] };

export interface Column {
  name: string;
  input: Input;
}

const text = (suggest?: Suggest): Input => ({ type: 'text', ...(suggest && { suggest }) });
const long: Input = { type: 'text', long: true };
const date: Input = { type: 'date' };
const figure: Input = { type: 'figure' };
const metric: Input = { type: 'metric' };
const words = (suggest?: Suggest): Input => ({ type: 'words', ...(suggest && { suggest }) });
const choice = (group: Group, list: string, closed = false, known?: string): Input => ({ type: 'choice', group, words: list.split(' '), closed, ...(known && { known }) });
const channel = text({ known: 'channel' });
const unit = text({ known: 'unit' });
const bearer = choice('bearer', 'brand platform store partner supplier');

const columns = (of: Record<string, Input>): Column[] => Object.entries(of).map(([name, input]) => ({ name, input }));
const rows = (of: Record<string, Input>): Input => ({ type: 'rows', columns: columns(of) });

export type FieldName = Exclude<keyof Campaign, 'code' | 'version' | 'revision' | 'product_count' | 'products_link' | 'warnings'>;

export const fields: Record<FieldName, Input> = {
  name: text(),
  status: choice('status', 'draft planned running finished reviewed cancelled', true),
  objective: choice('objective', 'acquisition activation conversion retention win_back brand launch'),
  type: choice('type', 'promotion launch brand membership content live event fundraising coupon loyalty referral email holiday offline collaboration crm community', false, 'type'),
  mode: choice('mode', 'online offline mixed'),
  theme: text({ known: 'theme' }),
  occasion: text({ known: 'occasion' }),
  mechanics: words({ known: 'mechanic' }),
  segments: words({ known: 'segment' }),
  tags: words({ known: 'tag' }),
  channels: words({ known: 'channel' }),
  products: words({ node: 'product' }),
  start: date,
  end: date,
  planned_start: date,
  planned_end: date,
  announced: date,
  owner: text({ known: 'owner' }),
  team: text({ known: 'team' }),
  region: text({ known: 'region' }),
  currency: text({ known: 'currency' }),
  parent: text({ node: 'campaign' }),
  based_on: words({ node: 'campaign' }),
  partners: words(),
  budget: figure,
  spend: figure,
  summary: long,
  highlights: long,
  goals: rows({ metric, target: figure, unit, basis: text(), low: figure, high: figure, baseline: figure, weight: figure, parent: metric, phase: text(), text: text() }),
  results: rows({
    metric, value: figure, unit, basis: text(), channel, segment: text({ known: 'segment' }), product: text({ node: 'product' }), phase: text(), variant: text(),
    from: date, to: date, date, source: text(), text: text(),
  }),
  costs: rows({ channel, kind: choice('cost', 'media benefit commission labour material production other'), planned: figure, actual: figure, hours: figure, rate: figure, bearer, text: text() }),
  benefits: rows({
    name: text(), kind: choice('benefit', 'coupon gift points lottery discount red_packet voucher bogo'), face_value: figure, threshold: figure, issued: figure,
    claimed: figure, redeemed: figure, cost: figure, bearer,
  }),
  phases: rows({ name: text(), kind: choice('phase', 'warm_up presale opening main burst sustain return closing'), start: date, end: date, budget: figure }),
  milestones: rows({ name: text(), planned: date, actual: date }),
  experiments: rows({
    hypothesis: text(), metric, verdict: choice('verdict', 'confirmed rejected inconclusive'), date,
    variants: rows({ name: text(), control: { type: 'flag' }, n: figure, events: figure }),
  }),
  competitors: rows({ name: text(), action: text(), date, source: text() }),
  lessons: rows({
    statement: long, kind: choice('lesson', 'success failure suggestion risk'), stage: choice('stage', 'plan prepare execute review'), advice: long, evidence: long,
    owner: text({ known: 'owner' }), status: choice('status', 'candidate validated routine retired', true), date, tags: words({ known: 'tag' }),
    applies_when: { type: 'lists', names: ['channel', 'product', 'theme', 'occasion', 'objective', 'segment', 'category'] },
  }),
  review: { type: 'group', columns: columns({ goal: long, result: long, analysis: long, insight: long, date }) },
  attributes: { type: 'map' },
};

const together: readonly (readonly FieldName[])[] = [
  ['start', 'end'],
  ['planned_start', 'planned_end'],
];

/** The fields that are typed together with this one, itself among them. */
export function unitOf(field: FieldName): readonly FieldName[] {
  return together.find((unit) => unit.includes(field)) ?? [field];
}

export const isField = (name: string): name is FieldName => Object.hasOwn(fields, name);

/** The field, row and column that a pointer ("/goals/0/target", "goals/0/target") names; null if it is none of ours. */
export function placeOf(pointer: string): { field: FieldName; path: string[] } | null {
  const [field = '', ...path] = pointer.replace(/^\//, '').split('/');
  return isField(field) ? { field, path } : null;
}
