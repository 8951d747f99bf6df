#include "importers/mapping.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "archive/error.h"

using namespace almanac;
using namespace almanac::importers;

namespace {

// A mapping of one file with these lines in it.
std::string with_lines(const std::string& lines) {
  return "name = \"t\"\n[[file]]\npattern = \"a*.csv\"\nkind = \"campaigns\"\n" + lines;
}

std::string complaint(const std::string& toml) {
  try {
    parse_mapping(toml, "my.toml");
  } catch (const archive::Error& error) {
    CHECK(error.code() == "bad_mapping");
    CHECK_FALSE(error.message().zh.empty());
    return error.message().en;
  }
  return "no complaint";
}

const std::string plain = "fields.name = \"n\"\nfields.start = \"s\"\n";

}  // namespace

TEST_CASE("a mapping names its files, their kind and their columns") {
  const Mapping mapping = parse_mapping(
      "name = \"shop\"\nversion = 3\ncurrency = \"USD\"\n[[file]]\npattern = [\"a*.csv\", \"b.csv\"]\nkind = "
      "\"campaigns\"\n" +
          plain,
      "m");
  CHECK(mapping.name == "shop");
  CHECK(mapping.version == 3);
  REQUIRE(mapping.files.size() == 1);
  const FileRule& rule = mapping.files[0];
  CHECK(rule.patterns == std::vector<std::string>{"a*.csv", "b.csv"});
  CHECK(rule.kind == RowKind::campaigns);
  CHECK(rule.currency == "USD");
  REQUIRE(rule.fields.size() == 2);
}

TEST_CASE("a template is literals and columns, with doubled braces for braces") {
  const Mapping mapping = parse_mapping(with_lines("fields.code = { template = \"{{x}}-{a}|{b}!\" }\n"), "m");
  const auto& parts = mapping.files[0].fields[0].value.parts;
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].literal == "{x}-");
  CHECK(parts[0].column == "a");
  CHECK(parts[1].literal == "|");
  CHECK(parts[2].literal == "!");
}

TEST_CASE("a complaint names file, line and column") {
  CHECK_THAT(complaint("name = \"t\"\n[[file]\n"), Catch::StartsWith("my.toml:2:"));
  CHECK_THAT(complaint(with_lines(plain + "colour = 1\n")), Catch::StartsWith("my.toml:7:1: "));
}

TEST_CASE("a complaint about an unknown name proposes the nearest") {
  CHECK_THAT(complaint(with_lines("fields.nmae = \"n\"\n")), Catch::Contains("did you mean \"name\""));
  CHECK_THAT(complaint("name = \"t\"\n[[file]]\npattern = \"a\"\nkind = \"campaign\"\n"),
             Catch::Contains("did you mean \"campaigns\""));
  CHECK_THAT(complaint(with_lines(plain + "repeats = \"kep\"\n")), Catch::Contains("did you mean \"keep\""));
  CHECK_THAT(complaint(with_lines(plain + "fields.type = { column = \"t\", tabel = {} }\n")),
             Catch::Contains("did you mean \"table\""));
}

TEST_CASE("what a mapping lacks is said") {
  CHECK_THAT(complaint("[[file]]\n"), Catch::Contains("needs a name"));
  CHECK_THAT(complaint("name = \"t\"\n"), Catch::Contains("at least one [[file]]"));
  CHECK_THAT(complaint("name = \"t\"\n[[file]]\nkind = \"users\"\n"), Catch::Contains("no pattern"));
  CHECK_THAT(complaint("name = \"t\"\n[[file]]\npattern = \"a\"\n"), Catch::Contains("no kind"));
  CHECK_THAT(complaint("name = \"t\"\n[[file]]\npattern = \"a\"\nkind = \"touchpoints\"\nfields.user = "
                       "\"u\"\nfields.type = \"t\"\n"),
             Catch::Contains("time"));
  CHECK_THAT(complaint(with_lines("fields.name = { column = \"a\", constant = \"b\" }\n")),
             Catch::Contains("exactly one"));
  CHECK_THAT(complaint(with_lines("fields.name = { template = \"{a\" }\n")), Catch::Contains("without its }"));
  CHECK_THAT(complaint("name = \"t\"\nzone = \"Mars/Base\"\n[[file]]\n"), Catch::Contains("Mars/Base"));
}

TEST_CASE("a campaign that is only added to needs no more than its code") {
  CHECK_NOTHROW(parse_mapping(with_lines("fields.code = \"c\"\nfields.products = \"p\"\n"), "m"));
}

TEST_CASE("patterns are globs") {
  CHECK(matches("transactions*.csv", "transactions_first15000.csv"));
  CHECK(matches("transactions*.csv", "transactions.csv"));
  CHECK_FALSE(matches("transactions*.csv", "transactions.csv.gz"));
  CHECK_FALSE(matches("campaigns*.csv", "campaign_descriptions.csv"));
  CHECK(matches("a?c", "abc"));
  CHECK(matches("*ctrl*", "org-00-ctrl"));
  CHECK(matches("*", ""));
  CHECK_FALSE(matches("?", ""));
  // What would take a naive matcher for ever.
  CHECK_FALSE(matches("*a*a*a*a*a*a*a*a*a*a*b", std::string(2000, 'a')));
}

TEST_CASE("every mapping of the samples can be read") {
  for (const char* name : {"complete-journey", "wikimedia", "starbucks", "facebook-ads"}) {
    INFO(name);
    CHECK(read_mapping(std::filesystem::path(ALMANAC_SAMPLES) / "mappings" / (std::string(name) + ".toml")).name ==
          name);
  }
}

TEST_CASE("the documentation names every field, and its examples can be read") {
  for (const char* name : {"docs/mapping.md", "docs/zh/mapping.md"}) {
    std::ifstream in(std::filesystem::path(ALMANAC_SAMPLES).parent_path() / name);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    REQUIRE_FALSE(text.empty());
    for (const RowKind kind : {RowKind::channels, RowKind::products, RowKind::segments, RowKind::users,
                               RowKind::campaigns, RowKind::lessons, RowKind::touchpoints})
      for (const Field& field : fields_of(kind)) {
        INFO(name << ": " << field.name);
        CHECK(text.find(field.name) != std::string::npos);
      }
    std::size_t examples = 0;
    for (std::size_t at = 0; (at = text.find("```toml\n", at)) != std::string::npos;) {
      at += 8;
      std::string example = text.substr(at, text.find("```", at) - at);
      if (example.starts_with("[[file]]")) example = "name = \"example\"\n" + example;
      if (!example.starts_with("name")) continue;  // a single key
      INFO(example);
      CHECK_NOTHROW(parse_mapping(example, name));
      ++examples;
    }
    CHECK(examples == 2);
  }
}
