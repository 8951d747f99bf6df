#include "server/people.h"

#include "archive/audit.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/time.h"
#include "server/jobs.h"
#include "server/search_jobs.h"
#include "server/site.h"

namespace almanac::server {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t day_ms = 86'400'000;

void bring_up_to_date(archive::Archive& archive) {
  const auto graph = graph::Graph::open(archive.directory() / "graph", archive);
  graph->rebuild(archive);
  search::Index::open(archive.directory() / "index", archive);
}

void bring_up_to_date(Site& site) {
  site.graph().rebuild(site.archive());
  site.changed();
  site.wait_for_all(site.archive().revision(), std::chrono::seconds(60));
}

}  // namespace

archive::Erasure erase_user_here(archive::Archive& archive, std::string_view user, std::string_view actor) {
  archive::Erasure erasure = archive::erase_users(archive, actor, {std::string(user)});
  erasure.uploads = Jobs::clean_stopped(archive.directory() / "spool", erasure);
  bring_up_to_date(archive);
  return erasure;
}

archive::Retained apply_retention_here(archive::Archive& archive, std::string_view actor) {
  archive::Retained retained =
      archive::apply_retention(archive, archive::read_retention(archive.directory()), actor, archive::now_ms());
  retained.erasure.uploads = Jobs::clean_stopped(archive.directory() / "spool", retained.erasure);
  bring_up_to_date(archive);
  return retained;
}

archive::Erasure erase_user(Site& site, std::string_view user, std::string_view actor) {
  const std::lock_guard turn(site.import_turn());
  archive::Erasure erasure = archive::erase_users(site.archive(), actor, {std::string(user)});
  erasure.uploads = site.jobs().clean(erasure);
  site.search_jobs().forget();
  bring_up_to_date(site);
  return erasure;
}

archive::Retained apply_retention(Site& site, std::string_view actor) {
  const std::lock_guard turn(site.import_turn());
  archive::Retained retained = archive::apply_retention(
      site.archive(), archive::read_retention(site.archive().directory()), actor, archive::now_ms());
  retained.erasure.uploads = site.jobs().clean(retained.erasure);
  if (retained.users > 0) site.search_jobs().forget();
  bring_up_to_date(site);
  return retained;
}

DailyRetention::DailyRetention(Site& site) : site_(site), thread_([this] { work(); }) {}

DailyRetention::~DailyRetention() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void DailyRetention::work() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, std::chrono::minutes(1), [&] { return ending_; })) {
    lock.unlock();
    look();
    lock.lock();
    if (ended_.wait_for(lock, std::chrono::minutes(59), [&] { return ending_; })) return;
  }
}

void DailyRetention::look() {
  try {
    if (archive::read_retention(site_.archive().directory()).empty()) return;
    archive::AuditQuery query;
    query.action = "retention";
    query.limit = 1;
    const auto last = archive::audit(site_.archive().read(), query);
    if (!last.empty() && archive::now_ms() - last.front().at_ms < day_ms) return;
    apply_retention(site_, "almanac");
  } catch (const archive::Error& error) {
    site_.log()("the rules of retention could not be applied: " + error.message().en);
  }
}

}  // namespace almanac::server
