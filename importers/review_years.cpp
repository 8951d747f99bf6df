// The year of a review's dates, and the day it was written.

#include "importers/review_extractor.h"
#include "importers/value_text.h"

namespace almanac::importers {

YearSource Extractor::find_years() {
  YearSource years;
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
  if (meaning.kind != Meaning::Kind::field || meaning.loose) return;
  if (meaning.field == "name") take_year(pair.value, years);
  if ((meaning.field == "start" || meaning.field == "end" || meaning.field == "period") && !years.year)
    if (const auto found = ReviewDates(context_, {}).read(pair.value)) years.year = found->range.start.year();
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
