#pragma once
// From a kind to the type of its records.

#include <utility>

#include "archive/name.h"
#include "archive/records.h"

namespace almanac::archive {

// use.operator()<T>() with the type of the kind's records; otherwise() for a kind that has none.
template <class Use, class Otherwise>
auto with_record_type(Kind kind, Use&& use, Otherwise&& otherwise) {
  switch (kind) {
    case Kind::campaign:
      return use.template operator()<Campaign>();
    case Kind::lesson:
      return use.template operator()<Lesson>();
    case Kind::user:
      return use.template operator()<User>();
    case Kind::product:
      return use.template operator()<Product>();
    case Kind::channel:
      return use.template operator()<Channel>();
    case Kind::segment:
      return use.template operator()<Segment>();
    default:
      return otherwise();
  }
}

}  // namespace almanac::archive
