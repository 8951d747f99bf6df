#include "archive/export.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "archive/imports.h"
#include "archive/store.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

namespace {

Campaign campaign(const std::string& code) {
  Campaign made;
  made.code = code;
  made.name = "活动 " + code;
  made.start = *Date::parse("2024-11-01");
  Lesson lesson;
  lesson.statement = "经验 " + code;
  made.lessons.push_back(lesson);
  return made;
}

// The same records and touchpoints, stored in the order given.
std::unique_ptr<Archive> archive_of(const std::filesystem::path& directory, std::vector<std::string> codes,
                                    std::vector<int> rows) {
  auto archive = Archive::open(directory, Access::read_write);
  archive->write("test", [&](Transaction& transaction) {
    for (const std::string& code : codes) transaction.put(campaign(code));
  });
  ImportLog log(*archive);
  const auto id = log.begin("test", "f", "", "").id;
  {
    TouchpointStream stream(*archive, id, 0);
    std::uint64_t at = 0;
    for (const int row : rows) {
      TouchpointRow one;
      const std::string user = "u" + std::to_string(row % 7), event = "e" + std::to_string(row);
      one.user = user;
      one.campaign = codes.front() < codes.back() ? codes.front() : codes.back();
      one.type = row % 2 ? "click" : "open";
      one.event_id = event;
      one.time = {1'730'000'000'000 + row % 3 * 1000, Precision::second};
      one.value = Decimal::make(row, 2);
      one.row = ++at;
      stream.push(one);
    }
    stream.flush();
  }
  log.finish(id, "done", Json::object());
  return archive;
}

std::vector<std::string> lines_of(const Archive& archive, const ExportOptions& options = {}) {
  std::vector<std::string> lines;
  const auto count =
      export_lines(archive.read(), archive.zone(), options, [&](std::string_view line) { lines.emplace_back(line); });
  CHECK(count == lines.size());
  return lines;
}

}  // namespace

TEST_CASE("the export depends on what is stored, not on the order in which it came") {
  tests::TemporaryDirectory a, b;
  std::vector<int> rows;
  for (int i = 0; i < 200; ++i) rows.push_back(i);
  const auto first = archive_of(a.path() / "data", {"A", "B"}, rows);
  std::reverse(rows.begin(), rows.end());
  const auto second = archive_of(b.path() / "data", {"B", "A"}, rows);
  const auto lines = lines_of(*first);
  CHECK(lines == lines_of(*second));
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const std::string& line) { return line.starts_with(R"({"record":"touchpoint")"); }) == 200);
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const std::string& line) { return line.starts_with(R"({"record":"lesson")"); }) == 2);
  CHECK(lines.front().starts_with(R"({"record":"campaign","code":"A")"));
  CHECK(lines.front().find("lessons") == std::string::npos);
}

TEST_CASE("touchpoints come in the same order however few are held at once") {
  tests::TemporaryDirectory a;
  std::vector<int> rows;
  for (int i = 0; i < 500; ++i) rows.push_back(i * 7 % 500);
  const auto archive = archive_of(a.path() / "data", {"A", "B"}, rows);
  ExportOptions few;
  few.rows_at_once = 10;
  const auto lines = lines_of(*archive);
  CHECK(lines == lines_of(*archive, few));
  std::vector<std::string> users;
  for (const std::string& line : lines)
    if (line.starts_with(R"({"record":"touchpoint")")) users.push_back(parse_json(line).at("user").get<std::string>());
  CHECK(users.size() == 500);
  CHECK(std::is_sorted(users.begin(), users.end()));
}

TEST_CASE("kinds can be chosen") {
  tests::TemporaryDirectory a;
  const auto archive = archive_of(a.path() / "data", {"A", "B"}, {1, 2, 3});
  ExportOptions only;
  only.kinds = {Kind::lesson};
  only.touchpoints = false;
  CHECK(lines_of(*archive, only).size() == 2);
}
