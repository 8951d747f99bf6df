#include "archive/export.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

#include "archive/provenance.h"
#include "archive/rates.h"
#include "archive/record_traits.h"
#include "archive/saved_searches.h"
#include "archive/synonyms.h"
#include "archive/touchpoint_json.h"

namespace almanac::archive {
namespace {

template <class T>
std::uint64_t export_records(const Reads& reads, std::string_view kind,
                             const std::function<void(std::string_view)>& write) {
  constexpr std::size_t at_once = 500;
  std::uint64_t lines = 0;
  std::string after;
  while (true) {
    const auto page = reads.page<T>(after, at_once);
    for (const auto& stored : page) {
      Json record = to_json_record(stored.record);
      if (kind == "campaign") record.erase("lessons");
      write(export_line(kind, std::move(record)));
      ++lines;
    }
    if (page.size() < at_once) return lines;
    after = RecordTraits<T>::key(page.back().record);
  }
}

// Of every record that ever was, by key: its versions, then what files said of it.
std::uint64_t export_history(const Reads& reads, const Zone& zone, Kind kind,
                             const std::function<void(std::string_view)>& write) {
  std::vector<std::pair<std::string, std::uint32_t>> keys;
  reads.for_each_key(kind, [&](std::uint32_t number, std::string_view key) { keys.emplace_back(key, number); });
  std::sort(keys.begin(), keys.end());
  const auto time = [&](std::int64_t ms) { return zone.format({ms, Precision::millisecond}); };
  std::uint64_t lines = 0;
  for (const auto& [key, number] : keys) {
    for (const Version& version : reads.history(kind, key)) {
      write(export_line("version", {{"kind", to_string(kind)},
                                    {"key", key},
                                    {"version", version.version},
                                    {"operation", version.operation},
                                    {"time", time(version.at_ms)},
                                    {"actor", version.actor},
                                    {"body", version.body}}));
      ++lines;
    }
    for (const Said& said : all_said(reads, kind, number)) {
      write(export_line("source", {{"kind", to_string(kind)},
                                   {"key", key},
                                   {"source", said.file.source},
                                   {"name", said.file.name},
                                   {"sheet", said.file.sheet},
                                   {"mapping", said.file.mapping},
                                   {"time", time(said.file.at_ms)},
                                   {"row", said.row},
                                   {"rows", said.rows},
                                   {"said", said.said}}));
      ++lines;
    }
  }
  return lines;
}

std::uint64_t export_rates(const Reads& reads, const std::function<void(std::string_view)>& write) {
  const auto rates = list_rates(reads, "", "");
  for (const ExchangeRate& rate : rates)
    write(export_line(
        "rate", {{"date", rate.date.to_string()}, {"from", rate.from}, {"to", rate.to}, {"rate", to_json(rate.rate)}}));
  return rates.size();
}

std::uint64_t export_synonyms(const Reads& reads, const std::function<void(std::string_view)>& write) {
  const auto groups = list_synonyms(reads);
  for (const SynonymGroup& group : groups) write(export_line("synonym", {{"words", group.words}}));
  return groups.size();
}

std::uint64_t export_saved_searches(const Reads& reads, const std::function<void(std::string_view)>& write) {
  const auto searches = saved_searches(reads, "", max_saved_searches);
  for (const SavedSearch& search : searches) {
    Json record{{"name", search.name}};
    if (!search.title.empty()) record["title"] = search.title;
    record["parameters"] = search.parameters;
    write(export_line("saved_search", std::move(record)));
  }
  return searches.size();
}

// The users in order of their keys, and how many touchpoints each has.
struct Users {
  std::vector<std::uint32_t> rank;  // by number
  std::vector<std::uint64_t> rows;  // by rank
};

using Keeps = std::function<bool(const TouchpointColumns&, std::size_t)>;

Users users_of(const Reads& reads, const TouchpointScan& wanted, const Keeps& keeps) {
  std::vector<std::pair<std::string, std::uint32_t>> keys;
  reads.for_each_key(Kind::user, [&](std::uint32_t number, std::string_view key) { keys.emplace_back(key, number); });
  std::sort(keys.begin(), keys.end());
  Users users;
  users.rank.resize(reads.count(Kind::user), 0);
  users.rows.resize(keys.size(), 0);
  for (std::uint32_t rank = 0; rank < keys.size(); ++rank) users.rank[keys[rank].second] = rank;
  TouchpointScan scan = wanted;
  if (!keeps) scan.columns = TouchpointSelect::user;
  reads.scan_touchpoints(scan, [&](const TouchpointBlock& block, const TouchpointColumns& rows) {
    for_each_live_row(block, rows, [&](std::size_t i) {
      if (!keeps || keeps(rows, i)) ++users.rows[users.rank[rows.user[i]]];
    });
  });
  return users;
}

std::uint64_t export_touchpoints(const Reads& reads, const Zone& zone, const ExportOptions& options,
                                 const std::function<void(std::string_view)>& write) {
  struct Row {
    std::uint32_t rank;
    std::int64_t time_ms;
    std::string line;
    bool operator<(const Row& other) const {
      return std::tie(rank, time_ms, line) < std::tie(other.rank, other.time_ms, other.line);
    }
  };
  const Users users = users_of(reads, options.scan, options.keeps);
  const std::size_t at_once = options.rows_at_once;
  TouchpointJson json(reads, zone);
  std::uint64_t lines = 0;
  for (std::size_t first = 0; first < users.rows.size();) {
    std::size_t end = first;
    for (std::uint64_t rows = 0; end < users.rows.size() && (end == first || rows + users.rows[end] <= at_once); ++end)
      rows += users.rows[end];
    std::vector<Row> batch;
    reads.scan_touchpoints(options.scan, [&](const TouchpointBlock& block, const TouchpointColumns& rows) {
      for_each_live_row(block, rows, [&](std::size_t i) {
        const std::uint32_t rank = users.rank[rows.user[i]];
        if (rank < first || rank >= end || (options.keeps && !options.keeps(rows, i))) return;
        batch.push_back({rank, rows.time_ms[i], export_line("touchpoint", json.row(rows, i))});
      });
    });
    std::sort(batch.begin(), batch.end());
    for (const Row& row : batch) write(row.line);
    lines += batch.size();
    first = end;
  }
  return lines;
}

}  // namespace

std::string export_line(std::string_view kind, Json record) {
  Json line = Json::object();
  line["record"] = kind;
  for (auto& [name, value] : record.items()) line[name] = std::move(value);
  return dump(line);
}

std::uint64_t export_lines(const Reads& reads, const Zone& zone, const ExportOptions& options,
                           const std::function<void(std::string_view)>& write) {
  std::uint64_t lines = 0;
  for (const Kind kind : options.kinds) {
    switch (kind) {
      case Kind::channel:
        lines += export_records<Channel>(reads, "channel", write);
        break;
      case Kind::product:
        lines += export_records<Product>(reads, "product", write);
        break;
      case Kind::segment:
        lines += export_records<Segment>(reads, "segment", write);
        break;
      case Kind::user:
        lines += export_records<User>(reads, "user", write);
        break;
      case Kind::campaign:
        lines += export_records<Campaign>(reads, "campaign", write);
        break;
      case Kind::lesson:
        lines += export_records<Lesson>(reads, "lesson", write);
        break;
      default:
        break;
    }
  }
  if (options.history)
    for (const Kind kind : options.kinds) lines += export_history(reads, zone, kind, write);
  if (options.rates) lines += export_rates(reads, write);
  if (options.synonyms) lines += export_synonyms(reads, write);
  if (options.saved_searches) lines += export_saved_searches(reads, write);
  if (options.touchpoints) lines += export_touchpoints(reads, zone, options, write);
  return lines;
}

}  // namespace almanac::archive
