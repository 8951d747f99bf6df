// What `almanac export` writes goes in again, and comes out the same.

#include <catch2/catch.hpp>

#include "archive/export.h"
#include "tests/importers/importing.h"

using namespace importing;

namespace {

std::string exported(const archive::Archive& archive) {
  std::string text;
  archive::export_lines(archive.read(), archive.zone(), {}, [&](std::string_view line) { (text += line) += '\n'; });
  return text;
}

}  // namespace

TEST_CASE("an export imported elsewhere is exported with the same bytes") {
  Desk first;
  first.import_text("channels.csv", "channel,name,kind\nsms,NA,external\n");
  first.import_text(
      "campaigns.jsonl",
      R"({"code":"A","name":"  NULL ","start":"2024-01","budget":0.10,"channels":["sms","z"],"products":["=1"],)"
      R"("goals":[{"metric":"gmv","target":2000000}],"lessons":[{"statement":"一；二","kind":"success"}],"x":{"y":[1,2]}})"
      "\n");
  first.import_text("t.csv",
                    "event_id,user,campaign,channel,type,time,value\n1,u,A,sms,click,2024-01-05,1.50\n2,NA,A,,purchase,"
                    "2024-01-06 10:00:00,0\n,u,,,custom,2024-01-07,\n");
  const std::string text = exported(first.archive());
  CHECK(std::count(text.begin(), text.end(), '\n') == 5);  // the user NA is nobody in a table

  Desk second;
  const Report report = second.import_text("archive.jsonl", text);
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  for (const auto& file : report.files) {
    CHECK(adds_up(file));
    CHECK(file.warnings.empty());
    CHECK(file.ignored_columns.empty());
  }
  CHECK(exported(second.archive()) == text);
  CHECK(second.campaign("A").start->to_string() == "2024-01");

  const std::uint64_t revision = second.revision();
  second.import_text("again.jsonl", text);
  CHECK(second.revision() == revision);
  CHECK(exported(second.archive()) == text);
}
