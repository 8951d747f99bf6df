#include "importers/workbook_tables.h"

#include <algorithm>

#include "importers/campaign_name.h"
#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/value.h"

namespace almanac::importers {
namespace {

using archive::filled;

bool names_campaign(const WorkbookTable& found) { return std::ranges::any_of(found.table.header, names_record); }

void fold_all(const Workbook& workbook, std::vector<WorkbookTable>& tables, std::size_t form) {
  SheetTable whole = std::move(tables[form].table);
  for (const WorkbookTable& found : tables)
    if (&found != &tables[form] && is_figures(found.table) && !workbook.sheets[found.sheet].hidden)
      fold_into(whole, workbook.sheets[found.sheet], found.table);
  tables[form].table = std::move(whole);
  std::erase_if(tables, [&](const WorkbookTable& found) {
    return found.table.shape == SheetTable::Shape::table && is_figures(found.table) &&
           !workbook.sheets[found.sheet].hidden;
  });
}

// What a title says before its words about figures: "2023双11" of "2023双11各渠道数据汇总". Empty if that names no campaign.
std::string named_by(std::string_view title) {
  constexpr std::string_view words[] = {"各渠道", "分渠道", "渠道", "各平台", "分平台", "投放", "核心", "数据",
                                        "指标",   "目标",   "费用", "预算",   "决算",   "复盘", "总结", "汇总",
                                        "统计",   "明细",   "报表", "报告",   "效果",   "达成"};
  std::size_t end = title.size();
  for (const std::string_view word : words)
    if (const std::size_t at = title.find(word); at != std::string_view::npos) end = std::min(end, at);
  std::string name(trimmed(title.substr(0, end)));
  const std::string bare = campaign_name(name).bare;
  if (name.size() > 90 || bare.empty() || bare.starts_with("sheet") || bare.starts_with("工作表")) return {};
  return name;
}

// A form made of what the title says, if it names a campaign.
std::optional<SheetTable> form_of_title(const Workbook& workbook, const WorkbookTable& first,
                                        std::string_view file_name) {
  const std::string_view stem = file_name.substr(0, file_name.rfind('.'));
  const std::string& sheet = workbook.sheets[first.sheet].name;
  for (const std::string_view title : {std::string_view(first.table.title), std::string_view(sheet), stem}) {
    const std::string name = named_by(title);
    if (name.empty() || heads_figures(name)) continue;
    SheetTable form = first.table;
    form.shape = SheetTable::Shape::form;
    form.totals.clear();
    form.left_out.clear();
    form.columns.clear();
    form.header_rows.clear();
    form.header = {"活动名称"};
    form.records = {{name}};
    std::optional<Period> period;
    for (const ShownRow& line : first.table.context)
      if (!period) period = period_in(line.text);
    if (period) {
      form.header.push_back("活动时间");
      form.records.front().push_back(period->start + " ~ " + period->end);
    }
    form.reasons.push_back(
        {"named_by_title", filled({"the figures name no campaign: they are taken to be of \"{}\", after \"{}\"",
                                   "数据没有活动名称，按“{}”（取自“{}”）归入活动"},
                                  name, std::string(title))});
    return form;
  }
  return std::nullopt;
}

}  // namespace

std::vector<WorkbookTable> find_workbook_tables(const Workbook& workbook, const archive::Dictionary& dictionary,
                                                std::string_view file_name) {
  std::vector<WorkbookTable> tables;
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i)
    for (SheetTable& table : find_tables(workbook.sheets[i], dictionary, file_name).tables)
      tables.push_back({i, std::move(table)});
  // What is hidden was put away: older versions, lists of a form's choices.
  const auto figures = [&](const WorkbookTable& found) {
    return is_figures(found.table) && !workbook.sheets[found.sheet].hidden;
  };
  if (std::ranges::none_of(tables, figures)) return tables;
  const auto named = std::ranges::count_if(tables, names_campaign);
  if (named == 0) {
    const auto first = std::ranges::find_if(tables, figures);
    if (auto form = form_of_title(workbook, *first, file_name)) {
      const std::size_t sheet = first->sheet;
      const auto at = tables.insert(first, {sheet, std::move(*form)});
      fold_all(workbook, tables, static_cast<std::size_t>(at - tables.begin()));
    }
  } else if (named == 1) {
    const auto form = std::ranges::find_if(tables, names_campaign);
    if (is_campaign_form(form->table)) fold_all(workbook, tables, static_cast<std::size_t>(form - tables.begin()));
  }
  return tables;
}

}  // namespace almanac::importers
