#include "server/site.h"

#include <sodium.h>

#include <stdexcept>

#include "archive/error.h"
#include "insight/graph_query.h"
#include "planning/template_search.h"
#include "server/jobs.h"
#include "server/people.h"
#include "server/query_transactions.h"
#include "server/route.h"
#include "server/search_jobs.h"

namespace almanac::server {
namespace {

using archive::Error;
using archive::ErrorKind;

std::string random_key() {
  if (sodium_init() < 0) throw std::runtime_error("the system gives no random numbers");
  unsigned char bytes[32];
  randombytes_buf(bytes, sizeof bytes);
  char text[65];
  sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
  return text;
}

void wait_for(const CatchUp& derived, const Request& request, const archive::Archive& archive, const char* code,
              const Text& behind) {
  if (!request.flag("wait")) return;
  const std::uint64_t revision = archive.revision();
  if (derived.wait(revision, std::chrono::seconds(2))) return;
  throw Error(ErrorKind::unavailable, code, filled(behind, std::to_string(derived.reached()), std::to_string(revision)),
              "wait");
}

}  // namespace

Site::Site(Sites& sites, const std::filesystem::path& directory, const archive::ArchiveOptions& options, Log log)
    : sites_(sites),
      log_(std::move(log)),
      archive_(archive::Archive::open(directory, archive::Access::read_write, options)),
      answers_(*archive_),
      templates_(std::make_unique<planning::TemplateSearch>(directory / "templates")),
      graph_(graph::Graph::open_unchecked(directory / "graph")),
      queries_(std::make_unique<insight::GraphQueries>(
          insight::SearchAccess{[this]() -> const search::Index& { return index(); }, archive_.get()})),
      transactions_(std::make_unique<QueryTransactions>()),
      local_key_(random_key()) {
  answers_.release_unfinished();
  try {
    open_index(directory / "index");
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::unavailable) throw;
    log_(std::string("there is no search until the index can be made: ") + error.what());
  }
  index_catch_up_ = std::make_unique<CatchUp>(
      "the index", usable_index_ ? index_->revision() : 0,
      [this, path = directory / "index"] {
        if (!usable_index_) open_index(path);
        return index_->refresh(*archive_);
      },
      log_);
  if (!usable_index_) index_catch_up_->notify();
  graph_catch_up_ = std::make_unique<CatchUp>(
      "the graph", graph_->revision(),
      [this] {
        graph_->refresh(*archive_);
        queries_->keep_only(*graph_->snapshot());
        transactions_->drop_expired();
        return graph_->revision();
      },
      log_);
  graph_catch_up_->notify();  // checks the files, and makes what is missing
  jobs_ = std::make_unique<Jobs>(*this, directory / "spool");
  search_jobs_ = std::make_unique<SearchJobs>(*this, directory / "spool" / "searches");
  retention_ = std::make_unique<DailyRetention>(*this);
}

Site::~Site() = default;

void Site::open_index(const std::filesystem::path& directory) {
  index_ = search::Index::open(directory, *archive_);
  usable_index_ = index_.get();
  try {
    index_->prepare();
  } catch (const Error& error) {  // a damaged index: the next refresh makes it anew
    log_(std::string("suggestions are not prepared: ") + error.what());
  }
}

search::Index& Site::index() const {
  if (search::Index* index = usable_index_) return *index;
  throw Error(ErrorKind::unavailable, "index_missing",
              {"the search index is being made; is the disk full? Records can be read meanwhile",
               "搜索索引正在建立；磁盘是否已满？期间仍可读取记录"});
}

// Templates are found while there is no index, too.
std::shared_ptr<const search::Synonyms> Site::synonyms() const {
  if (const search::Index* index = usable_index_) return index->synonyms();
  return std::make_shared<const search::Synonyms>(search::Synonyms::shipped());
}

search::Response Site::search(const search::Query& query) const {
  return planning::asks_for_templates(query) ? templates_->search(query, *synonyms()) : index().search(query);
}

void Site::each_hit(const search::Query& query, const std::function<bool(const search::Hit&)>& visit) const {
  if (planning::asks_for_templates(query))
    templates_->each_hit(query, *synonyms(), visit);
  else
    index().each_hit(query, visit);
}

const std::filesystem::path& Site::spool() const { return jobs_->spool(); }

std::string Site::name() const {
  const auto given = archive_->read().setting("name");
  if (given && !given->empty()) return *given;
  return std::filesystem::absolute(archive_->directory()).lexically_normal().filename().string();
}

std::uint64_t Site::write(const Request& request, const std::function<void(archive::Transaction&)>& change) {
  const auto revision = archive_->write(request.actor, change);
  changed();
  return revision;
}

void Site::changed() const {
  index_catch_up_->notify();
  graph_catch_up_->notify();
}

void Site::wait_for_index(const Request& request) const {
  wait_for(*index_catch_up_, request, *archive_, "index_behind",
           {"the search index has reached revision {} of {}; ask again in a moment",
            "搜索索引目前为第 {} 版，数据为第 {} 版；请稍后再试"});
}

void Site::wait_for_graph(const Request& request) const {
  wait_for(*graph_catch_up_, request, *archive_, "graph_behind",
           {"the graph has reached revision {} of {}; ask again in a moment",
            "图谱目前为第 {} 版，数据为第 {} 版；请稍后再试"});
}

bool Site::wait_for_all(std::uint64_t revision, std::chrono::milliseconds at_most) const {
  const auto until = std::chrono::steady_clock::now() + at_most;
  if (!index_catch_up_->wait(revision, at_most)) return false;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return graph_catch_up_->wait(revision, std::max(left, std::chrono::milliseconds(0)));
}

}  // namespace almanac::server
