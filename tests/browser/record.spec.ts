// A campaign is changed where it is read: every kind of field, what the rules say, somebody who was faster, the way back.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { accessible, expect, noOverflow, picture, settled, test } from './pages';
import { freshDirectory, importInto, remove, root, serve, type Server } from './program';

let data = '';
let server: Server;
test.beforeAll(async () => {
  data = freshDirectory();
  importInto(data, join(root, 'samples/zh'));
  server = await serve(data);
});
test.afterAll(async () => {
  await server?.stop();
  remove(data);
});

type Json = Record<string, unknown>;
const address = (code: string): string => `${server.url}/api/v1/campaigns/${code}`;

/** A campaign of the test's own, so that no test meets another's changes. */
async function campaign(page: Page, code: string, more: Json = {}): Promise<void> {
  const answer = await page.request.put(address(code), { data: { code, name: `活动 ${code}`, start: '2025-03-01', end: '2025-03-10', status: 'finished', ...more } });
  expect(answer.ok(), await answer.text()).toBe(true);
}
async function stored(page: Page, code: string): Promise<Json> {
  return (await (await page.request.get(address(code))).json()) as Json;
}
async function open(page: Page, code: string, more = ''): Promise<void> {
  await page.goto(`${server.url}/campaigns/${code}${more}`);
  await settled(page);
}
const form = (page: Page) => page.locator('form.edit');
async function save(page: Page): Promise<void> {
  await form(page).getByRole('button', { name: '保存' }).click();
  await expect(form(page)).toHaveCount(0);
}
const change = (page: Page, name: string) => page.getByRole('button', { name: `修改${name}`, exact: true }).first().click();

test('a line of text, a long one, a choice and a word of one’s own', async ({ page }) => {
  await campaign(page, 'K-1', { summary: '旧概述', type: 'promotion' });
  await open(page, 'K-1');
  await change(page, '名称');
  await expect(form(page).getByLabel('名称')).toBeFocused();
  await form(page).getByLabel('名称').fill('新的名称');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('新的名称');
  await expect(page.getByRole('status').filter({ hasText: '已保存：名称。' })).toBeVisible();

  // A click on the value itself is a way too.
  await page.getByText('旧概述').click();
  await change(page, '概述').catch(() => undefined);
  await form(page).getByLabel('概述').fill('第一行\n第二行');
  await save(page);
  await change(page, '类型');
  await form(page).getByLabel('类型', { exact: true }).selectOption({ label: '其他…' });
  await form(page).getByLabel('类型：其他').fill('快闪');
  await save(page);
  await change(page, '状态');
  await form(page).getByLabel('状态').selectOption({ label: '已复盘' });
  await save(page);
  expect(await stored(page, 'K-1')).toMatchObject({ name: '新的名称', summary: '第一行\n第二行', type: '快闪', status: 'reviewed' });
});

test('dates with their precision, and figures in 万', async ({ page }) => {
  await campaign(page, 'K-2');
  await open(page, 'K-2');
  await change(page, '开始');
  await form(page).getByLabel('精度').nth(1).selectOption({ label: '月' });
  await form(page).getByLabel('结束', { exact: true }).fill('2025-04');
  await save(page);
  expect(await stored(page, 'K-2')).toMatchObject({ start: '2025-03-01', end: '2025-04' });
  await change(page, '预算');
  await form(page).getByLabel('预算').fill('1.25万');
  await save(page);
  await expect(page.getByText('¥12,500')).toBeVisible();
  expect(await stored(page, 'K-2')).toMatchObject({ budget: 12500 });
});

test('lists of words, attributes, and the review', async ({ page }) => {
  await campaign(page, 'K-3', { tags: ['甲', '乙'], attributes: { 层级: 2, 城市: '上海' } });
  await open(page, 'K-3');
  await change(page, '标签');
  await form(page).getByRole('button', { name: '去掉“甲”' }).click();
  await form(page).getByLabel('标签').fill('丙；丁');
  await page.keyboard.press('Enter');
  await form(page).getByRole('button', { name: '将“丁”前移' }).click();
  await save(page);
  await page.getByRole('button', { name: '+ 渠道' }).click();
  await form(page).getByLabel('渠道').fill('短信');
  await save(page);
  await change(page, '属性');
  await form(page).getByLabel('属性“层级”的值').fill('3');
  await form(page).getByRole('button', { name: '添加属性' }).click();
  await form(page).getByLabel('第 3 个属性的名称').fill('门店数');
  await form(page).getByLabel('属性“门店数”的值').fill('12');
  await save(page);
  await page.getByRole('button', { name: '+ 复盘' }).click();
  await form(page).getByLabel('规律总结').fill('早三天预热');
  await save(page);
  const record = await stored(page, 'K-3');
  expect(record).toMatchObject({ tags: ['乙', '丁', '丙'], channels: ['短信'], review: { insight: '早三天预热' } });
  expect(record['attributes']).toEqual({ 层级: 3, 城市: '上海', 门店数: '12' });
});

test('rows are added, changed, moved and taken out, with rows inside of them', async ({ page }) => {
  await campaign(page, 'K-4', { goals: [{ metric: 'gmv', target: 100, unit: 'CNY' }, { metric: 'orders', target: 10 }] });
  await open(page, 'K-4');
  await change(page, '目标的成交额');
  await expect(form(page).getByLabel('目标值')).toBeFocused();
  await form(page).getByLabel('目标值').fill('200');
  await form(page).getByRole('button', { name: '第 2 条上移' }).click();
  await form(page).getByRole('button', { name: '添加一条目标' }).click();
  await form(page).getByLabel('指标', { exact: true }).last().selectOption({ label: '访客数' });
  await form(page).getByLabel('目标值').last().fill('5,000');
  await accessible(page);
  await picture(page, 'edit-goals-zh-1440');
  await save(page);
  expect((await stored(page, 'K-4'))['goals']).toEqual([{ metric: 'orders', target: 10 }, { metric: 'gmv', target: 200, unit: 'CNY' }, { metric: 'visitors', target: 5000 }]);

  await page.getByRole('button', { name: '+ 实验' }).click();
  await form(page).getByLabel('假设').fill('早上发更好');
  await form(page).getByLabel('名称').fill('A');
  await form(page).getByLabel('样本数').fill('100');
  await save(page);
  await page.getByRole('button', { name: '+ 经验' }).click();
  await form(page).getByLabel('经验', { exact: true }).fill('先小后大');
  await form(page).getByRole('group', { name: '适用条件' }).getByLabel('渠道').fill('短信');
  await save(page);
  await page.getByRole('button', { name: '+ 成本' }).click();
  await form(page).getByLabel('类别').selectOption({ label: '人力' });
  await form(page).getByLabel('工时').fill('12');
  await form(page).getByLabel('每小时单价').fill('80');
  await save(page);
  await expect(page.getByText('12 小时 × ¥80')).toBeVisible();
  const record = await stored(page, 'K-4');
  expect(record['experiments']).toEqual([{ hypothesis: '早上发更好', variants: [{ name: 'A', n: 100 }] }]);
  expect(record['lessons']).toMatchObject([{ statement: '先小后大', applies_when: { channel: ['短信'] } }]);
  expect(record['costs']).toEqual([{ kind: 'labour', hours: 12, rate: 80 }]);

  await open(page, 'K-4', '?edit=goals');
  await form(page).getByRole('button', { name: '删除第 1 条' }).click();
  await save(page);
  expect((await stored(page, 'K-4'))['goals']).toHaveLength(2);
});

test('what the rules refuse stands at its field with reason and remedy, and nothing typed is lost', async ({ page, watch }) => {
  watch.allow(/400/);
  await campaign(page, 'K-5', { budget: 1000 });
  await open(page, 'K-5');
  await change(page, '开始');
  await form(page).getByLabel('结束', { exact: true }).fill('2020-01-01');
  await form(page).getByRole('button', { name: '保存' }).click();
  await expect(form(page).getByText('早于开始日期')).toBeVisible();
  await expect(form(page).getByText('请检查两者是否颠倒')).toBeVisible();
  const end = form(page).getByLabel('结束', { exact: true });
  await expect(end).toHaveAttribute('aria-invalid', 'true');
  await expect(end).toBeFocused();
  await accessible(page);
  await picture(page, 'edit-refused-zh-1440');
  // It waits, also over another form and a reload.
  await page.keyboard.press('Escape');
  await change(page, '预算');
  await form(page).getByLabel('预算').fill('很多');
  await form(page).getByRole('button', { name: '保存' }).click();
  await expect(form(page).getByText('“很多”').or(form(page).getByText('"很多"'))).toBeVisible();
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await settled(page);
  await expect(form(page).getByLabel('预算')).toHaveValue('很多');
  await form(page).getByRole('button', { name: '取消' }).click();
  await page.getByRole('button', { name: /修改开始.*未保存/ }).click();
  await expect(form(page).getByLabel('结束', { exact: true })).toHaveValue('2020-01-01');
  await form(page).getByRole('button', { name: '取消' }).click();
  expect(await stored(page, 'K-5')).toMatchObject({ end: '2025-03-10', budget: 1000 });
});

test('a warning is stored with its record and stands at the field in the reader’s language', async ({ page }) => {
  await campaign(page, 'K-6', { budget: 1000 });
  await open(page, 'K-6');
  await change(page, '实际花费');
  await form(page).getByLabel('实际花费').fill('1500');
  await save(page);
  await expect(page.getByText('花费 1500 超过预算 1000')).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByText('the spend 1500 is over the budget 1000')).toBeVisible();
  await page.reload();
  await expect(page.getByText('the spend 1500 is over the budget 1000')).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();
});

test('a change of another field by somebody else is kept beside one’s own', async ({ page, watch }) => {
  watch.allow(/412/);
  await campaign(page, 'K-7', { owner: '甲', team: '一队' });
  await open(page, 'K-7');
  await change(page, '负责人');
  await form(page).getByLabel('负责人').fill('乙');
  await page.request.patch(address('K-7'), { data: { team: '二队' } });
  await save(page);
  await expect(page.getByText('两边的修改都已保留')).toBeVisible();
  expect(await stored(page, 'K-7')).toMatchObject({ owner: '乙', team: '二队' });
});

test('of the same field both values are shown, who wrote the other, and one is chosen', async ({ page, watch }) => {
  watch.allow(/412/);
  await campaign(page, 'K-8', { owner: '甲' });
  await open(page, 'K-8');
  for (const [way, result] of [['用我的', '乙'], ['用对方的', '丙2']] as const) {
    await change(page, '负责人');
    await form(page).getByLabel('负责人').fill('乙');
    if (way === '用对方的') await form(page).getByLabel('负责人').fill('丁');
    await page.request.patch(address('K-8'), { data: { owner: way === '用我的' ? '丙' : '丙2' } });
    await form(page).getByRole('button', { name: '保存' }).click();
    const conflict = page.getByRole('alert').filter({ hasText: '别人先改了这里。' });
    await expect(conflict).toContainText(way === '用我的' ? '乙' : '丁');
    await expect(conflict).toContainText(way === '用我的' ? '丙' : '丙2');
    await expect(conflict).toContainText(/于 \d{4}年/);
    await accessible(page);
    await picture(page, `conflict-${way === '用我的' ? 'mine' : 'theirs'}-zh-1440`);
    await conflict.getByRole('button', { name: way }).click();
    await expect(form(page)).toHaveCount(0);
    expect(await stored(page, 'K-8')).toMatchObject({ owner: result });
  }
});

test('a change is undone and done again, by button and by keyboard; a change in between is not overwritten', async ({ page, watch }) => {
  watch.allow(/412/);
  await campaign(page, 'K-9', { owner: '甲', tags: ['a'], goals: [{ metric: 'gmv', target: 1, unit: 'CNY' }] });
  await open(page, 'K-9');
  await change(page, '负责人');
  await form(page).getByLabel('负责人').fill('乙');
  await save(page);
  await page.getByRole('button', { name: '+ 复盘' }).click();
  await form(page).getByLabel('目标回顾').fill('x');
  await save(page);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已撤销：复盘。' })).toBeVisible();
  expect((await stored(page, 'K-9'))['review']).toBeUndefined();
  await page.locator('h1').focus();
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await stored(page, 'K-9'))['owner']).toBe('甲');
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(async () => (await stored(page, 'K-9'))['owner']).toBe('乙');
  await page.getByRole('button', { name: '重做' }).click();
  await expect.poll(async () => (await stored(page, 'K-9'))['review']).toMatchObject({ goal: 'x' });
  // Keys pressed faster than the server answers are all followed, in their order.
  await page.route('**/api/v1/campaigns/K-9', async (route) => {
    if (route.request().method() === 'PATCH') await new Promise((resolve) => setTimeout(resolve, 300));
    await route.continue();
  });
  await page.locator('h1').focus();
  for (const keys of ['Control+z', 'Control+z', 'Control+Shift+z', 'Control+Shift+z']) await page.keyboard.press(keys);
  const newest = async () => ((await (await page.request.get(`${address('K-9')}/history`)).json()) as { items: { version: number }[] }).items[0]!.version;
  await expect.poll(newest).toBe(11); // seven before, and one for each key
  await expect(page.getByRole('button', { name: '重做' })).toHaveCount(0);
  expect(await stored(page, 'K-9')).toMatchObject({ owner: '乙', review: { goal: 'x' } });
  await page.unroute('**/api/v1/campaigns/K-9');
  // Meanwhile somebody else writes the review: undoing asks.
  await page.request.patch(address('K-9'), { data: { review: { goal: '别人写的' } } });
  await page.getByRole('button', { name: '撤销' }).click();
  const conflict = page.getByRole('alert').filter({ hasText: '别人先改了这里。' });
  await expect(conflict).toContainText('别人写的');
  await conflict.getByRole('button', { name: '用对方的' }).click();
  expect(await stored(page, 'K-9')).toMatchObject({ review: { goal: '别人写的' } });
});

test('a version is looked at by its link, compared, restored, and the restoring undone', async ({ page }) => {
  await campaign(page, 'K-10', { owner: '甲', goals: [{ metric: 'gmv', target: 1, unit: 'CNY' }] });
  await page.request.patch(address('K-10'), { data: { owner: '乙', goals: [{ metric: 'gmv', target: 2, unit: 'CNY' }] } });
  await open(page, 'K-10', '#history');
  const history = page.locator('#history');
  await history.getByRole('button', { name: /负责人、目标|目标、负责人/ }).click();
  await expect(history.locator('del').filter({ hasText: '甲' })).toBeVisible();
  await expect(history.locator('ins').filter({ hasText: '乙' })).toBeVisible();
  await accessible(page);
  await picture(page, 'history-zh-1440');
  await history.getByRole('link', { name: '查看 1' }).click();
  await expect(page).toHaveURL(/version=1/);
  await expect(page.getByText('正在查看第 1 版。')).toBeVisible();
  await expect(page.locator('#facts')).toContainText('甲');
  await expect(page.getByRole('button', { name: '修改负责人' })).toHaveCount(0);
  await accessible(page);
  await picture(page, 'version-zh-1440');
  await page.getByRole('button', { name: '恢复此版' }).first().click();
  await expect(page).not.toHaveURL(/version=/);
  await expect(page.locator('#facts')).toContainText('甲');
  expect(await stored(page, 'K-10')).toMatchObject({ owner: '甲', version: 3 });
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.locator('#facts')).toContainText('乙');
  expect(await stored(page, 'K-10')).toMatchObject({ owner: '乙', goals: [{ target: 2 }] });
});

test('by the keyboard alone: to the pencil, through the form, and back', async ({ page }) => {
  await campaign(page, 'K-11', { owner: '甲' });
  await open(page, 'K-11');
  const pencil = page.getByRole('button', { name: '修改负责人' });
  await pencil.focus();
  await page.keyboard.press('Enter');
  await expect(form(page).getByLabel('负责人')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(form(page)).toHaveCount(0);
  await expect(pencil).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('乙');
  await page.keyboard.press('Enter');
  await expect(page.locator('#facts')).toContainText('乙');
  await expect(pencil).toBeFocused();
});

test('a parent shows what lies below it together', async ({ page }) => {
  await campaign(page, 'K-12');
  await campaign(page, 'K-12a', { parent: 'K-12', budget: 100, results: [{ metric: 'orders', value: 3 }] });
  await campaign(page, 'K-12b', { parent: 'K-12', budget: 50, results: [{ metric: 'orders', value: 4 }] });
  await open(page, 'K-12');
  const below = page.locator('#rollup');
  await expect(below).toContainText('¥150');
  await expect(below).toContainText('7');
  await expect(below.getByRole('link', { name: 'K-12a' }).first()).toBeVisible();
});

test('a value shows where it comes from', async ({ page }) => {
  await open(page, 'D11-2024', '?sources=1');
  await expect(page.locator('#facts').getByText(/campaigns\.jsonl/).first()).toBeVisible();
  await noOverflow(page);
});

test('what is missing leads to its field, in the campaign and in the archive', async ({ page }) => {
  await campaign(page, 'K-13', { end: '2025-04-01' });
  await open(page, 'K-13');
  await page.locator('#quality').getByRole('button', { name: '预算' }).click();
  await expect(form(page).getByLabel('预算')).toBeFocused();
  await page.goto(`${server.url}/quality`);
  await settled(page);
  const missing = page.locator('#missing tbody tr');
  const counts = (await missing.locator('td.num a').allTextContents()).map((text) => Number(/^[\d,]+/.exec(text)?.[0].replace(/,/g, '')));
  expect(counts.length).toBeGreaterThan(3);
  await missing.filter({ hasText: '复盘' }).locator('td.num a').click();
  await expect(page).toHaveURL(/lacks=review/);
  await settled(page);
  await expect(page.locator('#campaigns')).toContainText('活动 K-13');
  await page.getByLabel('状态').selectOption({ label: '已结束' });
  await expect(page).toHaveURL(/lacks=review&status=finished|status=finished&lacks=review/);
  await page.locator('#unreviewed').getByRole('link', { name: '写复盘 活动 K-13' }).click();
  await expect(form(page).getByLabel('目标回顾')).toBeFocused();
});

test('the list of campaigns is sorted, filtered and paged in its address', async ({ page }) => {
  await page.goto(`${server.url}/campaigns?sort=-budget`);
  await settled(page);
  const first = await page.locator('tbody th a').first().textContent();
  await page.getByRole('columnheader', { name: '预算' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=budget/);
  await settled(page);
  expect(await page.locator('tbody th a').first().textContent()).not.toBe(first);
  await page.getByLabel('渠道').fill('短信');
  await page.getByLabel('状态').selectOption({ label: '已复盘' });
  await page.getByRole('button', { name: '应用筛选' }).click();
  await expect(page).toHaveURL(/channel=/);
  await settled(page);
  const expected = (await (await page.request.get(`${server.url}/api/v1/campaigns?channel=短信&status=reviewed&sort=budget`)).json()) as { total: number };
  await expect(page.getByRole('status').filter({ hasText: `${expected.total} 个活动` })).toBeVisible();
  // All of it as a file: the same filters.
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'JSONL', exact: true }).click()]);
  const lines = readFileSync(await file.path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { kind?: string; status?: string });
  expect(lines.filter((line) => line.status === 'reviewed').length).toBe(expected.total);
  await page.getByRole('link', { name: '去掉筛选' }).click();
  await expect(page).not.toHaveURL(/channel=/);
});

test('who may only read is told why nothing can be changed', async ({ page, context }) => {
  const made = spawnSync(process.env['ALMANAC_BINARY']!, ['--data', data, '--json', 'token', 'create', '看客', '--role', 'read'], { encoding: 'utf8' });
  const token = /alm_[A-Za-z0-9_-]+/.exec(made.stdout)?.[0] ?? '';
  expect(token, made.stderr).not.toBe('');
  await context.addCookies([{ name: 'almanac_token', value: token, url: server.url }]);
  await open(page, 'D11-2024', '?edit=budget');
  await expect(page.getByText('令牌“看客”只有查看权限')).toBeVisible();
  await expect(form(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^修改/ })).toHaveCount(0);
});
