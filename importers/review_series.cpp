#include "importers/review_series.h"

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/review_keys.h"
#include "importers/review_text.h"
#include "importers/review_values.h"
#include "importers/review_words.h"
#include "importers/value_text.h"

namespace almanac::importers {

bool names_wave(std::string_view heading) {
  const std::string words = heading_words(heading);
  std::string_view text = words;
  if (display_width(text) > 40 || !take_front(text, "第")) return false;
  std::size_t number = 0;
  while (number < text.size() &&
         (is_digit(text[number]) ||
          std::string_view("一二三四五六七八九十").find(text.substr(number, 3)) != std::string_view::npos))
    number += first_character(text.substr(number));
  text.remove_prefix(number);
  return number > 0 &&
         (text.starts_with("波") || text.starts_with("期") || text.starts_with("场") || text.starts_with("轮"));
}

std::vector<std::size_t> waves_of(const TextDocument& document, const ReviewContext& context) {
  std::vector<std::size_t> waves;
  std::size_t dated = 0;
  bool waits = false;  // for the period of the wave just opened
  KeyMeanings keys(*context.dictionary);
  const ReviewDates dates(context, {});
  for (std::size_t b = 0; b < document.blocks.size(); ++b) {
    const Block& block = document.blocks[b];
    if (block.type == Block::Type::heading && names_wave(block.text) &&
        (waves.empty() || document.blocks[waves[0]].level == block.level)) {
      waves.push_back(b);
      waits = true;
      continue;
    }
    if (block.type == Block::Type::table || block.type == Block::Type::heading || block.text.size() > 400) continue;
    const auto pair = first_key(block.text);
    if (!pair || keys.of(pair->key).field != "period") continue;
    if (waves.empty()) return {};
    const auto found = dates.read(pair->value);
    dated += waits && found && found->range.end;
    waits = false;
  }
  if (waves.size() < 2 || dated < waves.size()) waves.clear();
  return waves;
}

std::string series_name(const TextDocument& document, std::string_view file_name) {
  const std::size_t title = title_block(document);
  std::string_view text =
      title == no_title ? std::string_view(document.title) : std::string_view(document.blocks[title].text);
  text = text.substr(0, std::min(text.find("（"), text.find("(")));
  const TitleName name = name_in_title(text);
  return name.name.empty() ? name_in_title(file_name.substr(0, file_name.rfind('.'))).name : name.name;
}

}  // namespace almanac::importers
