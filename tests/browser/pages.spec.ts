// Every page in both languages and two widths: it is there, fits, is accessible, keeps the content security policy, and has its
// picture taken (ALMANAC_SCREENSHOTS).

import { accessible, expect, noOverflow, noTallRows, picture, settled, test } from './pages';

const pages: { name: string; path: string; sees: { zh: string; en: string } }[] = [
  { name: 'home', path: '/', sees: { zh: '以前做过类似的活动吗？', en: 'What did we do before that is like this?' } },
  { name: 'search', path: '/search?q=双十一 短信', sees: { zh: '条结果', en: 'results' } },
  { name: 'search-coupon', path: '/search?q=coupon&kind=product&kind=campaign', sees: { zh: '条结果', en: 'results' } },
  { name: 'search-grouped', path: '/search?q=咖啡&group=kind', sees: { zh: '按类别分组', en: 'Group by kind' } },
  { name: 'search-unusual', path: '/search?q=双十一&significant=1&start_from=2022-01-01&start_to=2023-12-31', sees: { zh: '与整个档案相比', en: 'in the whole archive' } },
  { name: 'similar', path: '/similar?campaign=D11-2024', sees: { zh: '个类似的活动', en: 'similar campaigns' } },
  { name: 'similar-brief', path: '/similar?text=明年3月做一次会员日，主推咖啡和坚果，通过公众号和短信召回沉睡会员，预算20万', sees: { zh: '个类似的活动', en: 'similar campaigns' } },
  { name: 'saved', path: '/searches', sees: { zh: '还没有已存搜索', en: 'No search is saved yet' } },
  { name: 'batch', path: '/searches/batch', sees: { zh: '查询，每行一个', en: 'Queries, one per line' } },
  { name: 'synonyms', path: '/synonyms', sees: { zh: '随程序附带', en: 'With the program' } },
  { name: 'search-nothing', path: '/search?q=zzzzqqqq', sees: { zh: '没有找到', en: 'Nothing found' } },
  { name: 'campaign', path: '/campaigns/D11-2024', sees: { zh: '目标与效果', en: 'Goals and results' } },
  { name: 'campaign-edit', path: '/campaigns/D11-2024?edit=goals/1/target', sees: { zh: '保存', en: 'Save' } },
  { name: 'campaign-sources', path: '/campaigns/CAFE-2024?sources=1', sees: { zh: '隐藏来源', en: 'Hide sources' } },
  { name: 'campaign-version', path: '/campaigns/D11-2024?version=1', sees: { zh: '正在查看第 1 版。', en: 'You are looking at version 1.' } },
  { name: 'campaign-bare', path: '/campaigns/1', sees: { zh: '尚未填写：', en: 'Not filled in yet:' } },
  { name: 'campaigns', path: '/campaigns?sort=-budget', sees: { zh: '活动列表', en: 'Campaigns' } },
  { name: 'quality', path: '/quality?status=reviewed', sees: { zh: '档案完整度', en: 'Completeness of the archive' } },
  { name: 'audit', path: '/audit', sees: { zh: '操作审计', en: 'Audit log' } },
  { name: 'graph-start', path: '/graph', sees: { zh: '活动图谱', en: 'Campaign graph' } },
  { name: 'graph', path: '/graph?node=campaign:D11-2024', sees: { zh: '关联', en: 'Connections' } },
  { name: 'graph-hub', path: '/graph?node=channel:短信', sees: { zh: '关联', en: 'Connections' } },
  { name: 'graph-group', path: '/graph?node=campaign:D11-2024&group=TOUCHED.in.user', sees: { zh: '触达的用户', en: 'Users touched' } },
  { name: 'paths', path: '/graph?from=channel:短信&to=product:QH-CF-001', sees: { zh: '路径 1', en: 'Path 1' } },
  { name: 'touchpoints', path: '/touchpoints?campaign=D11-2024', sees: { zh: '触点', en: 'Touchpoints' } },
  { name: 'lessons', path: '/lessons?channel=短信', sees: { zh: '经验库', en: 'Lessons' } },
  { name: 'plan', path: '/plan?campaign=D11-2024&campaign=618-2024', sees: { zh: '复制（带格式）', en: 'Copy with formatting' } },
  { name: 'import', path: '/import', sees: { zh: '当前显示的是示例数据', en: 'You are looking at sample data' } },
];

const sizes = [
  { name: '1440', width: 1440, height: 900 },
  { name: '390', width: 390, height: 844 },
];

for (const language of ['zh', 'en'] as const) {
  for (const size of sizes) {
    test.describe(`${language} at ${size.name}`, () => {
      test.use({ locale: language === 'zh' ? 'zh-CN' : 'en-US', viewport: { width: size.width, height: size.height } });
      for (const one of pages) {
        test(`${one.name}`, async ({ page, url }) => {
          await page.goto(url + one.path);
          await settled(page);
          await expect(page.getByText(one.sees[language]).first()).toBeVisible();
          await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en');
          await expect(page.getByText(language === 'zh' ? '这里是示例数据。' : 'This is sample data.')).toBeVisible();
          await noOverflow(page);
          await noTallRows(page);
          await picture(page, `${one.name}-${language}-${size.name}`);
          // The markup is the same in both languages: each language once, each width once.
          if ((language === 'zh') === (size.name === '1440')) await accessible(page);
        });
      }
    });
  }
}

test.describe('in the dark', () => {
  test.use({ colorScheme: 'dark' });
  for (const one of pages.filter((each) => ['home', 'search', 'search-unusual', 'similar', 'campaign', 'campaign-edit', 'campaign-version', 'campaigns', 'quality', 'audit', 'graph', 'plan'].includes(each.name))) {
    test(`${one.name} keeps its contrast`, async ({ page, url }) => {
      await page.goto(url + one.path);
      await settled(page);
      await accessible(page);
      await picture(page, `${one.name}-zh-dark`);
    });
  }
});
