#pragma once
// The row of a campaign in campaign_order, by which lists are sorted and filtered (campaign_page.cpp). Internal to archive/.

#include <cstdint>
#include <optional>

#include "archive/records.h"
#include "archive/sqlite.h"

namespace almanac::archive {

inline constexpr std::int64_t no_value = INT64_MIN;  // a day or an amount that is not there: less than all others

// Money for sorting: 1/10,000 of the currency, rounded towards zero; what does not fit is the largest.
std::int64_t order_amount(const std::optional<Decimal>& amount);

void store_order(sqlite::Database& database, std::uint32_t number, std::uint64_t revision, const Campaign& campaign);

// Of every campaign of the archive, for a migration.
void store_all_orders(sqlite::Database& database);

}  // namespace almanac::archive
