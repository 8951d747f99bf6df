// The bytes that the index keeps of a document: plan fields, outcome fields, where the plan text begins, all text; each after its
// length in decimal and a colon.

#include "archive/error.h"
#include "search/document.h"

namespace almanac::search {
namespace {

using archive::Json;
using Nature = TextPart::Nature;

constexpr std::size_t most_text_bytes = 256 * 1024;  // kept for snippets

}  // namespace

// Prose stands before names: of two passages that show as much the earlier is taken.
std::string encode_data(const Document& document) {
  std::string text;
  const auto append = [&](const std::vector<TextPart>& parts) {
    for (const Nature nature : {Nature::prose, Nature::names})
      for (const TextPart& part : parts) {
        if (part.text.empty() || part.nature != nature) continue;
        if (text.size() + part.text.size() > most_text_bytes) return;
        if (!text.empty()) text += '\n';
        text += part.text;
      }
  };
  append(document.outcome);
  const std::size_t plan_begin = text.size();
  append(document.plan);
  std::string data;
  for (const std::string& part : {archive::dump(document.plan_fields), archive::dump(document.outcome_fields),
                                  std::to_string(plan_begin), text}) {
    data += std::to_string(part.size());
    data += ':';
    data += part;
  }
  return data;
}

StoredHit decode_data(std::string_view data) {
  const auto damaged = [] {
    return archive::Error(
        archive::ErrorKind::corrupt, "damaged_index",
        {"the search index is damaged; run: almanac reindex", "搜索索引已损坏；请运行：almanac reindex"});
  };
  const auto next = [&]() -> std::string_view {
    const std::size_t colon = data.find(':');
    if (colon == std::string_view::npos || colon > 10) throw damaged();
    std::size_t length = 0;
    for (const char digit : data.substr(0, colon)) {
      if (digit < '0' || digit > '9') throw damaged();
      length = length * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (length > data.size() - colon - 1) throw damaged();
    const std::string_view part = data.substr(colon + 1, length);
    data.remove_prefix(colon + 1 + length);
    return part;
  };
  StoredHit hit;
  hit.plan_fields = Json::parse(next(), nullptr, false);
  hit.outcome_fields = Json::parse(next(), nullptr, false);
  std::size_t plan_begin = 0;
  for (const char digit : next()) plan_begin = plan_begin * 10 + static_cast<std::size_t>(digit - '0');
  hit.all_text = next();
  if (plan_begin > hit.all_text.size()) throw damaged();
  hit.plan_text = hit.all_text.substr(plan_begin);
  if (!hit.plan_fields.is_object() || !hit.outcome_fields.is_object()) throw damaged();
  return hit;
}

}  // namespace almanac::search
