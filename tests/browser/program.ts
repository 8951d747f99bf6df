// The real program as the tests use it: a data directory of its own, imports through the command, a server on a free port.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

function binary(): string {
  const path = process.env['ALMANAC_BINARY'];
  if (!path) throw new Error('ALMANAC_BINARY must name the program');
  return path;
}

export function freshDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'almanac-browser-'));
}

export function importInto(data: string, ...args: string[]): void {
  const run = spawnSync(binary(), ['--data', data, 'import', ...args], { cwd: root, encoding: 'utf8', timeout: 300_000 });
  // 3: some rows of the real data sets are rejected, as their reports say.
  if (run.status !== 0 && run.status !== 3) throw new Error(`import ${args.join(' ')}: exit ${run.status}\n${run.stdout}\n${run.stderr}`);
}

export function importSamples(data: string): void {
  importInto(data, '--sample', join(root, 'samples/zh'));
  importInto(data, '--sample', '--map', join(root, 'samples/mappings/wikimedia.toml'), join(root, 'samples/wikimedia'));
  importInto(data, '--sample', '--map', join(root, 'samples/mappings/complete-journey.toml'), join(root, 'samples/complete-journey'));
}

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

export async function serve(data: string, listen = '127.0.0.1:0'): Promise<Server> {
  // ALMANAC_WEB_ROOT: pages fresh from the build instead of those in the program, while working on them.
  const pages = process.env['ALMANAC_WEB_ROOT'];
  const child: ChildProcess = spawn(binary(), ['--data', data, 'serve', '--listen', listen, ...(pages ? ['--web-root', pages] : [])], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const url = await new Promise<string>((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`the server did not start within 60 s:\n${said}`)), 60_000);
    const read = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      const match = /https?:\/\/[\d.]+:(\d+)/.exec(said);
      if (!match) return;
      clearTimeout(timer);
      found(`http://127.0.0.1:${match[1]}`);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('exit', (code) => failed(new Error(`the server ended with ${code}:\n${said}`)));
  });
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const ready = await fetch(`${url}/readyz`).catch(() => null);
    if (ready?.ok) break;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  return {
    url,
    stop: () =>
      new Promise((stopped) => {
        child.removeAllListeners('exit');
        child.on('exit', () => stopped());
        child.kill('SIGTERM');
      }),
  };
}

export function remove(data: string): void {
  for (const directory of [data, `${data}-own`]) rmSync(directory, { recursive: true, force: true });
}
