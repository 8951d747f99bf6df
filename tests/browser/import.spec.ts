// From samples to an archive of one's own: the team's campaigns never share an archive with ours. Files are dropped, looked
// at, checked, imported; what was not taken is put right.

import { accessible, expect, noOverflow, noTallRows, picture, settled, test } from './pages';
import { freshDirectory, importInto, remove, root, serve, type Server } from './program';
import { join } from 'node:path';

let data = '';
let server: Server;
test.beforeAll(async () => {
  data = freshDirectory();
  importInto(data, '--sample', join(root, 'samples/zh/campaigns.jsonl'));
  server = await serve(data);
});
test.afterAll(async () => {
  await server.stop();
  remove(data);
});

const csv = [
  '活动代码,活动名称,启动时间,结束时间,活动预算,渠道,活动目标',
  'NEW-1,秋季上新,2025-09-01,2025-09-10,20万,公众号、短信,GMV 100万',
  'NEW-2,秋季返场,2025-09-20,2025-09-12,5万,短信,拉新500人',
].join('\n');

test('ops start with their own files: a CSV goes in, a bad row is kept with its reason', async ({ page }) => {
  await page.goto(server.url);
  await page.getByRole('link', { name: '用自己的文件开始' }).click();
  await page.getByRole('button', { name: '用自己的文件开始' }).click();
  await expect(page.getByText('这里是示例数据。')).toBeHidden();
  await expect(page.getByText('选择文件', { exact: true }).first()).toBeVisible();
  await settled(page);
  await accessible(page);
  await picture(page, 'import-empty-zh-1440');

  await page.goto(server.url);
  await settled(page);
  await expect(page.getByRole('heading', { name: '档案还是空的' })).toBeVisible();
  await accessible(page);
  await picture(page, 'home-empty-zh-1440');
  await page.getByRole('link', { name: '导入文件' }).click();

  await page.locator('#files').setInputFiles({ name: '秋季.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(page.getByRole('heading', { name: /待导入 1 个文件/ })).toBeVisible();
  await settled(page);
  await accessible(page);
  await picture(page, 'import-chosen-zh-1440');
  await page.getByRole('button', { name: '导入 1 个文件' }).click();
  await expect(page).toHaveURL(/\/import\?job=/);
  await expect(page.getByRole('heading', { name: /秋季\.csv 完成/ })).toBeVisible();
  const rejects = page.getByRole('region', { name: '秋季.csv 中没有导入的行' });
  await expect(rejects.locator('tbody tr')).toHaveCount(1);
  await expect(rejects.locator('tbody tr')).toContainText('3');
  await noOverflow(page);
  await accessible(page);
  await picture(page, 'import-report-zh-1440');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载全部（CSV）' }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);

  await page.getByRole('link', { name: '查看活动' }).click();
  await expect(page.locator('article h3 a')).toHaveText(['秋季上新']);
  await page.locator('article h3 a').click();
  await expect(page.getByText('¥200,000').first()).toBeVisible();
});

test('the same file again changes nothing and says so; a check stores nothing', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  await page.locator('#files').setInputFiles({ name: '秋季.csv', mimeType: 'text/csv', buffer: Buffer.from(csv.split('\n').slice(0, 2).join('\n')) });
  await page.getByRole('button', { name: '导入 1 个文件' }).click();
  await expect(page.getByText('与档案一致，没有变化。')).toBeVisible();

  await page.goto(`${server.url}/import`);
  const changed = csv.split('\n').slice(0, 2).join('\n').replace('20万', '25万');
  await page.locator('#files').setInputFiles([
    { name: '新.csv', mimeType: 'text/csv', buffer: Buffer.from('name,start\n冬季预热,2025-12-01\n') },
    { name: '改.csv', mimeType: 'text/csv', buffer: Buffer.from(changed) },
  ]);
  await page.getByRole('button', { name: '先看会改变什么' }).click();
  await expect(page.getByText('导入后将会：')).toHaveCount(2);
  await expect(page.getByRole('heading', { name: /待导入 2 个文件/ })).toBeVisible();
  await settled(page);
  await noOverflow(page);
  await accessible(page);
  await picture(page, 'import-checked-zh-1440');
  await page.goto(`${server.url}/search?q=冬季预热`);
  await expect(page.getByRole('heading', { name: '没有找到' })).toBeVisible();
});

test('a narrow window and the other language show the same', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.url}/import`);
  await settled(page);
  await noOverflow(page);
  await noTallRows(page);
  await accessible(page);
  await picture(page, 'import-zh-390');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Import files' })).toBeVisible();
  await page.getByRole('region', { name: 'Latest imports' }).getByRole('link', { name: '秋季.csv' }).last().click();
  await expect(page.getByRole('region', { name: 'Rows of 秋季.csv that were not taken' })).toBeVisible();
  await settled(page);
  await noOverflow(page);
  await noTallRows(page);
  await accessible(page);
  await picture(page, 'import-report-en-390');
});

test('the samples can be looked at again, apart from one’s own', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  await page.getByRole('button', { name: '切换到示例数据' }).click();
  await expect(page.getByText('这里是示例数据。')).toBeVisible();
  await page.goto(`${server.url}/search?q=秋季上新`);
  await settled(page);
  await expect(page.locator('article h3 a').filter({ hasText: '秋季上新' })).toHaveCount(0);
});
