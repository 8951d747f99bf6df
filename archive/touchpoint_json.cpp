#include "archive/touchpoint_json.h"

namespace almanac::archive {
namespace {

void add_amount(Json& item, const char* name, std::int64_t digits, std::uint8_t scale) {
  if (scale != no_amount) item[name] = to_json(Decimal{digits, scale});
}

}  // namespace

Json TouchpointJson::row(const TouchpointColumns& rows, std::size_t i) {
  Json item = Json::object();
  add_node(item, "user", Kind::user, rows.user[i]);
  add_node(item, "campaign", Kind::campaign, rows.campaign[i]);
  add_node(item, "channel", Kind::channel, rows.channel[i]);
  add_node(item, "product", Kind::product, rows.product[i]);
  add_word(item, "type", Word::type, rows.type[i]);
  item["time"] = zone_.format({rows.time_ms[i], static_cast<Precision>(rows.time_precision[i])});
  add_amount(item, "value", rows.value[i], rows.value_scale[i]);
  add_word(item, "currency", Word::currency, rows.currency[i]);
  add_amount(item, "quantity", rows.quantity[i], rows.quantity_scale[i]);
  add_amount(item, "cost", rows.cost[i], rows.cost_scale[i]);
  add_word(item, "variant", Word::variant, rows.variant[i]);
  add_word(item, "creative", Word::creative, rows.creative[i]);
  add_word(item, "region", Word::region, rows.region[i]);
  add_word(item, "device", Word::device, rows.device[i]);
  add_word(item, "source", Word::source, rows.source[i]);
  if (const auto id = rows.event_id(i); !id.empty()) item["event_id"] = id;
  return item;
}

void TouchpointJson::add_node(Json& item, const char* name, Kind kind, std::uint32_t number) {
  if (number == no_number) return;
  auto [place, is_new] = names_.try_emplace((std::uint64_t{static_cast<std::uint8_t>(kind)} << 32) | number);
  if (is_new) place->second = reads_.find_key(kind, number).value_or("");
  item[name] = place->second;
}

void TouchpointJson::add_word(Json& item, const char* name, Word kind, std::uint32_t number) {
  if (number == no_number) return;
  auto [place, is_new] = names_.try_emplace((std::uint64_t{0x100u + static_cast<std::uint8_t>(kind)} << 32) | number);
  if (is_new) place->second = reads_.word(kind, number);
  if (!place->second.empty()) item[name] = place->second;
}

}  // namespace almanac::archive
