// Values of a dimension: their names, finding them, and what lies below them. dimension_making.cpp makes them out of the graph.

#include "insight/dimension.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/nearest.h"

namespace almanac::insight {

using archive::Kind;
using archive::Text;

namespace {

constexpr std::string_view level_mark = " > ";  // between the levels of a category

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
  std::vector<std::uint32_t> values;
  for (const std::string& key : keys) {
    if (name_ == "event" && graph::is_usual_event(key) && !find(key)) continue;
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
