#pragma once
// Conditions on properties as people write them: "城市=上海", "age >= 30", "name ~ 大促". Values are compared by the type of the
// property:
//
//   number, money   by value                          budget >= 50000
//   date, time      by day; a month or year is its days   start = 2024-11 (within it), start < 2024 (before it)
//   text            = and != in folded form (case, width and traditional characters do not matter), ~ is "contains";
//                   < and > by characters
//   list            = and ~ if one of its entries fits, != if none equals
//   yes or no       true, false, 1, 0, 是, 否
//
// What has no value meets no condition but !=.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/time.h"
#include "graph/property_graph.h"

namespace almanac::graph {

enum class Comparison : std::uint8_t { equal, different, less, at_most, more, at_least, contains };

struct Condition {
  std::string property;
  Comparison comparison = Comparison::equal;
  std::string value;
};

// "name op value", op one of = != < <= > >= ~; spaces around do not count, nor quotes around the value. `where` is the
// parameter's name. Error invalid_input "bad_condition".
Condition condition_from(std::string_view text, const char* where);
// A text that condition_from() reads as this condition.
std::string to_string(const Condition& condition);

// A condition ready to meet values of one type. Its texts are folded and its numbers read once.
class ValueTest {
 public:
  // Error invalid_input "bad_condition" if the value is not of the type.
  ValueTest(const Condition& condition, PropertyType type, const archive::Zone& zone, const char* where);
  bool operator()(const PropertyValue& value) const;  // of the type, or monostate

 private:
  bool compare(int order) const;  // of a value to the wanted one
  bool compare_days(std::int32_t first, std::int32_t last) const;
  bool compare_text(std::string_view text) const;

  Comparison comparison_;
  archive::Zone zone_;
  std::string folded_, plain_;
  archive::Decimal number_;
  archive::Date date_;
  bool flag_ = false;
};

// Error invalid_input "unknown_property" naming the nearest of `names`, or all if they are few.
[[noreturn]] void throw_unknown_property(const std::string& property, const std::vector<std::string>& names,
                                         const char* where);

}  // namespace almanac::graph
