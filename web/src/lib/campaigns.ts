// The list of campaigns: its orders, its filters and their address, the same here as in the API (GET /api/v1/campaigns).

import { query } from './address';

export const orders = ['start', 'end', 'name', 'code', 'budget', 'spend', 'changed'] as const;
export type Order = (typeof orders)[number];

export const filters = ['status', 'theme', 'occasion', 'objective', 'type', 'owner', 'parent', 'channel', 'product', 'start_from', 'start_to', 'budget_min', 'budget_max'] as const;
export type Filter = (typeof filters)[number];

/** Of the page's parameters those that the API knows: filters and order. */
export function viewOf(params: URLSearchParams): [string, string][] {
  const known = new Set<string>([...filters, 'sort']);
  return [...params].filter(([name]) => known.has(name));
}

/** The API's address of the list that the page's parameters describe; `more`: other parameters, such as the format. */
export function listPath(params: URLSearchParams, more: readonly (readonly [string, string])[] = []): string {
  const cursor = params.get('cursor') ?? '';
  return `/api/v1/campaigns${query([...viewOf(params), ['cursor', cursor], ...more])}`;
}

/** The order in force and its direction; the latest start first unless the address says otherwise. */
export function orderOf(params: URLSearchParams): { order: Order; descending: boolean } {
  const sort = params.get('sort') ?? '-start';
  const name = sort.replace(/^-/, '');
  const order = orders.find((each) => each === name) ?? 'start';
  return { order, descending: sort.startsWith('-') };
}

/** What a click on a column asks for: the other direction of the order in force, else the useful one first. */
export function nextSort(order: Order, now: { order: Order; descending: boolean }): string {
  const descending = now.order === order ? !now.descending : !['name', 'code'].includes(order);
  return (descending ? '-' : '') + order;
}
