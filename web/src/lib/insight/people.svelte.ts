// Attributes that people have in this archive, read from the first of them: what they can be grouped by besides segments.

import { get } from '../api.svelte';
import type { Page } from '../types';

const looked = 200;

class PeopleAttributes {
  names = $state.raw<readonly string[]>([]);
  #asked = false;

  read(): void {
    if (this.#asked) return;
    this.#asked = true;
    get<Page<{ attributes?: Record<string, unknown> }>>(`/api/v1/users?limit=${looked}`).then(
      (page) => (this.names = [...new Set(page.items.flatMap((user) => Object.keys(user.attributes ?? {})))].sort()),
      // Whoever may not see people chooses among the rest.
      () => undefined,
    );
  }
}
export const peopleAttributes = new PeopleAttributes();
