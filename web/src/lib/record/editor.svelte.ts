// A campaign while it is read and changed in place: the record as the server has it, what is typed into which form, what the rules
// said, what somebody else changed meanwhile, and the way back from each change.
//
// Which form is open is in the address (`?edit=goals/0/target`), so every view stays a link. A change is sent as a merge patch with
// the version that the page knows. If others were faster, the record is read again: where they changed other fields, the change is
// sent once more on theirs; where they changed the same one, both values are shown and one is chosen.

import { getContext, setContext, untrack } from 'svelte';
import { t } from '../../i18n/index.svelte';
import { changed, query } from '../address';
import { archive, forgetAll, get, Problem, send } from '../api.svelte';
import { router } from '../router.svelte';
import type { Campaign, Finding, HistoryEntry, Page, Provenance } from '../types';
import { keepDrafts, readDrafts } from './drafts';
import { fields, placeOf, unitOf, type FieldName } from './fields';
import { label } from './labels';
import { mergePatch, same, typedOf, valueOf } from './value';

export type Values = Partial<Record<FieldName, unknown>>;

interface Draft {
  typed: Values;
  /** The record's values when typing began. */
  base: Values;
}

export interface Conflict {
  names: readonly FieldName[];
  mine: Values;
  theirs: Values;
  /** Who changed it to theirs, and when, as far as the history tells. */
  actor: string;
  time: string;
  keepMine: () => Promise<void>;
  takeTheirs: () => void;
}

/** A change that was stored: of fields, or (with versions) of the whole record by going back to an earlier version. */
interface Step {
  names: readonly FieldName[];
  before: Values;
  after: Values;
  versions?: { before: number; after: number };
}

const pick = (record: Campaign | null, names: readonly FieldName[]): Values => Object.fromEntries(names.map((name) => [name, record?.[name]]));
const sameValues = (a: Values, b: Values, names: readonly FieldName[]): boolean => names.every((name) => same(a[name], b[name]));
const named = (names: readonly FieldName[]): string => names.map((name) => label(name)).join(t('list.and')) || t('edit.whole');
const asProblem = (reason: unknown): Problem => (reason instanceof Problem ? reason : new Problem(0, 'unexpected', String(reason), ''));

export class RecordEditor {
  record = $state.raw<Campaign | null>(null);
  /** What the rules say of the record as it is stored. */
  warnings = $state.raw<readonly Finding[]>([]);
  /** Why this reader may change nothing; empty: may. */
  denied = $state('');
  /** Where the values come from, while that is shown. */
  provenance = $state.raw<Provenance | null>(null);
  /** What the rules said of the form that was sent last. */
  findings = $state.raw<readonly Finding[]>([]);
  problem = $state.raw<Problem | null>(null);
  conflict = $state.raw<Conflict | null>(null);
  saving = $state(false);
  /** What was done last, for those who listen. */
  note = $state('');
  /** Grows with each stored change: what is computed from the record is asked anew. */
  stamp = $state(0);
  drafts = $state<Record<string, Draft>>({});
  /** Where the last form was opened from: whoever uses the keyboard goes on there. */
  from = '';
  #done = $state.raw<readonly Step[]>([]);
  #undone = $state.raw<readonly Step[]>([]);
  /** Ends with the last change that was asked for. */
  #turns: Promise<void> = Promise.resolve();

  constructor(
    readonly code: string,
    readonly path: string,
  ) {
    this.drafts = readDrafts(code) as unknown as Record<string, Draft>;
  }

  /** An earlier version, while that is looked at. */
  #earlier = $state.raw<Campaign | null>(null);

  /** The record as it is shown: the newest version, or the earlier one that is looked at. */
  get shown(): Campaign | null {
    return this.#earlier ?? this.record;
  }
  look(earlier: Campaign | null): void {
    this.#earlier = earlier;
  }
  /** Why nothing can be changed here; empty: it can. */
  get locked(): string {
    return this.#earlier ? t('history.no_edit') : this.denied;
  }
  /** The field whose form is open, and the row and column in question; null while nothing is being changed. */
  get open(): { field: FieldName; path: string[] } | null {
    const place = this.locked ? null : placeOf(router.params.get('edit') ?? '');
    return place && { field: unitOf(place.field)[0]!, path: place.path };
  }
  isOpen(field: FieldName): boolean {
    return this.open?.field === unitOf(field)[0];
  }
  get canUndo(): boolean {
    return this.#done.length > 0;
  }
  get canRedo(): boolean {
    return this.#undone.length > 0;
  }
  /** What is said of exactly this place: by the last try to save, else of the record as it is stored. */
  findingsAt(pointer: string): Finding[] {
    return (this.findings.length ? this.findings : this.warnings).filter((each) => each.field === pointer);
  }
  warningsOf(field: FieldName): Finding[] {
    return this.#earlier ? [] : this.warnings.filter((each) => placeOf(each.field)?.field === field);
  }

  /** The record as the server has it now. */
  take(record: Campaign): void {
    this.record = record;
  }

  /** What the rules say of the record as it stands, and whether this reader may change it. */
  async learn(): Promise<void> {
    const session = await get<{ token_needed: boolean; role?: string; name?: string }>('/api/v1/session').catch(() => null);
    if (session?.role === 'read') {
      this.denied = t('edit.read_only', { name: session.name ?? '' });
      return;
    }
    const said = await send<{ warnings?: Finding[] }>('PATCH', `${this.path}?dry_run=1`, {}).catch(() => null);
    if (said?.warnings) this.warnings = said.warnings;
  }

  /** Opens the form of a field, at a row and column of it ("goals/0/target"). */
  begin(place: string): void {
    this.#leave();
    this.from = place;
    router.go(router.path + query(changed(router.params, { edit: place })), 'replace');
  }

  /** What is typed for the field, begun from the record if nothing is. */
  draft(field: FieldName): Draft {
    const names = unitOf(field);
    return untrack(() => {
      const key = names[0]!;
      const base = pick(this.record, names);
      if (!this.drafts[key]) this.drafts[key] = { typed: Object.fromEntries(names.map((name) => [name, typedOf(fields[name], base[name])])), base };
      return this.drafts[key];
    });
  }

  isChanged(field: FieldName): boolean {
    const draft = this.drafts[unitOf(field)[0]!];
    return draft !== undefined && unitOf(field).some((name) => !same(draft.typed[name], typedOf(fields[name], draft.base[name])));
  }
  get hasUnsaved(): boolean {
    return Object.keys(this.drafts).some((name) => this.isChanged(name as FieldName));
  }

  /** Keeps what is typed over a reload. */
  keep(): void {
    keepDrafts(this.code, $state.snapshot(Object.fromEntries(Object.entries(this.drafts).filter(([name]) => this.isChanged(name as FieldName)))) as never);
  }

  /** Closes the form; what is typed stays for when it is opened again. */
  close(): void {
    const open = this.open;
    if (open && !this.isChanged(open.field)) delete this.drafts[open.field];
    this.#leave();
    router.go(router.path + query(changed(router.params, { edit: null })), 'replace');
  }

  /** Forgets what is typed for the field and closes its form. */
  discard(field: FieldName): void {
    delete this.drafts[unitOf(field)[0]!];
    this.close();
  }

  #leave(): void {
    this.findings = [];
    this.problem = null;
    this.conflict = null;
  }

  /** Stores what is typed for the field; true if it is stored, and the form closed. */
  save(field: FieldName): Promise<boolean> {
    return this.#inTurn(() => this.#save(field));
  }
  async #save(field: FieldName): Promise<boolean> {
    const names = unitOf(field);
    const draft = this.draft(field);
    const wanted: Values = {};
    for (const name of names) {
      wanted[name] = valueOf(fields[name], $state.snapshot(draft.typed[name]), draft.base[name]);
      // As it is sent, so that what the server says of a row stands at that row.
      draft.typed[name] = typedOf(fields[name], wanted[name]);
    }
    const base = $state.snapshot(draft.base) as Values;
    const stored = await this.#store(names, wanted, base, {
      keepMine: async (theirs) => {
        draft.base = theirs;
        await this.save(field);
      },
      takeTheirs: () => this.discard(field),
    });
    if (!stored) return false;
    if (!sameValues(base, wanted, names)) {
      this.#done = [...this.#done, { names, before: base, after: pick(this.record, names) }];
      this.#undone = [];
    }
    delete this.drafts[names[0]!];
    this.close();
    return true;
  }

  undo(): Promise<void> {
    return this.#next('before');
  }
  redo(): Promise<void> {
    return this.#next('after');
  }

  #next(to: 'before' | 'after'): Promise<void> {
    return this.#inTurn(async () => {
      const step = (to === 'before' ? this.#done : this.#undone).at(-1);
      if (step && !this.conflict && (await this.#turn(step, to))) this.#turned(step, to);
    });
  }

  /** Works after what was asked for before it has ended: which step is the last one is known only then. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  #turned(step: Step, to: 'before' | 'after'): void {
    this.#forget(step);
    if (to === 'before') this.#undone = [...this.#undone, step];
    else this.#done = [...this.#done, step];
    this.note = t(to === 'before' ? 'edit.undone' : 'edit.redone', { fields: named(step.names) });
  }
  #forget(step: Step): void {
    this.#done = this.#done.filter((each) => each !== step);
    this.#undone = this.#undone.filter((each) => each !== step);
  }

  async #turn(step: Step, to: 'before' | 'after'): Promise<boolean> {
    this.#leave();
    if (step.versions) return this.#restore(step.versions[to]);
    return this.#store(step.names, step[to], step[to === 'before' ? 'after' : 'before'], {
      keepMine: async (theirs) => {
        this.conflict = null;
        if (await this.#store(step.names, step[to], theirs, null)) this.#turned(step, to);
      },
      takeTheirs: () => {
        this.conflict = null;
        this.#forget(step);
      },
    });
  }

  /** Makes an earlier version the newest one. */
  async restore(version: number): Promise<boolean> {
    const before = this.record?.version ?? 0;
    if (!(await this.#restore(version))) return false;
    this.#done = [...this.#done, { names: [], before: {}, after: {}, versions: { before, after: version } }];
    this.#undone = [];
    this.note = t('edit.restored', { version: String(version) });
    return true;
  }

  /** Deletes the record; true if it is gone. One that others changed meanwhile stays, and is read again. */
  async remove(): Promise<boolean> {
    return this.#without(async () => {
      await send('DELETE', this.path, undefined, this.#condition());
      this.drafts = {};
    });
  }

  /** Brings the record back after its deletion, with the links and lessons that went with it, as the given version had it. */
  async unremove(version: number): Promise<boolean> {
    const done = await this.#without(() => send('POST', `${this.path}/history/${version}/restore`, undefined, { 'If-None-Match': '*' }));
    return done || this.problem?.status === 412; // then somebody else has brought it back
  }

  /** Does what leaves no record to take; false, with what is wrong told, if it was not done. */
  async #without(request: () => Promise<void>): Promise<boolean> {
    this.#leave();
    this.saving = true;
    try {
      await request();
      forgetAll();
      void archive.read();
      return true;
    } catch (reason) {
      const problem = asProblem(reason);
      if (problem.status === 412) await this.#again();
      this.problem = problem;
      return false;
    } finally {
      this.saving = false;
    }
  }

  #restore(version: number): Promise<boolean> {
    return this.#sent(async () => {
      const { warnings } = await send<{ warnings?: Finding[] }>('POST', `${this.path}/history/${version}/restore`, undefined, this.#condition());
      return { ...(await get<Campaign>(this.path)), ...(warnings && { warnings }) };
    });
  }

  #condition(): Record<string, string> {
    return { 'If-Match': `"${this.record?.version ?? 0}"` };
  }

  /** Sends a change and takes the answer; false, with what is wrong told, if it was not stored. */
  async #sent(request: () => Promise<Campaign>): Promise<boolean> {
    this.saving = true;
    this.problem = null;
    this.findings = [];
    try {
      const record = await request();
      forgetAll();
      this.record = record;
      this.warnings = record.warnings ?? [];
      this.stamp += 1;
      void archive.read();
      return true;
    } catch (reason) {
      this.problem = asProblem(reason);
      this.findings = this.#findingsOf(this.problem);
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** A value of the wrong shape is told by its place alone. */
  #findingsOf(problem: Problem): readonly Finding[] {
    if (problem.findings.length || !problem.where.startsWith('/')) return problem.findings;
    return [{ severity: 'error', field: problem.where, code: problem.code, reason: problem.detail.replace(`${problem.where} `, ''), remedy: '' }];
  }

  async #store(
    names: readonly FieldName[],
    wanted: Values,
    base: Values,
    ways: { keepMine: (theirs: Values) => Promise<void>; takeTheirs: () => void } | null,
  ): Promise<boolean> {
    const others = new Set<string>();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const current = pick(this.record, names);
      if (sameValues(current, wanted, names)) return true;
      if (!sameValues(current, base, names)) {
        if (ways) await this.#disagree(names, wanted, current, ways);
        return false;
      }
      const patch = mergePatch(current, wanted) ?? {};
      if (await this.#sent(() => send<Campaign>('PATCH', this.path, patch, this.#condition()))) {
        this.note = others.size ? t('edit.merged') : t('edit.saved', { fields: named(names) });
        return true;
      }
      if (this.problem?.status !== 412) return false;
      const before = this.record;
      if (!(await this.#again())) return false;
      for (const name of Object.keys(fields)) if (!same(before?.[name as FieldName], this.record?.[name as FieldName])) others.add(name);
    }
    return false;
  }

  async #again(): Promise<boolean> {
    try {
      this.record = await get<Campaign>(this.path);
      this.stamp += 1;
      this.problem = null;
      return true;
    } catch (reason) {
      this.problem = asProblem(reason);
      return false;
    }
  }

  async #disagree(names: readonly FieldName[], mine: Values, theirs: Values, ways: { keepMine: (theirs: Values) => Promise<void>; takeTheirs: () => void }): Promise<void> {
    const history = await get<Page<HistoryEntry>>(`${this.path}/history`).catch(() => null);
    // Channels, products and lessons are no part of a version: then the newest stands for who was here last.
    const change = history?.items.find((each) => names.some((name) => each.fields?.includes(name))) ?? history?.items[0];
    this.problem = null;
    this.conflict = { names, mine, theirs, actor: change?.actor ?? '', time: change?.time ?? '', keepMine: () => ways.keepMine(theirs), takeTheirs: ways.takeTheirs };
  }
}

const context = Symbol('record');
export const provideRecord = (editor: RecordEditor): RecordEditor => setContext(context, editor);
export const theRecord = (): RecordEditor => getContext<RecordEditor>(context);
