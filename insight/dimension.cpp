#include "insight/dimension.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>

#include "archive/error.h"
#include "archive/nearest.h"

namespace almanac::insight {

using archive::Kind;
using archive::Text;
using graph::CampaignGraph;
using graph::Field;

namespace {

constexpr std::string_view level_mark = " > ";  // between the levels of a category
constexpr int first_year = 1970;
constexpr int years = 200;
constexpr std::int64_t quarter_hour_ms = 15 * 60 * 1000;

struct WordField {
  std::string_view name;
  Field field;
  archive::Word word;
};
constexpr WordField word_fields[] = {{"event", Field::type, archive::Word::type},
                                     {"region", Field::region, archive::Word::region},
                                     {"device", Field::device, archive::Word::device},
                                     {"variant", Field::variant, archive::Word::variant},
                                     {"creative", Field::creative, archive::Word::creative}};

struct RelationField {
  std::string_view name;
  graph::RecordTable table;
  Kind kind;
};
constexpr RelationField campaign_relations[] = {{"theme", graph::has_theme, Kind::theme},
                                                {"occasion", graph::on_occasion, Kind::occasion},
                                                {"mechanic", graph::uses_mechanic, Kind::mechanic},
                                                {"tag", graph::campaign_tagged, Kind::tag},
                                                {"target_segment", graph::targeted, Kind::segment}};

constexpr std::pair<std::string_view, std::string_view> campaign_properties[] = {
    {"objective", "objective"}, {"campaign_type", "type"}, {"owner", "owner"}};

std::string digits(int value, int width) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*d", width, value);
  return text;
}

std::string text_of(const graph::PropertyValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* decimal = std::get_if<archive::Decimal>(&value)) return decimal->to_string();
  if (const auto* date = std::get_if<archive::Date>(&value)) return date->to_string();
  return {};
}

}  // namespace

const std::vector<DimensionName>& dimension_names() {
  static const std::vector<DimensionName> names{
      {"campaign", {"campaign", "活动"}},
      {"channel", {"channel", "渠道"}},
      {"product", {"product", "产品"}},
      {"event", {"event", "行为"}},
      {"region", {"region", "地区"}},
      {"device", {"device", "设备"}},
      {"variant", {"variant", "版本"}},
      {"creative", {"creative", "素材"}},
      {"category", {"category", "品类"}},
      {"top_category", {"top category", "一级品类"}},
      {"brand", {"brand", "品牌"}},
      {"theme", {"theme", "主题"}},
      {"occasion", {"occasion", "节点"}},
      {"mechanic", {"mechanic", "玩法"}},
      {"tag", {"tag", "标签"}},
      {"objective", {"objective", "目的"}},
      {"campaign_type", {"type of campaign", "活动类型"}},
      {"owner", {"owner", "负责人"}},
      {"target_segment", {"segment aimed at", "目标人群"}},
      {"segment", {"segment", "人群"}},
      {"user_tag", {"tag of the person", "用户标签"}},
      {"year", {"year", "年份"}},
      {"quarter", {"quarter", "季度"}},
      {"month", {"month", "月份"}},
      {"weekday", {"weekday", "星期"}},
      {"hour", {"hour", "小时"}},
  };
  return names;
}

Text dimension_label(std::string_view name) {
  for (const DimensionName& known : dimension_names()) {
    if (known.name == name) return known.label;
  }
  if (name.starts_with("user.")) name.remove_prefix(5);
  return {std::string(name), std::string(name)};
}

Dimension::Dimension(const CampaignGraph& graph, std::string_view name, const graph::AsOf& as_of,
                     const std::string& where, Of of)
    : graph_(graph), as_of_(as_of), name_(name) {
  make(where, of);
}

void Dimension::make(const std::string& where, Of of) {
  const std::string_view name = name_;
  const bool campaigns = of == Of::campaigns;
  if (name == "campaign") {
    be_nodes(Kind::campaign);
    return;
  }
  for (const RelationField& relation : campaign_relations) {
    if (name == relation.name) return be_far_ends(relation.table, relation.kind);
  }
  if (campaigns && name == "segment") return be_far_ends(graph::targeted, Kind::segment);
  for (const auto& [dimension, property] : campaign_properties) {
    if (name == dimension) return be_property(Kind::campaign, property);
  }
  if (name == "channel") return campaigns ? be_far_ends(graph::used, Kind::channel) : be_nodes(Kind::channel);
  const bool time = name == "year" || name == "quarter" || name == "month";
  if (time && campaigns) return of_start(name);
  if (time || (!campaigns && (name == "weekday" || name == "hour"))) return be_time(name);
  if (name == "product" || name == "brand" || name == "category" || name == "top_category") {
    if (name == "product")
      campaigns ? be_far_ends(graph::promoted, Kind::product) : be_nodes(Kind::product);
    else if (name == "brand")
      be_property(Kind::product, "brand");
    else
      be_categories(name == "top_category");
    if (campaigns && name != "product") of_products();
    return;
  }
  if (!campaigns) {
    if (name == "segment") return be_far_ends(graph::member_of, Kind::segment);
    if (name == "user_tag") return be_far_ends(graph::user_tagged, Kind::tag);
    if (name.starts_with("user.")) return be_property(Kind::user, name.substr(5));
    for (const WordField& word : word_fields) {
      if (name != word.name) continue;
      by_ = By::word;
      field_ = word.field;
      identity_ = true;
      std::int64_t most = 0;
      const auto& column = graph_.touchpoints().column(field_);
      most = static_cast<std::int64_t>(graph_.touchpoints().stats()[static_cast<std::size_t>(field_)].max);
      if (column.empty()) most = 0;
      for (std::int64_t i = 1; i <= most; ++i) keys_.emplace_back(graph_.touchpoints().word(word.word, i));
      return;
    }
  }
  std::vector<std::string> names;
  std::string all;
  for (const DimensionName& known : dimension_names()) {
    names.emplace_back(known.name);
    all += (all.empty() ? "" : ", ") + names.back();
  }
  throw archive::Error(
      archive::ErrorKind::invalid_input, "unknown_dimension",
      archive::did_you_mean(archive::filled(Text{"\"{}\" is nothing to group by here", "这里不能按“{}”分组"}, name),
                            archive::nearest(name, names),
                            {"; there are " + all + ", user.NAME", "；可用的有 " + all + "、user.属性名"}),
      where);
}

void Dimension::be_nodes(Kind kind) {
  kind_ = kind;
  identity_ = true;
  by_ = kind == Kind::campaign ? By::campaign : kind == Kind::channel ? By::channel : By::product;
  field_ = kind == Kind::campaign ? Field::campaign : kind == Kind::channel ? Field::channel : Field::product;
  const graph::NodeClass& nodes = graph_.graph().classes()[graph::class_of_kind(kind)];
  keys_.reserve(nodes.size);
  for (std::uint32_t i = 0; i < nodes.size; ++i) keys_.emplace_back(nodes.keys.at(i));
}

bool Dimension::known(const graph::Adjacency& list, std::uint64_t place) const {
  return as_of_.everything() || list.days.empty() || list.days.at(place) <= as_of_.day;
}

void Dimension::be_far_ends(std::uint32_t table_number, Kind kind) {
  const graph::EdgeTable& table = graph_.graph().tables()[table_number];
  const bool user = graph::kind_of_class(table.source) == Kind::user;
  be_nodes(kind);
  by_ = user ? By::user : By::campaign;
  field_ = Field::campaign;
  identity_ = false;
  Pairs pairs;
  const std::uint32_t sources = graph_.graph().classes()[table.source].size;
  for (std::uint32_t source = 0; source < sources; ++source) {
    for (std::uint64_t i = table.out.begin(source); i < table.out.end(source); ++i) {
      if (known(table.out, i)) pairs.add(source, static_cast<std::uint32_t>(table.out.far.at(i)));
    }
  }
  keep(std::move(pairs), sources);
}

void Dimension::keep(Pairs pairs, std::size_t numbers) {
  std::sort(pairs.list.begin(), pairs.list.end());
  pairs.list.erase(std::unique(pairs.list.begin(), pairs.list.end()), pairs.list.end());
  offsets_.assign(numbers + 1, 0);
  values_.clear();
  for (const auto& [number, value] : pairs.list) {
    ++offsets_[number + 1];
    values_.push_back(value);
  }
  for (std::size_t i = 0; i < numbers; ++i) offsets_[i + 1] += offsets_[i];
}

void Dimension::be_property(Kind kind, std::string_view property) {
  by_ = kind == Kind::campaign ? By::campaign : kind == Kind::user ? By::user : By::product;
  field_ = kind == Kind::campaign ? Field::campaign : Field::product;
  const graph::NodeClass& nodes = graph_.graph().classes()[graph::class_of_kind(kind)];
  Pairs pairs;
  std::map<std::string, std::uint32_t> numbers;
  bool any = false;
  for (const graph::PropertyColumn& column : nodes.properties) {
    if (column.name != property) continue;
    any = true;
    for (std::uint64_t i = 0; i < column.values.size(); ++i) {
      const auto row = column.rows.empty() ? i : static_cast<std::uint64_t>(column.rows.at(i));
      std::string text = text_of(column.value(i));
      if (text.empty()) continue;
      const auto [found, fresh] = numbers.try_emplace(std::move(text), static_cast<std::uint32_t>(numbers.size()));
      pairs.add(static_cast<std::uint32_t>(row), found->second);
    }
  }
  if (!any && kind == Kind::user) {
    std::vector<std::string> names;
    std::string all;
    for (const graph::PropertyColumn& column : nodes.properties) {
      if (!names.empty() && names.back() == "user." + column.name) continue;
      names.push_back("user." + column.name);
      all += (all.empty() ? "" : ", ") + names.back();
    }
    throw archive::Error(
        archive::ErrorKind::invalid_input, "unknown_dimension",
        archive::did_you_mean(archive::filled(Text{"people have no attribute \"{}\"", "用户没有属性“{}”"}, property),
                              archive::nearest("user." + std::string(property), names),
                              {all.empty() ? "; they have none yet" : "; there are " + all,
                               all.empty() ? "；目前没有任何属性" : "；可用的有 " + all}),
        name_);
  }
  // Values in the order of their texts.
  std::vector<std::uint32_t> place(numbers.size());
  for (const auto& [text, number] : numbers) {
    place[number] = static_cast<std::uint32_t>(keys_.size());
    keys_.push_back(text);
  }
  for (auto& [number, value] : pairs.list) value = place[value];
  keep(std::move(pairs), nodes.size);
}

std::vector<std::vector<std::uint32_t>> Dimension::category_levels() const {
  const graph::Adjacency& above = graph_.graph().tables()[graph::category_part_of].out;
  std::vector<std::vector<std::uint32_t>> levels(graph_.graph().classes()[graph::class_of_kind(Kind::category)].size);
  constexpr std::size_t most_levels = 64;
  for (std::uint32_t category = 0; category < levels.size(); ++category) {
    std::uint32_t at = category;
    levels[category].push_back(at);
    while (above.degree(at) != 0 && levels[category].size() < most_levels) {
      at = static_cast<std::uint32_t>(above.far.at(above.begin(at)));
      levels[category].push_back(at);
    }
  }
  return levels;
}

void Dimension::be_categories(bool top) {
  be_nodes(Kind::category);
  by_ = By::product;
  field_ = Field::product;
  identity_ = false;
  const auto levels = category_levels();
  const graph::EdgeTable& table = graph_.graph().tables()[graph::in_category];
  const std::uint32_t products = graph_.graph().classes()[table.source].size;
  Pairs pairs;
  for (std::uint32_t product = 0; product < products; ++product) {
    for (std::uint64_t i = table.out.begin(product); i < table.out.end(product); ++i) {
      const auto& path = levels[static_cast<std::size_t>(table.out.far.at(i))];
      if (top) {
        pairs.add(product, path.back());
      } else {
        for (const std::uint32_t category : path) pairs.add(product, category);
      }
    }
  }
  keep(std::move(pairs), products);
}

void Dimension::of_products() {
  const graph::EdgeTable& table = graph_.graph().tables()[graph::promoted];
  const std::uint32_t campaigns = graph_.graph().classes()[table.source].size;
  Pairs pairs;
  std::vector<std::uint32_t> seen(keys_.size(), UINT32_MAX);
  for (std::uint32_t campaign = 0; campaign < campaigns; ++campaign) {
    for (std::uint64_t i = table.out.begin(campaign); i < table.out.end(campaign); ++i) {
      if (!known(table.out, i)) continue;
      each(table.out.far.at(i) + 1, [&](std::uint32_t value) {
        if (seen[value] != campaign) pairs.add(campaign, value);
        seen[value] = campaign;
      });
    }
  }
  by_ = By::campaign;
  field_ = Field::campaign;
  keep(std::move(pairs), campaigns);
}

void Dimension::be_time(std::string_view unit) {
  by_ = By::time;
  unit_ = unit;
  if (unit == "year") {
    for (int y = 0; y < years; ++y) keys_.push_back(digits(first_year + y, 4));
  } else if (unit == "quarter") {
    for (int q = 0; q < years * 4; ++q) keys_.push_back(digits(first_year + q / 4, 4) + "-Q" + digits(q % 4 + 1, 1));
  } else if (unit == "month") {
    for (int m = 1; m <= 12; ++m) keys_.push_back(digits(m, 2));
  } else if (unit == "weekday") {
    for (int d = 1; d <= 7; ++d) keys_.push_back(digits(d, 1));
  } else {
    for (int h = 0; h < 24; ++h) keys_.push_back(digits(h, 2));
  }
}

std::uint32_t Dimension::value_of_day(std::int64_t day, int hour) const {
  const std::chrono::sys_days date{std::chrono::days{day}};
  if (unit_ == "weekday") return std::chrono::weekday{date}.iso_encoding() - 1;
  if (unit_ == "hour") return static_cast<std::uint32_t>(hour);
  const std::chrono::year_month_day parts{date};
  const unsigned month = static_cast<unsigned>(parts.month());
  if (unit_ == "month") return month - 1;
  const int year = std::clamp(static_cast<int>(parts.year()) - first_year, 0, years - 1);
  if (unit_ == "year") return static_cast<std::uint32_t>(year);
  return static_cast<std::uint32_t>(year) * 4 + (month - 1) / 3;
}

// Zones change only at whole quarters of an hour, so each is asked once.
std::uint32_t Dimension::value_of_time(std::int64_t ms) const {
  constexpr std::int32_t not_asked = INT32_MIN;
  constexpr std::int64_t most_kept = std::int64_t{1} << 22;  // 119 years
  constexpr std::int64_t day_ms = 86'400'000;
  const std::int64_t quarter = ms / quarter_hour_ms - (ms % quarter_hour_ms < 0 ? 1 : 0);
  std::int64_t local = 0;
  if (quarter < 0 || quarter >= most_kept) {
    local = graph_.zone().to_local(ms);
  } else {
    if (static_cast<std::size_t>(quarter) >= zone_offsets_.size())
      zone_offsets_.resize(static_cast<std::size_t>(quarter) + 1, not_asked);
    std::int32_t& offset = zone_offsets_[static_cast<std::size_t>(quarter)];
    if (offset == not_asked) {
      const std::int64_t start = quarter * quarter_hour_ms;
      offset = static_cast<std::int32_t>((graph_.zone().to_local(start) - start) / 1000);
    }
    local = ms + std::int64_t{offset} * 1000;
  }
  std::int64_t day = local / day_ms;
  if (local % day_ms < 0) --day;
  return value_of_day(day, static_cast<int>((local - day * day_ms) / 3'600'000));
}

void Dimension::of_start(std::string_view unit) {
  be_time(unit);
  by_ = By::campaign;
  field_ = Field::campaign;
  const graph::NodeClass& nodes = graph_.graph().classes()[graph::class_of_kind(Kind::campaign)];
  Pairs pairs;
  for (const graph::PropertyColumn& column : nodes.properties) {
    if (column.name != "start" || column.type != graph::PropertyType::date) continue;
    for (std::uint64_t i = 0; i < column.values.size(); ++i) {
      const auto row = column.rows.empty() ? i : static_cast<std::uint64_t>(column.rows.at(i));
      pairs.add(static_cast<std::uint32_t>(row), value_of_day(column.values.at(i), 0));
    }
  }
  keep(std::move(pairs), nodes.size);
}

std::string Dimension::label(std::uint32_t value) const {
  if (kind_) return graph_.label_of(graph_.node(*kind_, value));
  return keys_[value];
}

std::string Dimension::node(std::uint32_t value) const {
  return kind_ ? archive::graph_id(*kind_, keys_[value]) : std::string();
}

std::optional<std::uint32_t> Dimension::find(std::string_view key) const {
  if (kind_) {
    const auto node = graph_.find(*kind_, archive::normalize_key(key));
    if (node) return graph_.graph().number_of(*node);
  } else {
    const auto found = std::find(keys_.begin(), keys_.end(), key);
    if (found != keys_.end()) return static_cast<std::uint32_t>(found - keys_.begin());
  }
  const std::string folded = archive::fold(key);
  const auto only_one = [&](auto matches) {
    std::optional<std::uint32_t> named;
    for (std::uint32_t value = 0; value < size(); ++value) {
      if (keys_[value].empty() || !matches(value)) continue;
      if (named) return std::optional<std::uint32_t>();
      named = value;
    }
    return named;
  };
  const auto named = only_one([&](std::uint32_t value) {
    return archive::fold(keys_[value]) == folded || archive::fold(label(value)) == folded;
  });
  if (named || kind_ != Kind::category) return named;
  return only_one([&](std::uint32_t value) {
    const auto last = keys_[value].rfind(level_mark);
    return last != std::string::npos && archive::fold(keys_[value].substr(last + level_mark.size())) == folded;
  });
}

std::uint32_t Dimension::require(std::string_view key, const std::string& where) const {
  if (const auto found = find(key)) return *found;
  std::vector<std::string> names;
  constexpr std::size_t most_compared = 20'000;
  for (std::uint32_t value = 0; value < size() && names.size() < most_compared; ++value) {
    if (!keys_[value].empty()) names.push_back(keys_[value]);
  }
  const Text what = dimension_label(name_);
  const Text none{"; choose one of the list that the parameter offers", "；请从该参数的列表中选择"};
  throw archive::Error(archive::ErrorKind::invalid_input, "unknown_value",
                       archive::did_you_mean({"there is no " + what.en + " \"" + std::string(key) + "\"",
                                              "没有“" + std::string(key) + "”这个" + what.zh},
                                             archive::nearest(key, names), none),
                       where);
}

std::vector<std::uint32_t> Dimension::require_all(const std::vector<std::string>& keys,
                                                  const std::string& where) const {
  static constexpr std::string_view usual_events[] = {"send",     "impression", "open",        "click",
                                                      "visit",    "signup",     "add_to_cart", "redeem",
                                                      "purchase", "share",      "refund",      "complaint"};
  std::vector<std::uint32_t> values;
  for (const std::string& key : keys) {
    const bool usual =
        name_ == "event" && std::find(std::begin(usual_events), std::end(usual_events), key) != std::end(usual_events);
    if (usual && !find(key)) continue;
    values.push_back(require(key, where));
  }
  return values;
}

std::vector<std::uint8_t> Dimension::wanted(const std::vector<std::string>& keys, const std::string& where) const {
  std::vector<std::uint8_t> all(size(), 0);
  for (const std::uint32_t value : require_all(keys, where)) {
    for (const std::uint32_t v : with_children(value)) all[v] = 1;
  }
  return all;
}

std::vector<std::uint32_t> Dimension::containing(std::string_view text, std::size_t limit) const {
  const std::string folded = archive::fold(text);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> found;
  for (std::uint32_t value = 0; value < size(); ++value) {
    if (keys_[value].empty()) continue;
    if (!folded.empty() && archive::fold(keys_[value]).find(folded) == std::string::npos &&
        archive::fold(label(value)).find(folded) == std::string::npos)
      continue;
    std::uint64_t degree = 0;
    if (kind_) {
      for (const graph::Arc& arc : graph_.graph().arcs(graph::class_of_kind(*kind_)))
        degree += arc.list().degree(value);
    }
    found.emplace_back(degree, value);
  }
  const std::size_t kept = std::min(limit, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end(),
                    [&](const auto& a, const auto& b) {
                      return a.first != b.first ? a.first > b.first : keys_[a.second] < keys_[b.second];
                    });
  std::vector<std::uint32_t> values;
  for (std::size_t i = 0; i < kept; ++i) values.push_back(found[i].second);
  return values;
}

std::vector<std::uint32_t> Dimension::with_children(std::uint32_t value) const {
  std::vector<std::uint32_t> all{value};
  if (kind_ != Kind::channel && kind_ != Kind::category) return all;
  const graph::Adjacency& below =
      graph_.graph().tables()[kind_ == Kind::channel ? graph::channel_part_of : graph::category_part_of].in;
  std::vector<bool> seen(size(), false);
  seen[value] = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::uint64_t at = below.begin(all[i]); at < below.end(all[i]); ++at) {
      const auto child = static_cast<std::uint32_t>(below.far.at(at));
      if (!seen[child]) all.push_back(child);
      seen[child] = true;
    }
  }
  return all;
}

}  // namespace almanac::insight
