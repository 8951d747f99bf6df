// Any bytes as a cell, given to every parser of values. Checked: no crash, a reason in both languages where there is no
// value, and that lists and sentences are made of the cell's own words.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "importers/value.h"

using namespace almanac::importers;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

template <class T>
void require_answer(const Parsed<T>& parsed) {
  require(parsed ||
          (!parsed.reason().code.empty() && !parsed.reason().text.en.empty() && !parsed.reason().text.zh.empty()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const almanac::archive::Zone zone("Asia/Shanghai");
  static const auto dictionary = almanac::archive::Dictionary::load("");
  if (size > 4'096) return 0;
  const std::string_view cell(reinterpret_cast<const char*>(data), size);
  Unit column;
  column.factor = almanac::archive::Decimal{10'000, 0};
  require_answer(parse_number(cell));
  require_answer(parse_number(cell, column));
  for (const auto order : {DateOrder::unknown, DateOrder::day_first, DateOrder::month_first}) {
    DateSettings settings;
    settings.order = order;
    if (order == DateOrder::day_first) settings.default_year = 2024;
    require_answer(parse_date(cell, settings, zone));
    require_answer(parse_time(cell, settings, zone));
    require_answer(parse_date_range(cell, settings, zone));
  }
  require_answer(parse_boolean(cell));
  is_empty(cell);
  split_header_unit(cell);
  const KnownName known = [](std::string_view name) { return name.size() % 2 == 0; };
  for (const auto& name : split_list(cell, known)) require(!name.empty() && cell.find(name) != std::string_view::npos);
  for (const auto& sentence : split_prose(cell))
    require(!sentence.empty() && cell.find(sentence) != std::string_view::npos);
  for (const auto& figure : parse_figures(cell, dictionary))
    require(!figure.text.empty() && (figure.metric.empty() || figure.number));
  return 0;
}
