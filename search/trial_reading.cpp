#include "search/trial_reading.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xapian.h>

#include <cerrno>
#include <csignal>
#include <string>

#include "search/schema.h"

namespace almanac::search {
namespace {

// What one thing throws keeps the next from being read no more than it does in verify().
template <class Read>
void attempt(const Read& read) {
  try {
    read();
  } catch (const Xapian::Error&) {
  } catch (const std::exception&) {
  }
}

void read_document(const Xapian::Database& database, Xapian::docid number) {
  attempt([&] {
    const Xapian::Document document = database.get_document(number);
    document.get_data();
    for (const SlotRow& row : slot_table) document.get_value(static_cast<Xapian::valueno>(row.slot));
    document.values_count();
    database.get_doclength(number);
  });
  attempt([&] {
    for (auto term = database.termlist_begin(number); term != database.termlist_end(number); ++term) {
      term.get_wdf();
      for (auto at = database.positionlist_begin(number, *term); at != database.positionlist_end(number, *term); ++at)
        *at;
    }
  });
}

void read_all(const std::string& path) {
  const Xapian::Database database(path);
  for (const char* name : {"archive", "schema", "revision"}) attempt([&] { database.get_metadata(name); });
  attempt([&] {
    for (auto document = database.postlist_begin(""); document != database.postlist_end(""); ++document)
      read_document(database, *document);
  });
  attempt([&] {
    for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
      term.get_termfreq();
      attempt([&, text = *term] {
        database.get_collection_freq(text);
        database.get_wdf_upper_bound(text);
        for (auto posting = database.postlist_begin(text); posting != database.postlist_end(text); ++posting)
          posting.get_wdf();
      });
    }
  });
  attempt([&] {
    for (const SlotRow& row : slot_table) {
      const auto slot = static_cast<Xapian::valueno>(row.slot);
      database.get_value_freq(slot);
      database.get_value_lower_bound(slot);
      database.get_value_upper_bound(slot);
    }
  });
}

}  // namespace

bool survives_reading(const std::filesystem::path& database) {
  const std::string path = database.string();
  const pid_t child = ::fork();
  if (child < 0) return true;  // too many processes: read without trying first
  if (child == 0) {
    for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) ::signal(signal, SIG_DFL);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    attempt([&] { read_all(path); });
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return true;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace almanac::search
