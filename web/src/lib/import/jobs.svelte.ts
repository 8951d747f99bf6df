// The jobs that the page looks at, each followed until it has ended: by the server's events, else by asking again.

import { SvelteMap } from 'svelte/reactivity';
import { get, Problem } from '../api.svelte';
import type { ImportJob } from '../types';
import { eventsRoute, offers } from './server.svelte';

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

/** Waits for the next event of the job, at most `ms`: the server tells at once what asking again would find later. */
function nextEvent(id: string, ms: number): { came: Promise<void>; close: () => void } | null {
  if (!offers.has(eventsRoute) || typeof EventSource === 'undefined') return null;
  const source = new EventSource(`${jobAddress(id)}/events`);
  const came = new Promise<void>((done) => {
    const timer = setTimeout(done, ms);
    const end = (): void => {
      clearTimeout(timer);
      done();
    };
    source.onerror = () => {
      source.close();
      end();
    };
    for (const name of ['message', 'progress', 'done', 'end']) {
      source.addEventListener(name, (event) => {
        try {
          const said = JSON.parse((event as MessageEvent<string>).data) as ImportJob;
          const known = jobs.get(id);
          if (known) jobs.set(id, { ...known, ...said });
          if (!running(said.state)) end();
        } catch {
          // Not about the job's progress.
        }
      });
    }
  });
  return { came, close: () => source.close() };
}

async function follow(id: string): Promise<ImportJob | null> {
  let wait = 120;
  try {
    let job = await ask(id);
    while (running(job.state)) {
      const events = nextEvent(id, 30_000);
      if (events) {
        await events.came;
        events.close();
        await pause(50);
      } else {
        await pause(wait);
        wait = Math.min(wait * 1.5, 1000);
      }
      job = await ask(id);
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
