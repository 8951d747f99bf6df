#include "search/indexer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>

#include "search/analysis.h"
#include "search/schema.h"

namespace almanac::search {
namespace {

constexpr Xapian::termpos field_gap = 100;  // so that no phrase reaches from one part into the next
constexpr std::size_t most_part_bytes = 4u << 20;

// The in-memory inverter slows down when it outgrows the processor's cache: a tenth of Xapian's default is 1.6 times as
// fast and takes a fifth of the memory. Xapian reads this only from the environment.
void set_flush_threshold() {
  static std::once_flag once;
  std::call_once(once, [] { ::setenv("XAPIAN_FLUSH_THRESHOLD", "1000", 0); });
}

// Adds a document's text under one or more pairs of prefixes in a single pass over its tokens.
class TextAdder {
 public:
  explicit TextAdder(Xapian::Document& document) : document_(document) {}

  struct Target {
    std::string_view word, stem;
    Xapian::termcount weight = 1;
  };

  void add(std::string_view text, std::initializer_list<Target> targets) {
    tokenize(text.substr(0, cut_at_character(text, most_part_bytes)), tokens_);
    for (std::size_t i = 0; i < tokens_.list.size(); ++i) {
      ++position_;
      const std::string_view token = tokens_.text(i);
      const bool glyph = tokens_.list[i].type == Token::Type::glyph;
      const bool pair = glyph && tokens_.has_pair(i);
      const bool stemmed =
          !glyph && std::all_of(token.begin(), token.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; });
      const std::string root = stemmed ? stem(token) : std::string();
      for (const auto& [word, stem_prefix, weight] : targets) {
        if (glyph)
          document_.add_term(term(word, token), weight);
        else
          document_.add_posting(term(word, token), position_, weight);
        if (pair) document_.add_posting(term(word, tokens_.pair(i)), position_, weight);
        if (stemmed) document_.add_term(term(stem_prefix, root), weight);
      }
    }
    position_ += field_gap;
    length_ += static_cast<std::uint32_t>(tokens_.list.size()) * targets.begin()->weight;
  }

  std::uint32_t length() const { return length_; }  // tokens so far, each by its weight

 private:
  const std::string& term(std::string_view prefix, std::string_view text) {
    term_.assign(prefix);
    term_ += text;
    return term_;
  }

  Xapian::Document& document_;
  Tokens tokens_;
  std::string term_;
  Xapian::termpos position_ = 0;
  std::uint32_t length_ = 0;
};

// Whether a title is no name but a code that a machine gave: C24_WMDE_Desktop_DE_11.
bool is_code(std::string_view title) {
  return title.find('_') != std::string_view::npos && title.find(' ') == std::string_view::npos;
}

// How long the text is: its tokens, each by its weight.
std::uint32_t add_texts(const Document& document, Xapian::Document& out) {
  using Target = TextAdder::Target;
  const auto all = [](Xapian::termcount weight) { return Target{prefix::word, prefix::stem, weight}; };
  const auto plan = [](Xapian::termcount weight) { return Target{prefix::plan_word, prefix::plan_stem, weight}; };
  const Target title{prefix::title_word, prefix::title_stem, 1};
  const bool two_times = document.kind == archive::Kind::campaign;  // has an outcome apart from its plan
  TextAdder adder(out);
  // The words of a code are words of the title, but count once: 11.11 in C24_DE_11.11-ba is no name.
  const auto add_title = [&](std::string_view text, Xapian::termcount weight) {
    if (two_times)
      adder.add(text, {all(weight), plan(weight), title});
    else
      adder.add(text, {all(weight), title});
  };
  add_title(document.title, is_code(document.title) ? 1 : title_weight);
  if (document.kind != archive::Kind::lesson && document.key != document.title) add_title(document.key, 1);
  for (const TextPart& part : document.plan) {
    if (two_times)
      adder.add(part.text, {all(part.weight), plan(part.weight)});
    else
      adder.add(part.text, {all(part.weight)});
  }
  for (const TextPart& part : document.outcome) adder.add(part.text, {all(part.weight)});
  return adder.length();
}

void add_filters(const Document& document, Xapian::Document& out) {
  out.add_boolean_term(id_term(document.kind, document.key));
  out.add_boolean_term(make_term(prefix::kind, archive::to_string(document.kind)));
  out.add_term(make_term(prefix::code, archive::fold(document.key)));
  for (const auto& [field, values] : document.values)
    for (const std::string& value : values) out.add_boolean_term(make_term(row_of(field).prefix, archive::fold(value)));
  for (const auto& [name, value] : document.attributes)
    if (value.size() <= 1000)
      out.add_boolean_term(make_term(prefix::attribute, archive::fold(name) + "=" + archive::fold(value)));
}

}  // namespace

std::string id_term(archive::Kind kind, std::string_view key) {
  return make_term(prefix::id, archive::graph_id(kind, key));
}

StoredForm stored_form(const Document& document) {
  StoredForm form{Xapian::Document(), row_of(document)};
  form.row.length = add_texts(document, form.document);
  add_filters(document, form.document);
  form.document.add_value(static_cast<Xapian::valueno>(Slot::row), encode_row(form.row));
  form.document.set_data(encode_data(document));
  return form;
}

IndexState state_of(const Xapian::Database& database) {
  IndexState state;
  state.archive_id = database.get_metadata("archive");
  state.schema = database.get_metadata("schema");
  const std::string revision = database.get_metadata("revision");
  state.revision = revision.empty() ? 0 : std::strtoull(revision.c_str(), nullptr, 10);
  return state;
}

void set_state(Xapian::WritableDatabase& database, const IndexState& state) {
  database.set_metadata("archive", state.archive_id);
  database.set_metadata("revision", std::to_string(state.revision));
  database.set_metadata("schema", state.schema);
}

Indexer::Indexer(const std::filesystem::path& database) : path_(database) {
  set_flush_threshold();
  database_ = Xapian::WritableDatabase(database.string(), Xapian::DB_OPEN);
}

void Indexer::begin() {
  database_.begin_transaction(true);
  in_transaction_ = true;
  changes_.clear();
  touched_.clear();
  tells_terms_ = true;
}

void Indexer::touch(const Xapian::Document& document) {
  constexpr std::size_t most_documents = 500;
  if (changes_.size() >= most_documents) {
    tells_terms_ = false;
    touched_.clear();
  }
  if (!tells_terms_) return;
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) touched_.insert(*term);
}

void Indexer::put(const Document& document) {
  StoredForm form = stored_form(document);
  touch(form.document);
  const std::string term = id_term(document.kind, document.key);
  if (const auto old = database_.postlist_begin(term); old != database_.postlist_end(term))
    touch(database_.get_document(*old));
  const DocumentId id = database_.replace_document(term, form.document);
  changes_[id] = std::move(form.row);
}

void Indexer::remove(archive::Kind kind, const std::string& key) {
  const std::string term = id_term(kind, key);
  const auto posting = database_.postlist_begin(term);
  if (posting == database_.postlist_end(term)) return;
  const DocumentId id = *posting;
  touch(database_.get_document(id));
  database_.delete_document(id);
  changes_[id] = std::nullopt;
}

void Indexer::commit(const std::string& archive_id, std::uint64_t revision) {
  set_state(database_, {archive_id, revision});
  database_.commit_transaction();
  in_transaction_ = false;
  sync_directory(path_);
}

void Indexer::cancel() {
  if (in_transaction_) database_.cancel_transaction();
  in_transaction_ = false;
  changes_.clear();
}

void sync_directory(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;  // a file system without this has nothing to sync
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace almanac::search
