#include "search/index.h"

#include <xapian.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "archive/error.h"
#include "search/bulk_builder.h"
#include "search/catch_up.h"
#include "search/generations.h"
#include "search/indexer.h"
#include "search/schema.h"
#include "search/searcher.h"
#include "search/similar.h"
#include "search/similar_finder.h"
#include "search/snapshot.h"

namespace almanac::search {
namespace {

namespace fs = std::filesystem;
using archive::Error;
using archive::ErrorKind;

constexpr int most_tries = 8;

constexpr std::uint64_t fewest_to_rebuild = 300;

// Whether a build of everything is less work than these changes in what `documents` there are: a document takes half the time
// in it, and less where there are many.
bool is_most(const Numbers& changed, std::uint64_t documents) {
  std::uint64_t count = 0;
  for (const auto& [kind, numbers] : changed) count += numbers.size();
  return count > fewest_to_rebuild && count > documents / 2;
}

Error missing() {
  return {ErrorKind::unavailable,
          "index_missing",
          {"there is no usable search index of this archive; run: almanac reindex",
           "没有可用于此档案的搜索索引；请运行：almanac reindex"}};
}

Error failed(const Xapian::Error& error) {
  return {ErrorKind::unavailable,
          "index_failed",
          {"the search index cannot be used (" + error.get_msg() + "); if this stays, run: almanac reindex",
           "搜索索引无法使用（" + error.get_msg() + "）；如持续出现，请运行：almanac reindex"}};
}

}  // namespace

struct Index::State {
  fs::path directory;
  archive::Access access = archive::Access::read_write;
  std::string archive_id;
  std::string currency;  // of the archive

  std::mutex changing;               // held by refresh and rebuild
  std::unique_ptr<Indexer> indexer;  // of the current generation, once something was written
  std::uint64_t generation = 0;
  std::atomic<bool> damaged{false};

  std::atomic<std::shared_ptr<const Snapshot>> snapshot;
  mutable std::mutex reached_mutex;
  mutable std::condition_variable reached;

  SynonymSources synonym_sources;  // of `synonyms`; changed under `changing`
  std::atomic<std::shared_ptr<const Synonyms>> synonyms{std::make_shared<const Synonyms>(Synonyms::shipped())};

  // `touched`: the terms of all that has changed since the snapshot before, if it is of the same generation.
  void publish(std::shared_ptr<const Columns> columns, std::uint64_t revision,
               const std::unordered_set<std::string>* touched = nullptr) {
    auto made = std::make_shared<Snapshot>();
    const auto before = snapshot.load();
    if (touched) made->postings = before->postings->without(*touched);
    made->columns = std::move(columns);
    made->revision = revision;
    made->pool = std::make_unique<const HandlePool>(generation_path(directory, generation), handle_count());
    if (before) made->take_over(*before, touched);
    {
      const std::lock_guard lock(reached_mutex);
      snapshot.store(std::move(made));
    }
    reached.notify_all();
  }

  // Before the revision is reached, so that whoever waited for it has the words too.
  void take_synonyms(const archive::Reads& reads) {
    SynonymSources sources = SynonymSources::of(reads, synonym_sources);
    if (sources == synonym_sources) return;
    synonyms.store(std::make_shared<const Synonyms>(Synonyms::with(sources)));
    synonym_sources = std::move(sources);
  }

  // Takes over the generation that CURRENT names; false if it is not a usable index of this archive up to `revision`.
  bool load(std::uint64_t newest_revision) {
    const auto current = current_generation(directory);
    if (!current) return false;
    for (int attempt = 0; attempt < most_tries; ++attempt) {
      try {
        const fs::path path = generation_path(directory, *current);
        const Xapian::Database database(path.string());
        const IndexState found = state_of(database);
        if (found.schema != schema_version || found.archive_id != archive_id || found.revision > newest_revision)
          return false;
        auto columns = load_columns(database);
        generation = *current;
        publish(std::move(columns), found.revision);
        // Beside a running owner a commit may fall between the two; then the pool is newer than the columns.
        if (state_of(snapshot.load()->pool->any()).revision == found.revision) return true;
      } catch (const Xapian::DatabaseModifiedError&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5 << attempt));
      } catch (const Xapian::Error&) {
        return false;
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt) throw;
        return false;
      }
    }
    return false;
  }

  std::uint64_t rebuild(const archive::Archive& archive) {
    const archive::Reader reader = archive.read();
    take_synonyms(reader);
    const std::uint64_t next = std::max(newest_generation(directory), generation) + 1;
    const fs::path path = generation_path(directory, next);
    BulkBuilder builder(parts_path(directory));
    for_each_indexed(reader, archive.currency(), [&](const Document& document) { builder.add(document); });
    builder.finish(path, {archive.id(), reader.revision()});
    auto fresh = std::make_unique<Indexer>(path);
    auto columns = load_columns(fresh->database());
    point_to(directory, next);
    indexer = std::move(fresh);
    generation = next;
    archive_id = archive.id();
    currency = archive.currency();
    damaged = false;
    publish(std::move(columns), reader.revision());
    remove_other_generations(directory, next);
    return reader.revision();
  }

  std::uint64_t catch_up(const archive::Archive& archive) {
    const archive::Reader reader = archive.read();
    const auto seen = snapshot.load();
    if (reader.revision() == seen->revision) return seen->revision;
    if (reader.revision() < seen->revision) return rebuild(archive);
    take_synonyms(reader);
    if (!indexer) indexer = std::make_unique<Indexer>(generation_path(directory, generation));
    const Numbers changed = changed_numbers(reader, seen->revision, *seen->columns, indexer->database());
    if (is_most(changed, seen->columns->count())) return rebuild(archive);
    indexer->begin();
    try {
      index_changes(reader, archive.currency(), changed, *indexer);
      indexer->commit(archive.id(), reader.revision());
    } catch (...) {
      indexer.reset();  // its destructor drops the open transaction
      throw;
    }
    publish(seen->columns->with(indexer->changes()), reader.revision(), indexer->touched_terms());
    return reader.revision();
  }

  // Runs `work` on the writing side; what Xapian says becomes ours, and a damaged index is built anew.
  template <class Work>
  std::uint64_t guarded(const archive::Archive& archive, const Work& work) {
    try {
      return work();
    } catch (const Xapian::DatabaseLockError&) {
      throw Error(ErrorKind::unavailable, "index_locked",
                  {"another program is writing the search index in " + directory.string(),
                   "另一个程序正在写入搜索索引 " + directory.string()});
    } catch (const Xapian::DatabaseError& error) {
      return repair(archive, error);
    } catch (const Xapian::Error& error) {
      throw failed(error);
    } catch (const fs::filesystem_error& error) {
      throw Error(ErrorKind::unavailable, "index_not_writable",
                  {"cannot write the search index: " + std::string(error.what()),
                   "无法写入搜索索引：" + std::string(error.what())});
    }
  }

  // Runs `work` on the newest snapshot. What Xapian says becomes ours.
  template <class Work>
  auto reading(const Work& work) {
    for (int attempt = 0;; ++attempt) {
      const auto seen = snapshot.load();
      try {
        return work(*seen);
      } catch (const Xapian::DatabaseModifiedError& error) {
        // The snapshot is more than one commit old. A newer one is there, or (read only) is taken over now.
        if (attempt >= most_tries) throw failed(error);
        if (access == archive::Access::read_only) {
          const std::lock_guard lock(changing);
          if (snapshot.load() == seen && !load(UINT64_MAX)) throw missing();
        } else {
          std::this_thread::sleep_for(std::chrono::milliseconds(attempt));
        }
      } catch (const Xapian::DatabaseError& error) {
        damaged = true;
        throw failed(error);
      } catch (const Xapian::Error& error) {
        throw failed(error);
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::corrupt) damaged = true;
        throw;
      }
    }
  }

  std::uint64_t repair(const archive::Archive& archive, const Xapian::Error& reason) {
    indexer.reset();
    try {
      return rebuild(archive);
    } catch (const Xapian::Error&) {
      throw failed(reason);
    }
  }
};

Index::Index(std::unique_ptr<State> state) : state_(std::move(state)) {}
Index::~Index() = default;

std::unique_ptr<Index> Index::open(const fs::path& directory, const archive::Archive& archive, archive::Access access) {
  auto state = std::make_unique<State>();
  state->directory = directory;
  state->access = access;
  state->archive_id = archive.id();
  state->currency = archive.currency();
  if (access == archive::Access::read_only) {
    // The owner may have committed more since `archive` took its view: not a reason to refuse.
    if (!state->load(UINT64_MAX)) throw missing();
    state->take_synonyms(archive.read());
    return std::unique_ptr<Index>(new Index(std::move(state)));
  }
  std::error_code ignored;  // writing says what is wrong
  fs::create_directories(directory, ignored);
  State& s = *state;
  if (!s.load(archive.revision())) {
    s.guarded(archive, [&] { return s.rebuild(archive); });
    return std::unique_ptr<Index>(new Index(std::move(state)));
  }
  remove_other_generations(directory, s.generation);
  s.take_synonyms(archive.read());  // an index that is up to date has nothing to catch up with
  try {
    s.guarded(archive, [&] { return s.catch_up(archive); });
  } catch (const Error& error) {
    // A full disk, for example: what there is answers, and refresh() tries again.
    if (error.kind() != ErrorKind::unavailable) throw;
  }
  return std::unique_ptr<Index>(new Index(std::move(state)));
}

std::uint64_t Index::refresh(const archive::Archive& archive) {
  const std::lock_guard lock(state_->changing);
  State& s = *state_;
  if (s.access == archive::Access::read_only) {
    s.take_synonyms(archive.read());
    if (!s.load(UINT64_MAX)) throw missing();
    return revision();
  }
  return s.guarded(archive, [&] {
    const bool other = s.archive_id != archive.id();
    return other || s.damaged ? s.rebuild(archive) : s.catch_up(archive);
  });
}

std::uint64_t Index::rebuild(const archive::Archive& archive) {
  const std::lock_guard lock(state_->changing);
  if (state_->access == archive::Access::read_only)
    throw Error(ErrorKind::forbidden, "read_only",
                {"the search index is open for reading only", "搜索索引以只读方式打开"});
  return state_->guarded(archive, [&] { return state_->rebuild(archive); });
}

std::uint64_t Index::revision() const { return state_->snapshot.load()->revision; }
std::uint64_t Index::documents() const { return state_->snapshot.load()->columns->count(); }

std::shared_ptr<const Synonyms> Index::synonyms() const { return state_->synonyms.load(); }

bool Index::wait(std::uint64_t revision, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(state_->reached_mutex);
  return state_->reached.wait_for(lock, at_most, [&] { return state_->snapshot.load()->revision >= revision; });
}

Response Index::search(const Query& query) const { return search(query, *synonyms()); }

Response Index::search(const Query& query, const Synonyms& synonyms) const {
  check(query);
  Response response = state_->reading([&](const Snapshot& snapshot) { return run(query, snapshot, synonyms); });
  if (const auto budget = response.histograms.find("budget"); budget != response.histograms.end())
    budget->second.unit = state_->currency;
  return response;
}

void Index::each_hit(const Query& query, const std::function<bool(const Hit&)>& visit) const {
  Query plain = query;
  plain.cursor.clear();
  plain.facets.clear();
  plain.histograms.clear();
  plain.significant = plain.group_by_kind = false;
  check(plain);
  std::shared_ptr<const Columns> then;
  const std::vector<Ranked> ranked = state_->reading([&](const Snapshot& snapshot) {
    then = snapshot.columns;
    return all_hits(plain, snapshot, *synonyms());
  });
  const auto as_of_day = plain.as_of ? std::optional(plain.as_of->last_day()) : std::nullopt;
  for (const Ranked& one : ranked) {
    // A handle for this hit alone: whoever reads the hits may be slow, and the index goes on meanwhile.
    const std::optional<Hit> hit = state_->reading([&](const Snapshot& snapshot) -> std::optional<Hit> {
      const HandlePool::Lease database(*snapshot.pool);
      const Facts& facts = then->facts(one.id);
      const std::string& key = then->names(one.id).key;
      const Columns& now = *snapshot.columns;
      DocumentId id = one.id;
      if (!now.alive(id) || now.facts(id).kind != facts.kind || now.names(id).key != key) {
        const auto found = database->postlist_begin(id_term(facts.kind, key));
        if (found == database->postlist_end(id_term(facts.kind, key)) || !now.alive(*found)) return std::nullopt;
        id = *found;
      }
      Hit made = bare_hit(*database, now, id, as_of_day);
      made.score = one.weight;
      return made;
    });
    if (hit && !visit(*hit)) return;
  }
}

SimilarResponse Index::similar(const SimilarQuery& query) const {
  return state_->reading([&](const Snapshot& snapshot) { return find_similar(query, snapshot, *synonyms()); });
}

std::vector<Suggestion> Index::suggest(std::string_view typed, std::size_t limit) const {
  return state_->snapshot.load()->names().find(typed, limit);
}

void Index::prepare() const {
  state_->reading([](const Snapshot& snapshot) {
    snapshot.names();
    snapshot.lexicon();
    snapshot.words(*HandlePool::Lease(*snapshot.pool));
    return true;
  });
}

bool Index::is_prepared() const { return state_->snapshot.load()->is_ready(); }

}  // namespace almanac::search
