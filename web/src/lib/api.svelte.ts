// Talking to the server: one way to ask, one kind of failure, and resources that follow the address bar.

import { untrack } from 'svelte';
import { i18n, t } from '../i18n/index.svelte';
import { router } from './router.svelte';
import type { ArchiveInfo, Finding } from './types';

/** A problem as the server describes it (application/problem+json), or that it could not be reached. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly detail: string,
    readonly where = '',
    /** What the rules say of a record that was not taken, errors first. */
    readonly findings: readonly Finding[] = [],
    /** The whole body of the server's answer. */
    readonly said: Readonly<Record<string, unknown>> = {},
  ) {
    super(title);
  }
}

export const session = $state({ tokenNeeded: false });

export interface Ask {
  method?: string;
  body?: BodyInit;
  type?: string;
  accept?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export async function ask(path: string, how: Ask = {}): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': i18n.language, Accept: how.accept ?? 'application/json', ...how.headers };
  if (how.type) headers['Content-Type'] = how.type;
  let response: Response;
  try {
    response = await fetch(path, {
      method: how.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(how.body !== undefined && { body: how.body }),
      ...(how.signal && { signal: how.signal }),
    });
  } catch (error) {
    if (how.signal?.aborted) throw error;
    throw new Problem(0, 'unreachable', t('error.unreachable'), t('error.unreachable.do'));
  }
  if (response.ok) return response;
  throw await problemOf(response.status, response.headers.get('Content-Type') ?? '', await response.text());
}

const list = (value: unknown): Finding[] => (Array.isArray(value) ? (value as Finding[]) : []);

export function problemOf(status: number, type: string, body: string): Problem {
  if (status === 401) session.tokenNeeded = true;
  if (/json/.test(type)) {
    try {
      const said = JSON.parse(body) as Record<string, unknown>;
      const text = (name: string): string => (typeof said[name] === 'string' ? (said[name] as string) : '');
      const code = text('code') || text('type').replace(/^.*[/:#]/, '');
      return new Problem(status, code, text('title') || t('error.status', { status: String(status) }), text('detail'), text('pointer') || text('where') || text('parameter'), [
        ...list(said['errors']),
        ...list(said['warnings']),
      ], said);
    } catch {
      // Fall through: an unreadable body is reported by its status.
    }
  }
  return new Problem(status, '', t('error.status', { status: String(status) }), '');
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await ask(path, signal ? { signal } : {})).json()) as T;
}

export async function send<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
  const response = await ask(path, { method, ...(body !== undefined && { body: JSON.stringify(body), type: 'application/json' }), ...(headers && { headers }) });
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

// The last answers, so that going back shows a page at once and where it was scrolled to; it is asked again all the same.
const kept = new Map<string, unknown>();
function keep(path: string, data: unknown): void {
  kept.delete(path);
  kept.set(path, data);
  if (kept.size > 60) kept.delete(kept.keys().next().value as string);
}
export function forgetAll(): void {
  kept.clear();
}

export interface Resource<T> {
  readonly data: T | null;
  readonly error: Problem | null;
  readonly loading: boolean;
  readonly path: string | null;
  again(): void;
}

/** A question that is too long for an address: it is posted, and changes nothing. */
export interface Posted {
  path: string;
  body: unknown;
}
const nameOf = (question: string | Posted | null): string | null => (question === null || typeof question === 'string' ? question : `${question.path} ${JSON.stringify(question.body)}`);

/** What the server answers to `question()` (an address, or what is posted to one), asked anew whenever that or the language changes;
 *  null asks nothing. Meanwhile the former answer stays, marked as loading. Called while a component is being made. */
export function resource<T>(question: () => string | Posted | null): Resource<T> {
  let data = $state.raw<T | null>(null);
  let error = $state.raw<Problem | null>(null);
  let loading = $state(false);
  let turn = $state(0);

  // Posted questions are compared by what they say.
  const path = $derived(nameOf(question()));
  const answerTo = async (signal: AbortSignal): Promise<T> => {
    const asked = untrack(question)!;
    if (typeof asked === 'string') return get<T>(asked, signal);
    return (await (await ask(asked.path, { method: 'POST', body: JSON.stringify(asked.body), type: 'application/json', signal })).json()) as T;
  };

  const initial = nameOf(untrack(question));
  if (initial !== null && kept.has(initial)) data = kept.get(initial) as T;

  $effect(() => {
    const where = path;
    void turn;
    void i18n.language;
    if (where === null) {
      data = null;
      error = null;
      loading = false;
      return;
    }
    if (router.returned && kept.has(where)) data = kept.get(where) as T;
    const controller = new AbortController();
    loading = true;
    answerTo(controller.signal).then(
      (answer) => {
        if (controller.signal.aborted) return;
        keep(where, answer);
        data = answer;
        error = null;
        loading = false;
      },
      (reason: unknown) => {
        if (controller.signal.aborted) return;
        error = reason instanceof Problem ? reason : new Problem(0, 'unexpected', String(reason), '');
        data = null;
        loading = false;
      },
    );
    return () => controller.abort();
  });

  return {
    get data() {
      return data;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    get path() {
      return path;
    },
    again() {
      turn += 1;
    },
  };
}

/** What is known about the archive as a whole; read once, and again after whatever changes it. */
class TheArchive {
  info = $state.raw<ArchiveInfo | null>(null);

  get zone(): string {
    return this.info?.zone ?? 'Asia/Shanghai';
  }
  get currency(): string {
    return this.info?.currency ?? 'CNY';
  }
  async read(): Promise<void> {
    try {
      this.info = await get<ArchiveInfo>('/api/v1/archive');
    } catch {
      // Each page says for itself what it could not load.
      this.info = null;
    }
  }
}
export const archive = new TheArchive();
