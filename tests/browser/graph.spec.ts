// Asking how things hang together: the named questions, relations, and walking the graph. Each answer on the page is compared with
// the API's.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { accessible, expect, noOverflow, picture, settled, test } from './pages';
import { freshDirectory, importInto, remove, root, serve } from './program';

interface Value {
  key: string;
  label: string;
}
interface Row {
  row: Value;
  column?: Value;
  n: number;
  both: number;
  share: number;
  lift?: number;
  low?: number;
  high?: number;
  campaigns: { code: string }[];
  campaign_total: number;
}
interface Answer {
  rows: Row[];
  columns: { label: string }[];
  note?: string;
  total: number;
}

const api = async <T>(page: Page, url: string, path: string): Promise<T> => (await (await page.request.get(`${url}/api/v1${path}`, { headers: { 'Accept-Language': 'zh' } })).json()) as T;
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await settled(page);
}
const rowsOf = (page: Page): Locator => page.locator('main table').first().locator('tbody tr');
async function downloaded(page: Page, click: () => Promise<void>): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()]);
  return readFileSync((await file.path())!);
}

test('questions stand together by what they are about, and are found by their words', async ({ page, url }) => {
  await open(page, `${url}/`);
  await page.getByRole('link', { name: '问一个问题' }).click();
  await expect(page).toHaveURL(/\/questions$/);
  await settled(page);
  const all = (await api<{ items: { title: string; about: string }[] }>(page, url, '/graph/questions')).items;
  expect(all.length).toBeGreaterThanOrEqual(15);
  await expect(page.locator('main li.card')).toHaveCount(all.length);
  for (const name of ['渠道', '人群', '产品与时间', '活动与玩法', '上报的效果']) await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
  await page.getByRole('searchbox', { name: '查找问题' }).fill('从未');
  await expect(page).toHaveURL(/q=/);
  const kept = all.filter((each) => `${each.title} ${each.about}`.includes('从未'));
  await expect(page.locator('main li.card')).toHaveCount(kept.length);
  await page.locator('main li.card a').first().click();
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(kept[0]!.title);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What has never been tried?');
});

test('a team’s own question stands with the others, and one that cannot be read is told', async ({ page }) => {
  const data = freshDirectory();
  try {
    importInto(data, join(root, 'samples/zh'));
    mkdirSync(join(data, 'questions'));
    const ask = { kind: 'associations', rows: { of: 'channel' }, columns: { of: 'segment' } };
    writeFileSync(join(data, 'questions', 'ours.json'), JSON.stringify([{ id: 'ours', title: { zh: '我们的渠道与人群', en: 'Our channels and segments' }, about: { zh: '团队自己的问题。', en: 'Our own.' }, parameters: [], ask }]));
    writeFileSync(join(data, 'questions', 'broken.json'), '{"id": ');
    const server = await serve(data);
    try {
      await open(page, `${server.url}/questions`);
      await expect(page.getByRole('heading', { name: '团队自己的问题' })).toBeVisible();
      await expect(page.getByRole('alert')).toContainText('broken.json');
      await page.getByRole('link', { name: '我们的渠道与人群' }).click();
      await settled(page);
      await expect(rowsOf(page).first().getByRole('rowheader')).toBeVisible();
    } finally {
      await server.stop();
    }
  } finally {
    remove(data);
  }
});

test('a parameter is picked from a list, goes into the address, and the table is the answer of the API', async ({ page, url }) => {
  await open(page, `${url}/questions/channels-for-segment`);
  await expect(page.getByRole('main')).toContainText('请先选择：品类');
  const category = page.getByRole('combobox', { name: /^品类/ });
  await category.fill('咖啡');
  await page.getByRole('option', { name: '冲饮 > 咖啡', exact: true }).click();
  await expect(page).toHaveURL(/category=/);
  await settled(page);
  const path = `/graph/questions/channels-for-segment?${new URL(page.url()).searchParams}`;
  const answer = await api<Answer>(page, url, path);
  await expect(rowsOf(page)).toHaveCount(answer.rows.length);
  const first = answer.rows[0]!;
  const row = rowsOf(page).first();
  await expect(row.getByRole('rowheader')).toHaveText(first.row.label);
  await expect(row).toContainText(`${first.lift!.toFixed(2)}（${first.low!.toFixed(2)}至${first.high!.toFixed(2)}）`);
  await expect(row).toContainText(`${(first.share * 100).toFixed(1).replace(/\.0$/, '')}%`);
  await expect(row.getByRole('link', { name: first.campaigns[0]!.code })).toHaveAttribute('href', `/campaigns/${first.campaigns[0]!.code}`);
  if (first.campaign_total > 3) await expect(row).toContainText(`另有 ${first.campaign_total - 3} 个`);
  await expect(row.getByRole('rowheader').getByRole('link')).toHaveAttribute('href', /\/graph\?node=channel:/);
  await expect(page.getByText('依据触点')).toBeVisible();
  if (answer.rows.some((each) => each.lift === undefined)) await expect(page.locator('main table')).toContainText('数据过少');

  // Several values of one parameter, one taken out again; back is back.
  const segment = page.getByRole('combobox', { name: '人群' });
  await segment.click();
  await page.getByRole('option').filter({ visible: true }).first().click();
  await settled(page);
  await segment.click();
  await page.getByRole('option').filter({ visible: true }).first().click();
  await expect(page).toHaveURL(/segment=.*segment=/);
  await settled(page);
  await page.getByRole('button', { name: /移除|去掉|remove/ }).first().click();
  await expect.poll(() => new URL(page.url()).searchParams.getAll('segment').length).toBe(1);
  await page.goBack();
  await expect(page).toHaveURL(/segment=.*segment=/);
  await settled(page);
  await accessible(page);
});

test('what the API says of a parameter stands at that parameter, with the nearest that there is', async ({ page, url, watch }) => {
  watch.allow(/40[04]/);
  await open(page, `${url}/questions/channels-for-segment?category=${encodeURIComponent('饮料')}`);
  const category = page.getByRole('combobox', { name: /^品类/ });
  await expect(category).toHaveAttribute('aria-invalid', 'true');
  const said = page.locator(`#${await category.getAttribute('aria-describedby')}`);
  await expect(said).toContainText('饮料');
  await open(page, `${url}/questions/stopped-responding?day=2024-11-11&by=nothing`);
  await expect(page.getByRole('alert')).toContainText('nothing');
  await open(page, `${url}/relations?rows=chanel`);
  await expect(page.getByRole('alert')).toContainText('channel');
  await open(page, `${url}/questions/never-tryed`);
  await expect(page.getByRole('alert')).toContainText('never-tried');
});

test('days and hours are named by the calendar, in both languages; a day before is another answer', async ({ page, url }) => {
  await open(page, `${url}/questions/when-they-buy`);
  for (const name of ['星期一', '星期日']) await expect(page.getByRole('rowheader', { name, exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: '按', exact: true }).selectOption('month');
  await settled(page);
  await expect(page.getByRole('rowheader', { name: '十一月', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await settled(page);
  await expect(page.getByRole('rowheader', { name: 'November', exact: true })).toBeVisible();
  await page.getByText('Period, as-of day, number of rows').click();
  await page.getByLabel('As of').fill('2024-01-31');
  await expect(page).toHaveURL(/as_of=2024-01-31/);
  await settled(page);
  await expect(page.getByText('As known on 31 Jan 2024')).toBeVisible();
  const before = (await api<{ units: number }>(page, url, '/graph/questions/when-they-buy?when=month&as_of=2024-01-31')).units;
  await expect(page.getByRole('region', { name: 'Answer' }).getByRole('status').first()).toContainText(before.toLocaleString('en'));
});

test('the picture has a band for each pair and a bar for each row, and can be taken along as PNG; so can table, link and paper', async ({ page, url }) => {
  await open(page, `${url}/questions/products-by-channel?limit=20`);
  await expect(page.locator('section.picture svg g[role=img]')).toHaveCount(20);
  await expect(page.locator('section.picture svg g[role=img]').first()).toHaveAttribute('aria-label', /人，提升度 \d/);
  await expect(page.locator('section.picture svg text').first()).toBeVisible();

  const png = await downloaded(page, () => page.getByRole('button', { name: 'PNG' }).click());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(1500);
  expect(png.length).toBeGreaterThan(20_000);

  const csv = (await downloaded(page, () => page.getByRole('link', { name: 'CSV', exact: true }).click())).toString('utf8');
  const answer = await api<Answer>(page, url, '/graph/questions/products-by-channel?limit=20');
  for (const row of answer.rows) expect(csv).toContain(row.column!.label);
  expect(csv.trim().split('\n')).toHaveLength(21);

  await page.getByRole('button', { name: '复制链接' }).click();
  await expect(page.getByText('链接已复制。')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await expect(page.getByRole('button', { name: 'PNG' })).toBeHidden();
  await expect(page.locator('main table')).toBeVisible();
  await expect(page.locator('section.picture svg')).toBeVisible();
  await page.emulateMedia({ media: 'screen' });

  await open(page, `${url}/questions/when-they-buy`);
  await expect(page.locator('section.picture svg rect')).toHaveCount(7);
  await page.locator('section.picture svg').waitFor();
  await open(page, `${url}/questions/reported-by-channel`);
  await expect(page.getByText('依据上报')).toBeVisible();
  await page.getByLabel('指标').selectOption('paid_amount');
  await expect(page).toHaveURL(/metric=paid_amount/);
  await settled(page);
  await expect(rowsOf(page).first()).toContainText('¥');
});

test('every shipped question answers on its page with the example values that the lists offer', async ({ page, url }) => {
  const { items } = await api<{ items: { id: string; title: string; parameters: { name: string; type: string; dimension?: string; required: boolean }[] }[] }>(page, url, '/graph/questions');
  for (const question of items) {
    const params = new URLSearchParams({ limit: '10' });
    for (const each of question.parameters.filter((one) => one.required)) {
      if (each.type === 'date') params.set(each.name, '2024-11-11');
      else params.set(each.name, (await api<{ items: Value[] }>(page, url, `/relations/values?dimension=${each.dimension}&limit=1`)).items[0]!.key);
    }
    await open(page, `${url}/questions/${question.id}?${params}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(question.title);
    const answer = await api<Answer>(page, url, `/graph/questions/${question.id}?${params}`);
    if (answer.rows.length) await expect(rowsOf(page), question.id).toHaveCount(answer.rows.length);
    else await expect(page.locator('main table'), question.id).toHaveCount(0);
    if (answer.note) await expect(page.getByText(answer.note)).toBeVisible();
    await noOverflow(page);
  }
});

test('any two dimensions are related, narrowed by filters that are in the address', async ({ page, url }) => {
  await open(page, `${url}/relations`);
  await page.getByRole('combobox', { name: '行', exact: true }).selectOption('segment');
  await page.getByRole('combobox', { name: '列', exact: true }).selectOption('top_category');
  await settled(page);
  await page.getByLabel('添加筛选').selectOption('channel');
  const only = page.getByRole('combobox', { name: '只看渠道' });
  await only.fill('短信');
  await page.getByRole('option', { name: '短信' }).filter({ visible: true }).first().click();
  await expect(page).toHaveURL(/only\.channel=/);
  await settled(page);
  const given = new URL(page.url()).searchParams;
  expect(Object.fromEntries(given)).toEqual({ rows: 'segment', columns: 'top_category', 'only.channel': '短信' });
  const answer = await api<Answer>(page, url, `/relations?${given}`);
  await expect(rowsOf(page)).toHaveCount(answer.rows.length);
  await expect(rowsOf(page).first()).toContainText(answer.rows[0]!.column!.label);
  await page.getByLabel('排序').selectOption('both');
  await settled(page);
  await expect(page).toHaveURL(/measure=both/);
  const most = await api<Answer>(page, url, `/relations?${new URL(page.url()).searchParams}`);
  await expect(rowsOf(page).first()).toContainText(String(most.rows[0]!.both));
  await page.getByText('更多选项').click();
  await page.getByLabel('列不早于行').check();
  await expect(page).toHaveURL(/then=1/);
  await settled(page);
  await accessible(page);

  await page.getByRole('link', { name: '从未试过' }).click();
  await settled(page);
  const gaps = await api<Answer>(page, url, '/relations/gaps');
  await expect(rowsOf(page)).toHaveCount(gaps.rows.length);
  await expect(page.getByText('依据活动记录')).toBeVisible();
  await page.getByRole('link', { name: '上报的效果' }).click();
  await settled(page);
  await page.getByLabel('分组').selectOption('mechanic');
  await settled(page);
  const reported = await api<Answer>(page, url, '/relations/results?group=mechanic');
  await expect(rowsOf(page)).toHaveCount(reported.rows.length);
  await expect(page.getByText('依据上报')).toBeVisible();
});

interface Neighbors {
  total: number;
  neighbors: { node: { id: string; label: string } }[];
  groups?: { users: number; groups: { label: string; users: number }[] };
}

test('a node shows its counts, people as groups, and lists what fits the filters, drawn as listed', async ({ page, url, watch }) => {
  await open(page, `${url}/graph?node=channel:短信`);
  const node = await api<{ counts: { count: number; kind: string }[] }>(page, url, '/graph/node?id=channel:短信');
  for (const count of node.counts) await expect(page.getByRole('region', { name: '关联', exact: true })).toContainText(count.count.toLocaleString('en'));
  const people = await api<Neighbors>(page, url, '/graph/neighbors?node=channel:短信&kind=user&group=users');
  await expect(page.locator('svg text').getByText(`${people.groups!.groups[0]!.label} · ${people.groups!.groups[0]!.users}`)).toBeVisible();

  await page.getByText('筛选：关系、日期、权重、条件').click();
  await page.getByRole('combobox', { name: '类别', exact: true }).selectOption('campaign');
  await settled(page);
  await page.getByLabel('触点不早于').fill('2024-01-01');
  await settled(page);
  await page.getByLabel('触点数不少于').fill('15');
  await page.getByLabel('触点数不少于').blur();
  await settled(page);
  await page.getByRole('combobox', { name: '属性', exact: true }).fill('start');
  await page.getByLabel('运算符').selectOption('>=');
  await page.getByLabel('值', { exact: true }).fill('2024-06');
  await page.getByRole('button', { name: '添加条件' }).click();
  await expect(page).toHaveURL(/where=/);
  await settled(page);
  const asked = 'node=channel:短信&kind=campaign&from=2024-01-01&min_weight=15&where=start >= 2024-06';
  const found = await api<Neighbors>(page, url, `/graph/neighbors?${asked}`);
  expect(found.total).toBeGreaterThan(1);
  await expect(rowsOf(page)).toHaveCount(found.neighbors.length);
  for (const each of found.neighbors) {
    await expect(rowsOf(page).filter({ hasText: each.node.label }).first()).toBeVisible();
    await expect(page.locator('section.picture svg a').filter({ hasText: each.node.label.slice(0, 6) }).first()).toBeVisible();
  }
  await accessible(page);

  watch.allow(/400/);
  await page.getByRole('combobox', { name: '属性', exact: true }).fill('budgte');
  await page.getByLabel('值', { exact: true }).fill('1');
  await page.getByRole('button', { name: '添加条件' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'budget' }).first()).toBeVisible();

  await open(page, `${url}/graph?node=campaign:D11-2024&group=TOUCHED.in.user&limit=5`);
  const users = await api<Neighbors>(page, url, '/graph/neighbors?node=campaign:D11-2024&relationship=TOUCHED&direction=in&kind=user&limit=5');
  await expect(rowsOf(page)).toHaveCount(5);
  await expect(page.getByRole('main')).toContainText(`还有 ${(users.total - 5).toLocaleString('en')} 个`);
  await page.getByText('筛选：关系、日期、权重、条件').click();
  await page.getByLabel('用户按人群显示').check();
  await expect(page).toHaveURL(/people=groups/);
  await settled(page);
  await expect(page.getByRole('heading', { name: /位用户/ })).toBeVisible();
});

test('nodes of a drawing are expanded, pinned and removed, and the tables say what is drawn', async ({ page, url }) => {
  await open(page, `${url}/graph?node=campaign:D11-2024`);
  await page.getByRole('link', { name: '展开成图' }).click();
  await expect(page).toHaveURL(/map=campaign:D11-2024/);
  await settled(page);
  const drawn = page.locator('section.picture svg a');
  const before = await drawn.count();
  expect(before).toBeGreaterThan(5);
  const edges = page.getByRole('region', { name: '图中的关系' });
  await expect(edges.locator('tbody tr')).toHaveCount(await page.locator('section.picture svg path').count());
  const channel = drawn.filter({ hasText: '短信' });
  await channel.click();
  const tools = page.getByRole('group', { name: '短信' });
  await tools.getByRole('link', { name: '展开' }).click();
  await expect(page).toHaveURL(/open=channel/);
  await settled(page);
  await expect.poll(() => drawn.count()).toBeGreaterThan(before);
  await tools.getByRole('link', { name: '固定', exact: true }).click();
  await expect(page).toHaveURL(/map=campaign:D11-2024&.*map=channel|map=channel/);
  await settled(page);
  await tools.getByRole('link', { name: '收起' }).click();
  await settled(page);
  await expect.poll(() => drawn.count()).toBe(before);
  const other = drawn.filter({ hasText: '企业微信' });
  await other.click();
  await page.getByRole('group', { name: '企业微信' }).getByRole('link', { name: '移除' }).click();
  await settled(page);
  await expect(other).toHaveCount(0);
  await page.getByRole('link', { name: /恢复移除的 1 个节点/ }).click();
  await settled(page);
  await expect(other).toHaveCount(1);
  const png = await downloaded(page, () => page.getByRole('button', { name: 'PNG' }).click());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  await accessible(page);
});

test('paths between sets, and what several nodes have in common', async ({ page, url }) => {
  await open(page, `${url}/graph?from=channel:短信&to=product:QH-CF-001`);
  await page.getByRole('combobox', { name: '到其中之一' }).fill('每日坚果 经典');
  await page.getByRole('option').filter({ visible: true }).first().click();
  await expect(page).toHaveURL(/to=.*to=/);
  await settled(page);
  const params = new URL(page.url()).searchParams;
  const found = await api<{ paths: { nodes: { label: string }[] }[] }>(page, url, `/graph/paths?${params}&k=5`);
  await expect(page.getByRole('heading', { name: /^路径 \d/ })).toHaveCount(found.paths.length);
  await expect(page.locator('section.picture svg a').filter({ hasText: found.paths[0]!.nodes[1]!.label })).toBeVisible();

  await open(page, `${url}/graph`);
  const several = page.getByRole('combobox', { name: '选几个活动、渠道、产品或用户' });
  for (const id of ['campaign:D11-2024', 'campaign:D11-2023']) {
    await several.fill(id);
    await several.press('Enter');
  }
  await page.getByRole('button', { name: '看共同点' }).click();
  await expect(page).toHaveURL(/common=campaign:D11-2024&common=campaign:D11-2023/);
  await settled(page);
  const common = await api<{ total: number; common: { node: { label: string } }[] }>(page, url, '/graph/common?node=campaign:D11-2024&node=campaign:D11-2023&group=users');
  await expect(page.getByRole('main')).toContainText(`${common.total} 个共同邻居`);
  await expect(rowsOf(page)).toHaveCount(common.common.length);
  await expect(rowsOf(page).first()).toContainText(common.common[0]!.node.label);
});

test('a name that is typed is looked up, an empty or unknown one is asked for', async ({ page, url }) => {
  await open(page, `${url}/graph`);
  const main = page.getByRole('main');
  await main.getByRole('button', { name: '查看', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('请先填写名称，或 user:1042 这样的编号。');
  await expect(page.getByRole('combobox', { name: '查看节点' })).toBeFocused();
  await page.getByRole('combobox', { name: '从', exact: true }).fill('短信');
  await page.getByRole('combobox', { name: '到', exact: true }).focus();
  await main.getByRole('button', { name: '查找路径' }).click();
  await expect(page.getByRole('combobox', { name: '到', exact: true })).toBeFocused();

  const several = page.getByRole('combobox', { name: '选几个活动、渠道、产品或用户' });
  await several.fill('没有这样的东西');
  await several.press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: '没有这样的东西' })).toBeVisible();
  await several.fill('短信');
  await several.press('Enter');
  await expect(main.getByRole('button', { name: /^短信/ })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: '没有这样的东西' })).toHaveCount(0);
});

test('an empty archive says what to do first on each of these pages', async ({ page }) => {
  const data = freshDirectory();
  const server = await serve(data);
  try {
    for (const path of ['/questions', '/questions/when-they-buy', '/relations', '/graph', '/query', '/schema']) {
      await open(page, server.url + path);
      await expect(page.getByRole('heading', { name: '档案还是空的' })).toBeVisible();
      await expect(page.getByRole('main').getByRole('link', { name: '导入文件' })).toHaveAttribute('href', '/import');
    }
  } finally {
    await server.stop();
    remove(data);
  }
});

test('what has the same name is told apart by its key, and an answer says how its rows stand', async ({ page, url }) => {
  await open(page, `${url}/questions/bought-of-promoted?campaign=18`);
  const answer = await api<{ rows: { product: Value }[] }>(page, url, '/graph/questions/bought-of-promoted?campaign=18');
  const times = new Map<string, number>();
  for (const { product } of answer.rows) times.set(product.label, (times.get(product.label) ?? 0) + 1);
  expect(Math.max(...times.values())).toBeGreaterThan(1);
  for (const [at, { product }] of answer.rows.slice(0, 20).entries()) {
    await expect(rowsOf(page).nth(at).locator('th code')).toHaveText(times.get(product.label)! > 1 ? [product.key] : []);
  }

  await open(page, `${url}/questions/channels-for-segment?category=冲饮`);
  await expect(page.getByRole('main')).toContainText('按区间下限从高到低排列');
  const lows = (await api<Answer>(page, url, '/graph/questions/channels-for-segment?category=冲饮')).rows.flatMap((row) => row.low ?? []);
  expect(lows).toEqual([...lows].sort((one, other) => other - one));

  await open(page, `${url}/questions`);
  await expect(page.getByRole('heading', { level: 2, name: '其他' })).toHaveCount(0);
});

const places = [
  ['questions', '/questions'],
  ['question-pairs', '/questions/products-by-channel?limit=20'],
  ['question-bars', '/questions/when-they-buy'],
  ['question-reported', '/questions/reported-by-channel'],
  ['relations', '/relations?rows=segment&columns=category&limit=20'],
  ['relations-gaps', '/relations/gaps?limit=20'],
  ['relations-results', '/relations/results'],
  ['graph-list', '/graph?node=channel:短信&list=1&kind=campaign&min_weight=10'],
  ['graph-map', '/graph?map=campaign:D11-2024&open=campaign:D11-2024&at=channel:短信'],
  ['graph-common', '/graph?common=campaign:D11-2024&common=campaign:D11-2023'],
  ['graph-paths', '/graph?from=channel:短信&to=product:QH-CF-001&to=product:QH-NU-001'],
] as const;
for (const [width, language] of [[390, 'zh'], [1440, 'en']] as const) {
  test(`every page of these fits ${width} pixels and is accessible, in ${language}`, async ({ page, url }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript((kept) => window.localStorage.setItem('almanac.language', kept), language);
    for (const [name, path] of places) {
      await open(page, url + path);
      await noOverflow(page);
      await accessible(page);
      await picture(page, `${name}-${language}-${width}`);
    }
  });
}
