#pragma once
// Reviews from text for tests, and what was read of them as short lines.

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archive/records.h"
#include "importers/review.h"
#include "tests/support/temporary_directory.h"

namespace almanac::tests {

using namespace almanac::importers;
using archive::Json;

inline const archive::Dictionary& dictionary() {
  static const auto loaded = archive::Dictionary::load("/nonexistent");
  return loaded;
}

inline DocumentReview review_of(const TextDocument& document, std::string_view file_name = "文档.md") {
  static const archive::Zone zone("Asia/Shanghai");
  ReviewContext context;
  context.dictionary = &dictionary();
  context.zone = &zone;
  context.known_code = [](std::string_view code) { return code == "D11-2024" || code == "VIP-0308"; };
  return extract_review(document, file_name, context);
}

inline DocumentReview markdown(std::string_view text, std::string_view file_name = "文档.md") {
  const TemporaryDirectory directory;
  return review_of(read_markdown(directory.write("a.md", text)), file_name);
}

// The campaigns of a series, each as markdown() reads one.
inline std::vector<DocumentReview> markdown_series(std::string_view text, std::string_view file_name = "文档.md") {
  static const archive::Zone zone("Asia/Shanghai");
  ReviewContext context;
  context.dictionary = &dictionary();
  context.zone = &zone;
  const TemporaryDirectory directory;
  return extract_reviews(read_markdown(directory.write("a.md", text)), file_name, context);
}

inline std::filesystem::path sample(const std::string& name) {
  return std::string(ALMANAC_TEST_DATA) + "/documents/" + name;
}

// "gmv 2000000" for each entry, in order; with its channel if it has one.
inline std::string figures(const Json& record, const char* list) {
  std::string text;
  if (!record.contains(list)) return text;
  for (const Json& entry : record[list]) {
    if (!text.empty()) text += ", ";
    if (!entry.contains("metric")) {
      text += "\"" + entry["text"].get<std::string>() + "\"";
      continue;
    }
    if (entry.contains("channel")) text += entry["channel"].get<std::string>() + " ";
    text += entry["metric"].get<std::string>() + " " + entry[entry.contains("target") ? "target" : "value"].dump();
  }
  return text;
}

// "failure: statement → advice" for each lesson.
inline std::string lessons(const Json& record) {
  std::string text;
  if (!record.contains("lessons")) return text;
  for (const Json& lesson : record["lessons"]) {
    text += (lesson.contains("kind") ? lesson["kind"].get<std::string>() : std::string("lesson")) + ": " +
            lesson["statement"].get<std::string>();
    if (lesson.contains("advice")) text += " → " + lesson["advice"].get<std::string>();
    text += "\n";
  }
  return text;
}

// "budget 500000 in_prose" of all values that wait, sorted.
inline std::multiset<std::string> waiting(const DocumentReview& review) {
  std::multiset<std::string> all;
  for (const ReviewValue& value : review.values)
    if (!value.certain) {
      CHECK(!value.reason.zh.empty());
      CHECK(!value.evidence.empty());
      const Json& v = value.value;
      const std::string figure = v.is_object()   ? figures(Json{{"x", Json::array({v})}}, "x")
                                 : v.is_string() ? v.get<std::string>()
                                                 : v.dump();
      all.insert(value.field + " " + figure + " " + value.code);
    }
  return all;
}

using Waiting = std::multiset<std::string>;

}  // namespace almanac::tests
