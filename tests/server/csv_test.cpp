#include <catch2/catch.hpp>

#include "server/csv.h"

using namespace almanac::server;

namespace {

std::string row(const std::vector<std::string>& cells) {
  std::string text;
  add_csv_row(text, cells);
  return text;
}

}  // namespace

TEST_CASE("cells are quoted where needed", "[csv]") {
  CHECK(row({"a", "b,c", "d\"e", "f\ng", ""}) == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
}

TEST_CASE("no cell is a formula, but numbers stay numbers", "[csv]") {
  CHECK(row({"=1+1"}) == "'=1+1\r\n");
  CHECK(row({"@cmd"}) == "'@cmd\r\n");
  CHECK(row({"+86 10"}) == "'+86 10\r\n");
  CHECK(row({"-x"}) == "'-x\r\n");
  CHECK(row({"\tx"}) == "'\tx\r\n");
  CHECK(row({"-12.5", "5"}) == "-12.5,5\r\n");
}

TEST_CASE("objects become rows under the columns that occur", "[csv]") {
  const Json objects{{{"code", "A"}, {"tags", {"x", "y"}}}, {{"code", "B"}, {"budget", 5}}};
  const auto csv = csv_of(objects, "list.csv");
  CHECK(csv.body == std::string(csv_mark) + "code,tags,budget\r\nA,x; y,\r\nB,,5\r\n");
}
