// Searching as people do it: narrowing, grouping, what is unusual, why a hit ranks, similar campaigns, a pasted brief, files of all
// hits, saved searches, batches and synonyms. An archive of its own, since some of it is changed.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { accessible, expect, noOverflow, picture, settled, test } from './pages';
import { freshDirectory, importInto, remove, root, serve, type Server } from './program';

let data = '';
let server: Server;
test.beforeAll(async () => {
  data = freshDirectory();
  importInto(data, join(root, 'samples/zh'));
  const brief = join(data, '会员日复盘.md');
  writeFileSync(brief, '# 会员日复盘\n\n本次会员日的退订率偏高，原因是短信集中在同一天发送。下次把短信分成三批，每批间隔两天，并先发给沉睡会员。\n');
  importInto(data, brief);
  const plans = join(data, 'plans.jsonl');
  writeFileSync(plans, JSON.stringify({ code: 'NEXT-D11', name: '明年双十一策划', occasion: '双十一', start: '2027-11-01', end: '2027-11-11', status: 'planned', budget: 300000, currency: 'CNY' }));
  importInto(data, '--kind', 'campaigns', plans);
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
const total = async (page: Page): Promise<number> => Number(((await page.getByRole('region', { name: '搜索结果' }).getByRole('status').first().textContent()) ?? '').match(/[\d,]+/)?.[0].replace(/,/g, '') ?? 'NaN');
const facet = (page: Page, name: string): Locator => page.getByRole('group', { name: new RegExp(`^${name}`) });
const countOf = async (box: Locator): Promise<number> => Number((await box.locator('..').locator('.num').textContent())?.replace(/,/g, ''));

test('every facet is there, its counts are what choosing a value shows, and several values of one keep its other counts', async ({ page }) => {
  await open(page, '/search?kind=campaign');
  for (const name of ['渠道', '主题', '品类', '年份', '状态', '目的', '类型', '节点', '玩法', '人群', '负责人', '标签', '预算档', '达成']) {
    const group = facet(page, name).first();
    const head = group.getByRole('button').first();
    if ((await head.getAttribute('aria-expanded')) === 'false') await head.click();
    const box = group.getByRole('checkbox').first();
    const label = (await box.locator('..').innerText()).split('\n')[0]!;
    const count = await countOf(box);
    await box.click();
    await settled(page);
    expect(await total(page), `${name}：${label}`).toBe(count);
    await page.goBack();
    await settled(page);
  }
  const channels = facet(page, '渠道');
  const wechat = channels.getByRole('checkbox', { name: /^公众号/ });
  const text = channels.getByRole('checkbox', { name: /^短信/ });
  const before = await countOf(text);
  await wechat.check();
  await settled(page);
  expect(await countOf(text)).toBe(before);
  const one = await total(page);
  await text.check();
  await settled(page);
  await expect(page).toHaveURL(/channel=.*channel=/);
  expect(await total(page)).toBeGreaterThanOrEqual(Math.max(one, before));
});

test('a long facet shows more when asked, and is searched by typing', async ({ page }) => {
  await open(page, '/search');
  const group = facet(page, '标签');
  await group.getByRole('button').first().click();
  await expect(group.getByRole('checkbox')).toHaveCount(7);
  await group.getByRole('button', { name: /^还有/ }).click();
  expect(await group.getByRole('checkbox').count()).toBeGreaterThan(15);
  await group.getByRole('searchbox').fill('会员');
  await expect(group.getByRole('checkbox', { name: /会员/ }).first()).toBeVisible();
  await expect(group.getByRole('checkbox', { name: /大促/ })).toHaveCount(0);
  await accessible(page);
});

test('a bar of a histogram is a range: clicked, dragged over, by keyboard, or out of the table', async ({ page }) => {
  await open(page, '/search?kind=campaign');
  const all = await total(page);
  const starts = page.getByRole('listbox', { name: /^开始日期/ });
  const buckets = ((await api(page, '/search?kind=campaign&limit=0&histograms=start,budget'))['histograms'] as Record<string, { buckets: { from: string; to: string; count: number }[] }>);
  const dates = buckets['start']!.buckets;
  await expect(starts.getByRole('option')).toHaveCount(dates.length);
  const at = dates.findIndex((each) => each.count > 0 && each.count < all);
  await starts.getByRole('option').nth(at).click({ force: true });
  await expect(page).toHaveURL(new RegExp(`start_from=${dates[at]!.from}`));
  await settled(page);
  expect(await total(page)).toBe(dates[at]!.count);
  // Its own range does not narrow it: the other bars are still there. The same bar again takes the range away.
  await expect(starts.getByRole('option')).toHaveCount(dates.length);
  await expect(starts.locator('[aria-selected=true]')).toHaveCount(1);
  await starts.getByRole('option').nth(at).click({ force: true });
  await expect(page).not.toHaveURL(/start_from/);
  await settled(page);

  const box = (await starts.boundingBox())!;
  await page.mouse.move(box.x + 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(/start_from=.*start_to=/);
  await settled(page);
  const params = new URL(page.url()).searchParams;
  const chosen = dates.filter((each) => each.from >= params.get('start_from')! && each.to <= params.get('start_to')!);
  expect(chosen.length).toBeGreaterThan(1);
  expect(await total(page)).toBe(chosen.reduce((sum, each) => sum + each.count, 0));
  await page.getByRole('link', { name: /^开始不早于/ }).click();
  await page.getByRole('link', { name: /^开始不晚于/ }).click();
  await expect(page).not.toHaveURL(/start_/);
  await settled(page);

  const amounts = buckets['budget']!.buckets;
  const budgets = page.getByRole('listbox', { name: /^预算/ });
  await budgets.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/budget_max=/);
  await settled(page);
  expect(await total(page)).toBe(amounts[0]!.count + amounts[1]!.count);
  await page.goBack();
  await settled(page);

  await page.getByText('精确范围与表格').nth(1).click();
  const full = amounts.filter((each) => each.count > 0);
  const row = page.getByRole('row').filter({ has: page.getByRole('link') }).last();
  await expect(row).toContainText(String(full[full.length - 1]!.count));
  await accessible(page);
  await row.getByRole('link').click();
  await expect(page).toHaveURL(/budget_min=/);
  await settled(page);
  expect(await total(page)).toBe(full[full.length - 1]!.count);
});

test('hits are put in any order, which is in the address', async ({ page }) => {
  await open(page, '/search?kind=campaign');
  for (const sort of ['start', '-budget', 'budget', '-roi', '-attainment', 'attainment', 'name', '-start']) {
    await page.getByLabel('排序').selectOption(sort);
    await expect(page).toHaveURL(new RegExp(`sort=${sort}(&|$)`));
    await settled(page);
    const first = ((await api(page, `/search?kind=campaign&limit=1&sort=${sort}`))['hits'] as Json[])[0]!;
    await expect(page.locator('article h3').first()).toHaveText(String(first['title']));
  }
});

test('a campaign shows dates, channels, budget, result against goal and its first lesson, and those similar to it are one click away', async ({ page }) => {
  await open(page, '/search?q=D11-2024&kind=campaign');
  const hit = page.locator('article').filter({ has: page.locator('code', { hasText: 'D11-2024' }) }).first();
  for (const text of ['2024年', '目标', '效果', '预算', '花费', '经验', '公众号']) await expect(hit).toContainText(text);
  await expect(hit.locator('.attained')).toContainText('%');
  await hit.getByRole('link', { name: '类似的活动' }).click();
  await expect(page).toHaveURL(/\/similar\?campaign=D11-2024$/);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('类似的活动');
  const shares = page.locator('article').first().getByRole('list', { name: '相似度构成' });
  const parts = (await shares.locator('strong').allTextContents()).map((text) => Number(text.replace('%', '')));
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.reduce((sum, each) => sum + each, 0)).toBeCloseTo(100, 0);
  expect([...parts].sort((a, b) => b - a)).toEqual(parts);
  const twin = await page.getByRole('link', { name: /JSON$/ }).getAttribute('href');
  expect((await page.request.get(server.url + twin)).status()).toBe(200);
  await page.getByRole('link', { name: '用这些活动起草方案' }).click();
  await expect(page).toHaveURL(/\/plan\?campaign=/);
});

test('a brief that is pasted into the search finds the campaigns like it, at a link that keeps the text', async ({ page }) => {
  await open(page, '/');
  const brief = '会员日方案\n目标：召回沉睡会员，成交额 80 万\n预算 20 万\n渠道：公众号、短信';
  await page.evaluate((text) => navigator.clipboard.writeText(text), brief);
  await page.getByRole('combobox', { name: '搜索档案' }).focus();
  await page.keyboard.press('Control+V');
  await expect(page).toHaveURL(/\/similar\?text=/);
  await settled(page);
  await expect(page.getByLabel('粘贴一段需求')).toHaveValue(brief);
  expect(await page.locator('article').count()).toBeGreaterThan(2);
  await expect(page.locator('article').first().locator('.shares')).toContainText('%');
  await page.goto('about:blank');
  await page.goBack();
  await settled(page);
  await expect(page.getByLabel('粘贴一段需求')).toHaveValue(brief);
  // Words stay words.
  await open(page, '/search');
  await page.evaluate(() => navigator.clipboard.writeText('双十一 短信'));
  await page.getByRole('combobox', { name: '搜索档案' }).focus();
  await page.keyboard.press('Control+V');
  await expect(page.getByRole('combobox', { name: '搜索档案' })).toHaveValue('双十一 短信');
  await expect(page).toHaveURL(/\/search$/);
  // By its button, and a text that is too long for a link.
  await page.getByRole('navigation', { name: '更多查找方式' }).getByRole('link', { name: '找类似' }).click();
  await page.getByLabel('粘贴一段需求').fill(`${brief}\n${'会员日复盘说明。'.repeat(900)}`);
  await page.getByRole('button', { name: '查找类似活动' }).click();
  await expect(page).toHaveURL(/brief=/);
  await settled(page);
  expect(await page.locator('article').count()).toBeGreaterThan(2);
});

test('what is unusual among the hits is counted, and narrows', async ({ page }) => {
  await open(page, '/search?kind=campaign&occasion=双十一');
  await page.getByRole('link', { name: '这里有何不同' }).click();
  await expect(page).toHaveURL(/significant=1/);
  await settled(page);
  const items = page.getByRole('region', { name: '这里有何不同' }).getByRole('listitem');
  expect(await items.count()).toBeGreaterThan(0);
  await expect(items.first()).toContainText(/此处 \d+\/\d+，全部 \d+\/\d+/);
  await accessible(page);
  await noOverflow(page);
  const before = await total(page);
  await items.first().getByRole('link').click();
  await settled(page);
  expect(await total(page)).toBeLessThanOrEqual(before);
  expect(await total(page)).toBeGreaterThan(0);
});

test('the rank of a hit is explained on request, in parts that add up to its score', async ({ page }) => {
  await open(page, '/search?q=双十一 短信');
  const second = page.locator('article').nth(1);
  await second.getByRole('link', { name: '为何排在这里' }).click();
  await expect(page).toHaveURL(/why=/);
  await settled(page);
  const why = second.getByRole('region', { name: '排在这里的原因' });
  await expect(why).toContainText('总分');
  await expect(page.getByRole('region', { name: '排在这里的原因' })).toHaveCount(1);
  const sum = Number(/总分 ([\d.]+)/.exec((await why.textContent()) ?? '')?.[1]);
  const parts = (await why.locator('li strong').allTextContents()).map((text) => Number(text.replace('−', '-')));
  expect(Math.abs(parts.reduce((all, each) => all + each, 0) - sum)).toBeLessThan(0.06);
  await accessible(page);
  await second.getByRole('link', { name: '为何排在这里' }).click();
  await expect(page).not.toHaveURL(/why=/);
});

test('hits are grouped by kind, each kind with its own card', async ({ page }) => {
  await open(page, '/search?q=会员');
  await page.getByRole('link', { name: '按类别分组' }).click();
  await expect(page).toHaveURL(/group=kind/);
  await settled(page);
  const groups = page.getByRole('region', { name: /^(活动|经验|文档) \d/ });
  await expect(groups).toHaveCount(3);
  const lessons = page.getByRole('region', { name: /^经验 \d/ });
  const n = Number(/\d+/.exec((await lessons.getByRole('heading', { level: 2 }).textContent()) ?? '')?.[0]);
  await expect(lessons.locator('article').first()).toContainText('来自');
  await lessons.getByRole('link', { name: /^全部/ }).click();
  await expect(page).toHaveURL(/kind=lesson/);
  await settled(page);
  expect(await total(page)).toBe(n);

  await open(page, '/search?q=退订率 短信&kind=document');
  const document = page.locator('article').first();
  await expect(document.locator('.passage mark').first()).toBeVisible();
  await expect(document).toContainText('会员日复盘.md');
  await document.locator('h3 a').click();
  await expect(page).toHaveURL(/\/documents\//);
});

test('templates and plans are found beside campaigns', async ({ page }) => {
  await open(page, '/search?q=双十一&kind=plan');
  await expect(page.locator('article').first()).toContainText('明年双十一策划');
  await page.locator('article h3 a').first().click();
  await expect(page).toHaveURL(/\/campaigns\/NEXT-D11/);
  await open(page, '/search?kind=template');
  const template = page.locator('article').first();
  await template.getByRole('link', { name: '用此模板起草' }).click();
  await expect(page).toHaveURL(/\/plan\?template=/);
});

test('the page says how a question was understood, and what else may have been meant', async ({ page }) => {
  await open(page, '/search?q=(双十一 OR 618) 渠道:短信 start:2024-01..2024-12');
  await expect(page.locator('.understood')).toContainText('channel:短信');
  await expect(page.locator('.understood')).toContainText('start:2024-01-01..2024-12-31');
  await open(page, '/search?q=双十一 短信 会员日 zzzqqq');
  await expect(page.locator('.understood')).toContainText(/没有同时包含所有词的结果/);
  await open(page, '/search?q=双十一 短信');
  await page.locator('.understood').getByRole('link', { name: '有任意一个词即可' }).click();
  await expect(page).toHaveURL(/match=any/);
  await settled(page);
  await expect(page.locator('.understood')).toContainText('有其中任意一个词即可');
  await page.getByRole('link', { name: '只要每个词都有的' }).click();
  await expect(page).not.toHaveURL(/match=/);
  await open(page, '/search?q=双十壹');
  const meant = page.getByRole('link', { name: '双十一', exact: true });
  if (await meant.count()) {
    await meant.first().click();
    await settled(page);
    expect(await total(page)).toBeGreaterThan(0);
  }
});

test('all hits are taken along as CSV, XLSX and JSONL', async ({ page }) => {
  await open(page, '/search?q=双十一&status=reviewed');
  const n = await total(page);
  for (const format of ['CSV', 'XLSX', 'JSONL']) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: format, exact: true }).click()]);
    expect(file.suggestedFilename()).toMatch(new RegExp(`\\.${format.toLowerCase()}$`));
    const bytes = readFileSync(await file.path());
    if (format === 'JSONL') expect(bytes.toString('utf8').trim().split('\n').map((line) => JSON.parse(line) as unknown)).toHaveLength(n);
    if (format === 'XLSX') expect(bytes.subarray(0, 2).toString()).toBe('PK');
  }
});

test('a search is saved, tells what is new, and is deleted', async ({ page, watch }) => {
  watch.allow(/40[49]|412/);
  await open(page, '/search?q=双十一&kind=campaign');
  await page.getByRole('button', { name: '保存此搜索' }).click();
  await expect(page.getByRole('textbox', { name: '名称' })).toBeFocused();
  await page.keyboard.type('双十一的活动');
  await page.keyboard.press('Enter');
  await expect(page.getByText('已保存为“双十一的活动”。')).toBeVisible();
  // The same name again is a question first.
  await page.getByRole('button', { name: '保存此搜索' }).click();
  await page.getByRole('textbox', { name: '名称' }).fill('双十一的活动');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('已有同名');
  await page.getByRole('button', { name: '替换它' }).click();
  await page.getByRole('link', { name: '查看已存搜索' }).click();
  await settled(page);
  const card = page.locator('article').filter({ hasText: '双十一的活动' });
  await expect(card.getByRole('listitem')).toHaveText(['双十一', '活动']);
  // What was found when it was saved is not new.
  await expect(card).toContainText('没有新增');

  const added = await page.request.post(`${server.url}/api/v1/campaigns`, { data: { code: 'NEW-D11', name: '双十一加场', start: '2026-11-05', end: '2026-11-06', status: 'finished' } });
  expect(added.ok()).toBe(true);
  await api(page, '/search?limit=0&wait=1');
  await page.reload();
  await settled(page);
  await expect(card).toContainText('新增 1 条');
  await accessible(page);
  await noOverflow(page);
  await picture(page, 'saved-new-zh-1440');
  await card.getByRole('heading').getByRole('link').click();
  await expect(page).toHaveURL(/saved=/);
  await settled(page);
  await expect(page.locator('article').filter({ hasText: '双十一加场' })).toContainText('新');
  await page.getByRole('button', { name: '标为已看' }).click();
  await expect(page.locator('.banner')).toContainText('没有新增');
  await page.locator('.banner').getByRole('link', { name: '已存搜索' }).click();
  await settled(page);
  await card.getByRole('button', { name: /^删除/ }).click();
  await card.getByRole('alert').getByRole('button', { name: '删除' }).click();
  await expect(card).toHaveCount(0);
});

test('a list of queries runs as one job, whose results can be downloaded', async ({ page }) => {
  await open(page, '/searches/batch');
  await page.getByLabel('查询，每行一个').fill('双十一 短信\n\n会员\nzzzqqq\n');
  await expect(page.getByText('3 个查询')).toBeVisible();
  await page.getByRole('button', { name: '全部运行' }).click();
  await expect(page).toHaveURL(/job=/);
  await expect(page.getByText('已完成 3 个查询。')).toBeVisible();
  const rows = page.locator('tbody tr');
  await expect(rows).toHaveCount(3);
  await expect(rows.first().getByRole('link').first()).toHaveText('双十一 短信');
  await expect(rows.nth(2)).toContainText('没有结果');
  await accessible(page);
  await noOverflow(page);
  for (const format of ['CSV', 'JSONL']) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: format, exact: true }).click()]);
    expect(readFileSync(await file.path(), 'utf8')).toContain('会员');
  }
  await page.reload();
  await settled(page);
  await expect(rows).toHaveCount(3);
});

test('a team adds synonyms of its own, which the next search knows; changes and deletes them', async ({ page }) => {
  await open(page, '/search?q=霸王餐');
  await expect(page.getByRole('heading', { name: '没有找到' })).toBeVisible();
  await page.getByRole('navigation', { name: '更多查找方式' }).getByRole('link', { name: '同义词' }).click();
  await settled(page);
  await page.getByLabel('词，用逗号或分号隔开').fill('霸王餐，双十一');
  await page.keyboard.press('Enter');
  const group = page.getByRole('list', { name: /^词组：.*霸王餐/ });
  await expect(group.getByRole('listitem')).toHaveText(['霸王餐', '双十一']);
  await open(page, '/search?q=霸王餐');
  expect(await total(page)).toBeGreaterThan(0);
  await open(page, '/synonyms');
  await page.getByRole('button', { name: /^修改 霸王餐/ }).click();
  await page.locator('#change').fill('霸王餐, 双十一, free meal');
  await page.keyboard.press('Enter');
  await expect(group.getByRole('listitem')).toHaveCount(3);
  await accessible(page);
  await noOverflow(page);
  await page.getByRole('button', { name: /^删除 霸王餐/ }).click();
  await expect(group).toHaveCount(0);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(group.getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: /^删除 霸王餐/ }).click();
  await expect(group).toHaveCount(0);
  await page.getByLabel('在词组中查找').fill('拉新');
  await expect(page).toHaveURL(/q=/);
  await expect(page.locator('.groups li').first()).toContainText('拉新');
});
