// Touchpoints: the evidence behind every edge of the graph, listed by what the edge joins; and batches of new ones.
//
// The list goes through the archive's blocks in their order and remembers where it stopped, so a page costs what it
// reads; with `user` only the blocks that can hold the user are read.

#include <algorithm>
#include <charconv>
#include <variant>

#include "archive/touchpoint_json.h"
#include "archive/touchpoints.h"
#include "graph/explore_conditions.h"
#include "importers/run.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"
#include "server/spool_file.h"

namespace almanac::server::handlers {
namespace {

using archive::Kind;
using archive::TouchpointBlock;
using archive::TouchpointColumns;
using archive::Word;

constexpr std::size_t batch_limit = 10'000;

// Where a page ended: the block and the row in it that come next.
struct Position {
  std::uint64_t block = 0;
  std::size_t row = 0;
};

Position position_of(const std::string& cursor) {
  Position position;
  if (cursor.empty()) return position;
  const auto dot = cursor.find('.');
  if (dot != std::string::npos) {
    const auto* begin = cursor.data();
    const auto block = std::from_chars(begin, begin + dot, position.block);
    const auto row = std::from_chars(begin + dot + 1, begin + cursor.size(), position.row);
    if (block.ec == std::errc() && block.ptr == begin + dot && row.ec == std::errc() &&
        row.ptr == begin + cursor.size())
      return position;
  }
  throw HttpError(400, "bad_cursor",
                  {"cursor is what next_cursor of the page before said", "cursor 须为上一页返回的 next_cursor"},
                  "cursor");
}

std::optional<std::uint32_t> number_of(const archive::Reads& reads, const Request& request, Kind kind,
                                       std::string_view parameter) {
  const auto key = request.value(parameter);
  if (!key || key->empty()) return std::nullopt;
  auto number = reads.find_number(kind, *key);
  if (!number) number = reads.find_by_name(kind, *key);
  if (!number) throw_unknown(reads, kind, *key);
  return number;
}

struct TouchpointField {
  std::string_view name;
  std::vector<std::uint32_t> TouchpointColumns::*column;
  std::variant<Word, Kind> names;  // what its numbers name
};
const TouchpointField fields[] = {
    {"type", &TouchpointColumns::type, Word::type},          {"channel", &TouchpointColumns::channel, Kind::channel},
    {"product", &TouchpointColumns::product, Kind::product}, {"currency", &TouchpointColumns::currency, Word::currency},
    {"variant", &TouchpointColumns::variant, Word::variant}, {"creative", &TouchpointColumns::creative, Word::creative},
    {"region", &TouchpointColumns::region, Word::region},    {"device", &TouchpointColumns::device, Word::device}};

FieldCondition field_condition(const archive::Reads& reads, const archive::Archive& archive, const std::string& text) {
  const graph::Condition condition = graph::condition_from(text, "where");
  const auto* const field = std::find_if(std::begin(fields), std::end(fields),
                                         [&](const auto& one) { return one.name == condition.property; });
  if (field == std::end(fields)) {
    std::vector<std::string> names;
    for (const auto& one : fields) names.emplace_back(one.name);
    graph::throw_unknown_property(condition.property, names, "where");
  }
  const graph::ValueTest test(condition, graph::PropertyType::text, archive.zone(), "where");
  // What names no currency is in the archive's.
  const bool currency = field->column == &TouchpointColumns::currency;
  FieldCondition made{
      field->column,
      {},
      test(currency ? graph::PropertyValue{std::string_view(archive.currency())} : graph::PropertyValue{})};
  const auto take = [&](std::uint32_t number, std::string_view name) {
    if (made.passes.size() <= number) made.passes.resize(std::size_t{number} + 1);
    made.passes[number] = test(graph::PropertyValue{name});
  };
  if (const auto* kind = std::get_if<Kind>(&field->names)) {
    reads.for_each_key(*kind, take);
  } else {
    const auto words = reads.words(std::get<Word>(field->names));
    for (std::uint32_t number = 0; number < words.size(); ++number) take(number, words[number]);
  }
  return made;
}

// Leaves a scan when the page is full; the archive's scan has no other end than its last block.
struct PageFull {};

Json batch_of(const Request& request) {
  auto body = request.json();
  if (body.is_object() && body.contains("touchpoints")) body = Json(body.at("touchpoints"));
  if (!body.is_array() || body.empty() || body.size() > batch_limit) {
    throw HttpError(400, "bad_batch",
                    {"the body is a list of 1 to 10,000 touchpoints; larger files go to /api/v1/imports",
                     "正文须为 1 至 10,000 个触点的列表；更大的文件请使用 /api/v1/imports"},
                    "/");
  }
  return body;
}

}  // namespace

TouchpointFilter touchpoint_filter_of(const archive::Reads& reads, const archive::Archive& archive,
                                      const Request& request) {
  const archive::Zone& zone = archive.zone();
  TouchpointFilter filter;
  filter.user = number_of(reads, request, Kind::user, "user");
  filter.only_without_campaign = request.value("campaign") == "-";
  if (!filter.only_without_campaign) filter.campaign = number_of(reads, request, Kind::campaign, "campaign");
  filter.channel = number_of(reads, request, Kind::channel, "channel");
  filter.product = number_of(reads, request, Kind::product, "product");
  if (const auto from = date_of(request, "from")) filter.from_ms = zone.start_of(*from);
  if (const auto to = date_of(request, "to")) filter.to_ms = zone.end_of(*to);
  if (const auto as_of = date_of(request, "as_of")) {
    const auto end = zone.end_of(*as_of);
    filter.to_ms = filter.to_ms ? std::min(*filter.to_ms, end) : end;
  }
  for (const std::string& text : request.values("where")) filter.where.push_back(field_condition(reads, archive, text));
  const auto types = request.values("type");
  if (types.empty()) return filter;
  const auto words = reads.words(Word::type);
  for (std::uint32_t number = 0; number < words.size(); ++number) {
    if (std::find(types.begin(), types.end(), words[number]) != types.end()) filter.types.push_back(number);
  }
  filter.nothing = filter.types.empty();
  return filter;
}

Response list_touchpoints(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto& zone = site.archive().zone();
  const auto filter = touchpoint_filter_of(reader, site.archive(), request);
  const auto limit = static_cast<std::size_t>(request.number("limit", 100));
  const auto start = position_of(request.value("cursor").value_or(""));
  auto scan = filter.scan();
  scan.after_block = start.block == 0 ? 0 : start.block - 1;
  archive::TouchpointJson json(reader, zone);
  auto items = Json::array();
  std::string next;
  try {
    if (!filter.nothing) {
      reader.scan_touchpoints(scan, [&](const TouchpointBlock& block, const TouchpointColumns& rows) {
        archive::for_each_live_row(block, rows, [&](std::size_t i) {
          if (block.id == start.block && i < start.row) return;
          if (!filter.fits(rows, i)) return;
          if (items.size() == limit) {
            next = std::to_string(block.id) + "." + std::to_string(i);
            throw PageFull();
          }
          items.push_back(json.row(rows, i));
        });
      });
    }
  } catch (const PageFull&) {
    // the page is complete
  }
  return page_of(request, reader.revision(), std::nullopt, std::move(items), next, "touchpoints.csv");
}

Response add_touchpoints(Site& site, const Request& request) {
  const auto batch = batch_of(request);
  SpoolFile file(site.spool());
  if (!file.write(archive::dump(batch)) || !file.finish()) {
    throw HttpError(507, "disk_full", {"the batch cannot be stored: the disk is full", "磁盘已满，无法保存这批触点"});
  }
  importers::ImportOptions options;
  options.files.push_back({file.path(), "touchpoints.json"});
  options.kind = importers::RowKind::touchpoints;
  options.source = request.value("source").value_or("");
  options.pseudonymise = request.flag("pseudonymise");
  options.storing = request.flag("dry_run") ? importers::Storing::dry_run : importers::Storing::store;
  options.actor = request.actor;
  importers::Report report;
  {
    const std::lock_guard turn(site.import_turn());
    report = importers::run(site.archive(), options);
  }
  site.changed();
  auto body = importers::to_json(report, request.language);
  if (request.flag("wait")) body["caught_up"] = site.wait_for_all(report.revision, std::chrono::seconds(2));
  return Response::of(body, report.state == importers::Report::State::done ? 200 : 500);
}

}  // namespace almanac::server::handlers
