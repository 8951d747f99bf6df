#include "planning/draft.h"

namespace almanac::planning {
namespace {

using archive::Json;

std::string_view type_name(Block::Type type) {
  switch (type) {
    case Block::Type::paragraph:
      return "paragraph";
    case Block::Type::bullets:
      return "bullets";
    case Block::Type::numbers:
      return "numbers";
    case Block::Type::tasks:
      return "tasks";
    case Block::Type::quote:
      return "quote";
    case Block::Type::table:
      return "table";
    case Block::Type::missing:
      return "missing";
  }
  return "paragraph";
}

Json spans_json(const Spans& spans) {
  Json list = Json::array();
  for (const auto& span : spans) {
    Json json{{"text", span.text}};
    if (!span.cites.empty()) json["cites"] = span.cites;
    if (span.weight == Span::Weight::strong) json["strong"] = true;
    list.push_back(std::move(json));
  }
  return list;
}

Json block_json(const Block& block) {
  Json json{{"type", type_name(block.type)}};
  if (block.type != Block::Type::table) {
    json["items"] = Json::array();
    for (const auto& item : block.items) json["items"].push_back(spans_json(item));
    return json;
  }
  json["columns"] = block.columns;
  if (!block.column_cites.empty()) json["column_cites"] = block.column_cites;
  json["rows"] = Json::array();
  for (const auto& row : block.rows) {
    Json cells = Json::array();
    for (const auto& cell : row) cells.push_back(spans_json(cell));
    json["rows"].push_back(std::move(cells));
  }
  return json;
}

}  // namespace

Json to_json(const Draft& draft) {
  Json json{{"template", draft.template_id},
            {"title", draft.title},
            {"language", draft.language == archive::Language::zh ? "zh" : "en"},
            {"revision", draft.revision}};
  json["campaigns"] = Json::array();
  for (const auto& source : draft.sources) {
    Json entry{{"code", source.code}, {"name", source.name}};
    if (source.start) entry["start"] = source.start->to_string();
    if (source.end) entry["end"] = source.end->to_string();
    json["campaigns"].push_back(std::move(entry));
  }
  json["sections"] = Json::array();
  for (const auto& section : draft.sections) {
    Json blocks = Json::array();
    for (const auto& block : section.blocks) blocks.push_back(block_json(block));
    json["sections"].push_back({{"level", section.level}, {"heading", section.heading}, {"blocks", std::move(blocks)}});
  }
  json["campaign"] = archive::to_json_record(draft.proposal);
  return json;
}

}  // namespace almanac::planning
