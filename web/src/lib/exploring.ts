// What narrows a question to the graph, as it stands in the address. A page's `from` and `to` are the ends of paths, so the days of a
// window are called `since` and `until` there.

import { t } from '../i18n/index.svelte';
import type { Evidence, NodeRef } from './types';

export const filterNames = ['relationship', 'direction', 'kind', 'since', 'until', 'min_weight', 'where', 'edge'] as const;
export type FilterName = (typeof filterNames)[number];
/** What counts an edge, whichever node it leads to. */
export const edgeFilters: readonly FilterName[] = ['relationship', 'since', 'until', 'min_weight', 'edge'];

const apiNames: Partial<Record<FilterName, string>> = { since: 'from', until: 'to' };
export const apiName = (name: FilterName): string => apiNames[name] ?? name;

/** The filters of the address as parameters of the API. */
export const filtersOf = (params: URLSearchParams, names: readonly FilterName[] = filterNames): [string, string][] =>
  names.flatMap((name) => params.getAll(name).filter((value) => value !== '').map((value): [string, string] => [apiName(name), value]));

export const isFiltered = (params: URLSearchParams, names: readonly FilterName[] = filterNames): boolean => filtersOf(params, names).length > 0;

/** People of one kind as they are shown together. */
export interface PeopleGroup {
  label: string;
  users: number;
  weight: number;
}
export interface PeopleGroups {
  by: string[];
  users: number;
  total: number;
  shown: number;
  withheld?: number;
  groups: PeopleGroup[];
}

export interface MapEdge {
  source: string;
  target: string;
  relationship: string;
  weight: number;
  evidence?: Evidence;
  users?: number;
}
export interface Subgraph {
  nodes: (NodeRef & { given: boolean; degree: number; users?: number })[];
  edges: MapEdge[];
  nodes_total: number;
  edges_total: number;
}

export interface CommonSide {
  node: string;
  relationship: string;
  direction: 'in' | 'out';
  weight: number;
  evidence: Evidence;
}
export interface Common {
  nodes: NodeRef[];
  at_least: number;
  total: number;
  shown: number;
  by_relationship: { relationship: string; direction: 'in' | 'out'; kind: string; count: number }[];
  common: { node: NodeRef; shared_by: number; least: number; weight: number; sides: CommonSide[] }[];
  groups?: PeopleGroups;
}

/** What people are called together; of whom an attribute is not known, in words. */
export const peopleName = (group: Pick<PeopleGroup, 'label'>): string =>
  group.label
    .split(' · ')
    .map((part) => (part === '–' ? t('goal.not_recorded') : part))
    .join(' · ');

/** Nodes of a group of people that one node leads to have no id of their own. */
export const groupId = (of: string, label: string): string => `group:${of}:${label}`;
export const isGroup = (id: string): boolean => id.startsWith('group:');

/** Properties by which neighbours of a kind are often chosen; the server knows all of them and names the nearest. */
export const neighbourProperties: Record<string, readonly string[]> = {
  campaign: ['start', 'end', 'status', 'budget', 'spend', 'type', 'objective', 'owner', 'name', 'region'],
  product: ['name', 'brand', 'category', 'price'],
  channel: ['name', 'kind', 'role'],
  lesson: ['statement', 'kind', 'stage', 'status'],
  segment: ['name', 'size'],
};
