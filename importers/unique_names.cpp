#include "importers/unique_names.h"

#include <unordered_set>

#include "archive/text.h"
#include "importers/layout_area.h"

namespace almanac::importers {

using archive::filled;

std::vector<std::string> unique_names(std::vector<std::string> names, const std::vector<std::uint32_t>& columns,
                                      std::vector<Note>& notes) {
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string given = names[i];
    const std::string place = i < columns.size() ? column_letters(columns[i]) : std::to_string(i + 1);
    const std::string stem = given.empty() ? "column " + place : given;
    std::string name = stem;
    for (int copy = 2; !seen.insert(name).second; ++copy) name = stem + " (" + std::to_string(copy) + ")";
    if (name == given) continue;
    notes.push_back(
        given.empty()
            ? Note{"unnamed_column", filled({"column {} has no name in the header; it is called \"{}\"",
                                             "第 {} 列在表头中没有名称，称作“{}”"},
                                            place, name)}
            : Note{"duplicate_column", filled({"the header has \"{}\" more than once; column {} is called \"{}\"",
                                               "表头中“{}”出现了不止一次，第 {} 列称作“{}”"},
                                              given, place, name)});
    names[i] = std::move(name);
  }
  return names;
}

}  // namespace almanac::importers
