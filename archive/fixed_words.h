#pragma once
// What the words that records and the audit log take from fixed lists are called where they are read by people. Files, queries and
// JSON keep the word itself.

#include <string_view>

#include "archive/text.h"

namespace almanac::archive {

// `list` is kind (of nodes), status (of campaigns and lessons), stage or lesson_kind (of lessons), channel_kind, or action (of the audit log). In English
// the word itself; so is in both languages a word that the list does not have. O(length of the lists).
Text fixed_word(std::string_view list, std::string_view word);

}  // namespace almanac::archive
