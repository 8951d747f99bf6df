// How the forms of sheets call what the dictionary of keys knows by other names, and forms with a campaign in each column.

#include <algorithm>
#include <map>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/layout.h"
#include "importers/sheet_campaign_text.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t longest_key = 48;  // bytes

std::string folded_key(std::string_view key) {
  std::string text = archive::fold(split_header_unit(bare_key(key)).name);
  std::erase(text, ' ');
  return text;
}

bool is_year(std::string_view text) {
  const auto year = leading_year(text);
  return year && trimmed(year->second).empty();
}

}  // namespace

std::string campaign_key(std::string_view written) {
  struct Called {
    std::string_view key;
    std::vector<std::string_view> written;  // folded, without spaces
  };
  static const std::vector<Called> all = {
      {"活动名称",
       {"project", "projectname", "campaign", "项目", "项目名称", "活动", "所属活动", "活动项目", "活动名",
        "活动主名称", "项目名", "活动全称", "专场名称", "专场", "场次名称"}},
      {"活动时间",
       {"flight", "launchwindow", "flightdates", "dates", "window", "项目日期", "项目时间", "活动日期", "执行时间",
        "活动起止", "起止时间", "起止日期", "活动开始结束时间"}},
      {"负责人",
       {"dri", "lead", "projectlead", "campaignlead", "项目负责人", "活动负责人", "总负责人", "活动总负责", "总负责",
        "主负责人", "运营负责人", "操盘手", "项目owner"}},
      {"主推商品", {"主推",         "主推款", "主推单品", "测试商品", "测试产品", "hero products", "heroskus",
                    "heroproducts", "主推品", "核心单品", "核心爆款", "爆品",     "爆款",          "爆款商品",
                    "爆款单品",     "主打",   "主打款",   "主打品",   "主打产品", "主打商品",      "重点单品",
                    "重点商品",     "重点款", "top商品",  "top单品",  "主力商品", "主力款",        "主力单品"}},
      {"实际花费",
       {"总费用", "费用总额", "总花费", "totalspend", "actualspend", "结算金额", "决算金额", "结算费用", "费用决算",
        "实际结算", "活动总花费", "活动总费用", "总支出", "费用合计", "花费合计", "实际总花费", "实际总费用", "总投入",
        "费用总计"}},
      {"目标支付金额", {"支付目标"}},
      {"目标销售额", {"销售目标", "销售额目标", "业绩目标"}},
      {"目标成交额", {"成交目标"}},
      {"不足",
       {"lowlights", "lowlight", "不足之处", "做得不好的", "待改进", "待改进点", "有待改进", "待改善", "待优化",
        "需改进", "问题点", "存在的问题", "存在问题", "主要问题", "问题与不足", "踩坑", "坑点", "教训", "遗憾"}},
      {"活动目的", {"活动目的"}},
      {"渠道", {"参与渠道", "投放渠道", "活动渠道", "推广渠道", "渠道"}},
      {"目标人群",
       {"目标客群", "targetaudience", "人群", "目标用户", "面向人群", "核心人群", "活动人群", "覆盖人群", "受众人群",
        "目标会员", "重点人群", "圈选人群", "投放人群"}},
      {"活动主题", {"活动主题"}},
      {"活动状态", {"活动状态", "项目状态"}},
      {"预算",
       {"totalbudget", "预算总额", "项目预算", "批准预算", "批复预算", "审批预算", "总预算", "活动总预算", "整体预算",
        "预算合计", "费用预算", "营销预算", "预算费用"}},
      {"亮点",
       {"做得好的", "做得好", "做得好的地方", "做得好的方面", "好的地方", "好的方面", "优点", "成功经验", "成功之处",
        "有效做法", "值得保留", "值得沉淀", "亮点总结"}},
      {"改进",
       {"改进计划", "改进措施", "优化方向", "下次改进", "改进建议", "下次建议", "下次改进建议", "优化建议",
        "下一步改进", "改进点", "改进动作", "后续改进", "后续优化", "下期建议", "下届建议", "明年建议", "下一步优化",
        "优化动作", "改进方案"}},
      {"目标gmv", {"总gmv目标"}},
      {"活动编号", {"项目编号", "projectcode", "campaigncode"}}};
  static const std::map<std::string_view, std::string_view> names = [] {
    std::map<std::string_view, std::string_view> built;
    for (const Called& one : all)
      for (const std::string_view name : one.written) built.emplace(name, one.key);
    return built;
  }();
  const std::string key = folded_key(written);
  const auto found = names.find(key);
  if (found == names.end()) return std::string(bare_key(written));
  std::string called(found->second);
  // The unit stays: "总费用（万元）".
  const HeaderName name = split_header_unit(bare_key(written));
  if (name.unit && name.name.size() < bare_key(written).size()) called += bare_key(written).substr(name.name.size());
  return called;
}

bool is_form_key(std::string_view cell, KeyMeanings& keys) {
  if (cell.empty() || cell.size() > longest_key || parse_number(cell)) return false;
  const std::string called = campaign_key(cell);
  if (called.find("：") != std::string::npos && !called.ends_with("：")) return false;
  return keys.of(called).kind != Meaning::Kind::none;
}

CampaignColumns find_campaign_columns(const SheetText& sheet) {
  constexpr std::uint32_t looked_at = 12, widest = 40;
  for (std::uint32_t row = 0; row < std::min(sheet.rows(), looked_at); ++row) {
    CampaignColumns found;
    found.row = row;
    bool key = false, other = false;
    std::vector<std::string_view> names;
    for (std::uint32_t column = 0; column < std::min(sheet.width(row), widest); ++column) {
      const std::string_view text = sheet.text(row, column);
      if (text.empty() || !sheet.own(row, column)) continue;
      if (!key) {
        const std::string called = campaign_key(text);
        if (called != "活动名称") break;
        key = true;
        found.keys = column;
        continue;
      }
      other = other || campaign_key(text) != trimmed(text) || parse_number(text) || display_width(text) > 80 ||
              std::ranges::find(names, text) != names.end() || is_year(text);
      names.push_back(text);
      found.columns.push_back(column);
    }
    if (!key || other || found.columns.size() < 2) continue;
    // Below, a row of dates for most of them.
    for (std::uint32_t below = row + 1; below < std::min(sheet.rows(), row + looked_at); ++below) {
      if (campaign_key(sheet.text(below, found.keys)) != "活动时间" &&
          period_key(sheet.text(below, found.keys)) == PeriodKey::none)
        continue;
      const auto dated = std::ranges::count_if(found.columns, [&](std::uint32_t column) {
        return std::ranges::any_of(sheet.text(below, column), is_digit);
      });
      if (dated * 2 > static_cast<std::ptrdiff_t>(found.columns.size())) return found;
    }
  }
  return {};
}

}  // namespace almanac::importers
