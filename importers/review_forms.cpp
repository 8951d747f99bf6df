// Tables of a review: forms of keys and values, one campaign in a row; figures and lessons are review_tables.cpp.

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/review_extractor.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {

void Extractor::read_table(const Block& block, const ReviewLine& line) {
  if (block.rows.empty()) return;
  if (line.section == Section::comparison || line.section == Section::next) return;
  if (is_mail_ && line.block == 0) return;
  if (read_key_table(block, line)) return;
  const bool lessons = is_lesson_section(line.section) || line.section == Section::insight;
  if (read_lesson_table(block.rows, out_, line.block)) return;
  const TableReading reading{*context_.dictionary, out_,     dates_,    line.section, table_unit_,
                             dates_.years().year,  heading_, in_review_};
  if (read_cost_table(block.rows, reading, line.block)) return;
  if (!lessons && read_figure_table(block.rows, reading, line.block)) return;
  if (read_record_table(block, line)) return;
  if (lessons)
    for (const auto& row : block.rows)
      if (row.size() == 1) add_lessons(row[0], line.section, out_, line.block);
}

void Extractor::read_cell_in(Section section, std::string_view cell, std::size_t block) {
  for (std::size_t from = 0; from <= cell.size();) {
    const std::size_t to = std::min(cell.find('\n', from), cell.size());
    const ReviewLine inside{std::string(trimmed(cell.substr(from, to - from))), block, section, true, 1};
    from = to + 1;
    if (!inside.text.empty()) read_in_section(inside, {inside.text, block});
  }
}

bool Extractor::read_key_table(const Block& block, const ReviewLine& line) {
  std::size_t keys = 0;
  std::size_t rows = 0;
  std::size_t fields = 0;
  const auto one_cell = [](const std::vector<std::string>& row) {
    return row.size() > 1 && std::ranges::all_of(row, [&](const std::string& cell) { return cell == row[0]; });
  };
  for (const auto& row : block.rows) {
    if (row.empty() || row[0].empty() || one_cell(row)) continue;
    ++rows;
    if (row.size() > 6 || row.size() < 2) return false;
    if (row.size() % 2 != 0 && !(row.size() == 3 && row[1] == row[2])) return false;
    const Meaning& meaning = meaning_of(row[0]);
    keys += meaning.kind != Meaning::Kind::none;
    fields += meaning.kind == Meaning::Kind::field || meaning.kind == Meaning::Kind::section ||
              meaning.kind == Meaning::Kind::written;
  }
  if (rows == 0 || keys * 2 < rows || fields == 0) return false;
  // 目标 | 实际 above values is a header, not two keys.
  if (rows >= 2 && block.rows[0].size() >= 2 && is_key(block.rows[0][1]) && fields < rows) return false;
  // A row of one merged cell: a heading inside the table, or the text below it.
  Section part = Section::none;
  for (const auto& row : block.rows) {
    if (one_cell(row)) {
      const SectionHeading heading = section_of(row[0]);
      if (heading.section != Section::none && row[0].find('\n') == std::string::npos &&
          (heading.exact || display_width(row[0]) <= 24))
        part = heading.section;
      else
        read_cell_in(part, row[0], line.block);
      continue;
    }
    for (std::size_t c = 0; c + 1 < row.size(); c += 2) {
      const KeyValue pair{row[c], row[c + 1]};
      const Meaning& meaning = meaning_of(pair.key);
      const Place place{pair.key + " | " + pair.value, line.block};
      if (meaning.kind == Meaning::Kind::section) {
        read_cell_in(meaning.section, pair.value, line.block);
      } else {
        read_pair(meaning, pair, line, place);
      }
    }
  }
  return true;
}

bool Extractor::read_record_table(const Block& block, const ReviewLine& line) {
  if (block.rows.size() != 2 || block.rows[0].size() < 2) return false;
  std::size_t fields = 0;
  for (const std::string& cell : block.rows[0]) fields += meaning_of(cell).kind == Meaning::Kind::field;
  if (fields * 2 < block.rows[0].size()) return false;
  for (std::size_t c = 0; c < block.rows[0].size() && c < block.rows[1].size(); ++c) {
    const KeyValue pair{block.rows[0][c], block.rows[1][c]};
    read_pair(meaning_of(pair.key), pair, line, {pair.key + " | " + pair.value, line.block});
  }
  return true;
}

}  // namespace almanac::importers
