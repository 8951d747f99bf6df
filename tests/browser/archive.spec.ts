// The archive as a whole: who did what, a campaign that is deleted and brought back, the quality of many campaigns.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { accessible, expect, noOverflow, noTallRows, picture, settled, test } from './pages';
import { freshDirectory, importInto, remove, root, serve, type Server } from './program';

const campaigns = 230;
let data = '';
let server: Server;
test.beforeAll(async () => {
  data = freshDirectory();
  importInto(data, join(root, 'samples/zh'));
  const file = join(data, 'many.jsonl');
  writeFileSync(file, Array.from({ length: campaigns }, (_, at) => JSON.stringify({ code: `M-${at}`, name: `批量活动 ${at}`, start: '2023-01-01', end: '2023-01-02', status: 'finished' })).join('\n'));
  importInto(data, '--kind', 'campaigns', file);
  server = await serve(data);
});
test.afterAll(async () => {
  await server?.stop();
  remove(data);
});

type Json = Record<string, unknown>;
const api = async (page: Page, path: string): Promise<Json> => (await (await page.request.get(`${server.url}/api/v1${path}`)).json()) as Json;
async function open(page: Page, path: string): Promise<void> {
  await page.goto(server.url + path);
  await settled(page);
}

test('a campaign is deleted after a question, and brought back with its links and lessons', async ({ page, watch }) => {
  watch.allow(/404/);
  const before = await api(page, '/campaigns/D11-2023');
  const lessons = (await api(page, '/campaigns/D11-2023/lessons'))['total'];
  expect(lessons).toBeGreaterThan(0);
  await open(page, '/campaigns/D11-2023');
  const ask = page.getByRole('button', { name: '删除此活动…' });
  await ask.click();
  await expect(page.getByRole('group', { name: '删除“' })).toContainText('以后可以恢复');
  await accessible(page);
  // The first thing under one's finger is the way out.
  await expect(page.getByRole('button', { name: '取消' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(ask).toBeFocused();
  expect((await api(page, '/campaigns/D11-2023'))['version']).toBe(before['version']);

  await ask.click();
  await page.getByRole('button', { name: '删除', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('已删除');
  expect((await page.request.get(`${server.url}/api/v1/campaigns/D11-2023`)).status()).toBe(404);
  await accessible(page);
  await picture(page, 'deleted-zh-1440');
  // Also for who comes by the link later.
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('已删除');
  await page.getByRole('button', { name: '撤销删除' }).click();
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(String(before['name']));
  const after = await api(page, '/campaigns/D11-2023');
  for (const name of ['channels', 'products', 'lessons', 'goals', 'results', 'budget']) expect(after[name], name).toEqual(before[name]);
  expect((await api(page, '/campaigns/D11-2023/lessons'))['total']).toBe(lessons);
  await page.locator('#history summary').click();
  await expect(page.locator('#history')).toContainText('删除');
});

test('a campaign that somebody else has changed is not deleted unseen', async ({ page, watch }) => {
  watch.allow(/412/);
  await open(page, '/campaigns/M-1');
  await page.request.patch(`${server.url}/api/v1/campaigns/M-1`, { data: { owner: '别人' } });
  await page.getByRole('button', { name: '删除此活动…' }).click();
  await page.getByRole('button', { name: '删除', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'M-1' })).toBeVisible();
  await expect(page.locator('#facts')).toContainText('别人');
  expect(await api(page, '/campaigns/M-1')).toMatchObject({ owner: '别人' });
});

test('the audit log is filtered and paged in its address, and linked at the foot of every page', async ({ page }) => {
  for (let at = 0; at < 55; at += 1) await page.request.patch(`${server.url}/api/v1/campaigns/M-2`, { data: { owner: `第 ${at} 人` } });
  await page.request.get(`${server.url}/api/v1/users/qhacaf7452/export`);
  await open(page, '/');
  await page.getByRole('link', { name: '操作审计' }).click();
  await expect(page).toHaveURL(/\/audit$/);
  await settled(page);
  const rows = page.locator('tbody tr');
  await expect(rows).toHaveCount(50);
  await page.getByRole('link', { name: '下一页' }).click();
  await expect(page).toHaveURL(/cursor=/);
  await settled(page);
  const rest = ((await api(page, '/audit?limit=200'))['items'] as Json[]).length - 50;
  await expect(rows).toHaveCount(Math.min(50, rest));
  await page.getByLabel('做了什么').selectOption({ label: '导出个人数据' });
  await page.getByRole('button', { name: '应用筛选' }).click();
  await expect(page).toHaveURL(/action=export_user/);
  await expect(page).not.toHaveURL(/cursor=/);
  await settled(page);
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText('号用户');
  await expect(rows.first()).not.toContainText('qhacaf7452');
  await open(page, '/audit?action=import');
  await rows.first().getByRole('link', { name: /导入 2/ }).click();
  await expect(page).toHaveURL(/\/import\?job=2/);
  await open(page, '/audit?actor=nobody');
  await expect(page.getByText('没有这样的操作。')).toBeVisible();
});

test('who is no administrator is told so on the page of the audit log', async ({ page, context, watch }) => {
  watch.allow(/403/);
  const made = spawnSync(process.env['ALMANAC_BINARY']!, ['--data', data, '--json', 'token', 'create', '看客', '--role', 'read'], { encoding: 'utf8' });
  const token = /alm_[A-Za-z0-9_-]+/.exec(made.stdout)?.[0] ?? '';
  await context.setExtraHTTPHeaders({ Authorization: `Bearer ${token}` });
  await page.goto(`${server.url}/audit`);
  await expect(page.getByRole('alert')).toBeVisible();
  await noOverflow(page);
});

test('of many campaigns the quality page shows two hundred, and more when asked', async ({ page }) => {
  await open(page, '/quality');
  const rows = page.locator('#campaigns tbody tr');
  await expect(rows).toHaveCount(200);
  await noOverflow(page);
  await noTallRows(page);
  const all = ((await api(page, '/quality'))['campaigns'] as Json[]).length;
  expect(all).toBeGreaterThan(campaigns);
  await page.locator('#campaigns').getByRole('link', { name: '显示更多' }).click();
  await expect(page).toHaveURL(/shown=400/);
  await expect(rows).toHaveCount(all);
  await expect(page.locator('#campaigns').getByRole('link', { name: '显示更多' })).toHaveCount(0);
  const unreviewed = page.locator('#unreviewed li');
  await expect(unreviewed).toHaveCount(12);
  await page.locator('#unreviewed').getByRole('link', { name: /还有/ }).click();
  await expect(unreviewed).toHaveCount(212);
  await expect(rows).toHaveCount(all);
  // Another filter begins at the first rows again.
  await page.getByLabel('状态').selectOption({ label: '已结束' });
  await expect(page).not.toHaveURL(/shown=/);
});
