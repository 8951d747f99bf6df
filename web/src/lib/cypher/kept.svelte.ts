// Queries that this browser remembers: the last ones, and those kept under a name. A query is kept as the address of its page.

interface Recent {
  href: string;
  statement: string;
}
export interface Saved extends Recent {
  name: string;
}

const most = 30;

function read<T extends Recent>(key: string): T[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each): each is T => typeof each?.href === 'string' && each.href.startsWith('/query') && typeof each.statement === 'string') : [];
  } catch {
    return [];
  }
}
function write(key: string, list: readonly Recent[]): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(list));
  } catch {
    // Storage may be forbidden or full: then it holds for this visit.
  }
}

class KeptQueries {
  static readonly #recent = 'almanac.queries.recent';
  static readonly #saved = 'almanac.queries.saved';
  recent = $state.raw<Recent[]>(read(KeptQueries.#recent));
  saved = $state.raw<Saved[]>(read<Saved>(KeptQueries.#saved).filter((each) => typeof each.name === 'string'));

  /** The newest first, each statement once with what it was last asked for. */
  ran(query: Recent): void {
    this.recent = [query, ...this.recent.filter((each) => each.statement !== query.statement)].slice(0, most);
    write(KeptQueries.#recent, this.recent);
  }
  forget(): void {
    this.recent = [];
    write(KeptQueries.#recent, []);
  }
  /** Under a name that is taken, in its place. */
  save(query: Saved): void {
    const at = this.saved.findIndex((each) => each.name === query.name);
    this.saved = at < 0 ? [...this.saved, query] : this.saved.map((each, index) => (index === at ? query : each));
    write(KeptQueries.#saved, this.saved);
  }
  remove(name: string): void {
    this.saved = this.saved.filter((each) => each.name !== name);
    write(KeptQueries.#saved, this.saved);
  }
}
export const keptQueries = new KeptQueries();
