#include "search/catch_up.h"

#include <string>

#include "search/document.h"
#include "search/schema.h"

namespace almanac::search {
namespace {

using archive::Kind;

// The nodes to index anew, in the order of their kinds (as lessons reuse their campaign).
class WorkList {
 public:
  WorkList(const archive::Reads& reads, const Columns& columns, const Xapian::Database& database)
      : reads_(reads), columns_(columns), database_(database) {}

  void add(const archive::Change& change) {
    switch (change.kind) {
      case Kind::campaign:
        add_campaign(change.number);
        break;
      case Kind::lesson:
        add_lesson(change.number);
        break;
      case Kind::product:
        add_with_users(change, Field::product);
        break;
      case Kind::channel:
        add_with_users(change, Field::channel);
        break;
      case Kind::document:
        numbers_[Kind::document].insert(change.number);
        break;
      default:
        break;
    }
  }

  const Numbers& numbers() const { return numbers_; }

 private:
  void add_campaign(std::uint32_t number) {
    if (!numbers_[Kind::campaign].insert(number).second) return;
    const auto code = reads_.find_key(Kind::campaign, number);
    if (!code) return;
    for (const auto& lesson : reads_.lessons_of(*code)) numbers_[Kind::lesson].insert(lesson.number);
    for (const auto& document : archive::documents_of(reads_, *code))
      if (const auto found = reads_.find_number(Kind::document, document.hash)) numbers_[Kind::document].insert(*found);
  }

  // Its campaign too: the one it has now, and the one it had when it was indexed.
  void add_lesson(std::uint32_t number) {
    numbers_[Kind::lesson].insert(number);
    const auto key = reads_.find_key(Kind::lesson, number);
    if (!key) return;
    std::set<std::string> campaigns;
    if (const auto lesson = reads_.find<archive::Lesson>(number)) campaigns.insert(lesson->record.campaign);
    const std::string term = make_term(prefix::id, archive::graph_id(Kind::lesson, *key));
    const auto posting = database_.postlist_begin(term);
    if (posting != database_.postlist_end(term)) {
      const std::string data = database_.get_document(*posting).get_data();
      const StoredHit hit = decode_data(data);
      if (const auto campaign = hit.plan_fields.find("campaign"); campaign != hit.plan_fields.end())
        campaigns.insert(campaign->get<std::string>());
    }
    for (const std::string& campaign : campaigns)
      if (const auto found = reads_.find_number(Kind::campaign, campaign); found && !campaign.empty())
        numbers_[Kind::campaign].insert(*found);
  }

  void add_with_users(const archive::Change& change, Field field) {
    numbers_[change.kind].insert(change.number);
    const auto key = reads_.find_key(change.kind, change.number);
    if (!key) return;
    const std::string term = make_term(row_of(field).prefix, archive::fold(*key));
    for (auto posting = database_.postlist_begin(term); posting != database_.postlist_end(term); ++posting) {
      if (!columns_.alive(*posting)) continue;
      const Kind kind = columns_.facts(*posting).kind;
      if (const auto number = reads_.find_number(kind, columns_.names(*posting).key)) numbers_[kind].insert(*number);
    }
  }

  const archive::Reads& reads_;
  const Columns& columns_;
  const Xapian::Database& database_;
  Numbers numbers_;
};

}  // namespace

void for_each_indexed(const archive::Reads& reads, const std::string& currency,
                      const std::function<void(const Document&)>& visit) {
  DocumentMaker maker(reads, currency);
  // Lessons right behind their campaign, whose values they take over.
  reads.for_each<archive::Campaign>([&](const archive::Stored<archive::Campaign>& campaign) {
    visit(maker.campaign(campaign));
    for (const archive::Lesson& lesson : campaign.record.lessons) {
      archive::Stored<archive::Lesson> stored;
      stored.record = lesson;
      stored.record.campaign = campaign.record.code;
      visit(maker.lesson(stored));
    }
  });
  reads.for_each<archive::Lesson>([&](const archive::Stored<archive::Lesson>& lesson) {
    if (!maker.has_campaign(lesson.record)) visit(maker.lesson(lesson));
  });
  reads.for_each<archive::Product>(
      [&](const archive::Stored<archive::Product>& product) { visit(maker.product(product)); });
  reads.for_each<archive::Channel>(
      [&](const archive::Stored<archive::Channel>& channel) { visit(maker.channel(channel)); });
  archive::for_each_document(
      reads, [&](std::uint32_t, const archive::Document& document) { visit(maker.text_document(document)); });
}

Numbers changed_numbers(const archive::Reads& reads, std::uint64_t revision, const Columns& columns,
                        const Xapian::Database& database) {
  WorkList work(reads, columns, database);
  for (const archive::Change& change : reads.changes_since(revision)) work.add(change);
  return work.numbers();
}

void index_changes(const archive::Reads& reads, const std::string& currency, const Numbers& changed, Indexer& indexer) {
  DocumentMaker maker(reads, currency);
  for (const auto& [kind, numbers] : changed) {
    for (const std::uint32_t number : numbers) {
      if (const auto document = maker.make(kind, number))
        indexer.put(*document);
      else if (const auto key = reads.find_key(kind, number))
        indexer.remove(kind, *key);
    }
  }
}

}  // namespace almanac::search
