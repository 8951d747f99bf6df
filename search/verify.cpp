#include "search/verify.h"

#include <xapian.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "archive/error.h"
#include "search/catch_up.h"
#include "search/generations.h"
#include "search/indexer.h"
#include "search/schema.h"
#include "search/trial_reading.h"

// Xapian keeps a document twice: under its number (data, terms, positions, lengths) and turned over, as posting lists and
// value streams, which are what searches read. The first is compared with a freshly made document while the archive is read
// once. For the second a sum over (term, count) is kept per document, order not mattering: added up from its own terms, taken
// off again in one pass over all posting lists. Where something is left, the two disagree.

namespace almanac::search {
namespace {

using archive::filled;
using archive::Text;

constexpr int most_attempts = 3;

// Any bytes as readable, valid UTF-8, in quotes.
std::string shown(std::string_view text) { return archive::dump(archive::Json(std::string(text))); }

std::string text_of(std::uint64_t number) { return std::to_string(number); }

// `plan word "双十"`, `channel "短信"`: the name of a term's prefix, and the rest.
std::string shown_term(const std::string& term) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto end = static_cast<std::size_t>(std::find_if_not(term.begin(), term.end(), upper) - term.begin());
  const std::string_view prefix = std::string_view(term).substr(0, end);
  std::string name;
  for (const TermPrefix& row : term_table)
    if (row.prefix == prefix) name = row.name;
  for (const FieldRow& row : field_table)
    if (row.prefix == prefix) name = row.name;
  return name.empty() ? shown(term) : name + " " + shown(std::string_view(term).substr(end));
}

std::uint64_t hash_of(const std::string& term, Xapian::termcount count) {
  std::uint64_t hash = std::hash<std::string_view>{}(term) ^ (count * 0x9e3779b97f4a7c15ull);
  hash = (hash ^ (hash >> 31)) * 0xbf58476d1ce4e5b9ull;
  return hash ^ (hash >> 29);
}

// The first of what is wrong with the terms of a document, and how many more.
struct TermFaults {
  Text first;
  std::uint64_t count = 0;
  void add(const Text& pattern, const std::string& term) {
    if (count++ == 0) first = filled(pattern, shown_term(term));
  }
  Text text() const {
    if (count == 1) return first;
    return {first.en + "; " + text_of(count) + " of its terms differ in all",
            first.zh + "；共有 " + text_of(count) + " 个词项不符"};
  }
};

class Comparison {
 public:
  Comparison(const Xapian::Database& database, archive::Differences& differences)
      : database_(database), differences_(differences) {}

  std::uint64_t compared() const { return compared_; }

  void compare(const Document& document) {
    const std::string id = archive::graph_id(document.kind, document.key);
    guarded(id, [&] {
      const std::string term = id_term(document.kind, document.key);
      auto posting = database_.postlist_begin(term);
      const auto end = database_.postlist_end(term);
      if (posting == end) return differ(id, {"it is not in the index", "索引中没有它"});
      const Xapian::docid number = *posting;
      Entry& entry = entries_[number];
      if (entry.expected)
        return differ(id, {"another record has its place in the index", "它在索引中的位置被其他记录占用"});
      entry.expected = true;
      if (++posting != end) differ(id, {"it is in the index more than once", "它在索引中不止一份"});
      ++compared_;
      const Xapian::Document fresh = stored_form(document).document;
      const Xapian::Document stored = database_.get_document(number);
      if (stored.get_data() != fresh.get_data())
        differ(id, {"what a hit shows of it (its stored data) is not what the record gives",
                    "结果中显示的内容（存储数据）与记录不符"});
      compare_values(id, fresh, stored);
      compare_terms(id, fresh, number, entry);
    });
  }

  // After the last compare(): what is in the index besides, and whether its parts agree.
  void finish() {
    guarded("documents", [&] { find_unexpected(); });
    guarded("terms", [&] { read_posting_lists(); });
    for (const auto& [number, entry] : entries_)
      if (entry.sum != 0) tell_postings(number);
    guarded("statistics", [&] { compare_statistics(); });
  }

 private:
  struct Entry {
    std::uint64_t sum = 0;  // over its own terms, less the postings found
    bool expected = false;
  };
  struct SlotFacts {
    std::uint64_t count = 0;
    std::string low, high;
  };

  template <class Work>
  void guarded(const std::string& subject, const Work& work) {
    try {
      work();
    } catch (const Xapian::DatabaseModifiedError&) {
      throw;  // the owner wrote: from the start
    } catch (const Xapian::Error& error) {
      differ_unreadable(subject, error.get_msg());
    } catch (const std::exception& error) {  // Xapian lets some of what damage causes through
      differ_unreadable(subject, error.what());
    }
  }

  void differ_unreadable(const std::string& subject, const std::string& why) {
    differ(subject, filled({"the index cannot be read here ({})", "索引此处无法读取（{}）"}, shown(why)));
  }
  void differ(const std::string& subject, const Text& reason) { differences_.add("index", subject, reason); }

  void compare_values(const std::string& id, const Xapian::Document& fresh, const Xapian::Document& stored) {
    for (const SlotRow& row : slot_table) {
      const auto number = static_cast<Xapian::valueno>(row.slot);
      const std::string value = stored.get_value(number);
      count_value(slots_[number], value);
      if (value != fresh.get_value(number))
        differ(id, filled({"its value {} is not what the record gives", "它的值 {} 与记录不符"}, row.name));
    }
    if (stored.values_count() != fresh.values_count())
      differ(id, filled({"it has {} values instead of {}", "它有 {} 个值，应为 {} 个"}, text_of(stored.values_count()),
                        text_of(fresh.values_count())));
  }

  static void count_value(SlotFacts& facts, const std::string& value) {
    if (value.empty()) return;
    if (facts.count == 0 || value < facts.low) facts.low = value;
    if (facts.count == 0 || value > facts.high) facts.high = value;
    ++facts.count;
  }

  void compare_terms(const std::string& id, const Xapian::Document& fresh, Xapian::docid number, Entry& entry) {
    TermFaults faults;
    std::uint64_t length = 0;
    auto expected = fresh.termlist_begin();
    auto found = database_.termlist_begin(number);
    const auto last = fresh.termlist_end();
    const auto found_last = database_.termlist_end(number);
    while (expected != last || found != found_last) {
      const int order = expected == last ? 1 : found == found_last ? -1 : (*expected).compare(*found);
      if (order <= 0) length += expected.get_wdf();
      if (order >= 0) entry.sum += hash_of(*found, found.get_wdf());
      if (order < 0) {
        faults.add({"its term {} is missing", "缺少词项 {}"}, *expected);
      } else if (order > 0) {
        faults.add({"it has the term {}, which the record does not give", "多出记录中没有的词项 {}"}, *found);
      } else if (expected.get_wdf() != found.get_wdf()) {
        faults.add({"its term {} does not count as often as in the record", "词项 {} 的次数与记录不符"}, *expected);
      } else if (!same_positions(expected, number)) {
        faults.add({"its term {} does not stand where it does in the record", "词项 {} 的位置与记录不符"}, *expected);
      }
      if (order <= 0) ++expected;
      if (order >= 0) ++found;
    }
    lengths_ += length;
    shortest_ = std::min(shortest_, length);
    longest_ = std::max(longest_, length);
    if (faults.count != 0) differ(id, faults.text());
    if (database_.get_doclength(number) != length)
      differ(id, filled({"its length is given as {} words instead of {}", "它的长度记为 {} 词，应为 {} 词"},
                        text_of(database_.get_doclength(number)), text_of(length)));
  }

  bool same_positions(const Xapian::TermIterator& expected, Xapian::docid number) const {
    auto fresh = expected.positionlist_begin();
    const auto fresh_last = expected.positionlist_end();
    auto stored = database_.positionlist_begin(number, *expected);
    const auto stored_last = database_.positionlist_end(number, *expected);
    for (; fresh != fresh_last && stored != stored_last; ++fresh, ++stored)
      if (*fresh != *stored) return false;
    return fresh == fresh_last && stored == stored_last;
  }

  // The graph id of a stored document, from its own terms.
  std::string name_of(Xapian::docid number) const {
    try {
      auto term = database_.termlist_begin(number);
      term.skip_to(std::string(prefix::id));
      if (term != database_.termlist_end(number) && (*term).starts_with(prefix::id))
        return (*term).substr(prefix::id.size());
    } catch (const Xapian::DatabaseModifiedError&) {
      throw;
    } catch (const Xapian::Error&) {
    } catch (const std::exception&) {
    }  // damaged or not there: it has no better name
    return "document " + text_of(number);
  }

  void find_unexpected() {
    std::uint64_t count = 0;
    for (auto document = database_.postlist_begin(""); document != database_.postlist_end(""); ++document) {
      ++count;
      const Xapian::docid number = *document;
      if (const auto entry = entries_.find(number); entry != entries_.end() && entry->second.expected) continue;
      unexpected_ = true;
      const std::string name = name_of(number);
      differ(name, {"it is in the index, but the archive does not have it (there)", "索引中有它，但档案中没有"});
    }
    if (count != database_.get_doccount())
      differ("documents", filled({"the index counts {} documents but lists {}", "索引记有 {} 个文档，实际列出 {} 个"},
                                 text_of(database_.get_doccount()), text_of(count)));
  }

  void read_posting_lists() {
    for (auto term = database_.allterms_begin(); term != database_.allterms_end(); ++term) {
      const std::string text = *term;
      guarded(shown_term(text), [&] {
        std::uint64_t documents = 0, occurrences = 0;
        Xapian::termcount most = 0;
        for (auto posting = database_.postlist_begin(text); posting != database_.postlist_end(text); ++posting) {
          ++documents;
          occurrences += posting.get_wdf();
          most = std::max(most, posting.get_wdf());
          entries_[*posting].sum -= hash_of(text, posting.get_wdf());
        }
        if (documents != term.get_termfreq() || occurrences != database_.get_collection_freq(text) ||
            most > database_.get_wdf_upper_bound(text))
          differ(shown_term(text), {"its stored frequency is not that of its posting list", "词项频率与其倒排表不符"});
      });
    }
  }

  // Sums do not tell which term; that is looked for only here.
  void tell_postings(Xapian::docid number) {
    if (!entries_[number].expected && unexpected_) return;  // told already
    const std::string id = name_of(number);
    guarded(id, [&] {
      for (auto term = database_.termlist_begin(number); term != database_.termlist_end(number); ++term) {
        auto posting = database_.postlist_begin(*term);
        const auto last = database_.postlist_end(*term);
        if (posting != last) posting.skip_to(number);
        if (posting == last || *posting != number || posting.get_wdf() != term.get_wdf())
          return differ(
              id, filled({"a search for its term {} does not find it as it should", "按词项 {} 搜索时无法正确找到它"},
                         shown_term(*term)));
      }
      differ(id, {"a search finds it by terms that are not its own", "按不属于它的词项会搜到它"});
    });
  }

  void compare_statistics() {
    if (unexpected_) return;  // they count documents that were not read
    if (database_.get_total_length() != lengths_)
      differ("statistics",
             filled({"the index counts {} words in all; its documents have {}", "索引记有共 {} 词，各文档合计 {} 词"},
                    text_of(database_.get_total_length()), text_of(lengths_)));
    if (compared_ != 0 &&
        (database_.get_doclength_lower_bound() > shortest_ || database_.get_doclength_upper_bound() < longest_))
      differ("statistics", {"the bounds of lengths are not those of the documents", "文档长度的上下界与各文档不符"});
    for (const auto& [number, facts] : slots_) {
      const bool counted = database_.get_value_freq(number) == facts.count;
      const bool inside = facts.count == 0 || (database_.get_value_lower_bound(number) <= facts.low &&
                                               database_.get_value_upper_bound(number) >= facts.high);
      if (!counted || !inside)
        differ("statistics", filled({"number and bounds of the values {} are not those of the documents",
                                     "值 {} 的数量和上下界与各文档不符"},
                                    slot_name(number)));
    }
  }

  static std::string_view slot_name(Xapian::valueno number) {
    for (const SlotRow& row : slot_table)
      if (static_cast<Xapian::valueno>(row.slot) == number) return row.name;
    return "?";
  }

  const Xapian::Database& database_;
  archive::Differences& differences_;
  std::unordered_map<Xapian::docid, Entry> entries_;
  std::unordered_map<Xapian::valueno, SlotFacts> slots_;
  std::uint64_t compared_ = 0, lengths_ = 0, shortest_ = UINT64_MAX, longest_ = 0;
  bool unexpected_ = false;
};

// Whether it is worth looking further: all of another archive's index differs.
bool is_ours(const IndexState& found, const archive::Archive& archive, archive::Differences& differences) {
  if (found.archive_id != archive.id())
    differences.add("index", "archive",
                    filled({"the index belongs to the archive {}, not to {}", "索引属于档案 {}，而不是 {}"},
                           shown(found.archive_id), shown(archive.id())));
  if (found.schema != schema_version)
    differences.add("index", "schema",
                    filled({"the index has the format {}; this program writes {}", "索引格式为 {}，本程序写入的是 {}"},
                           shown(found.schema), shown(schema_version)));
  return differences.count() == 0;
}

void compare_revision(std::uint64_t found, std::uint64_t expected, archive::Differences& differences) {
  if (found == expected) return;
  const Text behind{"the index stands at revision {}, {} behind the archive",
                    "索引停在修订号 {}，落后档案 {} 个修订号"};
  const Text ahead{"the index stands at revision {}, {} ahead of the archive",
                   "索引停在修订号 {}，超前档案 {} 个修订号"};
  if (found < expected)
    differences.add_behind("index", "revision", filled(behind, text_of(found), text_of(expected - found)));
  else
    differences.add("index", "revision", filled(ahead, text_of(found), text_of(found - expected)));
}

void add_unreadable(archive::Differences& differences, const std::string& why) {
  differences.add(
      "index", "",
      filled({"the index cannot be read ({}); run: almanac reindex", "索引无法读取（{}）；请运行：almanac reindex"},
             shown(why)));
}

// What was found in one go; nullopt if the archive or the index moved meanwhile.
std::optional<archive::Differences> compare_once(const std::filesystem::path& path, const archive::Archive& archive,
                                                 std::uint64_t& compared) {
  archive::Differences differences;
  if (!survives_reading(path)) {
    differences.add("index", "",
                    {"the index is so damaged that reading it would end the program; run: almanac reindex",
                     "索引损坏严重，读取会使程序崩溃；请运行：almanac reindex"});
    return differences;
  }
  const archive::Reader reader = archive.read();
  try {
    const Xapian::Database database(path.string());
    const IndexState found = state_of(database);
    if (found.revision != reader.revision() && archive.revision() != reader.revision()) return std::nullopt;
    if (!is_ours(found, archive, differences)) return differences;
    compare_revision(found.revision, reader.revision(), differences);
    Comparison comparison(database, differences);
    try {
      for_each_indexed(reader, archive.currency(), [&](const Document& document) { comparison.compare(document); });
      comparison.finish();
    } catch (const archive::Error& error) {
      differences.add("index", error.where(),
                      {"the archive cannot be read, so the index is compared no further: " + error.message().en,
                       "档案无法读取，索引的比较到此为止：" + error.message().zh});
    }
    compared = comparison.compared();
  } catch (const Xapian::DatabaseModifiedError&) {
    return std::nullopt;
  } catch (const Xapian::Error& error) {
    add_unreadable(differences, error.get_msg());
  } catch (const archive::Error&) {
    throw;
  } catch (const std::exception& error) {
    add_unreadable(differences, error.what());
  }
  return differences;
}

}  // namespace

archive::Differences verify(const std::filesystem::path& directory, const archive::Archive& archive,
                            std::uint64_t* compared) {
  std::uint64_t ignored = 0;
  std::uint64_t& count = compared != nullptr ? *compared : ignored;
  count = 0;
  archive::Differences differences;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    const auto generation = current_generation(directory);
    if (!generation) {
      differences.add("index", "",
                      {"there is no search index; run: almanac reindex", "没有搜索索引；请运行：almanac reindex"});
      return differences;
    }
    const auto found = compare_once(generation_path(directory, *generation), archive, count);
    if (found && current_generation(directory) == generation) return *found;  // else a rebuild has swapped it
  }
  differences.add("index", "",
                  {"the index was written all the while and could not be compared; verify again when less is written",
                   "索引一直在写入，无法比较；请在写入较少时重新校验"});
  return differences;
}

}  // namespace almanac::search
