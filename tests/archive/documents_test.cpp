// A document that can go stale gets a test: every field of every record is explained, in both languages.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "archive/records.h"

using namespace almanac::archive;

namespace {

std::string document(const std::string& name) {
  std::ifstream stream(std::string(ALMANAC_SOURCE_DIR) + "/docs/" + name);
  std::ostringstream text;
  text << stream.rdbuf();
  REQUIRE(text.str().size() > 1000);
  return text.str();
}

template <class T>
void check_fields(const std::string& text) {
  for (const auto& name : field_names<T>()) {
    INFO(name);
    const bool explained =
        text.find("`" + name + "`") != std::string::npos || text.find("`" + name + ",") != std::string::npos ||
        text.find(" " + name + ",") != std::string::npos || text.find(" " + name + "`") != std::string::npos ||
        text.find(" " + name + " [") != std::string::npos;
    CHECK(explained);
  }
}

}  // namespace

TEST_CASE("the record formats are documented field by field, in both languages") {
  for (const char* name : {"record-formats.md", "zh/record-formats.md"}) {
    INFO(name);
    const std::string text = document(name);
    check_fields<Campaign>(text);
    check_fields<Lesson>(text);
    check_fields<User>(text);
    check_fields<Product>(text);
    check_fields<Channel>(text);
    check_fields<Segment>(text);
    check_fields<Goal>(text);
    check_fields<Result>(text);
    check_fields<Cost>(text);
    check_fields<Phase>(text);
    check_fields<Benefit>(text);
    check_fields<Experiment>(text);
    check_fields<Review>(text);
  }
}

TEST_CASE("every file that the architecture names exists") {
  for (const char* name : {"architecture.md", "zh/architecture.md"}) {
    const std::string text = document(name);
    std::size_t found = 0;
    for (std::size_t start = text.find('`'); start != std::string::npos;) {
      const std::size_t end = text.find('`', start + 1);
      if (end == std::string::npos) break;
      const std::string path = text.substr(start + 1, end - start - 1);
      if (path.find('/') != std::string::npos && path.find('.') != std::string::npos &&
          path.find(' ') == std::string::npos) {
        INFO(name << ": " << path);
        CHECK(std::filesystem::exists(std::string(ALMANAC_SOURCE_DIR) + "/" + path));
        ++found;
      }
      start = text.find('`', end + 1);
    }
    CHECK(found > 15);
  }
}
