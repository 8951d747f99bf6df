// touchpoints.graph: the touchpoints of each user, the relationships that follow from them, and the sums by campaign.

#include <algorithm>

#include "graph/comparing.h"

namespace almanac::graph {
namespace {

using archive::Kind;
using archive::Text;

constexpr const char* field_names[field_count] = {
    "campaign", "channel",   "product", "type",        "currency", "variant",        "creative", "region",    "device",
    "time",     "precision", "value",   "value scale", "quantity", "quantity scale", "cost",     "cost scale"};

class TouchpointComparison {
 public:
  TouchpointComparison(Findings& findings, const TouchpointGraph& stored, const TouchpointGraph& fresh)
      : findings_(findings), stored_(stored), fresh_(fresh) {}

  void run() {
    if (stored_.zone() != fresh_.zone())
      differ(filled(Text{"its time zone is {} instead of {}", "时区为 {}，应为 {}"},
                    Findings::shown_text(stored_.zone()), Findings::shown_text(fresh_.zone())));
    compare_words();
    compare_rows();
    for (std::size_t i = 0; i < field_count; ++i)
      if (!same_stats(stored_.stats()[i], fresh_.stats()[i]))
        differ(filled(Text{"the range of the column {} is not that of its values", "列 {} 的取值范围与其内容不符"},
                      field_names[i]));
    compare_edges("TOUCHED", Kind::campaign, &TouchpointGraph::touched);
    compare_edges("BOUGHT", Kind::product, &TouchpointGraph::bought);
    compare_edges("REACHED_BY", Kind::channel, &TouchpointGraph::reached);
    compare_pairs(Kind::channel, stored_.channel_pairs(), fresh_.channel_pairs());
    compare_pairs(Kind::product, stored_.product_pairs(), fresh_.product_pairs());
  }

 private:
  void differ(const Text& reason) { findings_.add("touchpoints.graph", reason); }

  static bool same_stats(const PackStats& a, const PackStats& b) {
    return a.stepped == b.stepped && a.any == b.any && a.min == b.min && a.max == b.max && a.step == b.step;
  }

  void compare_words() {
    for (std::size_t kind = 0; kind < std::size(kept_words); ++kind) {
      const char* name = field_names[static_cast<std::size_t>(Field::type) + kind];
      for (std::int64_t word = 1;; ++word) {
        const std::string_view has = stored_.word(kept_words[kind], word);
        const std::string_view should_have = fresh_.word(kept_words[kind], word);
        if (has.empty() && should_have.empty()) break;
        if (has != should_have)
          differ(filled(Text{"its word {} of the column {} is {} instead of {}", "第 {} 个词（列 {}）为 {}，应为 {}"},
                        std::to_string(word), name, Findings::shown_text(has), Findings::shown_text(should_have)));
      }
    }
  }

  std::string row_text(const TouchpointGraph& graph, std::uint64_t row) const {
    std::string all = findings_.shown_time(graph.at(Field::time, row));
    for (std::size_t i = 0; i < field_count; ++i) {
      const std::int64_t value = graph.at(static_cast<Field>(i), row);
      if (value == 0 || i == static_cast<std::size_t>(Field::time)) continue;
      const auto number = static_cast<std::uint64_t>(value - 1);
      if (i == static_cast<std::size_t>(Field::campaign))
        append(all, {findings_.id(Kind::campaign, number)});
      else if (i == static_cast<std::size_t>(Field::channel))
        append(all, {findings_.id(Kind::channel, number)});
      else if (i == static_cast<std::size_t>(Field::product))
        append(all, {findings_.id(Kind::product, number)});
      else if (i >= static_cast<std::size_t>(Field::type) && i <= static_cast<std::size_t>(Field::device))
        append(all, {field_names[i],
                     Findings::shown_text(graph.word(kept_words[i - static_cast<std::size_t>(Field::type)], value))});
      else
        append(all, {field_names[i], std::to_string(value)});
    }
    return all;
  }

  void compare_rows() {
    const auto lists = [this](const TouchpointGraph& graph) {
      return NodeLists{graph.user_count(),
                       [&graph](std::uint64_t user) { return graph.rows_begin(static_cast<std::uint32_t>(user)); },
                       [this, &graph](std::uint64_t row) { return row_text(graph, row); }};
    };
    const auto same = [this](std::uint64_t s, std::uint64_t f) {
      for (std::size_t i = 0; i < field_count; ++i)
        if (stored_.at(static_cast<Field>(i), s) != fresh_.at(static_cast<Field>(i), f)) return false;
      return true;
    };
    compare_lists(findings_, Kind::user, {"its touchpoints differ", "它的触点不符"}, lists(stored_), lists(fresh_),
                  same);
  }

  std::string edge_text(const TouchpointGraph& graph, const TouchEdges& edges, const Adjacency& list, Kind far,
                        std::uint64_t position) const {
    std::string all = findings_.id(far, static_cast<std::uint64_t>(list.far.at(position)));
    if (&list == &edges.out && !edges.types.empty())
      append(all, {"type", Findings::shown_text(graph.word(archive::Word::type, edges.types.at(position)))});
    if (&list == &edges.out && !edges.channels.empty() && edges.channels.at(position) != 0)
      append(all, {findings_.id(Kind::channel, static_cast<std::uint64_t>(edges.channels.at(position) - 1))});
    append(all, {"since", Findings::shown_day(list.days.at(position))});
    if (!list.weights.empty()) append(all, {"weight", std::to_string(list.weights.at(position))});
    return all;
  }

  using Edges = const TouchEdges& (TouchpointGraph::*)() const;
  void compare_edges(const char* type, Kind target, Edges edges) {
    const TouchEdges& stored = (stored_.*edges)();
    const TouchEdges& fresh = (fresh_.*edges)();
    const auto compare = [&](Kind near, Kind far, Adjacency TouchEdges::*direction, const Text& what) {
      const auto lists = [&](const TouchpointGraph& graph, const TouchEdges& all) {
        const Adjacency& list = all.*direction;
        return NodeLists{list.offsets.size() - 1,
                         [&list](std::uint64_t node) { return static_cast<std::uint64_t>(list.offsets.at(node)); },
                         [&, far](std::uint64_t position) { return edge_text(graph, all, list, far, position); }};
      };
      const Adjacency& s = stored.*direction;
      const Adjacency& f = fresh.*direction;
      const bool out = direction == &TouchEdges::out;
      const auto same = [&](std::uint64_t i, std::uint64_t j) {
        return s.far.at(i) == f.far.at(j) && same_entry(s.days, i, f.days, j) &&
               same_entry(s.weights, i, f.weights, j) &&
               (!out ||
                (same_entry(stored.types, i, fresh.types, j) && same_entry(stored.channels, i, fresh.channels, j)));
      };
      compare_lists(findings_, near, what, lists(stored_, stored), lists(fresh_, fresh), same);
    };
    compare(Kind::user, target, &TouchEdges::out,
            filled(Text{"its relationship {} differs", "它的关系 {} 不符"}, type));
    compare(target, Kind::user, &TouchEdges::in,
            filled(Text{"the relationship {} that leads to it differs", "指向它的关系 {} 不符"}, type));
  }

  static constexpr PackedColumn PairTable::*pair_columns[] = {
      &PairTable::far,      &PairTable::type,    &PairTable::currency, &PairTable::count,     &PairTable::first_day,
      &PairTable::last_day, &PairTable::sum_low, &PairTable::sum_high, &PairTable::sum_scale, &PairTable::valued};

  static std::string shown_sum(const PairTable& pairs, std::uint64_t entry) {  // digits may lie beyond any decimal
    std::string digits = std::to_string(pairs.sum_low.at(entry));
    if (pairs.sum_high.at(entry) != 0) digits += "+2^64*" + std::to_string(pairs.sum_high.at(entry));
    return digits + "e-" + std::to_string(pairs.sum_scale.at(entry));
  }

  std::string pair_text(const TouchpointGraph& graph, const PairTable& pairs, Kind far, std::uint64_t entry) const {
    std::string all = findings_.id(far, static_cast<std::uint64_t>(pairs.far.at(entry)));
    append(all, {"type", Findings::shown_text(graph.word(archive::Word::type, pairs.type.at(entry))), "currency",
                 Findings::shown_text(graph.word(archive::Word::currency, pairs.currency.at(entry))), "count",
                 std::to_string(pairs.count.at(entry)), "from", Findings::shown_day(pairs.first_day.at(entry)), "to",
                 Findings::shown_day(pairs.last_day.at(entry)), "sum", shown_sum(pairs, entry), "of",
                 std::to_string(pairs.valued.at(entry))});
    return all;
  }

  void compare_pairs(Kind far, const PairTable& stored, const PairTable& fresh) {
    const auto lists = [&](const TouchpointGraph& graph, const PairTable& pairs) {
      return NodeLists{
          pairs.offsets.size() - 1,
          [&pairs](std::uint64_t node) { return static_cast<std::uint64_t>(pairs.offsets.at(node)); },
          [this, &graph, &pairs, far](std::uint64_t entry) { return pair_text(graph, pairs, far, entry); }};
    };
    const auto same = [&](std::uint64_t s, std::uint64_t f) {
      return std::all_of(std::begin(pair_columns), std::end(pair_columns), [&](PackedColumn PairTable::*column) {
        return (stored.*column).at(s) == (fresh.*column).at(f);
      });
    };
    const Text what = far == Kind::channel ? Text{"its sums by channel differ", "按渠道的合计不符"}
                                           : Text{"its sums by product differ", "按产品的合计不符"};
    compare_lists(findings_, Kind::campaign, what, lists(stored_, stored), lists(fresh_, fresh), same);
  }

  Findings& findings_;
  const TouchpointGraph& stored_;
  const TouchpointGraph& fresh_;
};

}  // namespace

void compare_touchpoints(Findings& findings, const TouchpointGraph& stored, const TouchpointGraph& fresh) {
  TouchpointComparison(findings, stored, fresh).run();
}

}  // namespace almanac::graph
