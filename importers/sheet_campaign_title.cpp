// The campaign that a title, a sheet's or a file's name tells, without what the file is.
//
//   溪谷2024年双12（12.8-12.12）各平台目标与实际   →  2024年双12
//   夏季跑步节人群包投放效果                       →  夏季跑步节
//   「桂花拿铁」上新首两周逐日数据                 →  「桂花拿铁」上新
//
// The words at the end that say what the file is are cut one after the other (file_words), then what stands in brackets and is a
// date, unit, version or person. A brand before the year is none of the name.

#include "importers/sheet_campaign_words.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/layout.h"
#include "importers/review_words.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// A person's name: a frequent family name and one or two characters more, and no place or part of a shop.
bool is_person(std::string_view text) {
  constexpr std::string_view families[] = {
      "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
      "林", "罗", "高", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田",
      "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁", "任", "沈", "姚",
      "卢", "姜", "崔", "钟", "谭", "陆", "汪", "范", "廖", "贾", "夏", "韦", "付", "傅", "方", "白", "邹",
      "孟", "熊", "秦", "邱", "江", "尹", "薛", "闫", "段", "雷", "侯", "龙", "史", "陶", "黎", "贺", "顾",
      "毛", "郝", "龚", "邵", "万", "钱", "严", "覃", "戴", "莫", "孔", "向", "汤"};
  if (text.size() % 3 != 0 || text.size() > 9) return false;
  if (text.size() == 3) return static_cast<unsigned char>(text[0]) >= 0xe4;
  if (contains_any(text, {"区", "店", "站", "端", "线", "场", "期", "省", "市", "州", "阳", "苏",
                          "西", "南", "北", "东", "京", "海", "山", "汉", "品", "会", "号", "版"}))
    return false;
  return std::ranges::any_of(families, [&](std::string_view family) { return text.starts_with(family); });
}

// What brackets hold that is no part of a name: dates, units, versions, people.
bool is_aside(std::string_view inner) {
  const std::string plain = lower_ascii(plain_form(inner));
  if (plain.empty() || is_person(plain) || unit_in(plain) || parse_unit(plain) || compares(plain)) return true;
  if (campaign_in_title(plain).empty()) return true;
  // "Jul 8 – Jul 11, 2025"
  std::string months = plain;
  for (const std::string_view month :
       {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
    if (const std::size_t at = months.find(month); at != std::string::npos && std::ranges::any_of(plain, is_digit)) {
      for (std::size_t i; (i = months.find(month)) != std::string::npos;) months.erase(i, month.size());
      if (std::ranges::none_of(months, [](char c) { return c >= 'a' && c <= 'z'; })) return true;
    }
  const auto letters = std::ranges::count_if(
      plain, [](char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0xc0) == 0xc0; });
  return letters == 0 || contains_any(plain, {"口径", "终版", "定版", "人群：", "人群:", "单位", "截至", "截止", "更新",
                                              "月", "编制", "制表", "by ", "负责人"});
}

std::string without_asides(std::string_view title) {
  static constexpr std::pair<std::string_view, std::string_view> brackets[] = {{"（", "）"}, {"(", ")"},  {"【", "】"},
                                                                               {"[", "]"},   {"（", ")"}, {"(", "）"}};
  std::string text(title);
  for (const auto& [open, close] : brackets)
    for (std::size_t from = 0;;) {
      const std::size_t at = text.find(open, from);
      const std::size_t end = at == std::string::npos ? at : text.find(close, at + open.size());
      if (end == std::string::npos) break;
      const std::string inner = text.substr(at + open.size(), end - at - open.size());
      from = end + close.size();
      if (inner.find(open) != std::string::npos || !is_aside(trimmed(inner))) continue;
      text.replace(at, end + close.size() - at, " ");
      from = at;
    }
  return text;
}

// What a file is, at the end of its title; longer ones first.
constexpr std::string_view file_words[] = {
    "retrospective", "performance",  "post-mortem", "postmortem", "dashboard", "overview",     "channels",   "summary",
    "tracker",       "results",      "wrap-up",     "channel",    "费用台账",  "费用台帐",     "台账",       "台帐",
    "收支汇总表",    "数据周报",     "渠道周报",    "周报汇总",   "目标分解",  "结果回填",     "营销费用",   "营销预算",
    "结算单",        "作战表",       "作战图",      "作战",       "收支表",    "收支汇总",     "收支",       "执行表",
    "跟踪表",        "渠道口径",     "周报",        "运营数据",   "p&l",       "内容",         "销售",       "私域",
    "触达",          "成绩单",       "数据包",      "里程碑",     "分析",      "测算",         "拆解",       "分解",
    "规划",          "营销",         "项目结算",    "口径",       "期间",      "整体数据看板", "budget",     "report",
    "review",        "素材ab测试",   "媒介预算表",  "final",      "draft",     "a/b测试",      "优惠券核销", "收尾数据",
    "收尾",          "财务核对",     "结果",        "结算表",     "成绩",      "直播场次",     "直播记录",   "每日数据",
    "每日",          "广告报表",     "广告",        "货品复盘",   "货品数据",  "全店",         "收官",       "跟进表",
    "进展",          "渠道与费用",   "渠道及费用",  "数据复盘表", "brief",     "recap",        "spend",      "costs",
    "数据看板",      "整体看板",     "媒介预算",    "费用预算",   "投放预算",  "推广预算",     "预算分配",   "媒介投放",
    "选品清单",      "商品清单",     "产品清单",    "货品清单",   "人群圈选",  "人群清单",     "复盘数据",   "数据复盘",
    "复盘报告",      "结案报告",     "历年数据",    "数据对比",   "整体数据",  "数据汇总",     "数据记录",   "数据明细",
    "费用明细",      "投放计划",     "投放数据",    "投放明细",   "推广计划",  "执行方案",     "活动方案",   "策划方案",
    "目标拆解",      "目标达成",     "达成情况",    "完成情况",   "核心指标",  "最终版本",     "plan",       "data",
    "copy",          "逐日数据",     "投放日报",    "直播场次",   "场次明细",  "直播明细",     "渠道效果",   "渠道漏斗",
    "渠道数据",      "成本核算",     "测试记录",    "ab测试",     "达人投放",  "效果汇总",     "执行清单",   "投入产出",
    "转化漏斗",      "活动总结",     "活动复盘",    "项目核算",   "费用核算",  "预算执行",     "执行情况",   "cost",
    "kols",          "launch brief", "仪表盘",      "预算表",     "选品表",    "人群包",       "复盘表",     "近三年",
    "近两年",        "数据表",       "费用表",      "计划表",     "项目表",    "各渠道",       "分渠道",     "最终版",
    "修订版",        "修改版",       "更新版",      "正式版",     "完整版",    "kpi",          "日数据",     "核算表",
    "券效果",        "优惠券",       "各平台",      "分平台",     "首两周",    "前两周",       "前三天",     "复盘会",
    "登记表",        "统计表",       "一览表",      "推进表",     "kol",       "看板",         "核心",       "关键",
    "预算",          "媒介",         "选品",        "货盘",       "清单",      "人群",         "复盘",       "总结",
    "结案",          "历年",         "三年",        "两年",       "对比",      "数据",         "汇总",       "明细",
    "费用",          "投放",         "推广",        "方案",       "目标",      "达成",         "整体",       "指标",
    "效果",          "结算",         "决算",        "报表",       "报告",      "最终",         "终稿",       "定稿",
    "初稿",          "草稿",         "新版",        "副本",       "版本",      "备份",         "表格",       "逐日",
    "日报",          "场次",         "漏斗",        "核算",       "测试",      "素材",         "记录",       "核销",
    "渠道",          "vs",           "实际",        "平台",       "名单",      "执行",         "达人",       "首周",
    "首月",          "产出",         "战报",        "简报",       "快报",      "日志",         "统计",       "一览",
    "概览",          "总览",         "排期",        "进度",       "跟踪",      "追踪",         "券"};

bool cut_version(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && (is_digit(text[text.size() - 1 - digits]) || text[text.size() - 1 - digits] == '.'))
    ++digits;
  const std::size_t at = text.size() - digits;
  if (digits == 0 || at == 0 || (text[at - 1] != 'v' && text[at - 1] != 'V')) return false;
  const bool word =
      at >= 2 && ((text[at - 2] >= 'a' && text[at - 2] <= 'z') || (text[at - 2] >= 'A' && text[at - 2] <= 'Z'));
  if (word) return false;
  text.remove_suffix(digits + 1);
  return true;
}

bool cut_signs(std::string_view& text, bool front) {
  for (const std::string_view sign :
       {"_", "-", "—", "–", "|", "｜", "·", "&", "＆", "+", "：", ":", "、", "，", ",", " ", "　", "*", "/", "／"})
    if (front ? text.starts_with(sign) : text.ends_with(sign)) {
      front ? text.remove_prefix(sign.size()) : text.remove_suffix(sign.size());
      return true;
    }
  return false;
}

// "618优惠券核销 2025.5.30-6.18": days behind the name.
std::string_view without_days(std::string_view text) {
  std::size_t at = text.size();
  for (const std::size_t space : {text.rfind(' '), text.rfind("　")})
    if (space != std::string_view::npos && space > 0 && (at == text.size() || space > at)) at = space;
  const std::string_view back = trimmed(text.substr(at));
  const bool days = std::ranges::count_if(back, is_digit) >= 3 &&
                    back.find_first_of(".-/~") != std::string_view::npos &&
                    back.find_first_not_of("0123456789.-/~") == std::string_view::npos;
  return days ? trimmed(text.substr(0, at)) : text;
}

// Without the words for the file at its end, and signs at both.
std::string_view without_file_words(std::string_view text) {
  bool any = false;
  for (bool cut = true; cut && !text.empty();) {
    cut = cut_signs(text, false) || cut_signs(text, true) || cut_version(text);
    if (cut) continue;
    const std::string lower = lower_ascii(text);
    for (const std::string_view word : file_words) {
      if (!lower.ends_with(word)) continue;
      const bool latin = static_cast<unsigned char>(word[0]) < 0x80;
      const char before = lower.size() > word.size() ? lower[lower.size() - word.size() - 1] : ' ';
      if (latin && before >= 'a' && before <= 'z') continue;
      text.remove_suffix(word.size());
      cut = any = true;
      break;
    }
    // "渠道与费用"
    for (const std::string_view link : {"与", "和", "及"})
      if (any && !cut && text.ends_with(link)) text.remove_suffix(link.size()), cut = true;
    // 计划 is what the file is where a name stands before it, and part of "增长计划".
    if (const std::string_view plan = "计划"; !cut && text.ends_with(plan))
      if (const std::string_view front = text.substr(0, text.size() - plan.size());
          front.empty() || sounds_like_campaign(front))
        text = front, cut = any = true;
    if (!cut && text.ends_with("表") && !text.ends_with("代表") && !text.ends_with("手表") && text.size() > 3) {
      text.remove_suffix(std::string_view("表").size());
      cut = any = true;
    }
  }
  return text;
}

// Words about the file or the team alone: "门店活动预算表", "营销活动复盘".
bool names_nothing(std::string_view text) {
  text = trimmed(without_file_words(trimmed(text)));
  for (bool cut = true; cut && !text.empty();) {
    cut = cut_signs(text, true);
    for (const std::string_view word : {"门店", "营销", "市场", "活动", "项目", "品牌", "电商", "公司", "部门", "团队",
                                        "运营", "推广", "投放", "直播", "campaign", "Campaign", "CAMPAIGN"})
      if (!cut && text.ends_with(word)) text.remove_suffix(word.size()), cut = true;
  }
  const auto year = leading_year(text);
  return text.empty() || (year && trimmed(year->second).empty());
}

// "朴野宠物 抖音旗舰店 2025年818宠粉节" → "2025年818宠粉节": brand and shop stand before the year.
std::string_view behind_shop(std::string_view text) {
  for (std::size_t at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1)) {
    const std::string_view front = text.substr(0, at), rest = trimmed(text.substr(at));
    if (std::ranges::any_of(front, is_digit)) return text;
    if (rest.size() <= 7 || !rest.starts_with("20") || !is_digit(rest[2]) || !is_digit(rest[3])) continue;
    return !sounds_like_campaign(front) && sounds_like_campaign(without_file_words(rest)) ? rest : text;
  }
  return text;
}

// "38焕新周 抖音自播" → "38焕新周", "门店活动预算表-2024冬日暖杯季" → "2024冬日暖杯季": of parts set apart by a sign those that name
// nothing, and a platform behind the name, are left out.
std::string_view without_other_parts(std::string_view text) {
  for (bool cut = true; cut;) {
    cut = false;
    std::size_t first = text.size(), last = 0, first_size = 0, last_size = 0;
    for (const std::string_view sign : {"_", "-", "—", "｜", "|", "·", " ", "　"}) {
      if (const std::size_t at = text.find(sign); at < first) first = at, first_size = sign.size();
      if (const std::size_t at = text.rfind(sign); at != std::string_view::npos && at >= last)
        last = at, last_size = sign.size();
    }
    if (first == text.size()) return text;
    const std::string_view front = trimmed(text.substr(0, first)), rest = trimmed(text.substr(first + first_size));
    const std::string_view head = trimmed(text.substr(0, last)), back = trimmed(text.substr(last + last_size));
    const std::string_view sign = text.substr(first, first_size);
    const bool bar = sign == "|" || sign == "｜" || (sign == " " && (rest.starts_with("|") || rest.starts_with("｜")));
    std::string_view behind = rest;
    while (bar && (take_front(behind, "|") || take_front(behind, "｜"))) {
    }
    if (bar && !sounds_like_campaign(front) && sounds_like_campaign(behind))
      text = behind, cut = true;  // the brand before a bar
    else if (!rest.empty() && names_nothing(front))
      text = rest, cut = true;
    else if (const std::string_view named = behind_shop(text); named.size() < text.size())
      text = named, cut = true;
    else if (!head.empty() &&
             ((names_nothing(back) && !leading_year(back)) || (names_platform(back) && sounds_like_campaign(head))))
      text = head, cut = true;
  }
  return text;
}

// "溪谷2024年双12" → "2024年双12".
std::string_view without_brand(std::string_view text) {
  constexpr std::size_t longest_brand = 12;  // columns
  // "石榴家第三届净水节" → "第三届净水节"
  if (const std::size_t at = text.find("第"); at != std::string_view::npos && at > 0 && at <= longest_brand)
    if (const std::size_t end = text.find("届", at);
        end != std::string_view::npos && end <= at + 9 && !sounds_like_campaign(text.substr(0, at)))
      return text.substr(at);
  const std::size_t at = text.find("20");
  if (at == std::string_view::npos || at == 0 || display_width(text.substr(0, at)) > longest_brand) return text;
  std::string_view rest = text.substr(at);
  if (rest.size() < 5 || !is_digit(rest[2]) || !is_digit(rest[3])) return text;
  rest.remove_prefix(4);
  take_front(rest, "年");
  const bool sign = text.substr(0, at).find_first_of("-_(0123456789") != std::string_view::npos;
  if (sign || !sounds_like_campaign(trimmed(rest)) || sounds_like_campaign(text.substr(0, at))) return text;
  return text.substr(at);
}

// What stands before brackets with days, or before "单位：…": the name, if it sounds like one.
std::string_view before_remarks(std::string_view title) {
  for (const std::string_view open : {"（", "("})
    if (const std::size_t at = title.find(open); at != std::string_view::npos && at > 0) {
      const std::string_view inner = title.substr(at + open.size(), 40);
      const std::size_t end = std::min({inner.find("）"), inner.find(")"), inner.size()});
      const bool days = std::ranges::count_if(inner.substr(0, end), is_digit) >= 3 &&
                        inner.substr(0, end).find_first_of(".-/~") != std::string_view::npos;
      if (days && sounds_like_campaign(without_file_words(trimmed(title.substr(0, at))))) return title.substr(0, at);
    }
  if (const std::size_t colon = std::min(title.find("："), title.find(':')); colon != std::string_view::npos)
    if (const std::size_t space = title.substr(0, colon).rfind(' '); space != std::string_view::npos && space > 0)
      return title.substr(0, space);
  return title;
}

// "「好友同学季」转介绍" → "好友同学季": a quoted name in front that sounds like a campaign.
std::string_view quoted_name(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> quotes[] = {{"「", "」"}, {"“", "”"}, {"《", "》"}};
  for (const auto& [open, close] : quotes) {
    const std::size_t end = text.find(close);
    if (!text.starts_with(open) || end == std::string_view::npos) continue;
    const std::string_view inner = text.substr(open.size(), end - open.size());
    if (end + close.size() == text.size() || sounds_like_campaign(inner)) return inner;
  }
  return text;
}

}  // namespace

bool names_platform(std::string_view part) {
  return !sounds_like_campaign(without_file_words(part)) &&
         std::ranges::any_of(
             std::initializer_list<std::string_view>{"抖音",   "天猫",   "京东",   "小红书", "淘宝",  "快手",
                                                     "视频号", "微信",   "拼多多", "微博",   "B站",   "直播",
                                                     "私域",   "社群",   "短信",   "企微",   "站内",  "站外",
                                                     "全渠道", "全平台", "多平台", "各渠道", "各平台"},
             [&](std::string_view word) { return part.starts_with(word); });
}

std::string campaign_in_title(std::string_view title) {
  if (title.size() > 300) return {};
  const std::string kept = without_asides(before_remarks(trimmed(title)));
  std::string_view text = without_file_words(without_days(trimmed(kept)));
  text = without_file_words(without_other_parts(text));
  // "优惠券核销数据（2024囤货节）": the name stands in brackets.
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}})
    if (const std::size_t at = text.find(open);
        at != std::string_view::npos && at > 0 && text.ends_with(close) && names_nothing(text.substr(0, at)))
      text = without_file_words(text.substr(at + open.size(), text.size() - at - open.size() - close.size()));
  text = quoted_name(without_brand(text));
  // Only a year, or a word for the sheet itself.
  const auto year = leading_year(text);
  if ((year && trimmed(year->second).empty()) || names_nothing(text)) return {};
  const std::string lower = lower_ascii(text);
  if (lower.starts_with("sheet") || lower.starts_with("工作表") || is_one_of(lower, {"活动", "大促", "campaign"}))
    return {};
  return std::string(text);
}

bool is_about_many(std::string_view title) {
  const std::string text = lower_ascii(title);
  if (text.find("周报") != std::string::npos && !sounds_like_campaign(campaign_in_title(title))) return true;
  if (contains_any(text, {"月报",   "季报",   "年报",    "月度",     "季度",     "年度",         "日历",
                          "全年",   "历次",   "各活动",  "活动汇总", "活动总览", "活动数据汇总", "上半年",
                          "下半年", "weekly", "monthly", "calendar", "模板",     "template",     "大促总览"}))
    return true;
  if (text.find("日报") != std::string::npos && !sounds_like_campaign(campaign_in_title(title))) return true;
  // The plan of days, or the ledger, of one campaign names its occasion.
  return contains_any(text, {"排期", "日程", "台账", "台帐"}) && !occasion_in(title);
}

bool sounds_like_campaign(std::string_view name) {
  if (occasion_in(name)) return true;
  const std::string text = archive::fold(name);
  if (contains_any(text,
                   {"大促",         "促销",         "活动",   "周年",      "店庆",     "专场",     "召回",   "首发",
                    "联名",         "上新",         "新品",   "拉新",      "裂变",     "年货",     "会员日", "超品日",
                    "超级品牌日",   "狂欢",         "开学季", "品牌日",    "campaign", "festival", "sale",   "launch",
                    "promo",        "black friday", "双旦",   "感恩",      "女神",     "女王",     "38",     "bfcm",
                    "cyber monday", "黑五",         "网一",   "prime day", "big deal"}))
    return true;
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"节",     "季",     "日",     "周",     "月狂欢", "计划",   "行动",
                                              "招生",   "挑战赛", "发布",   "发布会", "快闪",   "公开课", "训练营",
                                              "集训营", "马拉松", "嘉年华", "盛典",   "路演",   "赞助",   "训练月",
                                              "焕新",   "week",   "day",    "fest"},
      [&](std::string_view end) {
        // "5月31日" is a day.
        return text.ends_with(end) && text.size() > end.size() && !is_digit(text[text.size() - end.size() - 1]);
      });
}

TitleRole role_of_title(std::string_view title) {
  const std::string text = lower_ascii(title);
  const bool planned =
      contains_any(text, {"预算", "计划", "方案", "预估", "目标", "作战", "规划", "部署", "budget", "plan"});
  const bool actual = contains_any(
      text, {"复盘", "结案", "结算", "决算", "实际",   "看板", "总结",   "花费",   "数据",  "效果",    "达成",
             "完成", "执行", "结果", "周报", "结算单", "收支", "actual", "review", "recap", "results", "p&l"});
  return planned == actual ? TitleRole::none : planned ? TitleRole::planned : TitleRole::actual;
}

}  // namespace almanac::importers
