// From samples to an archive of one's own: the team's campaigns never share an archive with ours. Files are dropped, looked
// at, checked, imported; what was not taken is put right.

import { accessible, expect, noOverflow, noTallRows, picture, settled, test } from './pages';
import { freshDirectory, importInto, remove, root, serve, type Server } from './program';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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

// Each test builds on the archive that the first one opens.
test.describe.configure({ mode: 'serial' });

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
  await page.getByRole('button', { name: '改.csv', exact: true }).click();
  const change = page.getByRole('region', { name: '1 条记录会改变' });
  await expect(change.locator('del')).toHaveText('200,000');
  await expect(change.locator('ins')).toHaveText('250,000');
  await expect(change).toContainText('冲突');
  await picture(page, 'import-checked-zh-1440');
  await page.goto(`${server.url}/search?q=冬季预热`);
  await expect(page.getByRole('heading', { name: '没有找到' })).toBeVisible();
});

const files = join(root, 'tests/data/importers/browser');

test('a GB18030 table is recognised, and its bad row is put right in place', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  await page.locator('#files').setInputFiles(join(files, '秋季活动.csv'));
  const card = page.getByRole('listitem').filter({ hasText: '秋季活动.csv' });
  await expect(card).toContainText('认出 7/7 列');
  await expect(card.getByLabel('编码')).toHaveValue('');
  await expect(card.getByLabel('编码').locator('option').first()).toHaveText('自动：GB18030');
  await expect(card.getByRole('region', { name: '列与字段' })).toContainText('中秋会员日');
  // Read wrongly on purpose, and right again.
  await card.getByLabel('编码').selectOption('UTF-16LE');
  await expect(card).not.toContainText('认出 7/7 列');
  await card.getByLabel('编码').selectOption('GB18030');
  await expect(card).toContainText('认出 7/7 列');
  await settled(page);
  await noOverflow(page);
  await accessible(page);
  await picture(page, 'import-recognised-zh-1440');

  await page.getByRole('button', { name: '导入 1 个文件' }).click();
  await expect(page.getByRole('heading', { name: /秋季活动\.csv 完成/ })).toBeVisible();
  const rejects = page.getByRole('region', { name: '秋季活动.csv 中没有导入的行' });
  await expect(rejects).toContainText('2025-09-12');
  await rejects.getByRole('button', { name: '修改 第 4 行' }).click();
  await expect(rejects.getByLabel('结束时间')).toBeFocused();
  await rejects.getByLabel('结束时间').fill('2025-09-18');
  await rejects.getByRole('button', { name: '导入这一行' }).click();
  // Still before the start: the new reason stands where it is to be put right.
  await expect(rejects.getByRole('alert')).toContainText('2025-09-18');
  await accessible(page);
  await picture(page, 'import-fix-zh-1440');
  await rejects.getByLabel('结束时间').fill('2025-09-25');
  await rejects.getByRole('button', { name: '导入这一行' }).click();
  await expect(rejects.getByText('已导入')).toBeVisible();
  await page.goto(`${server.url}/campaigns/QJ-2025-03`);
  await expect(page.getByRole('heading', { name: '秋季返场' })).toBeVisible();
  await expect(page.getByText('¥50,000').first()).toBeVisible();
});

test('a workbook is shown table by table, changed, checked, imported, undone and brought back', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  await page.locator('#files').setInputFiles(join(files, '活动汇总.xlsx'));
  const card = page.getByRole('listitem').filter({ hasText: '活动汇总.xlsx' });
  await expect(card).toContainText('Excel 工作簿');
  await expect(card).toContainText('2 张表');
  await expect(card).toContainText('表头在第 3 行');
  await card.getByText('合计行（不作为数据）').click();
  await expect(card.getByText('第 6 行 合计')).toBeVisible();
  await card.getByRole('group', { name: '工作表' }).getByRole('button', { name: '渠道' }).click();
  const kind = card.getByLabel('“类别”对应的字段');
  await kind.focus();
  await kind.selectOption({ label: '类别' });
  await expect(card.getByText('您选的')).toBeVisible();
  await card.getByText('存为映射').click();
  await expect(card.getByRole('region', { name: '存为映射' })).toContainText('fields.kind = "类别"');
  const [mapping] = await Promise.all([page.waitForEvent('download'), card.getByRole('button', { name: '下载映射（TOML）' }).click()]);
  expect(mapping.suggestedFilename()).toBe('活动汇总.toml');

  await page.getByRole('button', { name: '先看会改变什么' }).click();
  await expect(card.getByText('4 条新记录')).toBeVisible();
  await settled(page);
  await noOverflow(page);
  await accessible(page);
  await picture(page, 'import-workbook-zh-1440');

  await page.getByRole('button', { name: '导入 1 个文件' }).click();
  await expect(page.getByRole('heading', { name: /活动汇总\.xlsx 完成/ })).toBeVisible();
  const address = page.url();
  await page.goto(`${server.url}/campaigns/S11-2025`);
  await expect(page.getByText('¥3,200,000').first()).toBeVisible();

  await page.goto(address);
  await page.getByRole('button', { name: '撤销这次导入' }).click();
  await expect(page.getByText('撤销会让 4 条记录回到导入前的样子。')).toBeVisible();
  await page.getByRole('button', { name: '确认撤销' }).click();
  await expect(page.getByText('已撤销，4 条记录回到了导入前的样子。')).toBeVisible();
  await accessible(page);
  await picture(page, 'import-undone-zh-1440');
  const gone = await page.request.get(`${server.url}/api/v1/campaigns/S11-2025`);
  expect(gone.status()).toBe(404);
  await page.getByRole('button', { name: '恢复这次导入' }).click();
  await expect(page.getByText('已恢复。')).toBeVisible();
  const back = await page.request.get(`${server.url}/api/v1/campaigns/S11-2025`);
  expect(back.status()).toBe(200);
});

test('a file that cannot be read says why and is not sent', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  await page.locator('#files').setInputFiles([
    { name: '海报.psd', mimeType: 'image/vnd.adobe.photoshop', buffer: Buffer.from('8BPS\0\x01') },
    { name: '口味.csv', mimeType: 'text/csv', buffer: Buffer.from('口味,甜度\n原味,3\n') },
  ]);
  await expect(page.getByRole('heading', { name: '没有可以导入的文件' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: '海报.psd' }).locator('.bad')).not.toBeEmpty();
  await expect(page.getByRole('button', { name: /^导入/ })).toHaveCount(0);
  // Told what its rows are, and which column the key is in, the table can be read.
  const card = page.getByRole('listitem').filter({ hasText: '口味.csv' });
  await card.getByRole('button', { name: '口味.csv', exact: true }).click();
  await card.getByLabel('内容').selectOption({ label: '产品' });
  const key = card.getByLabel('“口味”对应的字段');
  await key.focus();
  await key.selectOption('sku');
  await expect(page.getByRole('button', { name: '导入 1 个文件' })).toBeVisible();
  await settled(page);
  await accessible(page);
  await picture(page, 'import-refused-zh-1440');
  await page.getByRole('button', { name: '导入 1 个文件' }).click();
  await expect(page.getByRole('heading', { name: /口味\.csv 完成/ })).toBeVisible();
  expect((await page.request.get(`${server.url}/api/v1/products/${encodeURIComponent('原味')}`)).status()).toBe(200);
});

test('a mapping that was kept is used again', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  const sheet = { name: '合作.csv', mimeType: 'text/csv', buffer: Buffer.from('活动代码,活动名称,启动时间,牵头人\nHZ-1,联名合作,2025-03-01,王芳\n') };
  await page.locator('#files').setInputFiles(sheet);
  const card = page.getByRole('listitem').filter({ hasText: '合作.csv' });
  const owner = card.getByLabel('“牵头人”对应的字段');
  await owner.focus();
  await owner.selectOption({ label: '负责人' });
  await card.getByText('存为映射').click();
  const [mapping] = await Promise.all([page.waitForEvent('download'), card.getByRole('button', { name: '下载映射（TOML）' }).click()]);
  const path = await mapping.path();
  await page.reload();
  await page.locator('#files').setInputFiles(sheet);
  await page.getByText('更多选项', { exact: true }).click();
  await page.locator('#mapping').setInputFiles({ name: '合作.toml', mimeType: 'text/plain', buffer: readFileSync(path) });
  await page.getByRole('button', { name: '导入 1 个文件' }).click();
  await expect(page.getByRole('heading', { name: /合作\.csv 完成/ })).toBeVisible();
  const stored = (await (await page.request.get(`${server.url}/api/v1/campaigns/HZ-1`)).json()) as { owner: string };
  expect(stored.owner).toBe('王芳');
});

test('a review in Word becomes a campaign; what is uncertain in it waits with its sentence', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  await page.locator('#files').setInputFiles(join(files, '会员召回复盘.docx'));
  await expect(page.getByRole('listitem').filter({ hasText: '会员召回复盘.docx' })).toContainText('Word 文档');
  await page.getByRole('button', { name: '导入 1 个文件' }).click();
  await expect(page.getByRole('heading', { name: /会员召回复盘\.docx 完成/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: /个值需要您确认/ })).toBeVisible();
  await expect(page.getByText('活动期间新增会员约1200人')).toBeVisible();
  const uncertain = page.getByRole('listitem').filter({ hasText: /^效果 入会数 1,200 人/ });
  await expect(uncertain).toHaveCount(1);
  await settled(page);
  await noOverflow(page);
  await accessible(page);
  await picture(page, 'import-review-zh-1440');
  await uncertain.getByRole('button', { name: /^确认/ }).click();
  await expect(uncertain.getByText('已确认')).toBeVisible();
  await page.goto(`${server.url}/search?q=会员召回&kind=campaign`);
  await page.locator('article h3 a').first().click();
  await expect(page.getByText('¥120,000').first()).toBeVisible();
});

test('a folder goes in whole, without what systems leave in it', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  const folder = join(freshDirectory(), '2025');
  for (const [path, text] of [
    ['触点.csv', 'user,campaign,type,time\nu1,WJ-1,click,2025-05-02 10:00:00\n'],
    ['夏季/活动.csv', '活动代码,活动名称,启动时间\nWJ-1,夏季试用,2025-05-01\n'],
    ['.DS_Store', 'x'],
    ['~$活动.xlsx', 'x'],
  ] as const) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  await page.locator('#folder').setInputFiles(folder);
  await expect(page.getByRole('heading', { name: /待导入 2 个文件/ })).toBeVisible();
  await expect(page.getByText('2025/夏季')).toBeVisible();
  await expect(page.getByText(/认出 \d+\/\d+ 列/)).toHaveCount(2);
  await page.getByRole('button', { name: '导入 2 个文件' }).click();
  // The campaign goes in before the touchpoints that name it, whatever their order in the list.
  // Both are one import, undone in one step.
  await expect(page.getByRole('heading', { name: /2025\.zip/ })).toBeVisible();
  await settled(page);
  await accessible(page);
  await picture(page, 'import-folder-zh-1440');
  await page.getByRole('button', { name: '撤销这次导入' }).click();
  await page.getByRole('button', { name: '确认撤销' }).click();
  await expect(page.getByRole('status')).toContainText('已撤销');
  expect((await page.request.get(`${server.url}/api/v1/campaigns/WJ-1`)).status()).toBe(404);
  remove(dirname(folder));
});

test('files are dropped on the page and taken off again with the keyboard', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['活动代码,活动名称,启动时间\nTF-1,拖放,2025-06-01\n'], '拖放.csv'));
    return data;
  });
  await page.getByRole('group', { name: '要导入的文件' }).dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByRole('heading', { name: /待导入 1 个文件/ })).toBeVisible();
  await page.getByRole('button', { name: '移除 拖放.csv' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /待导入/ })).toHaveCount(0);
});

test('two campaigns that are likely one wait for a decision', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  const pair = page.getByRole('listitem').filter({ hasText: 'NEW-1' }).filter({ hasText: 'QJ-2025-01' });
  await expect(pair).toContainText('名称和日期相同');
  await pair.getByRole('button', { name: '是同一个，保留 QJ-2025-01' }).click();
  await expect(pair.getByRole('status')).toHaveText('已合并为 QJ-2025-01');
  await page.reload();
  await settled(page);
  await expect(pair).toHaveCount(0);
});

test('a narrow window, darkness and the other language show the same', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${server.url}/import`);
  await page.locator('#files').setInputFiles(join(files, '活动汇总.xlsx'));
  await expect(page.getByText('2 张表')).toBeVisible();
  await settled(page);
  await noOverflow(page);
  await noTallRows(page);
  await accessible(page);
  await picture(page, 'import-zh-390');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Import files' })).toBeVisible();
  await settled(page);
  await accessible(page);
  await picture(page, 'import-dark-en-390');
  await page.getByRole('region', { name: 'Latest imports' }).getByRole('link', { name: '秋季.csv' }).last().click();
  await expect(page.getByRole('region', { name: 'Rows of 秋季.csv that were not taken' })).toBeVisible();
  await settled(page);
  await noOverflow(page);
  await noTallRows(page);
  await accessible(page);
  await picture(page, 'import-report-dark-en-390');
});

test('the samples can be looked at again, apart from one’s own', async ({ page }) => {
  await page.goto(`${server.url}/import`);
  await page.getByRole('button', { name: '切换到示例数据' }).click();
  await expect(page.getByText('这里是示例数据。')).toBeVisible();
  await page.goto(`${server.url}/search?q=秋季上新`);
  await settled(page);
  await expect(page.locator('article h3 a').filter({ hasText: '秋季上新' })).toHaveCount(0);
});
