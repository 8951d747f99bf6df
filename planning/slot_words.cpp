#include <map>

#include "planning/figures.h"
#include "planning/inline_text.h"
#include "planning/slot_blocks.h"

namespace almanac::planning {

using archive::Text;

Block missing(const Material& material, const Text& text) {
  return {Block::Type::missing, {plain(material.say(text))}, {}, {}};
}

Block missing_in(const Material& material, const Text& what, const std::vector<std::string>& codes) {
  Spans spans = plain(material.say(what));
  spans.front().text += material.language == archive::Language::zh ? "：" : " ";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    spans.push_back({i == 0 ? "" : material.say({", ", "、"}), clean(codes[i]), Span::Weight::normal});
  }
  return {Block::Type::missing, {std::move(spans)}, {}, {}};
}

Block table(const Material& material, const std::vector<Text>& columns) {
  Block block;
  block.type = Block::Type::table;
  for (const auto& column : columns) block.columns.push_back(material.say(column));
  return block;
}

Block bullets() { return {Block::Type::bullets, {}, {}, {}}; }

Spans cell(std::string_view text) {
  auto spans = plain(text);
  if (spans.front().text.empty()) spans.front().text = dash;
  return spans;
}

Spans code_cell(std::string_view campaign) { return {{"", clean(campaign), Span::Weight::normal}}; }

Spans cites_cell(std::string_view text, const std::vector<std::string>& campaigns) {
  Spans spans;
  if (!text.empty()) spans = plain(text);
  for (const auto& code : campaigns) {
    spans.push_back({spans.empty() ? "" : " ", clean(code), Span::Weight::normal});
  }
  return spans;
}

std::string objective_words(const Material& material, const std::string& objective) {
  static const std::map<std::string, Text> names = {{"acquisition", {"acquisition", "拉新"}},
                                                    {"activation", {"activation", "促活"}},
                                                    {"conversion", {"conversion", "转化"}},
                                                    {"retention", {"retention", "留存"}},
                                                    {"win_back", {"win-back", "召回"}},
                                                    {"brand", {"brand", "品牌"}},
                                                    {"launch", {"launch", "新品"}}};
  const auto found = names.find(objective);
  return found == names.end() ? clean(objective) : material.say(found->second);
}

Spans slot_words(const Material& material, std::string_view name) {
  const Text unset{"to be set", "待定"};
  const auto date = [&](const auto& value) { return value ? value->to_string() : material.say(unset); };
  if (name == "title") return plain(material.title);
  if (name == "template") return plain(material.template_name);
  if (name == "start") return plain(date(material.start));
  if (name == "end") return plain(date(material.end));
  if (name == "dates") {
    if (!material.start && !material.end) return plain(material.say(unset));
    return plain(date(material.start) + material.say({" to ", " 至 "}) + date(material.end));
  }
  if (name == "campaign_count") return plain(std::to_string(material.campaigns.size()));
  Spans codes;
  for (const auto& campaign : material.campaigns) {
    codes.push_back({codes.empty() ? "" : material.say({", ", "、"}), clean(campaign.code), Span::Weight::normal});
  }
  return codes;
}

}  // namespace almanac::planning
