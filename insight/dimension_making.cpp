// Which values there are, and which of them each campaign, product, person or word has.

#include <algorithm>
#include <map>

#include "archive/error.h"
#include "archive/nearest.h"
#include "insight/dimension.h"

namespace almanac::insight {

using archive::Kind;
using archive::Text;
using graph::CampaignGraph;
using graph::Field;

namespace {

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

std::string text_of(const graph::PropertyValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* decimal = std::get_if<archive::Decimal>(&value)) return decimal->to_string();
  if (const auto* date = std::get_if<archive::Date>(&value)) return date->to_string();
  return {};
}

}  // namespace

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

}  // namespace almanac::insight
