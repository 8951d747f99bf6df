// The year of a review's dates, and the day it was written.

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/review_extractor.h"
#include "importers/value_text.h"

namespace almanac::importers {

YearSource Extractor::find_years() {
  YearSource years;
  years.chinese = std::ranges::any_of(document_.blocks, [](const Block& block) {
    return std::ranges::any_of(block.text, [](char c) { return static_cast<unsigned char>(c) >= 0xE3; });
  });
  for (const ReviewLine& line : lines_) {
    if (is_lesson_section(line.section) || line.section == Section::comparison) continue;
    const Block& block = document_.blocks[line.block];
    if (block.type != Block::Type::table) {
      for (const KeyValue& pair : key_values(line.text, [this](const std::string& key) { return is_key(key); }))
        note_year(pair, years);
      continue;
    }
    for (const auto& row : block.rows)
      for (std::size_t c = 0; c + 1 < row.size() && row.size() <= 6; c += 2) note_year({row[c], row[c + 1]}, years);
  }
  take_year(title_, years);
  take_year(file_name_, years);
  if (!years.written) note_byline(years);
  if (!document_.date.empty()) {
    const auto property = read_written(document_.date);
    if (!written_) written_ = years.written ? years.written : property;
    if (!years.year && !years.written && property) {
      years.written = property;
      years.weak = true;
    }
  }
  if (!written_ && !years.weak) written_ = years.written;
  return years;
}

void Extractor::note_byline(YearSource& years) {
  std::vector<const ReviewLine*> candidates;
  for (std::size_t i = 0; i < lines_.size(); ++i)
    if ((i < 6 || i + 3 >= lines_.size()) && !lines_[i].text.empty() && !lines_[i].heading)
      candidates.push_back(&lines_[i]);
  const ReviewDates plain(context_, {});
  for (const ReviewLine* line : candidates) {
    if (display_width(line->text) > 100) continue;
    const auto pair = first_key(line->text);
    if (pair && meaning_of(pair->key).kind == Meaning::Kind::field && !meaning_of(pair->key).loose) continue;
    const auto dates = plain.find_all(line->text);
    if (dates.size() != 1 || dates[0].range.end || dates[0].inferred ||
        dates[0].range.start.precision != archive::Precision::day)
      continue;
    years.written = dates[0].range.start;
    return;
  }
}

void Extractor::take_year(std::string_view text, YearSource& years) const {
  if (years.year) return;
  // A full date in a title or file name is when it was written, not whose year it is.
  const ReviewDates plain(context_, {});
  for (const FoundRange& found : plain.find_all(text))
    if (!found.range.end && found.range.start.precision == archive::Precision::day && !found.inferred) {
      if (!years.written) years.written = found.range.start;
      return;
    }
  if (const auto named = years_in(text); named.size() == 1) years.year = named.front();
}

void Extractor::leave_out_other_campaigns() {
  int level = 0;
  for (ReviewLine& line : lines_) {
    if (line.heading) {
      const int own = document_.blocks[line.block].level;
      if (level > 0 && own <= level) level = 0;
      // plans_next() wants a figure; a heading has none.
      if (level == 0 && plans_next(line.text + "0", title_ + file_name_)) level = own;
    }
    if (level > 0 && !is_lesson_section(line.section)) line.section = Section::comparison;
  }
}

void Extractor::leave_out_other_years() {
  const auto year = dates_.years().year;
  if (!year) return;
  int level = 0;  // of the heading that names another year; 0: none is open
  for (ReviewLine& line : lines_) {
    if (line.heading) {
      const int own = document_.blocks[line.block].level;
      if (level > 0 && own <= level) level = 0;
      const auto years = years_in(line.text);
      if (level == 0 && years.size() == 1 && years[0] != *year) level = own;
    }
    // "2025年双十一建议" are lessons of this campaign all the same.
    if (level > 0 && !is_lesson_section(line.section)) line.section = Section::comparison;
  }
}

void Extractor::note_year(const KeyValue& pair, YearSource& years) {
  const Meaning& meaning = meaning_of(pair.key);
  if (meaning.kind == Meaning::Kind::written) {
    if (!years.written) years.written = read_written(pair.value);
    if (!written_) written_ = years.written;
  }
  // "时间：2024年12月27日 18:42": one moment is that of the mail or the meeting.
  if (meaning.kind == Meaning::Kind::field && meaning.field == "period" && meaning.loose && !years.written)
    if (const auto found = ReviewDates(context_, {}).read(pair.value); found && !found->range.end && !found->inferred) {
      years.written = found->range.start;
      if (!written_) written_ = years.written;
    }
  if (meaning.kind != Meaning::Kind::field) return;
  const bool range = meaning.loose && meaning.field == "period";
  if (meaning.loose && !range) return;
  if (meaning.field == "name") take_year(pair.value, years);
  if ((meaning.field == "start" || meaning.field == "end" || meaning.field == "period") && !years.year)
    if (const auto found = ReviewDates(context_, {}).read(pair.value); found && (!range || found->range.end))
      years.year = found->range.start.year();
}

std::optional<archive::Date> Extractor::read_written(std::string_view text) const {
  text = trimmed(text);
  if (text.size() >= 10)
    if (const auto iso = archive::Date::parse(text.substr(0, 10))) return iso;
  const ReviewDates plain(context_, {});
  const auto found = plain.read(text);
  if (!found || found->range.end) return std::nullopt;
  return found->range.start;
}

}  // namespace almanac::importers
