#include <catch2/catch.hpp>

#include "archive/error.h"
#include "search/query.h"

using namespace almanac;
using namespace almanac::search;

TEST_CASE("a query is a value that prints as the parameters of its link and reads back") {
  Query query;
  query.q = "双十一 \"复盘\"";
  query.match = Match::any;
  query.kinds = {archive::Kind::campaign, archive::Kind::lesson};
  query.filters["channel"] = {"短信", "公众号"};
  query.filters["attr.店铺"] = {"天猫"};
  query.start_from = archive::Date::parse("2024-01");
  query.budget_max = archive::Decimal::parse("100000.5");
  query.as_of = archive::Date::parse("2024-11-10");
  query.sort = Sort::roi_descending;
  query.limit = 50;
  query.facets = {"channel", "year"};
  CHECK(from_parameters(to_parameters(query)) == query);
  CHECK(to_string(Query{}).empty());
  Query simple;
  simple.q = "x";
  CHECK(to_string(simple) == "q=x");
}

TEST_CASE("unknown and wrong parameters are refused with their name") {
  const auto code_of = [](const Parameters& parameters) -> std::string {
    try {
      from_parameters(parameters);
    } catch (const archive::Error& error) {
      CHECK(error.kind() == archive::ErrorKind::invalid_input);
      CHECK(error.where() == parameters.front().first);
      CHECK_FALSE(error.message().zh.empty());
      return error.code();
    }
    return "";
  };
  CHECK(code_of({{"colour", "red"}}) == "unknown_parameter");
  CHECK(code_of({{"attr.", "x"}}) == "unknown_parameter");
  CHECK(code_of({{"渠道", "短信"}}) == "unknown_parameter");
  CHECK(code_of({{"limit", "201"}}) == "bad_parameter");
  CHECK(code_of({{"limit", "ten"}}) == "bad_parameter");
  CHECK(code_of({{"sort", "best"}}) == "bad_parameter");
  CHECK(code_of({{"start_from", "soon"}}) == "bad_parameter");
  CHECK(code_of({{"facets", "colour"}}) == "bad_parameter");
  CHECK(code_of({{"kind", "thing"}}) == "bad_parameter");
}
