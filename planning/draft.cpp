// Filling a template: its lines become sections and blocks; a slot alone on its line becomes what slot_table.cpp says.

#include "planning/draft.h"

#include "planning/inline_text.h"
#include "planning/material.h"
#include "planning/proposal.h"
#include "planning/slot_blocks.h"

namespace almanac::planning {
namespace {

using Type = TemplateLine::Type;

// A line of the template with its slots of words filled. What is filled in is data: ** in it is not a mark.
Spans fill_words(const Material& material, const std::string& text) {
  Spans spans;
  for (const auto& piece : split_slots(text).pieces) {
    const auto part = piece.slot ? slot_words(material, piece.text) : spans_of(piece.text);
    for (const auto& span : part) spans.push_back(span);
  }
  for (auto& span : spans) {
    // Cleaned, keeping a space at either end: pieces stand beside each other.
    const bool before = span.text.starts_with(' ');
    const bool after = span.text.size() > 1 && span.text.ends_with(' ');
    span.text = (before ? " " : "") + clean(span.text) + (after ? " " : "");
  }
  return spans;
}

std::string text_of(const Spans& spans) {
  std::string text;
  for (const auto& span : spans) text += span.text + (span.cites.empty() ? "" : "[" + span.cites + "]");
  return text;
}

std::vector<Spans> split_row(const Material& material, std::string_view row) {
  if (row.starts_with('|')) row.remove_prefix(1);
  if (row.ends_with('|')) row.remove_suffix(1);
  std::vector<Spans> cells;
  while (true) {
    const auto bar = row.find('|');
    cells.push_back(fill_words(material, trimmed(row.substr(0, bar))));
    if (bar == std::string_view::npos) return cells;
    row.remove_prefix(bar + 1);
  }
}

void add_table_row(const Material& material, const std::string& text, std::vector<Block>& blocks, const Type before) {
  auto cells = split_row(material, text);
  if (before != Type::table_row || blocks.empty()) {
    Block block;
    block.type = Block::Type::table;
    for (const auto& cell : cells) block.columns.push_back(text_of(cell));
    blocks.push_back(std::move(block));
    return;
  }
  cells.resize(blocks.back().columns.size());
  blocks.back().rows.push_back(std::move(cells));
}

Block::Type block_type(Type type) {
  switch (type) {
    case Type::bullet:
      return Block::Type::bullets;
    case Type::number:
      return Block::Type::numbers;
    case Type::task:
      return Block::Type::tasks;
    case Type::quote:
      return Block::Type::quote;
    default:
      return Block::Type::paragraph;
  }
}

void add_text(const Material& material, const TemplateLine& line, std::vector<Block>& blocks, const Type before) {
  const bool is_list = line.type == Type::bullet || line.type == Type::number || line.type == Type::task;
  auto spans = fill_words(material, line.text);
  if (is_list && before == line.type && !blocks.empty()) {
    blocks.back().items.push_back(std::move(spans));
    return;
  }
  blocks.push_back({block_type(line.type), {std::move(spans)}, {}, {}});
}

void add_slot(const Material& material, const std::string& name, std::vector<Block>& blocks) {
  for (const auto& filler : slot_fillers()) {
    if (filler.slot.name != name) continue;
    if (filler.fill == nullptr) {
      blocks.push_back({Block::Type::paragraph, {slot_words(material, name)}, {}, {}});
      return;
    }
    for (auto& block : filler.fill(material)) blocks.push_back(std::move(block));
  }
}

std::vector<Section> fill(const Material& material, const Template& form) {
  std::vector<Section> sections;
  Type before = Type::heading;
  for (const auto& line : form.lines) {
    if (line.type == Type::heading) {
      sections.push_back({line.level, text_of(fill_words(material, line.text)), {}});
    } else {
      if (sections.empty()) sections.push_back({1, {}, {}});
      auto& blocks = sections.back().blocks;
      if (line.type == Type::slot) {
        add_slot(material, line.text, blocks);
      } else if (line.type == Type::table_row) {
        add_table_row(material, line.text, blocks, before);
      } else {
        add_text(material, line, blocks, before);
      }
    }
    before = line.type;
  }
  return sections;
}

}  // namespace

Draft make_draft(const archive::Reads& reads, const DraftRequest& request) {
  const auto material = gather(reads, request);
  Draft draft;
  draft.template_id = request.form.id;
  draft.title = clean(material.title);
  draft.language = material.language;
  draft.revision = reads.revision();
  for (const auto& campaign : material.campaigns) {
    draft.sources.push_back({campaign.code, campaign.name, campaign.start, campaign.end});
  }
  draft.sections = fill(material, request.form);
  draft.proposal = propose(material, draft);
  return draft;
}

}  // namespace almanac::planning
