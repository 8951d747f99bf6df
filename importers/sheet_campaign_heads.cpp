// A group says what its columns are of, and a column what of it: one of them names the metric, the other whether it was planned, whose
// it is or which year's. Whatever neither says stays unknown.

#include "importers/sheet_campaign_heads.h"

#include <algorithm>
#include <cmath>

#include "importers/layout.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Kind = ColumnHead::Kind;

bool is_goal(Kind kind) { return kind == Kind::target || kind == Kind::planned; }
bool is_result(Kind kind) { return kind == Kind::actual || kind == Kind::attained || kind == Kind::value; }

// Of one metric, or of costs: what may share a unit.
bool of_one_measure(const ColumnHead& a, const ColumnHead& b) {
  const auto costs = [](const ColumnHead& head) {
    return head.kind == Kind::planned || head.kind == Kind::actual || head.kind == Kind::amount ||
           (head.metric && head.metric->name == "spend");
  };
  if (a.kind == Kind::metric && b.kind == Kind::metric) return a.metric == b.metric;
  return costs(a) && costs(b);
}

}  // namespace

bool HeadReader::is_channel(std::string_view text) const { return sounds_like_channel(text, dictionary_); }

HeadReader::Group HeadReader::group_of(std::string_view text) const {
  Group group{text, head(text), false, false};
  group.total = is_total_label(text) || text == "全渠道" || text == "整体" || text == "全部" || text == "全店";
  group.channel =
      !group.total &&
      (group.head.kind == Kind::other || group.head.kind == Kind::phase || group.head.kind == Kind::channel) &&
      is_channel(text);
  return group;
}

// Two of them at least, or beside columns of none, and most of them known: a title over all columns and the lines of a form are none.
bool HeadReader::are_groups(const std::vector<Group>& groups) {
  std::vector<std::string_view> texts;
  std::size_t known = 0, alone = 0;
  bool total = false;
  for (const Group& group : groups) {
    if (group.text.empty()) ++alone;
    if (group.text.empty() || std::ranges::find(texts, group.text) != texts.end()) continue;
    constexpr std::size_t longest = 45;  // bytes
    if (group.text.size() > longest || contains_any(group.text, {"：", ":"})) return false;
    texts.push_back(group.text);
    total = total || group.total;
    known += group.channel || group.total || (group.head.kind != Kind::other && group.head.kind != Kind::empty);
  }
  return texts.size() + alone >= 2 && known > 0 && (total || known * 2 >= texts.size());
}

void HeadReader::join(const Group& group, bool among_channels, ColumnHead& head) {
  const ColumnHead& above = group.head;
  if (!head.unit) head.unit = above.unit;
  const bool measured = above.metric || above.kind == Kind::written;
  if (above.kind == Kind::baseline || (above.kind == Kind::rate && head.kind != Kind::metric)) {
    head.kind = above.kind;
  } else if (group.total) {
    head.total = true;
  } else if (measured && (is_goal(head.kind) || is_result(head.kind))) {
    head.role = is_goal(head.kind) ? Role::target : Role::actual;
    head.metric = above.metric;
    const bool spend = above.metric && above.metric->name == "spend";
    head.kind = !spend                      ? above.metric ? Kind::metric : Kind::written
                : head.role == Role::actual ? Kind::actual
                                            : Kind::planned;
    if (head.kind == Kind::written) head.text = above.text;
  } else if (measured && (head.kind == Kind::subtotal || head.kind == Kind::year)) {
    if (head.kind == Kind::subtotal) head.total = true;
    head.kind = above.kind;
    head.metric = above.metric;
    head.role = above.role;
    head.text = above.text;
  } else if ((is_goal(above.kind) || is_result(above.kind)) &&
             (head.kind == Kind::metric || head.kind == Kind::written || head.kind == Kind::amount)) {
    head.role = is_goal(above.kind) ? Role::target : Role::actual;
    if (head.kind == Kind::amount) head.kind = head.role == Role::target ? Kind::planned : Kind::actual;
  } else if (group.channel || (among_channels && above.kind == Kind::other)) {
    head.channel = group.text;
  }
}

std::vector<ColumnHead> HeadReader::of_two_lines(std::uint32_t row, std::uint32_t begin, std::uint32_t end) const {
  std::vector<ColumnHead> heads;
  std::vector<Group> groups;
  std::string_view last;
  bool spans = false;
  for (std::uint32_t column = begin; column < end; ++column) {
    std::string_view above = sheet_.text(row, column);
    const std::string_view below = sheet_.text(row + 1, column);
    const auto is_text = [&](std::uint32_t at, std::string_view text) {
      return text.empty() || (sheet_.cell(at, column).type == SheetCell::Type::text && !parse_number(text));
    };
    const auto year = leading_year(above);
    if ((!is_text(row, above) && !(year && year->second.empty())) || !is_text(row + 1, below)) return {};
    const bool both = sheet_.cell(row + 1, column).merged && below == above;  // merged over both lines
    if (above.empty() && !below.empty())
      above = last;
    else if (both || below.empty())
      last = {};
    else
      last = above;
    const bool grouped = !above.empty() && !below.empty() && !both;
    spans = spans || (grouped && !groups.empty() && groups.back().text == above);
    groups.push_back(grouped ? group_of(above) : Group{});
    heads.push_back(head(grouped || above.empty() ? below : above));
  }
  if (!spans || !are_groups(groups)) return {};
  // Groups of the same columns, some of which are channels: the others are too.
  const bool totals = std::ranges::any_of(groups, [](const Group& group) { return group.total; });
  const bool among_channels = std::ranges::any_of(groups, [](const Group& group) { return group.channel; });
  const bool of_channels =
      std::ranges::any_of(heads, [](const ColumnHead& head) { return head.kind == Kind::channel; });
  // 达成 beside 实际 is a share.
  for (std::size_t i = 0; i < heads.size(); ++i)
    if (heads[i].kind == Kind::attained)
      for (std::size_t j = 0; j < heads.size(); ++j)
        if (groups[j].text == groups[i].text && (heads[j].kind == Kind::actual || heads[j].kind == Kind::value))
          heads[i].kind = Kind::rate;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    if (groups[i].text.empty()) continue;
    const bool counted = groups[i].head.metric || groups[i].head.kind == Kind::written;
    if (counted && (heads[i].kind == Kind::other || heads[i].kind == Kind::channel || heads[i].kind == Kind::phase) &&
        is_channel(heads[i].text)) {
      // GMV over 天猫 | 京东
      const std::string channel = channel_name(heads[i].text, dictionary_);
      const auto unit = heads[i].unit;
      heads[i] = groups[i].head;
      heads[i].channel = channel;
      if (unit) heads[i].unit = unit;
      continue;
    }
    // What a phase, or one of the kinds that a total stands beside, came to is a part.
    const Kind above = groups[i].head.kind;
    const bool kind_of = above == Kind::other && !groups[i].channel && !groups[i].total && totals && !among_channels;
    const bool within = groups[i].channel && of_channels;  // 自播 of each platform
    if ((above == Kind::phase && !groups[i].channel) || kind_of || within) {
      heads[i].kind = Kind::baseline;
      heads[i].range = groups[i].head.range;
      continue;
    }
    join(groups[i], among_channels, heads[i]);
    if (!heads[i].channel.empty()) heads[i].channel = channel_name(heads[i].channel, dictionary_);
  }
  return heads;
}

void HeadReader::find_channels(CampaignTable& table) const {
  constexpr std::uint32_t looked_at = 40;
  const auto is_metric = [](const ColumnHead& head) {
    return head.kind == Kind::metric || head.kind == Kind::amount || head.kind == Kind::actual ||
           head.kind == Kind::planned || head.kind == Kind::written;
  };
  if (std::ranges::any_of(table.heads,
                          [](const ColumnHead& head) {
                            return head.kind == Kind::channel || head.kind == Kind::day || head.kind == Kind::segment ||
                                   head.kind == Kind::product || head.kind == Kind::sku || head.kind == Kind::cost_item;
                          }) ||
      std::ranges::none_of(table.heads, [](const ColumnHead& head) { return head.kind == Kind::metric; }))
    return;
  for (std::size_t i = 0; i < std::min<std::size_t>(table.heads.size(), 3); ++i) {
    ColumnHead& head = table.heads[i];
    if (is_metric(head)) return;
    if (head.kind == Kind::number || !head.channel.empty()) continue;
    std::size_t filled = 0, channels = 0;
    const std::uint32_t column = table.left + static_cast<std::uint32_t>(i);
    for (std::uint32_t row = table.header + 1; row < std::min(sheet_.rows(), table.header + looked_at); ++row) {
      const std::string_view cell = sheet_.text(row, column);
      bool any = false;
      for (std::uint32_t at = table.left; at <= table.right() && !any; ++at) any = !sheet_.text(row, at).empty();
      if (!any) break;
      if (cell.empty() || is_total_label(cell) || is_footnote(cell)) continue;
      ++filled;
      channels += is_channel(cell);
    }
    if (channels < 2 || channels * 5 < filled * 3) continue;
    head.kind = Kind::channel;
    return;
  }
}

double HeadReader::first_amount(const CampaignTable& table, std::size_t head) const {
  for (std::uint32_t row = table.header + 1; row < std::min(sheet_.rows(), table.header + 10); ++row)
    if (const auto number = parse_number(sheet_.text(row, table.left + static_cast<std::uint32_t>(head))))
      if (number->unit.factor == archive::Decimal{1, 0} && !number->value.is_zero())
        return std::abs(number->value.to_double());
  return 0;
}

void HeadReader::share_units(CampaignTable& table) const {
  constexpr double alike = 20;
  std::vector<ColumnHead>& heads = table.heads;
  const std::vector<ColumnHead> written = heads;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    if (heads[i].unit) continue;
    const double amount = first_amount(table, i);
    std::optional<Unit> unit;
    bool differ = false;
    for (std::size_t j = 0; j < heads.size(); ++j) {
      if (j == i || !written[j].unit || written[j].unit->percent || !of_one_measure(written[i], written[j])) continue;
      const double other = first_amount(table, j);
      if (amount == 0 || other == 0 || amount > other * alike || other > amount * alike) continue;
      differ = differ || (unit && *unit != *written[j].unit);
      unit = written[j].unit;
    }
    if (unit && !differ) heads[i].unit = unit;
  }
}

}  // namespace almanac::importers
