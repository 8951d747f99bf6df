#include "search/lexicon.h"

#include <algorithm>

#include "archive/name.h"
#include "search/analysis.h"

namespace almanac::search {
namespace {

constexpr Field naming_fields[] = {Field::channel, Field::theme,    Field::occasion, Field::mechanic, Field::tag,
                                   Field::segment, Field::category, Field::brand,    Field::partner,  Field::product};
constexpr std::size_t most_recent = 1024, recent_share = 32;  // as those of NameList

}  // namespace

Lexicon::Part::Part(Names all) : names(std::move(all)), near(std::vector<std::string>(names.begin(), names.end()), 1) {}

bool Lexicon::knows(std::string_view folded) const {
  return base_->names.contains(folded) || (recent_ && recent_->names.contains(folded));
}

std::size_t Lexicon::size() const { return base_->names.size() + (recent_ ? recent_->names.size() : 0); }

// A name of other characters too (小米 13) is more than one run anyway; what is longer than a name is a sentence.
void Lexicon::add(std::string folded, Names& names) const {
  constexpr std::size_t character = 3;  // bytes of nearly every Chinese one
  if (folded.size() < 2 * character || folded.size() > longest * character) return;
  if (!std::all_of(folded.begin(), folded.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return;
  if (base_ && knows(folded)) return;
  const Tokens tokens = tokenize(folded);
  for (std::size_t i = 0; i < tokens.list.size(); ++i)
    if (tokens.list[i].type != Token::Type::glyph || (i > 0 && !tokens.has_pair(i - 1))) return;
  if (tokens.list.size() > 1) names.insert(std::move(folded));
}

// Those that `before` does not have.
void Lexicon::add_values(const Columns* before, Names& names) const {
  for (const Field field : naming_fields) {
    const ValueDictionary& values = columns_->dictionary(field);
    for (std::size_t i = before ? before->dictionary(field).size() : 0; i < values.size(); ++i) {
      std::string folded = archive::fold(values.text(static_cast<std::uint32_t>(i)));
      // Of a path of categories its last level: the others are values themselves.
      if (field == Field::category)
        if (const std::size_t level = folded.rfind(" > "); level != std::string::npos) folded.erase(0, level + 3);
      add(std::move(folded), names);
    }
  }
}

void Lexicon::add_titles(DocumentId id, Names& names) const {
  const search::Names& of = columns_->names(id);
  add(of.folded_title, names);
  for (const std::string& alias : of.aliases) add(archive::fold(alias), names);
}

bool Lexicon::is_named(const Columns& columns, DocumentId id) {
  if (!columns.alive(id)) return false;
  const archive::Kind kind = columns.facts(id).kind;
  return kind == archive::Kind::channel || kind == archive::Kind::product;
}

// Whether every name of `before` is still one.
bool Lexicon::continues(const Columns& before) const {
  for (const Field field : naming_fields)
    if (!columns_->dictionary(field).begins_with(before.dictionary(field))) return false;
  bool all = true;
  for_each_difference(before, *columns_, [&](DocumentId id) {
    if (!all || !is_named(before, id)) return;
    all = is_named(*columns_, id) && columns_->names(id).title == before.names(id).title &&
          columns_->names(id).aliases == before.names(id).aliases;
  });
  return all;
}

Lexicon::Lexicon(std::shared_ptr<const Columns> columns, const Lexicon* before) : columns_(std::move(columns)) {
  if (before && continues(*before->columns_)) {
    base_ = before->base_;
    recent_ = before->recent_;
    Names fresh;
    add_values(before->columns_.get(), fresh);
    for_each_difference(*before->columns_, *columns_, [&](DocumentId id) {
      if (is_named(*columns_, id) && !is_named(*before->columns_, id)) add_titles(id, fresh);
    });
    if (fresh.empty()) return;
    if (recent_) fresh.insert(recent_->names.begin(), recent_->names.end());
    if (fresh.size() <= std::max(most_recent, base_->names.size() / recent_share)) {
      recent_ = std::make_shared<const Part>(std::move(fresh));
      return;
    }
    base_ = recent_ = nullptr;
  }
  Names names;
  add_values(nullptr, names);
  for (DocumentId id = 0; id < columns_->end_id(); ++id)
    if (is_named(*columns_, id)) add_titles(id, names);
  base_ = std::make_shared<const Part>(std::move(names));
}

}  // namespace almanac::search
