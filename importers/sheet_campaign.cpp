#include "importers/sheet_campaign.h"

#include <algorithm>
#include <deque>

#include "importers/campaign_name.h"
#include "importers/heading_form.h"
#include "importers/pair_columns.h"
#include "importers/sheet_campaign_facts.h"
#include "importers/sheet_campaign_text.h"
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

std::uint32_t widest(const SheetText& sheet) {
  std::uint32_t width = 1;
  for (std::uint32_t row = 0; row < sheet.rows(); ++row) width = std::max(width, sheet.width(row));
  return width;
}

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
    CostSums sums;
    bool dated = false;
    for (const LookedAt* looked : sheets) {
      const SheetFacts& facts = looked->facts;
      YearSource years;
      if (facts.year != 0) years.year = facts.year;
      if (!facts.unit.currency.empty() && facts.unit.currency != "CNY")
        out.certain("currency", facts.unit.currency, {facts.unit.currency});
      const ReviewDates dates(context_, years);
      const TableContext context{dictionary_, dates, out, facts.unit, facts.role, facts.year, facts.count};
      for (const CampaignTable& table : facts.tables)
        if (!is_of_other_time(looked->text, table, facts.year) &&
            read_table(*looked, table, with_role_of(table, context), sums))
          campaign.used.push_back(used_rows(looked->sheet, table));
      for (const ReviewValue& value : facts.values) put_value(value, out);
      add_form_rows(looked->sheet, looked->text, facts.form_rows, campaign.used);
      dated = dated || facts.dated();
      if (facts.period) put_dates(*facts.period, facts.title, out);
    }
    if (!dated || campaign.used.empty()) return std::nullopt;
    out.certain("name", name, {name});
    // Channels that cost more than all items of cost: the items are not the whole.
    if (sums.actual && sums.beside_figures && sums.actual->to_double() < sums.beside_figures->to_double()) sums = {};
    if (sums.planned) out.certain_if_alone("budget", archive::to_json(*sums.planned), {"合计"});
    if (!sums.actual && sums.tables_beside_figures == 1) sums.actual = sums.beside_figures;
    if (sums.actual) out.certain_if_alone("spend", archive::to_json(*sums.actual), {"合计"});
    DocumentReview review = out.finish(dictionary_);
    if (!review.names_campaign()) return std::nullopt;
    campaign.record = std::move(review.record);
    campaign.values = std::move(review.values);
    return campaign;
  }

  // A campaign for each column of a form that names several.
  std::vector<SheetCampaign> read_columns(const LookedAt& looked, const CampaignColumns& columns) {
    std::vector<SheetCampaign> campaigns;
    for (const std::uint32_t column : columns.columns) {
      const std::vector<CampaignTable> none;
      SheetTextReading whole{dictionary_,        none,  looked.facts.unit, looked.facts.year, TitleRole::actual,
                             looked.facts.title, column};
      const SheetDocument text = document_of_sheet(looked.text, whole);
      if (text.names.size() != 1) continue;
      DocumentReview review = extract_review(text.document, {}, context_);
      review.record["name"] = text.names.front();
      if (!review.names_campaign()) continue;
      SheetCampaign campaign;
      campaign.sheet = looked.sheet;
      campaign.record = std::move(review.record);
      campaign.values = std::move(review.values);
      for (ReviewValue& value : campaign.values) value.block = ReviewValue::no_block;
      add_form_rows(looked.sheet, looked.text, text.rows, campaign.used);
      campaigns.push_back(std::move(campaign));
    }
    return campaigns;
  }

 private:
  struct CostSums {
    std::optional<archive::Decimal> planned, actual, beside_figures;
    int tables_beside_figures = 0;
  };

  static void put_value(const ReviewValue& value, ReviewCollector& out) {
    if (value.certain)
      out.certain(value.field, value.value, {value.evidence}, value.inferred);
    else
      out.doubtful(value.field, value.value, {value.evidence}, Doubt{value.code, value.reason}, value.inferred);
  }

  // Rows that follow each other make one part.
  static void add_form_rows(std::size_t sheet, const SheetText& text, const std::vector<std::uint32_t>& rows,
                            std::vector<UsedRows>& used) {
    for (std::size_t i = 0; i < rows.size();) {
      std::size_t end = i + 1;
      while (end < rows.size() && rows[end] == rows[end - 1] + 1) ++end;
      std::uint32_t width = 1;
      for (std::size_t row = i; row < end; ++row) width = std::max(width, text.width(rows[row]));
      used.push_back({sheet, rows[i] + 1, rows[end - 1] + 1, 1, width});
      i = end;
    }
  }

  static void put_dates(const DateRange& period, const std::string& evidence, ReviewCollector& out) {
    out.certain("start", period.start.to_string(), {evidence});
    out.certain("end", period.end.value_or(period.start).to_string(), {evidence});
  }

  static bool read_table(const LookedAt& looked, const CampaignTable& table, const TableContext& context,
                         CostSums& sums) {
    bool read = false;
    switch (table.form) {
      case Form::figures:
        return read_figures_of_sheet(looked.text, table, context);
      case Form::lying:
        read = read_figures_of_sheet(looked.text, table, context);
        break;
      case Form::cards:
        return read_cards_of_sheet(looked.text, table, context);
      case Form::pivot:
        return read_pivot_of_sheet(looked.text, table, context);
      case Form::segments:
      case Form::products:
        read = read_names_of_sheet(looked.text, table, context);
        read = read_channels_beside_names(looked, table, context, sums) || read;
        break;
      case Form::costs: {
        CostTotals totals;
        read = read_costs_of_sheet(looked.text, table, context, totals);
        add_totals(sums, totals);
        if (read) put_phases(table, context);
        break;
      }
      case Form::daily: {
        CostTotals totals;
        read = read_costs_of_sheet(looked.text, table, context, totals);
        break;
      }
      case Form::none:
      case Form::schedule:
      case Form::years:
        return false;
    }
    // What the rows come to, and names beside what they are about.
    read = read_totals_of_sheet(looked.text, table, context) || read;
    return read_columns_of_names(looked.text, table, context) || read;
  }

  // 人群 | 渠道 | 发送量 | 成本: where each audience has a channel of its own, the figures are that channel's too.
  static bool read_channels_beside_names(const LookedAt& looked, const CampaignTable& table,
                                         const TableContext& context, CostSums& sums) {
    using Kind = ColumnHead::Kind;
    if (std::ranges::count(table.heads, Kind::channel, &ColumnHead::kind) != 1) return false;
    CampaignTable by_channel = table;
    by_channel.form = Form::costs;
    for (ColumnHead& head : by_channel.heads)
      if (head.kind == Kind::segment || head.kind == Kind::product || head.kind == Kind::sku) head.kind = Kind::other;
    CostTotals totals;
    if (!read_costs_of_sheet(looked.text, by_channel, context, totals)) return false;
    add_totals(sums, totals);
    return true;
  }

  static void add_totals(CostSums& sums, const CostTotals& totals) {
    const auto add = [](std::optional<archive::Decimal>& sum, const std::optional<archive::Decimal>& value) {
      if (value) sum = sum ? archive::add(*sum, *value) : value;
    };
    add(sums.planned, totals.planned);
    add(totals.beside_figures ? sums.beside_figures : sums.actual, totals.actual);
    sums.tables_beside_figures += totals.beside_figures && totals.actual;
  }

  // Beside goals without a result of the same, what else a table counts is planned too.
  static TableContext with_role_of(const CampaignTable& table, const TableContext& context) {
    TableContext own = context;
    if (context.role == TitleRole::actual || !sets_goals(table)) return own;
    own.role = TitleRole::planned;
    return own;
  }
  static bool sets_goals(const CampaignTable& table) {
    using Kind = ColumnHead::Kind;
    bool goals = false;
    for (const ColumnHead& head : table.heads) {
      if (head.kind == Kind::actual || head.kind == Kind::attained || head.kind == Kind::value ||
          head.kind == Kind::label || head.kind == Kind::target || head.role == Role::actual)
        return false;
      if (head.role != Role::target || !head.metric) continue;
      goals = true;
      for (const ColumnHead& other : table.heads)
        if (other.metric == head.metric && other.role == Role::unknown) return false;
    }
    return goals;
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
  bool named_by_key = false;  // 活动名称 says it: what the other sheets of the workbook hold is its too
};

// "溪谷618" in a file that says 618: what stands before it is the brand's.
std::string without_maker(const std::string& name, const std::string& file_name) {
  constexpr std::size_t longest = 12;  // columns
  if (file_name.empty() || file_name == name || !same_campaign(name, file_name)) return name;
  const std::string one = campaign_name(name).bare, other = campaign_name(file_name).bare;
  const bool ends = one.size() > other.size() && one.ends_with(other) && name.starts_with(one.substr(0, 3)) &&
                    display_width(one) - display_width(other) <= longest;
  return ends ? file_name : name;
}

// Sheets of one campaign together; those without a name of their own go with the file's, else with the only one there is.
std::vector<Group> groups_of(const std::vector<LookedAt>& sheets, const std::string& file_name) {
  std::vector<Group> groups;
  const auto put = [&](const std::string& name, const LookedAt& looked) {
    const auto known =
        std::ranges::find_if(groups, [&](const Group& group) { return same_campaign(group.name, name); });
    if (known != groups.end())
      known->sheets.push_back(&looked);
    else
      groups.push_back({name, {&looked}, looked.facts.named_by_key});
  };
  for (const LookedAt& looked : sheets)
    if (!looked.facts.several && !looked.facts.name.empty())
      put(looked.facts.named_by_key ? looked.facts.name : without_maker(looked.facts.name, file_name), looked);
  const bool file_alone = groups.empty();
  for (const LookedAt& looked : sheets) {
    if (looked.facts.several || !looked.facts.name.empty()) continue;
    if (!file_name.empty() && (file_alone || (groups.size() == 1 && same_campaign(groups[0].name, file_name))))
      put(file_name, looked);
    else if (groups.size() == 1 && (file_name.empty() || groups[0].named_by_key))
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
  std::deque<Sheet> parted;
  for (std::size_t i = 0; i < workbook.sheets.size() && sheets.size() < most_sheets; ++i) {
    const Sheet& sheet = workbook.sheets[i];
    if (sheet.hidden || sheet.rows.empty() || sheet.rows.size() > most_rows) continue;
    auto apart = with_pairs_apart(sheet);
    const SheetText text(apart ? parted.emplace_back(std::move(*apart)) : sheet);
    sheets.push_back({i, text, facts_of(text, file, dictionary, zone)});
  }
  std::vector<SheetCampaign> campaigns;
  const std::string told_by_file = name_told_by(file);
  if (is_about_many(file))
    std::erase_if(sheets, [](const LookedAt& looked) {
      const bool compares = std::ranges::any_of(looked.facts.tables,
                                                [](const CampaignTable& table) { return table.form == Form::years; });
      return !compares && (looked.facts.name.empty() || !looked.facts.dated());
    });
  for (const LookedAt& looked : sheets)
    for (const CampaignTable& table : looked.facts.tables)
      if (table.form == Form::years)
        if (auto found =
                read_years_of_sheet(looked.text, table, looked.facts,
                                    looked.facts.name.empty() ? told_by_file : looked.facts.name, dictionary, zone)) {
          campaigns.push_back({looked.sheet, Json(), std::move(found), {used_rows(looked.sheet, table)}});
        }
  CampaignReader reader(file, dictionary, zone);
  for (const LookedAt& looked : sheets) {
    const std::vector<Sheet> own_sheets = sheets_of_groups(looked.text, file, dictionary, zone);
    for (const Sheet& own : own_sheets) {
      const SheetText text(own);
      const LookedAt one{looked.sheet, text, facts_of(text, file, dictionary, zone)};
      auto campaign = reader.read(name_told_by(own.name), {&one});
      if (!campaign) continue;
      campaign->used = {{looked.sheet, 1, looked.text.rows(), 1, widest(looked.text)}};
      campaigns.push_back(std::move(*campaign));
    }
  }
  for (const LookedAt& looked : sheets)
    if (const CampaignColumns columns = find_campaign_columns(looked.text); !columns.columns.empty())
      std::ranges::move(reader.read_columns(looked, columns), std::back_inserter(campaigns));
  std::erase_if(sheets, [&](const LookedAt& looked) {
    return std::ranges::any_of(campaigns,
                               [&](const SheetCampaign& campaign) { return campaign.sheet == looked.sheet; });
  });
  for (const Group& group : groups_of(sheets, told_by_file))
    if (auto campaign = reader.read(group.name, group.sheets)) campaigns.push_back(std::move(*campaign));
  return campaigns;
}

}  // namespace almanac::importers
