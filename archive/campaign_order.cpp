#include "archive/campaign_order.h"

#include <limits>

#include "archive/name.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

std::int64_t order_amount(const std::optional<Decimal>& amount) {
  if (!amount) return no_value;
  std::int64_t value = amount->digits;
  for (int scale = amount->scale; scale > 4; --scale) value /= 10;
  for (int scale = amount->scale; scale < 4; ++scale)
    if (__builtin_mul_overflow(value, 10, &value)) return amount->digits < 0 ? no_value + 1 : INT64_MAX;
  return value;
}

void store_order(Database& database, std::uint32_t number, std::uint64_t revision, const Campaign& c) {
  const auto day = [](const std::optional<Date>& date) { return date ? std::int64_t{date->days} : no_value; };
  database
      .prepare(
          "INSERT INTO campaign_order (number, code, name, status, theme, occasion, objective, type, owner, parent, "
          "start_day, end_day, budget, spend, revision) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15) "
          "ON CONFLICT (number) DO UPDATE SET code=?2, name=?3, status=?4, theme=?5, occasion=?6, objective=?7, "
          "type=?8, owner=?9, parent=?10, start_day=?11, end_day=?12, budget=?13, spend=?14, revision=?15")
      .bind_all(number, c.code, c.name, c.status, c.theme, c.occasion, c.objective, c.type, c.owner, c.parent,
                day(c.start), day(c.end), order_amount(c.budget), order_amount(c.spend), revision)
      .run();
}

void store_all_orders(Database& database) {
  Statement row = database.prepare(
      "SELECT r.number, r.revision, n.key, r.body FROM record r JOIN node n ON n.kind=r.kind AND n.number=r.number "
      "WHERE r.kind=?1 AND r.deleted=0");
  row.bind_all(Kind::campaign);
  while (row.step()) {
    Campaign campaign = from_json_record<Campaign>(parse_json(row.text(3)));
    campaign.code = row.text(2);
    store_order(database, static_cast<std::uint32_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
                campaign);
  }
}

}  // namespace almanac::archive
