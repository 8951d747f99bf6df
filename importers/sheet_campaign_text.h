#pragma once
// What a sheet says outside its tables, as a document: its forms (活动名称 | 冬日暖杯季), lines ("周期：3.3-5.31 ｜ 预算90万") and parts
// (亮点, 不足, 结论). The extractor of reviews reads it, so that a form in a workbook and one in a document mean the same. Internal to
// importers.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/document.h"
#include "importers/review_keys.h"
#include "importers/sheet_campaign_tables.h"

namespace almanac::importers {

// How the dictionary of keys calls it: "DRI" → "负责人", "项目" → "活动名称"; as written if it knows the key, or none like it.
std::string campaign_key(std::string_view written);

// Whether the cell can be the key of a form.
bool is_form_key(std::string_view cell, KeyMeanings& keys);

struct SheetTextReading {
  const archive::Dictionary& dictionary;
  const std::vector<CampaignTable>& tables;  // their cells are left out
  Unit unit;                                 // of a line "单位：万元", for amounts that name none
  int year = 0;
  TitleRole role = TitleRole::none;
  std::string_view title;                    // a line that says no more than this is left out
  std::optional<std::uint32_t> column = {};  // of a form with a campaign in each column: which
};

struct SheetDocument {
  TextDocument document;
  std::vector<std::string> names;   // behind keys for the campaign's name, different ones; not in the document
  std::vector<std::uint32_t> rows;  // that hold keys with values, from 0, ascending
};
SheetDocument document_of_sheet(const SheetText& sheet, const SheetTextReading& reading);

// The columns that a form has, if each is a campaign with a name of its own: "Campaign | Spring Run | She Moves". Empty: there are no
// two.
struct CampaignColumns {
  std::uint32_t row = 0, keys = 0;
  std::vector<std::uint32_t> columns;
};
CampaignColumns find_campaign_columns(const SheetText& sheet);

}  // namespace almanac::importers
