// The list of files on the import page, and sending them: one after the other, so that what one file brings is there for
// the next; the files of a folder in one upload, so that they are one import, which is undone in one step. It outlives the page, so that a look at a campaign does not lose the list.

import { query, type Pairs } from '../address';
import { archive, forgetAll, type Problem } from '../api.svelte';
import { upload } from '../upload';
import type { ImportJob } from '../types';
import { Entry } from './entry.svelte';
import { ended, jobs } from './jobs.svelte';
import { failureOf } from './failure';
import { inOrder, isSame, rootOf, type Picked } from './pick';
import { keepSent } from './sent';
import { zipOf } from './zip';

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

// One upload may have 512 MB; the names of the files need some of it.
const mostTogether = 500 << 20;
const mostFiles = 10_000;

const inFolder = (entry: Entry): string => entry.picked.path.slice(rootOf(entry.picked.path).length + 1);

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

  /** What goes with the entry in one upload: the files of a folder, as far as nothing was chosen for one of them. */
  #together(entry: Entry, waiting: readonly Entry[]): Entry[] {
    const root = rootOf(entry.picked.path);
    if (!root || !entry.untouched) return [entry];
    const folder = waiting.filter((each) => each.untouched && rootOf(each.picked.path) === root);
    const size = folder.reduce((sum, each) => sum + each.picked.file.size, 0);
    return size <= mostTogether && folder.length <= mostFiles ? folder : [entry];
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
      const waiting = [...entries];
      while (waiting.length && !this.#stopped) {
        const entry = waiting[0]!;
        const together = what === 'import' ? this.#together(entry, waiting) : [entry];
        const at = entries.length - waiting.length + together.length;
        for (const each of together) waiting.splice(waiting.indexOf(each), 1);
        sending = entry;
        const folder = together.length > 1 ? rootOf(entry.picked.path) : '';
        const work: Work = { what, name: folder || entry.name, at, of: entries.length, share: 0, job: '' };
        this.work = work;
        const sent = (share: number): void => void (this.work = { ...work, share });
        const id = folder
          ? await this.#sendFolder(`${folder}.zip`, together, map, sent)
          : await this.#sendOne(entry.parameters(map), entry.picked.file, what === 'check', sent);
        if (what === 'check') entry.check = id;
        else {
          keepSent(id, together.map((each) => (folder ? { ...each.sent(map), path: `${folder}.zip/${inFolder(each)}` } : each.sent(map))));
          for (const each of together) this.remove(each);
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

  async #sendFolder(name: string, entries: readonly Entry[], map: string, sent: (share: number) => void): Promise<string> {
    const files = inOrder(entries.map((entry) => ({ file: entry.picked.file, path: inFolder(entry) })));
    return this.#sendOne([['name', name], ['map', map]], await zipOf(files), false, sent);
  }

  async #sendOne(parameters: Pairs, file: Blob, check: boolean, sent: (share: number) => void): Promise<string> {
    const path = `/api/v1/imports${query([
      ...parameters,
      ['on_conflict', this.conflict === 'update' ? '' : this.conflict],
      ['create_missing', this.createMissing ? '1' : ''],
      ['dry_run', check ? '1' : ''],
    ])}`;
    const sending = upload<ImportJob>(path, file, sent);
    this.#stop = sending.stop;
    const job = await sending.done;
    this.#stop = null;
    jobs.set(String(job.id), job);
    return String(job.id);
  }
}
export const batch = new Batch();
