// The jobs that the page looks at, each followed until it has ended: by the server's events, else by asking again.

import { SvelteMap } from 'svelte/reactivity';
import { get, Problem } from '../api.svelte';
import type { ImportJob } from '../types';

export const running = (state: string): boolean => ['queued', 'reading', 'storing'].includes(state);

export const jobAddress = (id: string): string => `/api/v1/imports/${encodeURIComponent(id)}`;

export const jobs = new SvelteMap<string, ImportJob>();
export const jobProblems = new SvelteMap<string, Problem>();
const followed = new Map<string, Promise<ImportJob | null>>();

function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, 'unexpected', String(error), '');
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

async function ask(id: string): Promise<ImportJob> {
  const job = await get<ImportJob>(jobAddress(id));
  jobs.set(id, job);
  jobProblems.delete(id);
  return job;
}

// A browser keeps few connections to a server open: one job at a time is followed by its events.
let listening = false;

/** Listens to the job's events until it has ended or the connection closes. */
async function listen(id: string): Promise<void> {
  listening = true;
  const source = new EventSource(`${jobAddress(id)}/events`);
  try {
    await new Promise<void>((done) => {
      source.onerror = () => done();
      source.addEventListener('end', () => done());
      source.addEventListener('progress', (event) => {
        const known = jobs.get(id);
        if (known) jobs.set(id, { ...known, ...(JSON.parse((event as MessageEvent<string>).data) as Partial<ImportJob>) });
      });
    });
  } finally {
    source.close();
    listening = false;
  }
}

async function follow(id: string): Promise<ImportJob | null> {
  try {
    let job = await ask(id);
    while (running(job.state)) {
      if (!listening) await listen(id);
      await pause(50);
      job = await ask(id);
      if (running(job.state) && listening) await pause(700);
    }
    return job;
  } catch (error) {
    jobProblems.set(id, asProblem(error));
    return null;
  } finally {
    followed.delete(id);
  }
}

/** The job when it has ended; null if it could not be followed (jobProblems says why). Two that ask for one job share the asking. */
export function ended(id: string): Promise<ImportJob | null> {
  const known = jobs.get(id);
  if (known && !running(known.state)) return Promise.resolve(known);
  let promise = followed.get(id);
  if (!promise) followed.set(id, (promise = follow(id)));
  return promise;
}

/** Asks for a job again that has ended already: it was undone, or the language has changed. */
export async function lookAgain(id: string): Promise<void> {
  try {
    await ask(id);
  } catch (error) {
    jobProblems.set(id, asProblem(error));
  }
}
