// Values that fields have in the archive already, offered while one types.

import { get } from '../api.svelte';
import type { SearchResponse } from '../types';

const asked = 'owner,team,region,theme,occasion,channel,mechanic,tag,segment,type';
const fixed: Record<string, readonly string[]> = { unit: ['CNY', '%', '人', '单', '次', '件'], currency: ['CNY', 'USD', 'EUR', 'HKD', 'TWD', 'JPY'] };

class Known {
  #values = $state.raw<Record<string, readonly string[]> | null>(null);
  #begun = false;

  /** The values of the field, most frequent first; empty until they are here. */
  of(field: string): readonly string[] {
    if (fixed[field]) return fixed[field];
    if (!this.#begun) void this.#read();
    return this.#values?.[field] ?? [];
  }

  async #read(): Promise<void> {
    this.#begun = true;
    try {
      const { facets = {} } = await get<SearchResponse>(`/api/v1/search?kind=campaign&limit=0&facets=${asked}`);
      this.#values = Object.fromEntries(Object.entries(facets).map(([name, values]) => [name, values.map((each) => each.value)]));
    } catch {
      // Without suggestions everything can be typed all the same.
      this.#begun = false;
    }
  }
}
export const known = new Known();
