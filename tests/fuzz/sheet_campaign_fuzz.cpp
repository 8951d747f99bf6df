// Any bytes as the cells of a workbook about a campaign, its first line the file's name. Checked: no crash; every record passes the
// archive's rules for its form; parts that were read lie inside their sheet; what waits has its reason; the same input gives the same.

#include "importers/sheet_campaign.h"

#include "archive/records.h"
#include "importers/encoding.h"
#include "tests/fuzz/sheet_fuzz.h"

using namespace almanac;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto dictionary = archive::Dictionary::load("/nonexistent");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (importers::valid_utf8_prefix(bytes) != bytes.size()) return 0;
  const std::size_t line = std::min(bytes.find('\n'), bytes.size());
  const std::string name(bytes.substr(0, line));
  importers::Workbook workbook;
  // A line of "=" parts sheets.
  for (std::string_view rest = bytes.substr(std::min(line + 1, bytes.size())); workbook.sheets.size() < 5;) {
    const std::size_t end = std::min(rest.find("\n=\n"), rest.size());
    workbook.sheets.push_back(fuzz::sheet_of(rest.substr(0, end)));
    if (end == rest.size()) break;
    rest.remove_prefix(end + 3);
  }
  const auto found = importers::campaigns_of_sheets(workbook, name, dictionary);
  const auto again = importers::campaigns_of_sheets(workbook, name, dictionary);
  fuzz::require(found.size() == again.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const importers::SheetCampaign& campaign = found[i];
    fuzz::require(campaign.record == again[i].record && campaign.sheet < workbook.sheets.size());
    for (const importers::UsedRows& used : campaign.used)
      fuzz::require(used.sheet < workbook.sheets.size() && used.first >= 1 && used.first <= used.last &&
                    used.last <= workbook.sheets[used.sheet].rows.size());
    fuzz::require(campaign.record.is_null() == campaign.form.has_value());
    if (!campaign.form) (void)archive::from_json_record<archive::Campaign>(campaign.record);
    for (const importers::ReviewValue& value : campaign.values)
      fuzz::require(!value.field.empty() && value.certain == value.code.empty() &&
                    value.certain == value.reason.empty());
  }
  return 0;
}
