#include "insight/never_tried.h"

#include <algorithm>
#include <cmath>

#include "graph/exploring.h"
#include "insight/campaign_choice.h"
#include "search/significant.h"

namespace almanac::insight {

using graph::CampaignGraph;

namespace {

// One side: which campaigns have each value.
class CampaignSide {
 public:
  CampaignSide(const CampaignGraph& graph, const std::string& name, const std::vector<std::string>& values,
               const graph::AsOf& as_of, const std::string& where, const std::vector<bool>& chosen)
      : dimension_(graph, name, as_of, where, Dimension::Of::campaigns),
        campaigns_(dimension_.size()),
        of_(chosen.size()) {
    std::vector<bool> wanted(dimension_.size(), values.empty());
    for (const std::string& value : values) wanted[dimension_.require(value, where)] = true;
    for (std::uint32_t c = 0; c < chosen.size(); ++c) {
      if (!chosen[c]) continue;
      dimension_.each(std::int64_t{c} + 1, [&](std::uint32_t v) {
        if (!wanted[v]) return;
        campaigns_[v].push_back(c);
        of_[c].push_back(v);
      });
    }
  }
  const Dimension& dimension() const { return dimension_; }
  const std::vector<std::uint32_t>& campaigns(std::uint32_t value) const { return campaigns_[value]; }
  const std::vector<std::uint32_t>& of(std::uint32_t campaign) const { return of_[campaign]; }
  Value described(std::uint32_t v) const { return {dimension_.key(v), dimension_.label(v), dimension_.node(v)}; }

 private:
  Dimension dimension_;
  std::vector<std::vector<std::uint32_t>> campaigns_, of_;
};

// The latest first, by start, then code.
std::vector<std::string> latest(const CampaignGraph& graph, std::vector<std::uint32_t> campaigns, std::size_t most) {
  const graph::NodeClass& nodes = graph.graph().classes()[graph::class_of_kind(archive::Kind::campaign)];
  const auto start = [&](std::uint32_t c) {
    const auto value = nodes.property(c, "start");
    const auto* date = std::get_if<archive::Date>(&value);
    return date != nullptr ? date->days : INT32_MIN;
  };
  std::sort(campaigns.begin(), campaigns.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::int32_t x = start(a);
    const std::int32_t y = start(b);
    return x != y ? x > y : nodes.key_ranks.raw(a) < nodes.key_ranks.raw(b);
  });
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < std::min(most, campaigns.size()); ++i) codes.emplace_back(nodes.keys.at(campaigns[i]));
  return codes;
}

}  // namespace

NeverTriedAnswer never_tried(const CampaignGraph& graph, const NeverTriedRequest& request, graph::Budget& budget) {
  graph::require_limit(request.limit, 0, 1000, "limit");
  const graph::AsOf as_of = graph::as_of_end(graph, request.as_of);
  const std::vector<bool> chosen = chosen_campaigns(graph, request.campaigns, as_of, "");
  const CampaignSide rows(graph, request.rows, request.row_values, as_of, "rows", chosen);
  const CampaignSide columns(graph, request.columns, request.column_values, as_of, "columns", chosen);
  const bool same = request.rows == request.columns;

  NeverTriedAnswer answer;
  for (std::uint32_t c = 0; c < chosen.size(); ++c) {
    if (!rows.of(c).empty() || !columns.of(c).empty()) ++answer.campaigns;
  }
  struct Candidate {
    std::uint32_t row, column;
    double expected;
  };
  std::vector<Candidate> never;
  std::vector<std::uint32_t> met(columns.dimension().size(), UINT32_MAX);
  for (std::uint32_t row = 0; row < rows.dimension().size(); ++row) {
    const auto& users = rows.campaigns(row);
    if (users.empty()) continue;
    for (const std::uint32_t c : users) {
      budget.steps(columns.of(c).size() + 1);
      for (const std::uint32_t column : columns.of(c)) met[column] = row;
    }
    for (std::uint32_t column = 0; column < met.size(); ++column) {
      const std::size_t with = columns.campaigns(column).size();
      if (with == 0 || (same && column <= row)) continue;
      budget.step();
      if (met[column] == row) {
        ++answer.tried;
        continue;
      }
      budget.row();
      never.push_back(
          {row, column,
           static_cast<double>(users.size()) * static_cast<double>(with) / static_cast<double>(answer.campaigns)});
    }
  }
  answer.never = never.size();
  const std::size_t kept = std::min(request.limit, never.size());
  std::partial_sort(never.begin(), never.begin() + static_cast<std::ptrdiff_t>(kept), never.end(),
                    [&](const Candidate& a, const Candidate& b) {
                      if (a.expected != b.expected) return a.expected > b.expected;
                      if (a.row != b.row) return rows.dimension().key(a.row) < rows.dimension().key(b.row);
                      return columns.dimension().key(a.column) < columns.dimension().key(b.column);
                    });
  for (std::size_t i = 0; i < kept; ++i) {
    const Candidate& one = never[i];
    const auto& with_row = rows.campaigns(one.row);
    const auto& with_column = columns.campaigns(one.column);
    NeverTried pair{rows.described(one.row),
                    columns.described(one.column),
                    {0, with_row.size(), with_column.size(), answer.campaigns},
                    1,
                    {},
                    {}};
    // None of both: all that used the row are among those without the column.
    pair.p = std::exp(
        search::log_fisher(pair.counts.row, pair.counts.row, pair.counts.all - pair.counts.column, pair.counts.all));
    pair.with_row = latest(graph, with_row, request.codes);
    pair.with_column = latest(graph, with_column, request.codes);
    answer.rows.push_back(std::move(pair));
  }
  return answer;
}

archive::Json to_json(const NeverTriedAnswer& answer) {
  archive::Json rows = archive::Json::array();
  for (const NeverTried& one : answer.rows) {
    rows.push_back({{"row", to_json(one.row)},
                    {"column", to_json(one.column)},
                    {"n", one.counts.row},
                    {"with", one.counts.column},
                    {"all", one.counts.all},
                    {"expected", one.counts.expected()},
                    {"p", one.p},
                    {"with_row", one.with_row},
                    {"with_column", one.with_column}});
  }
  return {{"campaigns", answer.campaigns}, {"tried", answer.tried}, {"never", answer.never}, {"rows", std::move(rows)}};
}

}  // namespace almanac::insight
