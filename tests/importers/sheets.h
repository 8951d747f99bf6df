#pragma once
// Sheets about campaigns for tests, written as lines of texts, and what is read of them.

#include <string>
#include <string_view>
#include <vector>

#include "importers/sheet_campaign.h"

namespace almanac::tests {

using namespace almanac::importers;
using archive::Dictionary;
using archive::Json;

inline const Dictionary& dictionary() {
  static const Dictionary shipped = Dictionary::load("/nonexistent");
  return shipped;
}

using Lines = std::vector<std::vector<std::string>>;

// "#" before a text makes a number of it; "<" repeats the cell at the left, merged, and "^" the one above.
inline Sheet sheet_of(const std::string& name, const Lines& lines) {
  Sheet sheet;
  sheet.name = name;
  for (std::uint32_t row = 0; row < lines.size(); ++row) {
    std::vector<SheetCell> cells;
    for (std::uint32_t column = 0; column < lines[row].size(); ++column) {
      const std::string& text = lines[row][column];
      SheetCell cell;
      if (text == "<" || text == "^") {
        cell = text == "<" ? cells.back() : sheet.rows.back()[column];
        cell.merged = true;
      } else if (text.starts_with("#") && text.size() > 1 && text != "#DIV/0!") {
        cell = {SheetCell::Type::number, false, text.substr(1)};
      } else if (text.starts_with("#")) {
        cell = {SheetCell::Type::error, false, text};
      } else if (!text.empty()) {
        cell = {SheetCell::Type::text, false, text};
      }
      cells.push_back(std::move(cell));
    }
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

inline std::vector<SheetCampaign> read(const std::vector<Sheet>& sheets, std::string_view file = "x.xlsx") {
  Workbook workbook;
  workbook.sheets = sheets;
  return campaigns_of_sheets(workbook, file, dictionary());
}

inline Json record_of(const std::vector<Sheet>& sheets, std::string_view file = "x.xlsx") {
  const auto found = read(sheets, file);
  return found.size() == 1 ? found[0].record : Json();
}

// The value of the list's entry whose member says so; null: there is none.
inline Json entry(const Json& record, const char* list, const char* member, std::string_view is, const char* value) {
  if (!record.is_object() || !record.contains(list)) return {};
  for (const Json& each : record[list])
    if (each.contains(member) && each[member] == is && each.contains(value)) return each[value];
  return {};
}

inline Sheet dashboard() {
  return sheet_of("看板", {{"", "青柠2025年开学季整体数据看板", "<", "<", "<"},
                           {"", "活动周期：2025.8.20-9.5（去年 8.18-9.3）", "<", "<", "<"},
                           {},
                           {"", "指标", "2025目标", "2025实际", "完成率", "2024同期", "同比"},
                           {"", "支付金额(万)", "#300", "#321.5", "#1.0717", "#280", "#0.148"},
                           {"", "访客数", "40万", "42.5万", "#1.06", "39万", "#0.09"},
                           {"", "支付转化率", "#0.03", "#0.032", "", "#0.029", ""},
                           {"", "推广花费(万)", "#50", "#48", "#0.96", "#44", ""}});
}

}  // namespace almanac::tests
