// What the server offers, by its own description: a control is shown only where its route exists.

import { get } from '../api.svelte';

interface Operation {
  parameters?: { name?: string }[];
}

class Offers {
  #routes = $state.raw<ReadonlyMap<string, Operation>>(new Map());
  #asked: Promise<void> | null = null;

  /** "POST /api/v1/imports/inspect"; false until the description is there. */
  has(route: string): boolean {
    return this.#routes.has(route);
  }
  takes(route: string, parameter: string): boolean {
    return this.#routes.get(route)?.parameters?.some((each) => each.name === parameter) ?? false;
  }

  read(): Promise<void> {
    this.#asked ??= get<{ paths: Record<string, Record<string, Operation>> }>('/openapi.json').then(
      (description) => {
        this.#routes = new Map(Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const)));
      },
      () => {
        // Without the description the page offers what every version has; the next visit asks again.
        this.#asked = null;
      },
    );
    return this.#asked;
  }
}
export const offers = new Offers();

export const importRoute = 'POST /api/v1/imports';
export const inspectRoute = 'POST /api/v1/imports/inspect';
export const eventsRoute = 'GET /api/v1/imports/{id}/events';
export const undoRoute = 'POST /api/v1/imports/{id}/undo';
export const duplicatesRoute = 'GET /api/v1/duplicates';
export const unconfirmedRoute = 'GET /api/v1/unconfirmed';
