// What the three kinds of user do first.

import { expect, noOverflow, settled, test } from './pages';

test('a strategist searches in Chinese and walks from a campaign to its channels, products and users', async ({ page, url }) => {
  await page.goto(url);
  await page.getByRole('combobox', { name: '搜索档案' }).fill('双十一 短信');
  await page.getByRole('button', { name: '搜索', exact: true }).click();
  await expect(page).toHaveURL(/\/search\?q=/);
  await settled(page);
  await expect(page.locator('article mark').first()).toBeVisible();
  await page.getByRole('navigation', { name: '类别' }).getByRole('link', { name: '活动' }).click();
  await settled(page);
  const first = page.locator('article h3 a').first();
  const name = (await first.textContent())?.trim() ?? '';
  await first.click();
  await expect(page).toHaveURL(/\/campaigns\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByRole('heading', { name: '目标与效果' })).toBeVisible();
  await expect(page.getByRole('heading', { name: '成本' })).toBeVisible();

  // Campaign → channel
  await page.getByRole('link', { name: '在图谱中查看' }).click();
  await settled(page);
  await page.locator('svg a circle.k-channel').first().locator('..').click();
  await expect(page).toHaveURL(/node=channel:/);
  await settled(page);
  await expect(page.locator('main .kind.k-channel').first()).toHaveText('渠道');
  // channel → a campaign that used it → product
  await page.goBack();
  await settled(page);
  await page.locator('svg a circle.k-product').first().locator('..').click();
  await expect(page).toHaveURL(/node=product:/);
  await settled(page);
  // product → the people who bought it, by what they are → one of them
  await page.locator('svg a circle.k-user').first().locator('..').click();
  await settled(page);
  await page.getByRole('link', { name: '逐个列出用户' }).click();
  await expect(page).not.toHaveURL(/people=/);
  await settled(page);
  await page.locator('svg a circle.k-user').first().locator('..').click();
  await expect(page).toHaveURL(/node=user:/);
  await settled(page);
  await expect(page.locator('main .kind.k-user').first()).toHaveText('用户');
  await noOverflow(page);
});

test('an edge shows its evidence, down to the touchpoints', async ({ page, url }) => {
  await page.goto(`${url}/graph?node=campaign:D11-2024&group=TOUCHED.in.user`);
  await settled(page);
  const row = page.locator('tbody tr').first();
  const count = Number((await row.locator('td.num a').first().textContent())?.replace(/,/g, ''));
  expect(count).toBeGreaterThan(0);
  await row.locator('td.num a').first().click();
  await expect(page).toHaveURL(/\/touchpoints\?/);
  await settled(page);
  await expect(page.locator('tbody tr')).toHaveCount(Math.min(count, 100));
});

test('two nodes are joined by paths whose steps are explained', async ({ page, url }) => {
  await page.goto(`${url}/graph`);
  await page.getByRole('combobox', { name: '从' }).fill('channel:短信');
  await page.getByRole('combobox', { name: '到', exact: true }).fill('冷萃');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: '到', exact: true })).toHaveValue(/^\w+:/);
  await page.getByRole('button', { name: '查找路径' }).click();
  await expect(page).toHaveURL(/from=channel:/);
  await settled(page);
  await expect(page.getByRole('heading', { name: /^路径 1：/ })).toBeVisible();
  await expect(page.locator('.step .relationship').first()).toBeVisible();
});

test('suggestions follow the typing, pinyin initials too, and open what is chosen', async ({ page, url }) => {
  await page.goto(url);
  const box = page.getByRole('combobox', { name: '搜索档案' });
  await box.pressSequentially('ssy', { delay: 20 });
  await expect(page.getByRole('option', { name: /双十一/ }).first()).toBeVisible();
  await box.press('Escape');
  await expect(page.getByRole('option').first()).toBeHidden();
});

test('filters are part of the address; several of one field widen', async ({ page, url }) => {
  await page.goto(`${url}/search?kind=campaign`);
  await settled(page);
  const total = async (): Promise<number> => Number((await page.locator('[role=status] strong').first().textContent())?.replace(/[^\d]/g, ''));
  const all = await total();
  await page.getByRole('group', { name: '渠道' }).getByRole('checkbox', { name: /^desktop/ }).check();
  await expect(page).toHaveURL(/channel=/);
  await settled(page);
  const one = await total();
  expect(one).toBeLessThan(all);
  await page.getByRole('group', { name: '渠道' }).getByRole('checkbox', { name: /^公众号/ }).check();
  await expect(page).toHaveURL(/channel=.*channel=/);
  await settled(page);
  expect(await total()).toBeGreaterThan(one);
  // A reader who gets the link sees the same.
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await settled(page);
  await expect(page.getByRole('group', { name: '渠道' }).getByRole('checkbox', { name: /^desktop/ })).toBeChecked();
  await page.getByRole('link', { name: '全部清除' }).click();
  await settled(page);
  await expect(page).not.toHaveURL(/channel=/);
});

test('pages go on where the last one ended', async ({ page, url }) => {
  await page.goto(`${url}/search?kind=product`);
  await settled(page);
  const first = await page.locator('article h3 a').first().getAttribute('href');
  await page.getByRole('link', { name: '下一页' }).click();
  await expect(page).toHaveURL(/page=2/);
  await settled(page);
  expect(await page.locator('article h3 a').first().getAttribute('href')).not.toBe(first);
  await page.getByRole('link', { name: '回到第一页' }).click();
  await settled(page);
  expect(await page.locator('article h3 a').first().getAttribute('href')).toBe(first);
});

test('each page links its twin in JSON', async ({ page, url, request }) => {
  for (const path of ['/', '/search?q=双十一', '/campaigns/D11-2024', '/graph?node=campaign:D11-2024', '/touchpoints?campaign=D11-2024', '/lessons', '/campaigns', '/quality']) {
    await page.goto(url + path);
    await settled(page);
    const href = await page.getByRole('link', { name: /JSON$/ }).first().getAttribute('href');
    const answer = await request.get(url + href);
    expect(answer.status(), `${path} → ${href}`).toBe(200);
    expect(answer.headers()['content-type']).toContain('application/json');
  }
});

test('the language is switched, remembered, and asked of the server too', async ({ page, url }) => {
  await page.goto(`${url}/campaigns/D11-2024`);
  await settled(page);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Goals and results' })).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(page.getByRole('heading', { name: 'Goals and results' })).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();
  await expect(page.getByRole('heading', { name: '目标与效果' })).toBeVisible();
});

test('an unknown campaign is said to be so, in the reader’s language', async ({ page, url, watch }) => {
  watch.allow(/404/);
  await page.goto(`${url}/campaigns/D11-2042`);
  await expect(page.getByRole('alert')).toContainText('D11-2042');
  await expect(page.getByRole('alert')).toContainText('没有');
  await page.goto(`${url}/nowhere/at/all`);
  await expect(page.getByRole('heading', { name: '没有这个页面' })).toBeVisible();
});

test('as of a day, nothing that began later is found', async ({ page, url }) => {
  await page.goto(`${url}/search?kind=campaign&as_of=2023-06-30`);
  await settled(page);
  await expect(page.getByText(/截至 2023年6月30日 所知/)).toBeVisible();
  const years = await page.locator('article header .num').allTextContents();
  for (const text of years) expect(Number(/\d{4}/.exec(text)?.[0] ?? '0')).toBeLessThanOrEqual(2023);
});

test('a lesson leads to the campaign that taught it', async ({ page, url }) => {
  await page.goto(`${url}/lessons?stage=prepare`);
  await settled(page);
  await page.locator('article h3 a').first().click();
  await expect(page).toHaveURL(/\/campaigns\/.*#lesson-/);
  await settled(page);
  const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
  await expect(page.locator(`[id="${id}"]`)).toBeInViewport();
});

test('a planner drafts from campaigns, copies with formatting and saves the draft', async ({ page, url }) => {
  await page.goto(`${url}/plan`);
  await settled(page);
  await page.getByRole('combobox', { name: '查找要参考的活动' }).fill('双十一');
  await page.getByRole('button', { name: '搜索', exact: true }).click();
  await settled(page);
  await page.getByRole('link', { name: /^选择 .*2024/ }).first().click();
  await expect(page).toHaveURL(/campaign=/);
  await expect(page.locator('article.draft')).toBeVisible();
  await expect(page.locator('article.draft a.cite').first()).toBeVisible();

  await page.getByRole('button', { name: '复制（带格式）' }).click();
  await expect(page.getByText('已复制，可粘贴到文档中。')).toBeVisible();
  const pasted = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return { html: await (await item!.getType('text/html')).text(), plain: await (await item!.getType('text/plain')).text() };
  });
  expect(pasted.html).toContain('<table');
  expect(pasted.html).toContain(`${url}/campaigns/`);
  expect(pasted.plain).toContain('# ');

  for (const [button, ending] of [['Word (DOCX)', '.docx'], ['Markdown', '.md'], ['JSON', '.json']] as const) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()]);
    expect(file.suggestedFilename()).toMatch(new RegExp(`\\${ending}$`));
  }

  await page.getByLabel('新活动开始').fill('2027-10-20');
  await page.getByLabel('新活动开始').blur();
  await expect(page).toHaveURL(/start=2027-10-20/);
  await settled(page);
  await page.getByRole('button', { name: '存为草稿活动' }).click();
  await expect(page).toHaveURL(/\/campaigns\//);
  await expect(page.locator('main .chip').filter({ hasText: '草稿' }).first()).toBeVisible();
});
