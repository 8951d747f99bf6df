// The list of files on the import page, and sending them: one after the other, so that what one file brings is there for
// the next. It outlives the page, so that a look at a campaign does not lose the list.

import { query } from '../address';
import { archive, forgetAll, type Problem } from '../api.svelte';
import { upload } from '../upload';
import type { ImportJob } from '../types';
import { Entry } from './entry.svelte';
import { ended, jobs } from './jobs.svelte';
import { failureOf } from './failure';
import { isSame, type Picked } from './pick';
import { keepSent } from './sent';

export interface Work {
  what: 'check' | 'import';
  name: string;
  /** From 1, of how many. */
  at: number;
  of: number;
  /** Of the file's bytes, sent. */
  share: number;
  job: string;
}

class Batch {
  entries = $state<Entry[]>([]);
  conflict = $state('update');
  createMissing = $state(false);
  mapping = $state.raw<File | null>(null);
  work = $state.raw<Work | null>(null);
  problem = $state.raw<Problem | null>(null);
  #stop: (() => void) | null = null;
  #stopped = false;
  #looking = false;

  get readable(): Entry[] {
    return this.entries.filter((entry) => !entry.unreadable);
  }
  get unreadable(): Entry[] {
    return this.entries.filter((entry) => entry.unreadable);
  }

  add(picked: readonly Picked[]): void {
    for (const each of picked) {
      if (!this.entries.some((entry) => isSame(entry.picked, each))) this.entries.push(new Entry(each));
    }
    if (this.entries.length === 1) this.entries[0]!.open = true;
    void this.look();
  }
  remove(entry: Entry): void {
    this.entries = this.entries.filter((each) => each !== entry);
  }
  clear(): void {
    this.entries = [];
  }

  /** Has the server look at every file that it has not seen yet. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      for (;;) {
        const next = this.entries.find((entry) => !entry.inspection && !entry.problem && !entry.looking);
        if (!next) return;
        await next.look();
      }
    } finally {
      this.#looking = false;
    }
  }

  /** What each file would change, without storing anything. */
  async check(): Promise<void> {
    await this.#send('check', this.readable, () => {});
  }

  /** Imports all that can be read; each that is sent leaves the list, and `begun` is told its job. */
  async import(begun: (job: string) => void): Promise<void> {
    const order = [...this.readable].sort((a, b) => a.rank - b.rank);
    await this.#send('import', order, begun);
  }

  stop(): void {
    this.#stopped = true;
    this.#stop?.();
  }

  async #send(what: Work['what'], entries: Entry[], begun: (job: string) => void): Promise<void> {
    if (this.work) return;
    this.problem = null;
    this.#stopped = false;
    let sending: Entry | undefined;
    try {
      const map = this.mapping ? await this.mapping.text() : '';
      for (const [index, entry] of entries.entries()) {
        if (this.#stopped) break;
        sending = entry;
        const work: Work = { what, name: entry.name, at: index + 1, of: entries.length, share: 0, job: '' };
        this.work = work;
        const id = await this.#sendOne(entry, map, what === 'check', (share) => (this.work = { ...work, share }));
        if (what === 'check') entry.check = id;
        else {
          keepSent(id, entry.sent(map));
          this.remove(entry);
          begun(id);
        }
        this.work = { ...work, share: 1, job: id };
        sending = undefined;
        await ended(id);
      }
    } catch (error) {
      this.problem = await failureOf(error, sending?.picked.file);
    } finally {
      this.#stop = null;
      this.work = null;
      if (what === 'import') {
        forgetAll();
        void archive.read();
      }
    }
  }

  async #sendOne(entry: Entry, map: string, check: boolean, sent: (share: number) => void): Promise<string> {
    const path = `/api/v1/imports${query([
      ...entry.parameters(map),
      ['on_conflict', this.conflict === 'update' ? '' : this.conflict],
      ['create_missing', this.createMissing ? '1' : ''],
      ['dry_run', check ? '1' : ''],
    ])}`;
    const sending = upload<ImportJob>(path, entry.picked.file, sent);
    this.#stop = sending.stop;
    const job = await sending.done;
    this.#stop = null;
    jobs.set(String(job.id), job);
    return String(job.id);
  }
}
export const batch = new Batch();
