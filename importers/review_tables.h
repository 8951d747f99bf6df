#pragma once
// Tables of a review: metrics with goal and result, the same lying down, channels with their figures, keys with values, lessons.
// Internal to importers.

#include <string>
#include <vector>

#include "importers/review_values.h"

namespace almanac::importers {

using TableRows = std::vector<std::vector<std::string>>;

struct TableReading {
  const archive::Dictionary& dictionary;
  ReviewCollector& out;
  const ReviewDates& dates;
  Section section = Section::none;
  Unit unit;                 // of a line "单位：万元" above
  std::optional<int> year;   // the campaign's: of two columns 2023 | 2024 its own
  std::string heading = {};  // above the table; may be empty
  bool in_review = false;    // what it tells without 目标 or 实际 happened
};

// False: the table is of none of these forms; its rows may still be keys with values (review_text.cpp).
bool read_figure_table(const TableRows& rows, const TableReading& reading, std::size_t block);

// Items of cost with planned and actual amounts; false if the table is none.
bool read_cost_table(const TableRows& rows, const TableReading& reading, std::size_t block);

// Statements of a lesson cell or line: numbering is dropped, "无" says nothing; "建议：…" behind a statement is its advice.
// "一是…。二是…。三是…。" as statements; empty if the text does not count so.
std::vector<std::string> ordinal_statements(std::string_view text);
void add_lessons(std::string_view text, Section kind, ReviewCollector& out, std::size_t block);
bool read_lesson_table(const TableRows& rows, ReviewCollector& out, std::size_t block);

// A channel as the dictionary names it, else as written.
std::string channel_name(std::string_view written, const archive::Dictionary& dictionary);

}  // namespace almanac::importers
