#include "insight/reported.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "archive/as_of.h"
#include "archive/error.h"
#include "archive/figures.h"
#include "archive/nearest.h"
#include "graph/exploring.h"
#include "insight/campaign_choice.h"

namespace almanac::insight {

using archive::Campaign;
using archive::Decimal;
using archive::Kind;
using graph::CampaignGraph;

namespace {

// What may be compared.
struct Measure {
  std::string metric, unit, basis;
  auto operator<=>(const Measure&) const = default;
};
struct Point {
  std::uint32_t campaign = 0;
  Decimal value;
  double real = 0;
};
using Points = std::map<std::string, std::vector<Point>>;  // by key of the group

constexpr std::string_view attainment_metric = "attainment";
constexpr std::string_view roi_metric = "roi";

double median_of(const std::vector<Point>& ascending) {
  const std::size_t n = ascending.size();
  return n % 2 == 1 ? ascending[n / 2].real : (ascending[n / 2 - 1].real + ascending[n / 2].real) / 2;
}

void ascend(std::vector<Point>& points) {
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return a.real != b.real ? a.real < b.real : a.campaign < b.campaign;
  });
}

class Gathering {
 public:
  Gathering(const archive::Reads& reads, const CampaignGraph& graph, const ReportedRequest& request)
      : reads_(reads), graph_(graph), request_(request), as_of_(graph::as_of_end(graph, request.as_of)) {
    context_.dictionary = &archive::dictionary_of(reads);
    context_.currency = graph.currency();
    // Goals and return are the campaign's as a whole; channel, segment and product then are what it used.
    const bool whole = request.metric == attainment_metric || request.metric == roi_metric;
    if (whole)
      part_ = nullptr;
    else if (request.group == "channel")
      part_ = &archive::Result::channel, kind_ = Kind::channel;
    else if (request.group == "segment")
      part_ = &archive::Result::segment, kind_ = Kind::segment;
    else if (request.group == "product")
      part_ = &archive::Result::product, kind_ = Kind::product;
    if (part_ == nullptr) {
      dimension_.emplace(graph, request.group, as_of_, "group", Dimension::Of::campaigns);
    }
    if (request.values.empty()) return;
    const Dimension named(graph, request.group, as_of_, "group",
                          part_ == nullptr ? Dimension::Of::campaigns : Dimension::Of::touchpoints);
    for (const std::string& value : request.values) wanted_.push_back(named.key(named.require(value, "value")));
  }

  void run(const std::vector<bool>& chosen, graph::Budget& budget) {
    reads_.for_each<Campaign>([&](const archive::Stored<Campaign>& stored) {
      budget.steps(64);
      if (stored.number >= chosen.size() || !chosen[stored.number]) return;
      std::optional<Campaign> version;
      if (request_.as_of) {
        version = archive::version_known<Campaign>(reads_, stored.record.code, *request_.as_of);
        if (!version) return;
        archive::hide_later_outcome(*version, *request_.as_of);
      }
      ++campaigns;
      take(stored.number, version ? *version : stored.record);
    });
  }

  std::map<Measure, Points> measures;
  std::size_t campaigns = 0;

  Value described(const std::string& key) const {
    if (dimension_) {
      const auto v = dimension_->find(key);
      return v ? Value{key, dimension_->label(*v), dimension_->node(*v)} : Value{key, key, ""};
    }
    const auto node = graph_.find(kind_, key);
    return node ? Value{key, graph_.label_of(*node), archive::graph_id(kind_, key)} : Value{key, key, ""};
  }
  const archive::Dictionary& dictionary() const { return *context_.dictionary; }

 private:
  void take(std::uint32_t number, const Campaign& campaign) {
    if (part_ != nullptr)
      take_parts(number, campaign);
    else
      take_whole(number, campaign);
  }

  static bool is_whole(const archive::Result& r) {
    return r.phase.empty() && r.variant.empty() && !r.from && !r.to &&
           (r.channel.empty() ? 0 : 1) + (r.segment.empty() ? 0 : 1) + (r.product.empty() ? 0 : 1) == 1;
  }

  void take_parts(std::uint32_t number, const Campaign& campaign) {
    struct Gathered {
      std::optional<Decimal> whole;
      archive::Sum parts;
      bool additive = false;
    };
    std::map<std::pair<Measure, std::string>, Gathered> found;
    for (const archive::Result& result : campaign.results) {
      const std::string& name = result.*part_;
      if (name.empty() || !result.value) continue;
      const std::string key = key_of(name);
      if (!wants(key)) continue;
      const archive::MetricFacts facts = archive::metric_facts(dictionary(), result.metric);
      Gathered& one = found[{{facts.key, archive::unit_of(context_, campaign, facts, result.unit), result.basis}, key}];
      one.additive = facts.additive;
      if (is_whole(result))
        one.whole = result.value;
      else
        one.parts.add(result.value);
    }
    for (const auto& [place, one] : found) {
      std::optional<Decimal> value = one.whole;
      if (!value && (one.additive || one.parts.count() == 1)) value = one.parts.total();
      if (value) add(place.first, place.second, number, *value, value->to_double());
    }
  }

  void take_whole(std::uint32_t number, const Campaign& campaign) {
    std::vector<std::string> keys;
    dimension_->each(std::int64_t{number} + 1, [&](std::uint32_t v) {
      if (wants(dimension_->key(v))) keys.push_back(dimension_->key(v));
    });
    if (keys.empty()) return;
    const auto add_all = [&](const Measure& measure, const Decimal& value, double real) {
      for (const std::string& key : keys) add(measure, key, number, value, real);
    };
    for (const archive::Figure& figure : archive::reported_figures(context_, campaign)) {
      if (figure.phase.empty())
        add_all({figure.metric, figure.unit, figure.basis}, figure.value, figure.value.to_double());
    }
    const auto rounded = [](double value) {
      return Decimal::make(static_cast<std::int64_t>(std::llround(value * 1e6)), 6).value_or(Decimal{});
    };
    const auto main = archive::main_attainment(context_, campaign);
    if (main && main->share) add_all({std::string(attainment_metric), "", ""}, rounded(*main->share), *main->share);
    const auto roi = archive::roi_of(context_, campaign);
    if (!roi.reported && roi.computed)
      add_all({std::string(roi_metric), "", ""}, rounded(*roi.computed), *roi.computed);
  }

  void add(const Measure& measure, const std::string& key, std::uint32_t campaign, const Decimal& value, double real) {
    measures[measure][key].push_back({campaign, value, real});
  }
  std::string key_of(const std::string& name) const {
    const auto number = reads_.find_by_name(kind_, name);
    return number ? reads_.find_key(kind_, *number).value_or(name) : name;
  }
  bool wants(const std::string& key) const {
    return wanted_.empty() || std::find(wanted_.begin(), wanted_.end(), key) != wanted_.end();
  }

  const archive::Reads& reads_;
  const CampaignGraph& graph_;
  const ReportedRequest& request_;
  graph::AsOf as_of_;
  archive::FigureContext context_;
  std::string archive::Result::*part_ = nullptr;
  Kind kind_ = Kind::channel;
  std::optional<Dimension> dimension_;
  std::vector<std::string> wanted_;
};

bool higher_is_better(const archive::Dictionary& dictionary, const std::string& metric) {
  return archive::metric_facts(dictionary, metric).higher_is_better;
}

std::string metric_asked(const Gathering& gathered, const ReportedRequest& request, const ReportedAnswer& answer) {
  if (request.metric.empty()) return answer.metrics.empty() ? "" : answer.metrics.front().first;
  const std::string key = archive::metric_facts(gathered.dictionary(), request.metric).key;
  for (const auto& [metric, values] : answer.metrics) {
    if (metric == key || metric == request.metric) return metric;
  }
  if (gathered.dictionary().find_metric(request.metric) != nullptr || request.metric == attainment_metric ||
      request.metric == roi_metric)
    return key;  // known, but nobody reported it: an empty answer
  const archive::Metric* near = gathered.dictionary().nearest_metric(request.metric);
  constexpr std::size_t most_listed = 10;
  std::string all;
  for (std::size_t i = 0; i < std::min(most_listed, answer.metrics.size()); ++i)
    all += (i == 0 ? "" : ", ") + answer.metrics[i].first;
  const archive::Text reported_are =
      all.empty() ? archive::Text{} : archive::Text{"; reported are " + all, "；已上报的有 " + all};
  throw archive::Error(
      archive::ErrorKind::invalid_input, "unknown_metric",
      archive::did_you_mean(
          archive::filled(archive::Text{"there is no metric \"{}\"", "没有“{}”这个指标"}, request.metric),
          near == nullptr ? std::string() : near->name, reported_are),
      "metric");
}

}  // namespace

ReportedAnswer reported(const archive::Reads& reads, const CampaignGraph& graph, const ReportedRequest& request,
                        graph::Budget& budget) {
  graph::require_limit(request.limit, 0, 1000, "limit");
  Gathering gathered(reads, graph, request);
  gathered.run(chosen_campaigns(graph, request.campaigns, graph::as_of_end(graph, request.as_of), ""), budget);

  ReportedAnswer answer;
  answer.campaigns = gathered.campaigns;
  std::map<std::string, std::size_t> values;
  for (const auto& [measure, points] : gathered.measures) {
    for (const auto& [key, list] : points) values[measure.metric] += list.size();
  }
  answer.metrics.assign(values.begin(), values.end());
  std::stable_sort(answer.metrics.begin(), answer.metrics.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  answer.metric = metric_asked(gathered, request, answer);

  const bool higher = higher_is_better(gathered.dictionary(), answer.metric);
  const bool additive = archive::metric_facts(gathered.dictionary(), answer.metric).additive;
  const graph::NodeClass& nodes = graph.graph().classes()[graph::class_of_kind(Kind::campaign)];
  for (auto& [measure, groups] : gathered.measures) {
    if (measure.metric != answer.metric) continue;
    std::vector<Point> all;
    for (const auto& [key, points] : groups) all.insert(all.end(), points.begin(), points.end());
    ascend(all);
    const double base = median_of(all);
    for (auto& [key, points] : groups) {
      ascend(points);
      Reported row;
      row.group = gathered.described(key);
      row.metric = measure.metric;
      row.unit = measure.unit;
      row.basis = measure.basis;
      row.n = points.size();
      row.median = median_of(points);
      row.base = base;
      if (base != 0) row.ratio = row.median / base;
      if (const auto places = median_interval(points.size())) {
        row.low = points[places->first].real;
        row.high = points[places->second].real;
      }
      archive::Sum total;
      for (const Point& point : points) total.add(point.value);
      if (additive) row.total = total.total();
      for (std::size_t i = 0; i < std::min(request.codes, points.size()); ++i) {
        const Point& point = points[points.size() - 1 - i];
        row.campaigns.emplace_back(std::string(nodes.keys.at(point.campaign)), point.value);
      }
      answer.rows.push_back(std::move(row));
    }
  }
  answer.total = answer.rows.size();
  std::stable_sort(answer.rows.begin(), answer.rows.end(), [&](const Reported& a, const Reported& b) {
    if (a.low.has_value() != b.low.has_value()) return a.low.has_value();
    if (!a.low && a.n != b.n) return a.n > b.n;
    const double x = !a.low ? a.median : higher ? *a.low : *a.high;
    const double y = !b.low ? b.median : higher ? *b.low : *b.high;
    if (x != y) return higher ? x > y : x < y;
    return a.group.key < b.group.key;
  });
  if (answer.rows.size() > request.limit) answer.rows.resize(request.limit);
  return answer;
}

archive::Json to_json(const ReportedAnswer& answer) {
  archive::Json rows = archive::Json::array();
  for (const Reported& one : answer.rows) {
    archive::Json row{{"row", to_json(one.group)},
                      {"metric", one.metric},
                      {"unit", one.unit},
                      {"basis", one.basis},
                      {"n", one.n},
                      {"median", one.median},
                      {"base", one.base},
                      {"too_few", !one.low.has_value()}};
    if (one.ratio) row["ratio"] = *one.ratio;
    if (one.low) row["low"] = *one.low, row["high"] = *one.high;
    if (one.total) row["total"] = archive::to_json(*one.total);
    archive::Json campaigns = archive::Json::array();
    for (const auto& [code, value] : one.campaigns)
      campaigns.push_back({{"code", code}, {"value", archive::to_json(value)}});
    row["campaigns"] = std::move(campaigns);
    row["campaign_total"] = one.n;
    rows.push_back(std::move(row));
  }
  archive::Json metrics = archive::Json::array();
  for (const auto& [metric, values] : answer.metrics) metrics.push_back({{"metric", metric}, {"values", values}});
  return {{"metric", answer.metric},
          {"metrics", std::move(metrics)},
          {"campaigns", answer.campaigns},
          {"total", answer.total},
          {"rows", std::move(rows)}};
}

}  // namespace almanac::insight
