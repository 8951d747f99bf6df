#include "graph/comparing.h"

#include <algorithm>
#include <bit>
#include <set>
#include <vector>

namespace almanac::graph {
namespace {

using archive::Text;

// Differing lists are described up to here; what lies beyond is only counted.
constexpr std::uint64_t most_described = 1000;
constexpr std::size_t most_text_bytes = 80;

// Of the years 1 to 9999, outside of which a damaged column may lead.
constexpr std::int64_t first_day = -719'162, last_day = 2'932'896, day_ms = 86'400'000;

struct Span {
  std::uint64_t begin, end;
  std::uint64_t size() const { return end - begin; }
};

Span span_of(const NodeLists& lists, std::uint64_t node) {
  if (node >= lists.nodes) return {0, 0};
  return {lists.begin(node), lists.begin(node + 1)};
}

std::vector<std::string> texts_of(const NodeLists& lists, Span span) {
  std::vector<std::string> texts;
  const std::uint64_t end = std::min(span.end, span.begin + most_described);
  for (std::uint64_t i = span.begin; i < end; ++i) texts.push_back(lists.text(i));
  return texts;
}

// The first of `texts` that `others` does not have, and how many more; empty if it has them all.
std::string first_missing(const std::vector<std::string>& texts, const std::vector<std::string>& others) {
  std::multiset<std::string> left(others.begin(), others.end());
  std::string first;
  std::uint64_t more = 0;
  for (const std::string& text : texts) {
    const auto found = left.find(text);
    if (found != left.end()) {
      left.erase(found);
    } else if (first.empty()) {
      first = text;
    } else {
      ++more;
    }
  }
  return more == 0 ? first : first + " (+" + std::to_string(more) + ")";
}

}  // namespace

std::string Findings::id(archive::Kind kind, std::uint64_t number) const {
  const std::uint32_t c = class_of_kind(kind);
  if (c < fresh_.classes.size() && number < fresh_.classes[c].size) {
    const std::string_view key = fresh_.classes[c].keys.at(number);
    if (!key.empty()) return archive::graph_id(kind, key);
  }
  return std::string(archive::to_string(kind)) + " " + std::to_string(number);
}

std::string Findings::shown_text(std::string_view text) {
  std::string_view cut = text.substr(0, most_text_bytes);
  while (cut.size() < text.size() && !cut.empty() && (static_cast<unsigned char>(text[cut.size()]) & 0xc0) == 0x80)
    cut.remove_suffix(1);
  return archive::dump(archive::Json(std::string(cut) + (cut.size() < text.size() ? "…" : "")));
}

std::string Findings::shown_day(std::int64_t day) {
  if (day == always) return "ever";
  if (day < first_day || day > last_day) return "day " + std::to_string(day);
  return archive::Date{static_cast<std::int32_t>(day), archive::Precision::day}.to_string();
}

std::string Findings::shown_time(std::int64_t ms) const {
  if (ms / day_ms <= first_day || ms / day_ms >= last_day) return std::to_string(ms) + " ms";
  return zone_.format({ms, archive::Precision::millisecond});
}

std::string Findings::shown(const PropertyValue& value) const {
  struct Visitor {
    const Findings& findings;
    std::string operator()(std::monostate) const { return "absent"; }
    std::string operator()(bool v) const { return v ? "true" : "false"; }
    std::string operator()(std::int64_t v) const { return std::to_string(v); }
    std::string operator()(double v) const { return std::to_string(v); }
    std::string operator()(archive::Decimal v) const { return v.to_string(); }
    std::string operator()(archive::Date v) const {
      const bool real = v.days >= first_day && v.days <= last_day;
      return real ? v.to_string() : shown_day(v.days);
    }
    std::string operator()(archive::Instant v) const { return findings.shown_time(v.ms); }
    std::string operator()(std::string_view v) const { return shown_text(v); }
    std::string operator()(ListValue v) const { return shown_text(v.json); }
    std::string operator()(OtherValue v) const { return shown_text(v.json); }
  };
  return std::visit(Visitor{*this}, value);
}

void append(std::string& text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    text += ' ';
    text += word;
  }
}

bool same_value(const PropertyValue& a, const PropertyValue& b) {
  if (a.index() != b.index()) return false;
  if (const auto* list = std::get_if<ListValue>(&a)) return list->json == std::get<ListValue>(b).json;
  if (const auto* real = std::get_if<double>(&a))
    return std::bit_cast<std::uint64_t>(*real) == std::bit_cast<std::uint64_t>(std::get<double>(b));
  return std::visit(
      [&]<class T>(const T& value) {
        if constexpr (std::is_same_v<T, ListValue> || std::is_same_v<T, double>)
          return true;  // compared above
        else
          return value == std::get<T>(b);
      },
      a);
}

bool same_entry(const PackedColumn& a, std::uint64_t i, const PackedColumn& b, std::uint64_t j) {
  if (a.empty() || b.empty()) return a.empty() == b.empty();
  return a.at(i) == b.at(j);
}

void compare_lists(Findings& findings, archive::Kind kind, const Text& what, const NodeLists& stored,
                   const NodeLists& fresh, const std::function<bool(std::uint64_t, std::uint64_t)>& same) {
  for (std::uint64_t node = 0; node < std::max(stored.nodes, fresh.nodes); ++node) {
    Span s = span_of(stored, node);
    Span f = span_of(fresh, node);
    while (s.size() > 0 && f.size() > 0 && same(s.begin, f.begin)) ++s.begin, ++f.begin;
    while (s.size() > 0 && f.size() > 0 && same(s.end - 1, f.end - 1)) --s.end, --f.end;
    if (s.size() == 0 && f.size() == 0) continue;
    const auto has = texts_of(stored, s);
    const auto should_have = texts_of(fresh, f);
    const std::string missing = first_missing(should_have, has);
    const std::string wrong = first_missing(has, should_have);
    Text reason = what;
    const auto add = [&](const Text& text) {
      reason.en += text.en;
      reason.zh += text.zh;
    };
    if (!missing.empty()) add(filled(Text{"; missing: {}", "；缺少：{}"}, missing));
    if (!wrong.empty()) add(filled(Text{"; not in the archive: {}", "；档案中没有：{}"}, wrong));
    if (missing.empty() && wrong.empty()) add({"; in another order", "；顺序不符"});
    findings.add(findings.id(kind, node), reason);
  }
}

}  // namespace almanac::graph
