#pragma once
// What the archive knew at the end of a day (contract, Time): of a record's versions the last recorded by then counts (the first, if all
// are later), and of it only what was true by then: the plan from its own start, the outcome from its date or the campaign's end.

#include <optional>
#include <string_view>

#include "archive/store.h"

namespace almanac::archive {

// The archive's zone, in which its days begin and end.
Zone zone_of(const Reads& reads);

// The day from which a campaign is known: of its planned start, announcement, start and end the first that it has.
std::optional<Date> known_from(const Campaign& campaign);

// Whether a fact was true by the end of `as_of`: by its own date, else by `otherwise`. A fact of unknown date is taken as known.
bool is_known(const std::optional<Date>& own, const std::optional<Date>& otherwise, Date as_of);

// Takes out of a campaign what became true later: results, spend, actual costs, review, lessons.
void hide_later_outcome(Campaign& campaign, Date as_of);

// The version of a record that counts; nullopt if it has none. Defined for Campaign and Lesson.
template <class T>
std::optional<T> version_known(const Reads& reads, std::string_view key, Date as_of);

// A campaign as it was known; without a day as it stands. Links are those of today: they have no date. nullopt: not known then, or never.
std::optional<Stored<Campaign>> find_as_of(const Reads& reads, std::string_view code, std::optional<Date> as_of,
                                           std::size_t product_limit = SIZE_MAX);

}  // namespace almanac::archive
