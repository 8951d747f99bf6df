// A server that listens beyond this machine wants a token; the page asks for it once.

import { spawnSync } from 'node:child_process';
import { accessible, expect, picture, settled, test } from './pages';
import { freshDirectory, importInto, remove, root, serve, type Server } from './program';
import { join } from 'node:path';

let data = '';
let token = '';
let server: Server;
test.beforeAll(async () => {
  data = freshDirectory();
  importInto(data, join(root, 'samples/zh/campaigns.jsonl'));
  const made = spawnSync(process.env['ALMANAC_BINARY']!, ['--data', data, '--json', 'token', 'create', 'browser-test'], { encoding: 'utf8' });
  token = /alm_[A-Za-z0-9_-]+/.exec(made.stdout)?.[0] ?? '';
  if (!token) throw new Error(`no token was made:\n${made.stdout}\n${made.stderr}`);
  server = await serve(data, '0.0.0.0:0');
});
test.afterAll(async () => {
  await server?.stop();
  remove(data);
});

test('the page asks for a token, refuses a wrong one, and keeps the right one', async ({ page, watch, context }) => {
  watch.allow(/401/);
  await page.goto(`${server.url}/search?q=双十一`);
  await expect(page.getByRole('heading', { name: '需要访问令牌' })).toBeVisible();
  await accessible(page);
  await picture(page, 'token-zh-1440');
  await page.getByLabel('令牌').fill('alm_wrong');
  await page.getByRole('button', { name: '进入' }).click();
  await expect(page.getByRole('alert')).toContainText('令牌');
  await page.getByLabel('令牌').fill(token);
  await page.getByRole('button', { name: '进入' }).click();
  await settled(page);
  await expect(page.locator('article h3 a').first()).toBeVisible();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  await page.reload();
  await settled(page);
  await expect(page.locator('article h3 a').first()).toBeVisible();
});
