// Words of the domain in both languages, by group (docs/glossary.md). What is not listed is shown as it was written.

type Entry = { zh: string; en: string };
const of = <K extends string>(entries: Record<K, readonly [zh: string, en: string]>): Record<K, Entry> =>
  Object.fromEntries(
    Object.entries<readonly [string, string]>(entries).map(([key, [zh, en]]) => [key, { zh, en }]),
  ) as Record<K, Entry>;

export const vocabulary = {
  kind: of({
    campaign: ['活动', 'Campaign'], lesson: ['经验', 'Lesson'], product: ['产品', 'Product'], channel: ['渠道', 'Channel'],
    user: ['用户', 'User'], theme: ['主题', 'Theme'], occasion: ['节点', 'Occasion'], mechanic: ['玩法', 'Mechanic'],
    segment: ['人群', 'Segment'], tag: ['标签', 'Tag'], category: ['品类', 'Category'], document: ['文档', 'Document'],
    template: ['模板', 'Template'], plan: ['策划', 'Plan'],
  }),
  kinds: of({
    campaign: ['活动', 'Campaigns'], lesson: ['经验', 'Lessons'], product: ['产品', 'Products'], channel: ['渠道', 'Channels'],
    user: ['用户', 'Users'], theme: ['主题', 'Themes'], occasion: ['节点', 'Occasions'], mechanic: ['玩法', 'Mechanics'],
    segment: ['人群', 'Segments'], tag: ['标签', 'Tags'], category: ['品类', 'Categories'], document: ['文档', 'Documents'],
    touchpoint: ['触点', 'Touchpoints'], template: ['模板', 'Templates'], plan: ['策划', 'Plans'],
  }),
  field: of({
    kind: ['类别', 'Kind'], channel: ['渠道', 'Channel'], theme: ['主题', 'Theme'], year: ['年份', 'Year'], status: ['状态', 'Status'],
    type: ['类型', 'Type'], objective: ['目的', 'Objective'], occasion: ['节点', 'Occasion'], mechanic: ['玩法', 'Mechanic'],
    segment: ['人群', 'Segment'], product: ['产品', 'Product'], tag: ['标签', 'Tag'], owner: ['负责人', 'Owner'],
    category: ['品类', 'Category'], goal: ['目标', 'Goal'], stage: ['环节', 'Stage'], budget_band: ['预算档', 'Budget band'], word: ['词', 'Word'],
    attainment: ['达成', 'Goal attainment'], region: ['地区', 'Region'], team: ['团队', 'Team'], mode: ['形式', 'Mode'],
    start_from: ['开始不早于', 'Starts on or after'], start_to: ['开始不晚于', 'Starts on or before'],
    budget_min: ['预算至少', 'Budget at least'], budget_max: ['预算至多', 'Budget at most'], as_of: ['截至', 'As of'],
    user: ['用户', 'User'], campaign: ['活动', 'Campaign'], from: ['从', 'From'], to: ['到', 'To'], lesson_kind: ['经验类别', 'Lesson kind'],
    brand: ['品牌', 'Brand'], price: ['价格', 'Price'], role: ['作用', 'Role'], parent: ['上级', 'Parent'], name: ['名称', 'Name'],
    start: ['开始', 'Start'], end: ['结束', 'End'], budget: ['预算', 'Budget'], spend: ['实际花费', 'Spend'], currency: ['币种', 'Currency'], changed: ['最近修改', 'Last change'],
    code: ['代码', 'Code'], sku: ['SKU', 'SKU'], size: ['规模', 'Size'], statement: ['经验', 'Statement'], advice: ['建议', 'Advice'],
    tags: ['标签', 'Tags'], aliases: ['别名', 'Aliases'], declared: ['已登记', 'Declared'], count: ['次数', 'Count'],
    first: ['首次', 'First'], last: ['最近', 'Last'], value: ['金额', 'Value'], refunded: ['退款', 'Refunded'],
    quantity: ['数量', 'Quantity'], cost: ['成本', 'Cost'], planned: ['计划', 'Planned'], actual: ['实际', 'Actual'],
    mechanics: ['玩法', 'Mechanics'], summary: ['概述', 'Summary'], evidence: ['依据', 'Evidence'], highlights: ['亮点', 'Highlights'], based_on: ['参考了', 'Based on'], partners: ['合作方', 'Partners'], announced: ['公布日期', 'Announced'],
    segments: ['人群', 'Segments'], channels: ['渠道', 'Channels'], products: ['产品', 'Products'], phases: ['阶段', 'Phases'], goals: ['目标', 'Goals'],
    results: ['效果', 'Results'], costs: ['成本', 'Costs'], benefits: ['权益', 'Benefits'], experiments: ['实验', 'Experiments'], lessons: ['经验', 'Lessons'],
    competitors: ['竞品动作', 'Competitors'], milestones: ['里程碑', 'Milestones'], review: ['复盘', 'Review'], date: ['日期', 'Date'],
    touchpoints: ['触点', 'Touchpoints'], period: ['起止日期', 'Period'], users: ['用户', 'Users'], event_id: ['事件编号', 'Event id'],
    time: ['时间', 'Time'], variant: ['版本', 'Variant'], creative: ['素材', 'Creative'], device: ['设备', 'Device'], attributes: ['属性', 'Attributes'],
    'lessons.success': ['经验：亮点', 'Lessons: what worked'], 'lessons.failure': ['经验：不足', 'Lessons: what did not'],
    'lessons.suggestion': ['经验：建议', 'Lessons: suggestions'], 'review.goal': ['复盘：目标', 'Review: goal'], 'review.result': ['复盘：结果', 'Review: result'],
    'review.analysis': ['复盘：分析', 'Review: analysis'], 'review.insight': ['复盘：洞察', 'Review: insight'], 'review.date': ['复盘：日期', 'Review: date'],
    'review/goal': ['复盘：目标', 'Review: goal'], 'review/result': ['复盘：结果', 'Review: result'],
    'review/analysis': ['复盘：分析', 'Review: analysis'], 'review/insight': ['复盘：洞察', 'Review: insight'], 'review/date': ['复盘：日期', 'Review: date'],
    sum: ['合计', 'Sum'], category_path: ['品类', 'Category'], planned_start: ['计划开始', 'Planned start'], planned_end: ['计划结束', 'Planned end'],
    age: ['年龄', 'Age'], age_band: ['年龄段', 'Age band'], city: ['城市', 'City'], city_tier: ['城市级别', 'City tier'], member_level: ['会员等级', 'Member level'], joined: ['入会日期', 'Joined'], illustrative: ['示意数据', 'Illustrative'], description: ['说明', 'Description'], income: ['收入', 'Income'], gender: ['性别', 'Gender'], external: ['外部', 'External'], internal: ['内部', 'Internal'],
  }),
  // Columns of a campaign's lists; `list.column` where a list calls it otherwise.
  column: of({
    metric: ['指标', 'Metric'], target: ['目标值', 'Target'], low: ['下限', 'Low'], high: ['上限', 'High'], baseline: ['基线', 'Baseline'], weight: ['权重', 'Weight'],
    unit: ['单位', 'Unit'], basis: ['口径', 'Basis'], phase: ['阶段', 'Phase'], text: ['原文', 'As written'], 'goals.parent': ['上级指标', 'Part of'],
    'results.value': ['数值', 'Value'], 'results.from': ['起', 'From'], 'results.to': ['止', 'To'], source: ['来源', 'Source'], 'costs.kind': ['类别', 'Kind'],
    hours: ['工时', 'Hours'], rate: ['每小时单价', 'Rate per hour'], bearer: ['承担方', 'Borne by'], face_value: ['面额', 'Face value'], threshold: ['门槛', 'Threshold'],
    issued: ['发放', 'Issued'], claimed: ['领取', 'Claimed'], redeemed: ['核销', 'Redeemed'], hypothesis: ['假设', 'Hypothesis'], verdict: ['结论', 'Verdict'],
    variants: ['版本', 'Variants'], control: ['对照组', 'Control'], n: ['样本数', 'Sample'], events: ['事件数', 'Events'], action: ['动作', 'Action'],
    applies_when: ['适用条件', 'Applies when'], 'review.goal': ['目标回顾', 'Goal'], 'review.result': ['结果评估', 'Result'], 'review.analysis': ['原因分析', 'Analysis'],
    'review.insight': ['规律总结', 'Insight'],
  }),
  status: of({
    draft: ['草稿', 'Draft'], planned: ['已计划', 'Planned'], running: ['进行中', 'Running'], finished: ['已结束', 'Finished'],
    reviewed: ['已复盘', 'Reviewed'], cancelled: ['已取消', 'Cancelled'], candidate: ['待验证', 'Candidate'],
    validated: ['已验证', 'Validated'], routine: ['已成惯例', 'Routine'], retired: ['已停用', 'Retired'],
  }),
  objective: of({
    acquisition: ['拉新', 'Acquisition'], activation: ['促活', 'Activation'], conversion: ['转化', 'Conversion'],
    retention: ['留存', 'Retention'], win_back: ['召回', 'Win-back'], brand: ['品牌', 'Brand'], launch: ['新品', 'Launch'],
  }),
  type: of({
    promotion: ['促销', 'Promotion'], launch: ['新品上市', 'Launch'], brand: ['品牌', 'Brand'], membership: ['会员', 'Membership'],
    content: ['内容', 'Content'], live: ['直播', 'Live stream'], event: ['线下活动', 'Event'], fundraising: ['募捐', 'Fundraising'],
    coupon: ['优惠券', 'Coupon'], loyalty: ['忠诚度', 'Loyalty'], referral: ['裂变', 'Referral'], email: ['邮件', 'E-mail'],
    holiday: ['节日', 'Holiday'], offline: ['线下', 'Offline'], collaboration: ['联名', 'Collaboration'], crm: ['会员运营', 'CRM'], community: ['社群', 'Community'],
  }),
  mode: of({ online: ['线上', 'Online'], offline: ['线下', 'Offline'], mixed: ['线上线下', 'Online and offline'], hybrid: ['线上线下', 'Online and offline'], omni: ['全渠道', 'All channels'] }),
  stage: of({ plan: ['策划', 'Plan'], prepare: ['准备', 'Prepare'], execute: ['执行', 'Execute'], review: ['复盘', 'Review'] }),
  lesson: of({
    success: ['成功经验', 'Worked'], failure: ['不足', 'Did not work'], suggestion: ['建议', 'Suggestion'], risk: ['风险', 'Risk'],
    highlight: ['亮点', 'Highlight'], problem: ['问题', 'Problem'], improvement: ['改进建议', 'Improvement'],
  }),
  cost: of({
    media: ['媒介', 'Media'], benefit: ['权益', 'Benefits'], commission: ['佣金', 'Commission'], labour: ['人力', 'Labour'],
    material: ['物料', 'Material'], other: ['其他', 'Other'], production: ['制作', 'Production'],
  }),
  benefit: of({
    coupon: ['优惠券', 'Coupon'], gift: ['赠品', 'Gift'], points: ['积分', 'Points'], lottery: ['抽奖', 'Lottery'],
    discount: ['折扣', 'Discount'], red_packet: ['红包', 'Red packet'], voucher: ['代金券', 'Voucher'], bogo: ['买一赠一', 'Buy one, get one'],
    informational: ['资讯', 'Informational'],
  }),
  bearer: of({ brand: ['品牌', 'Brand'], platform: ['平台', 'Platform'], store: ['门店', 'Store'], partner: ['伙伴', 'Partner'], supplier: ['供应商', 'Supplier'] }),
  phase: of({
    warm_up: ['预热', 'Warm-up'], burst: ['爆发', 'Burst'], peak: ['爆发', 'Peak'], return: ['返场', 'Return'], presale: ['预售', 'Presale'],
    launch: ['启动', 'Launch'], sustain: ['持续', 'Sustain'], closing: ['收尾', 'Closing'], encore: ['返场', 'Encore'], main: ['正式', 'Main'],
    pre_sale: ['预售', 'Presale'], opening: ['开门红', 'Opening'], reach: ['触达', 'Reach'], resend: ['补发', 'Resend'], test: ['测试', 'Test'], middle: ['中段', 'Middle'], pause: ['暂停', 'Pause'], follow_up: ['跟进', 'Follow-up'], review: ['复盘', 'Review'],
  }),
  verdict: of({
    confirmed: ['成立', 'Confirmed'], rejected: ['不成立', 'Rejected'], refuted: ['不成立', 'Refuted'], inconclusive: ['未有定论', 'Inconclusive'], open: ['未有定论', 'Open'],
  }),
  touchpoint: of({
    send: ['发送', 'Sent'], impression: ['曝光', 'Impression'], open: ['打开', 'Opened'], click: ['点击', 'Click'], visit: ['访问', 'Visit'],
    signup: ['注册', 'Sign-up'], add_to_cart: ['加购', 'Add to cart'], redeem: ['核销', 'Redeemed'], purchase: ['购买', 'Purchase'],
    share: ['分享', 'Shared'], refund: ['退款', 'Refund'], complaint: ['投诉', 'Complaint'],
  }),
  relationship: of({
    USED: ['使用渠道', 'Used'], PROMOTED: ['主推产品', 'Promoted'], TARGETED: ['面向人群', 'Targeted'], HAS_THEME: ['主题', 'Theme'],
    ON_OCCASION: ['节点', 'Occasion'], USES_MECHANIC: ['玩法', 'Mechanic'], TAUGHT: ['得出经验', 'Taught'], ABOUT: ['关于', 'About'],
    TOUCHED: ['触达', 'Touched'], BOUGHT: ['购买', 'Bought'], REACHED_BY: ['被触达于', 'Reached by'], SUCCEEDS: ['承接', 'Succeeds'],
    PART_OF: ['属于', 'Part of'], IN: ['归类', 'In category'], TAGGED: ['标签', 'Tagged'], MEMBER_OF: ['属于人群', 'Member of'],
    APPLIED: ['采用经验', 'Applied'],
  }),
  // Seen from the far end.
  inverse: of({
    USED: ['使用它的活动', 'Used by'], PROMOTED: ['推广它的活动', 'Promoted by'], TARGETED: ['面向它的活动', 'Targeted by'],
    HAS_THEME: ['用此主题的活动', 'Campaigns with this theme'], ON_OCCASION: ['此节点的活动', 'Campaigns on this occasion'],
    USES_MECHANIC: ['用此玩法的活动', 'Campaigns using it'], TAUGHT: ['来自活动', 'Taught by'], ABOUT: ['有关经验', 'Lessons about it'],
    TOUCHED: ['触达的用户', 'Users touched'], BOUGHT: ['购买的用户', 'Buyers'], REACHED_BY: ['触达的用户', 'Users reached'],
    SUCCEEDS: ['后续活动', 'Followed by'], PART_OF: ['包含', 'Contains'], IN: ['包含', 'Contains'], TAGGED: ['有此标签', 'Tagged with it'],
    MEMBER_OF: ['成员', 'Members'], APPLIED: ['采用它的活动', 'Applied by'],
  }),
  attainment: of({
    '<50%': ['不到 50%', 'below 50%'], '50-80%': ['50%–80%', '50–80%'], '80-100%': ['80%–100%', '80–100%'],
    '100-120%': ['100%–120%', '100–120%'], '>=120%': ['120% 以上', '120% and more'],
  }),
  // What campaigns are alike in, and what a rank is made of.
  likeness: of({
    text: ['文字', 'Text'], theme: ['主题', 'Theme'], occasion: ['节点', 'Occasion'], channel: ['渠道', 'Channels'], product: ['产品', 'Products'],
    category: ['品类', 'Category'], goal: ['目标', 'Goal'], objective: ['目的', 'Objective'], season: ['时节', 'Season'], budget: ['预算', 'Budget'],
    duration: ['时长', 'Duration'], type: ['类型', 'Type'], mechanic: ['玩法', 'Mechanics'], segment: ['人群', 'Segments'],
  }),
  rank: of({
    word: ['正文', 'Text'], title: ['标题', 'Title'], code: ['编号', 'Code'], synonym: ['同义词', 'Synonym'], phrase: ['词组', 'Phrase'], stem: ['词形', 'Word form'],
    recency: ['较新', 'Recent'], kind: ['类别', 'Kind'], proximity: ['词相邻', 'Words close by'], feedback: ['相关词', 'Related words'],
  }),
  budget_band: of({
    '<10k': ['1 万以下', 'below 10,000'], '10k-100k': ['1 万–10 万', '10,000–100,000'], '100k-500k': ['10 万–50 万', '100,000–500,000'],
    '500k-1m': ['50 万–100 万', '500,000–1 million'], '1m-5m': ['100 万–500 万', '1–5 million'], '>=5m': ['500 万以上', '5 million and more'],
  }),
  channel_role: of({ reach: ['触达', 'Reach'], media: ['投放', 'Media'], creator: ['达人', 'Creator'], store: ['成交', 'Store'] }),
  channel_kind: of({ internal: ['自有', 'Own'], external: ['外部', 'External'] }),
  analysis: of({
    attainment: ['目标达成率', 'Attainment'], budget_advice: ['预算建议', 'Budget advice'], cost_per_order: ['单均成本', 'Cost per order'],
    channel_comparison: ['渠道对比', 'Channel comparison'], roi: ['投资回报率', 'ROI'], cost_ratio: ['费比', 'Cost ratio'],
    forecasting: ['新策划的目标区间', 'Target ranges for new plans'], similar_campaigns: ['相似活动', 'Similar campaigns'], calendar: ['日历与季节', 'Calendar and season'],
    audience: ['人群对比', 'Audience comparison'], products: ['产品分析', 'Product analysis'], lessons_reuse: ['经验复用', 'Lessons offered to new plans'],
    review_archive: ['复盘归档', 'Review archive'], attribution: ['归因与漏斗', 'Attribution and funnel'],
  }),
  audit: of({
    write: ['写入', 'Write'], import: ['导入或撤销导入', 'Import, or undoing one'], export: ['导出（含个人数据）', 'Export with people in it'],
    export_user: ['导出个人数据', 'Export of one person'], erase_user: ['删除个人数据', 'Erasure of a person'], retention: ['按保留期清理', 'Retention'],
    backup: ['备份', 'Backup'], restore: ['从备份恢复', 'Restored from a backup'], migrate: ['升级格式', 'Change of format'],
    token: ['访问令牌', 'Access token'], synonyms: ['同义词', 'Synonyms'], saved_search: ['保存的搜索', 'Saved search'],
  }),
  // What touchpoints, people and campaigns are grouped by (insight/dimension.h).
  dimension: of({
    channel: ['渠道', 'channel'], product: ['产品', 'product'], category: ['品类', 'category'], top_category: ['一级品类', 'top category'], brand: ['品牌', 'brand'],
    campaign: ['活动', 'campaign'], theme: ['主题', 'theme'], occasion: ['节点', 'occasion'], mechanic: ['玩法', 'mechanic'], tag: ['标签', 'tag'],
    objective: ['目的', 'objective'], campaign_type: ['活动类型', 'type of campaign'], owner: ['负责人', 'owner'], target_segment: ['目标人群', 'segment aimed at'],
    segment: ['人群', 'segment'], user_tag: ['用户标签', 'tag of the person'], event: ['行为', 'event'], region: ['地区', 'region'], device: ['设备', 'device'],
    variant: ['版本', 'variant'], creative: ['素材', 'creative'], year: ['年份', 'year'], quarter: ['季度', 'quarter'], month: ['月份', 'month'],
    weekday: ['星期', 'weekday'], hour: ['小时', 'hour'],
  }),
  direction: of({ in: ['进', 'in'], out: ['出', 'out'] }),
  file_kind: of({
    auto: ['自动判断', 'Recognise it'], campaigns: ['活动', 'Campaigns'], touchpoints: ['触点', 'Touchpoints'], users: ['用户', 'Users'],
    products: ['产品', 'Products'], channels: ['渠道', 'Channels'], segments: ['人群', 'Segments'], lessons: ['经验', 'Lessons'],
    documents: ['文档', 'Documents'],
  }),
  file_format: of({
    csv: ['CSV', 'CSV'], tsv: ['TSV', 'TSV'], json: ['JSON', 'JSON'], jsonl: ['JSON Lines', 'JSON Lines'], xlsx: ['Excel 工作簿', 'Excel workbook'],
    ods: ['ODS 表格', 'ODS workbook'], xls: ['旧版 Excel 工作簿', 'Old Excel workbook'], docx: ['Word 文档', 'Word document'],
    pptx: ['PPT 演示文稿', 'PowerPoint slides'], pdf: ['PDF 文档', 'PDF document'], markdown: ['Markdown 文档', 'Markdown document'],
    html: ['网页', 'Web page'], text: ['纯文本', 'Plain text'], zip: ['ZIP 压缩包', 'ZIP archive'],
  }),
  job: of({
    queued: ['排队中', 'Queued'], reading: ['读取中', 'Reading'], storing: ['存入中', 'Storing'], done: ['完成', 'Done'],
    failed: ['失败', 'Failed'], cancelled: ['已取消', 'Cancelled'], undone: ['已撤销', 'Undone'],
  }),
} as const;

export type Group = keyof typeof vocabulary;
