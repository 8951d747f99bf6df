// The query page and the schema page: each answer on the page is compared with the API's.

import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { accessible, expect, noOverflow, picture, settled, test } from './pages';

interface Answer {
  fields: string[];
  values: unknown[][];
  more: boolean;
  plan?: { depth: number; text: string }[];
}
interface Schema {
  labels: { label: string; count: number; properties: { name: string; count: number }[] }[];
  relationships: { type: string; count: number; ends: { source: string; target: string; count: number }[] }[];
  functions: { name: string }[];
  procedures: { name: string }[];
}

const api = async <T>(page: Page, url: string, path: string): Promise<T> => (await (await page.request.get(`${url}/api/v1${path}`, { headers: { 'Accept-Language': 'zh' } })).json()) as T;
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settled(page);
}
const address = (statement: string, more: Record<string, string> = {}): string => `/query?${new URLSearchParams({ statement, ...more })}`;
const editor = (page: Page): Locator => page.getByRole('textbox', { name: '查询语句' });
const rows = (page: Page): Locator => page.getByRole('region', { name: '查询结果' }).locator('tbody tr');
/** The editor, not the plain field that stands there until it is loaded. */
async function ready(page: Page): Promise<Locator> {
  await expect(page.locator('.cm-content')).toBeVisible();
  return editor(page);
}
async function write(page: Page, text: string): Promise<void> {
  const field = await ready(page);
  await field.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
}

test('the query page lies beside the questions and the graph, and runs an example with one click', async ({ page, url }) => {
  await open(page, `${url}/questions`);
  await page.getByRole('navigation', { name: '更多看法' }).getByRole('link', { name: '查询语言' }).click();
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('查询语言');
  await expect(page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '图谱' })).toHaveAttribute('aria-current', 'page');
  await page.getByRole('link', { name: '每个渠道触达多少人' }).click();
  await settled(page);
  const statement = new URL(page.url()).searchParams.get('statement')!;
  const answer = await api<Answer>(page, url, `/graph/query?${new URLSearchParams({ statement })}`);
  expect(answer.values.length).toBeGreaterThan(3);
  await expect(rows(page)).toHaveCount(answer.values.length);
  await expect(page.locator('main table thead th')).toHaveText(answer.fields);
  await expect(rows(page).first().locator('td').nth(1)).toHaveText(String(answer.values[0]![1]));
  const chip = rows(page).first().locator('a.chip');
  const { elementId } = answer.values[0]![0] as { elementId: string };
  expect(decodeURIComponent((await chip.getAttribute('href'))!)).toBe(`/graph?node=${elementId}`);
  await expect(await ready(page)).toContainText('MATCH (u:User)');
  await page.getByRole('button', { name: 'English' }).click();
  await settled(page);
  await expect(page).toHaveTitle(/How many people each channel reached/);
});

test('every example answers, and has rows with the samples', async ({ page, url }) => {
  await open(page, `${url}/query`);
  const links = page.locator('details[open] a');
  const hrefs = await links.evaluateAll((all) => all.map((each) => each.getAttribute('href')!));
  expect(hrefs.length).toBeGreaterThanOrEqual(8);
  for (const href of hrefs) {
    await open(page, url + href);
    await expect(page.getByRole('alert'), href).toHaveCount(0);
    await expect(rows(page).first(), href).toBeVisible();
    await noOverflow(page);
  }
});

test('what is written is completed from the graph and run by the keyboard', async ({ page, url }) => {
  await open(page, `${url}/query`);
  await write(page, 'MATCH (c:Camp');
  const list = page.getByRole('listbox');
  await expect(list.getByRole('option', { name: /^Campaign/ })).toBeVisible();
  await page.waitForTimeout(150); // a list that has only just opened does not take Enter
  await page.keyboard.press('Enter');
  await page.keyboard.type(')-[:US');
  await expect(list.getByRole('option', { name: /^USED/ })).toBeVisible();
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.keyboard.type(']->(h) RETURN c.co');
  await expect(list.getByRole('option', { name: /^code/ })).toBeVisible();
  await page.waitForTimeout(150);
  await page.keyboard.press('Enter');
  await page.keyboard.type(' AS code, h LIMIT 3');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/statement=MATCH/);
  await settled(page);
  expect(new URL(page.url()).searchParams.get('statement')).toBe('MATCH (c:Campaign)-[:USED]->(h) RETURN c.code AS code, h LIMIT 3');
  await expect(rows(page)).toHaveCount(3);
  // The list of completions is part of what is told to those who listen.
  await write(page, 'RETURN co');
  await expect(list).toBeVisible();
  await accessible(page);
  // Tab leaves the editor.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: '运行' })).toBeFocused();
});

test('a mistake is marked where it stands, with what was expected and the nearest name', async ({ page, url, watch }) => {
  watch.allow(/400|status of 4/);
  const wrong = 'MATCH (c:Campaign) RETURN coun(c) AS n';
  await open(page, url + address(wrong));
  const said = page.getByRole('alert');
  await expect(said).toContainText(/第 1 行第 \d+ 列/);
  await ready(page);
  await expect(page.locator('.c-wrong')).toHaveText('coun');
  await accessible(page);
  await picture(page, 'query-mistake-zh-1440');
  await page.getByRole('button', { name: '改为 count' }).click();
  await settled(page);
  await expect(said).toHaveCount(0);
  const n = (await api<{ total: number }>(page, url, '/campaigns?limit=1')).total;
  await expect(rows(page)).toHaveText([String(n)]);

  await open(page, url + address('MATCH (c:Campaign RETURN c'));
  await expect(said).toContainText('第 1 行');
  await expect(said).toContainText('此处应为');
  await open(page, url + address('CREATE (n) RETURN n'));
  await expect(said).toBeVisible();
  await page.goBack();
  await settled(page);
  await expect(said).toContainText('此处应为');

  // What can be run all the same, but finds nothing, is a remark.
  await open(page, url + address('MATCH (c:Campain) RETURN c.code'));
  await expect(said).toHaveCount(0);
  await expect(page.getByRole('note')).toContainText('Campain');
  await ready(page);
  await expect(page.locator('.c-note')).toHaveText('Campain');
  await page.getByRole('button', { name: '改为 Campaign' }).click();
  await settled(page);
  await expect(rows(page)).toHaveCount(n);
  await open(page, url + address('CALL graph.pageRnk() YIELD node RETURN node LIMIT 3'));
  await page.getByRole('button', { name: '改为 graph.pageRank' }).click();
  await settled(page);
  await expect(rows(page)).toHaveCount(3);
});

test('parameters are fields, and without a value nothing is asked', async ({ page, url }) => {
  const statement = 'MATCH (c:Campaign) WHERE c.code IN $codes AND c.name <> $name RETURN c.code ORDER BY c.code';
  await open(page, url + address(statement));
  await expect(page.getByText('请先填写：$codes、$name。')).toBeVisible();
  await page.getByLabel('$codes').fill('["D11-2024", "D11-2023"]');
  await page.getByLabel('$name').fill('无');
  await page.getByLabel('$name').press('Enter');
  await settled(page);
  expect(new URL(page.url()).searchParams.getAll('parameter')).toEqual(['codes=["D11-2024", "D11-2023"]', 'name=无']);
  await expect(rows(page)).toHaveText(['D11-2023', 'D11-2024']);
  await page.getByLabel('$codes').fill('["D11-2024"]');
  await expect(page.getByText('语句或参数已修改，尚未运行。')).toBeVisible();
  await page.getByRole('button', { name: '运行' }).click();
  await settled(page);
  await expect(rows(page)).toHaveText(['D11-2024']);
  await page.goBack();
  await settled(page);
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByLabel('$codes')).toHaveValue('["D11-2024", "D11-2023"]');
});

test('the plan is a tree and runs nothing', async ({ page, url }) => {
  const statement = 'MATCH (c:Campaign)-[:USED]->(h:Channel) RETURN h.key, count(*) AS n ORDER BY n DESC LIMIT 5';
  await open(page, url + address(statement));
  await page.getByRole('button', { name: '查看执行计划' }).click();
  await expect(page).toHaveURL(/explain=1/);
  await settled(page);
  const { plan } = await api<Answer>(page, url, `/graph/query?${new URLSearchParams({ statement, explain: '1' })}`);
  expect(plan!.length).toBeGreaterThan(2);
  await expect(page.locator('.plan li')).toHaveCount(plan!.length);
  await expect(page.locator('main table')).toHaveCount(0);
  await accessible(page);
  await page.getByRole('button', { name: '运行此查询' }).click();
  await settled(page);
  await expect(rows(page)).toHaveCount(5);
});

test('an answer with nodes is drawn, and taken along as CSV, PNG, JSON, link and print', async ({ page, url }) => {
  const statement = "MATCH p = (c:Campaign {code: 'D11-2024'})-[:USED]->(h:Channel) RETURN p, h.key AS channel";
  await open(page, url + address(statement));
  const answer = await api<Answer>(page, url, `/graph/query?${new URLSearchParams({ statement })}`);
  await expect(page.locator('section.picture svg path')).toHaveCount(answer.values.length);
  await expect(page.locator('section.picture svg a')).toHaveCount(answer.values.length + 1);
  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()]);
  const lines = readFileSync((await csv.path())!, 'utf8').trim().split(/\r?\n/);
  expect(lines.length).toBe(answer.values.length + 1);
  expect(lines[0]).toContain('p,channel');
  const [png] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'PNG' }).click()]);
  expect(readFileSync((await png.path())!).subarray(1, 4).toString()).toBe('PNG');
  const json = await page.request.get(url + (await page.getByRole('link', { name: 'JSON' }).getAttribute('href'))!);
  expect(((await json.json()) as Answer).values).toEqual(answer.values);
  await page.getByRole('button', { name: '复制链接' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('pre.print-only')).toHaveText(statement);
  await expect(page.getByRole('button', { name: '运行' })).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.locator('section.picture svg a').filter({ hasText: '短信' }).click();
  await settled(page);
  await expect(page).toHaveURL(/graph\?node=channel/);
});

test('rows beyond the limit are shown when asked for', async ({ page, url }) => {
  await open(page, url + address('UNWIND range(1, 1234) AS n RETURN n'));
  await expect(rows(page)).toHaveCount(1000);
  await expect(page.getByText('前 1,000 行')).toBeVisible();
  await page.getByRole('link', { name: '显示更多行' }).click();
  await settled(page);
  await expect(rows(page)).toHaveCount(1234);
  await open(page, url + address("MATCH (c:Campaign {code: 'none'}) RETURN c"));
  await expect(page.getByText('没有符合的结果。')).toBeVisible();
});

test('queries that were run are remembered, kept under a name, and forgotten', async ({ page, url }) => {
  await open(page, url + address('RETURN 1 AS one'));
  await open(page, url + address('RETURN 2 AS two'));
  await page.getByText('最近查询').click();
  const recent = page.locator('details').filter({ hasText: '最近查询' });
  await expect(recent.getByRole('link')).toHaveText(['RETURN 2 AS two', 'RETURN 1 AS one']);
  await page.getByRole('button', { name: '收藏', exact: true }).click();
  await page.getByRole('textbox', { name: '收藏的名称' }).fill('数字二');
  await page.getByRole('textbox', { name: '收藏的名称' }).press('Enter');
  await expect(page.getByText('已收藏“数字二”。')).toBeVisible();
  await recent.getByRole('link', { name: 'RETURN 1 AS one' }).click();
  await settled(page);
  await expect(rows(page)).toHaveText(['1']);
  const saved = page.locator('details').filter({ hasText: '收藏的查询' });
  await page.getByText('收藏的查询').click();
  await saved.getByRole('link', { name: '数字二' }).click();
  await settled(page);
  await expect(rows(page)).toHaveText(['2']);
  await expect(page).toHaveTitle(/数字二/);
  await page.reload();
  await settled(page);
  await page.getByText('收藏的查询').click();
  await saved.getByRole('button', { name: '删除收藏“数字二”' }).click();
  await expect(saved.getByRole('link')).toHaveCount(0);
  await page.getByText('最近查询').click();
  await recent.getByRole('button', { name: '清空记录' }).click();
  await expect(recent.getByRole('link')).toHaveCount(0);
});

test('a query that takes long is stopped, and as of a day it knows no more than was known', async ({ page, url }) => {
  await page.goto(url + address('MATCH (a:User), (b:User), (c:User), (d:User) WHERE a.key + b.key + c.key + d.key = "x" RETURN count(*)'));
  await page.getByRole('button', { name: '停止' }).click();
  await expect(page.getByText('已停止。')).toBeVisible();
  await open(page, url + address('MATCH (c:Campaign) RETURN count(c) AS n'));
  const all = Number(await rows(page).first().textContent());
  await page.getByLabel('截至').fill('2024-01-01');
  await expect(page).toHaveURL(/as_of=2024-01-01/);
  await settled(page);
  await expect.poll(async () => Number(await rows(page).first().textContent())).toBeLessThan(all);
});

test('a node of the graph leads to its query', async ({ page, url }) => {
  await open(page, `${url}/graph?node=campaign:D11-2024`);
  await page.getByRole('link', { name: '用查询语言查询' }).click();
  await settled(page);
  await expect(page.getByLabel('$key')).toHaveValue('D11-2024');
  await expect(rows(page).first()).toBeVisible();
  await expect(page.locator('section.picture svg a').first()).toBeVisible();
  // A key of digits is a text all the same.
  await open(page, `${url}/graph?node=campaign:18`);
  await page.getByRole('link', { name: '用查询语言查询' }).click();
  await settled(page);
  await expect(rows(page).first()).toBeVisible();
});

test('a question in the query language leads to its statement, which answers the same', async ({ page, url }) => {
  for (const [id, params] of [['segments-of-campaign', 'campaign=D11-2024'], ['built-on', '']] as const) {
    await open(page, `${url}/questions/${id}?${params}`);
    const answer = await api<{ rows: unknown[]; total: number }>(page, url, `/graph/questions/${id}?${params}&limit=1000`);
    expect(answer.rows.length, id).toBeGreaterThan(0);
    await page.getByRole('link', { name: '查看查询语句' }).click();
    await settled(page);
    await expect(rows(page), id).toHaveCount(answer.rows.length);
  }
});

test('the schema counts what the engine counts, as a picture and as tables that lead to queries', async ({ page, url }) => {
  await open(page, `${url}/query`);
  await page.getByRole('link', { name: '图谱结构' }).first().click();
  await settled(page);
  const schema = await api<Schema>(page, url, '/graph/schema');
  const labels = page.getByRole('region', { name: '节点标签' });
  await expect(labels.locator('tbody tr')).toHaveCount(schema.labels.length);
  for (const { label, count } of schema.labels) await expect(labels.locator('tbody tr').filter({ has: page.getByRole('link', { name: label, exact: true }) }).locator('td.num').first()).toHaveText(count.toLocaleString('en'));
  const types = page.getByRole('region', { name: '关系类型' });
  await expect(types.locator('tbody tr')).toHaveCount(schema.relationships.length);
  for (const { label, count } of schema.labels.filter((each) => each.count > 0)) {
    const answer = await api<Answer>(page, url, `/graph/query?${new URLSearchParams({ statement: `MATCH (n:${label}) RETURN count(n)` })}`);
    expect(answer.values, label).toEqual([[count]]);
  }
  const drawn = schema.relationships.flatMap((each) => each.ends.filter((end) => end.count > 0));
  await expect(page.locator('svg.drawing text.type')).toHaveCount(drawn.length);
  await page.locator('svg.drawing a').filter({ hasText: 'Lesson' }).first().click();
  await settled(page);
  await expect(page).toHaveURL(/query\?statement=MATCH/);
  await expect(rows(page)).toHaveCount(25);

  await page.goBack();
  await settled(page);
  await types.getByRole('link', { name: 'Campaign → Channel' }).first().click();
  await settled(page);
  await expect(rows(page)).toHaveCount(25);
  await page.goBack();
  await settled(page);
  await labels.getByRole('link', { name: /^status/ }).first().click();
  await settled(page);
  await expect(rows(page).first()).toBeVisible();
  await open(page, `${url}/schema`);
  await page.getByRole('searchbox', { name: '查找函数或过程' }).fill('duration.between');
  await expect(page.getByRole('region', { name: '函数' }).locator('tbody tr')).toHaveCount(schema.functions.filter((each) => JSON.stringify(each).toLowerCase().includes('duration.between')).length);
});

const places = [
  ['query', '/query'],
  ['query-answer', address("MATCH p = (c:Campaign {code: 'D11-2024'})-[:USED|TARGETED|HAS_THEME]->() RETURN p")],
  ['query-table', address('MATCH (u:User)-[r:REACHED_BY]->(h:Channel) RETURN h AS channel, count(DISTINCT u) AS people, sum(r.count) AS touchpoints ORDER BY people DESC LIMIT 20')],
  ['query-plan', address('MATCH (u:User)-[:TOUCHED]->(c:Campaign)-[:USED]->(h:Channel) RETURN h.key, count(DISTINCT u) AS n ORDER BY n DESC LIMIT 5', { explain: '1' })],
  ['schema', '/schema'],
] as const;
for (const [width, language] of [[390, 'zh'], [1440, 'en']] as const) {
  test(`both pages fit ${width} pixels and are accessible, in ${language}`, async ({ page, url }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript((kept) => window.localStorage.setItem('almanac.language', kept), language);
    for (const [name, path] of places) {
      await open(page, url + path);
      if (path.startsWith('/query')) await expect(page.locator('.cm-content')).toBeVisible();
      await noOverflow(page);
      await accessible(page);
      await picture(page, `${name}-${language}-${width}`);
    }
  });
}
