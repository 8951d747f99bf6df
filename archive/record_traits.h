#pragma once
// What the store must know of each record type: its kind and the field that is its key. Internal to archive/.

#include "archive/name.h"
#include "archive/records.h"

namespace almanac::archive {

template <class T>
struct RecordTraits;

#define ALMANAC_RECORD_TRAITS(T, kind_, field)                              \
  template <>                                                               \
  struct RecordTraits<T> {                                                  \
    static constexpr Kind kind = Kind::kind_;                               \
    static std::string& key(T& record) { return record.field; }             \
    static const std::string& key(const T& record) { return record.field; } \
  };
ALMANAC_RECORD_TRAITS(Campaign, campaign, code)
ALMANAC_RECORD_TRAITS(Lesson, lesson, code)
ALMANAC_RECORD_TRAITS(User, user, user)
ALMANAC_RECORD_TRAITS(Product, product, sku)
ALMANAC_RECORD_TRAITS(Channel, channel, channel)
ALMANAC_RECORD_TRAITS(Segment, segment, segment)
#undef ALMANAC_RECORD_TRAITS

}  // namespace almanac::archive
