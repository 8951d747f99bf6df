#pragma once
// What each slot is filled with. The table of slots (slot_table.cpp) names these functions; all of them give at least
// one block, of type `missing` when nothing is recorded.

#include <string>
#include <vector>

#include "planning/material.h"

namespace almanac::planning {

using Blocks = std::vector<Block>;

// slot_figures.cpp
Blocks goal_blocks(const Material& material);
Blocks result_blocks(const Material& material);
Blocks channel_result_blocks(const Material& material);
// slot_costs.cpp
Blocks cost_blocks(const Material& material);
Blocks budget_blocks(const Material& material);
Blocks benefit_blocks(const Material& material);
// slot_lists.cpp
Blocks analogue_blocks(const Material& material);
Blocks summary_blocks(const Material& material);
Blocks phase_blocks(const Material& material);
Blocks channel_blocks(const Material& material);
Blocks product_blocks(const Material& material);
Blocks segment_blocks(const Material& material);
Blocks mechanic_blocks(const Material& material);
Blocks experiment_blocks(const Material& material);
Blocks source_blocks(const Material& material);
// slot_lessons.cpp
Blocks lesson_blocks(const Material& material);
Blocks success_blocks(const Material& material);
Blocks failure_blocks(const Material& material);
Blocks task_blocks(const Material& material, std::string_view stage);
Blocks review_blocks(const Material& material, std::string archive::Review::*part);

// slot_words.cpp: the words of a slot inside a sentence.
Spans slot_words(const Material& material, std::string_view name);

// Helpers of the fillers.
Block missing(const Material& material, const archive::Text& text);
// "no costs recorded in A, B", each cited; `codes` not empty.
Block missing_in(const Material& material, const archive::Text& what, const std::vector<std::string>& codes);
Block table(const Material& material, const std::vector<archive::Text>& columns);
Block bullets();
std::string objective_words(const Material& material, const std::string& objective);  // "转化"; another word as it is
Spans cell(std::string_view text);                                                    // a dash when empty
Spans code_cell(std::string_view campaign);
Spans cites_cell(std::string_view text, const std::vector<std::string>& campaigns);

struct SlotFiller {
  Slot slot;
  Blocks (*fill)(const Material&) = nullptr;  // of a block slot
};
const std::vector<SlotFiller>& slot_fillers();

}  // namespace almanac::planning
