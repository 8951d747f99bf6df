#include "importers/sheet_campaign.h"

#include <algorithm>

#include "importers/sheet_campaign_facts.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;
using Form = CampaignTable::Form;

constexpr std::size_t most_rows = 20'000, most_sheets = 100;

std::string_view stem_of(std::string_view file) {
  file = file.substr(file.find_last_of("/\\") == std::string_view::npos ? 0 : file.find_last_of("/\\") + 1);
  const std::size_t dot = file.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot);
}

struct LookedAt {
  std::size_t sheet;
  SheetText text;
  SheetFacts facts;
};

UsedRows used_rows(std::size_t sheet, const CampaignTable& table) {
  return {sheet, table.header + 1, table.last + 1, table.left + 1, table.right() + 1};
}

class CampaignReader {
 public:
  CampaignReader(std::string_view file, const archive::Dictionary& dictionary, const archive::Zone& zone)
      : file_(file), dictionary_(dictionary), zone_(zone) {
    context_.dictionary = &dictionary_;
    context_.zone = &zone_;
  }

  // One campaign by these sheets.
  std::optional<SheetCampaign> read(const std::string& name, const std::vector<const LookedAt*>& sheets) {
    ReviewCollector out;
    SheetCampaign campaign;
    campaign.sheet = sheets.front()->sheet;
    std::optional<archive::Decimal> planned, actual;
    bool dated = false;
    for (const LookedAt* looked : sheets) {
      const SheetFacts& facts = looked->facts;
      YearSource years;
      if (facts.year != 0) years.year = facts.year;
      const ReviewDates dates(context_, years);
      const TableContext context{dictionary_, dates, out, facts.unit, facts.role, facts.year};
      for (const CampaignTable& table : facts.tables)
        if (read_table(*looked, table, context, planned, actual))
          campaign.used.push_back(used_rows(looked->sheet, table));
      if (!facts.period) continue;
      dated = true;
      put_dates(*facts.period, facts.title, out);
    }
    if (!dated || campaign.used.empty()) return std::nullopt;
    out.certain("name", name, {name});
    if (planned) out.certain_if_alone("budget", archive::to_json(*planned), {"合计"});
    if (actual) out.certain_if_alone("spend", archive::to_json(*actual), {"合计"});
    DocumentReview review = out.finish();
    if (!review.names_campaign()) return std::nullopt;
    campaign.record = std::move(review.record);
    campaign.values = std::move(review.values);
    return campaign;
  }

 private:
  static void put_dates(const DateRange& period, const std::string& evidence, ReviewCollector& out) {
    out.certain("start", period.start.to_string(), {evidence});
    out.certain("end", period.end.value_or(period.start).to_string(), {evidence});
  }

  static bool read_table(const LookedAt& looked, const CampaignTable& table, const TableContext& context,
                         std::optional<archive::Decimal>& planned, std::optional<archive::Decimal>& actual) {
    const auto add = [](std::optional<archive::Decimal>& sum, const std::optional<archive::Decimal>& value) {
      if (value) sum = sum ? archive::add(*sum, *value) : value;
    };
    switch (table.form) {
      case Form::figures:
      case Form::lying:
        return read_figures_of_sheet(looked.text, table, context);
      case Form::segments:
      case Form::products:
        return read_names_of_sheet(looked.text, table, context);
      case Form::costs: {
        CostTotals totals;
        const bool read = read_costs_of_sheet(looked.text, table, context, totals);
        add(planned, totals.planned);
        add(actual, totals.actual);
        if (read) put_phases(table, context);
        return read;
      }
      default:
        return false;
    }
  }

  static void put_phases(const CampaignTable& table, const TableContext& context) {
    for (const ColumnHead& head : table.heads) {
      if (head.kind != ColumnHead::Kind::phase || !head.range || !head.range->end) continue;
      const std::size_t open = std::min({head.text.find("（"), head.text.find('('), head.text.size()});
      const std::string name(trimmed(std::string_view(head.text).substr(0, open)));
      if (name.empty() || open == head.text.size()) continue;
      context.out.certain(
          "phases",
          Json{{"name", name}, {"start", head.range->start.to_string()}, {"end", head.range->end->to_string()}},
          {head.text});
    }
  }

  std::string_view file_;
  const archive::Dictionary& dictionary_;
  const archive::Zone& zone_;
  ReviewContext context_;
};

struct Group {
  std::string name;
  std::vector<const LookedAt*> sheets;
};

// Sheets of one campaign together; those without a name of their own go with the file's, else with the only one there is.
std::vector<Group> groups_of(const std::vector<LookedAt>& sheets, const std::string& file_name) {
  std::vector<Group> groups;
  const auto put = [&](const std::string& name, const LookedAt& looked) {
    const auto known =
        std::ranges::find_if(groups, [&](const Group& group) { return same_campaign(group.name, name); });
    if (known != groups.end())
      known->sheets.push_back(&looked);
    else
      groups.push_back({name, {&looked}});
  };
  for (const LookedAt& looked : sheets)
    if (!looked.facts.several && !looked.facts.name.empty()) put(looked.facts.name, looked);
  const bool file_alone = groups.empty();
  for (const LookedAt& looked : sheets) {
    if (looked.facts.several || !looked.facts.name.empty()) continue;
    if (!file_name.empty() && (file_alone || (groups.size() == 1 && same_campaign(groups[0].name, file_name))))
      put(file_name, looked);
    else if (file_name.empty() && groups.size() == 1)
      groups[0].sheets.push_back(&looked);
  }
  return groups;
}

}  // namespace

std::vector<SheetCampaign> campaigns_of_sheets(const Workbook& workbook, std::string_view file_name,
                                               const archive::Dictionary& dictionary) {
  const std::string_view file = stem_of(file_name);
  const archive::Zone zone("UTC");  // dates alone are read
  std::vector<LookedAt> sheets;
  for (std::size_t i = 0; i < workbook.sheets.size() && sheets.size() < most_sheets; ++i) {
    const Sheet& sheet = workbook.sheets[i];
    if (sheet.hidden || sheet.rows.empty() || sheet.rows.size() > most_rows) continue;
    const SheetText text(sheet);
    sheets.push_back({i, text, facts_of(text, file, dictionary, zone)});
  }
  std::vector<SheetCampaign> campaigns;
  if (is_about_many(file)) return campaigns;
  const std::string told_by_file = name_told_by(file);
  for (const LookedAt& looked : sheets)
    for (const CampaignTable& table : looked.facts.tables)
      if (table.form == Form::years)
        if (auto found =
                read_years_of_sheet(looked.text, table, looked.facts,
                                    looked.facts.name.empty() ? told_by_file : looked.facts.name, dictionary, zone)) {
          campaigns.push_back({looked.sheet, Json(), std::move(found), {used_rows(looked.sheet, table)}});
        }
  CampaignReader reader(file, dictionary, zone);
  for (const Group& group : groups_of(sheets, told_by_file))
    if (auto campaign = reader.read(group.name, group.sheets)) campaigns.push_back(std::move(*campaign));
  return campaigns;
}

}  // namespace almanac::importers
