#pragma once
// The server: an archive with its index and graph, behind HTTP.
//
//   server::App app(directory, options);   // opens everything, loads what is derived
//   app.start();                           // listens; from now on requests are answered
//   ... wait for SIGTERM ...
//   app.stop();                            // answers what is in flight, at most 10 s
//
// The server works on one *site* at a time: an archive, what is derived from it, and its jobs. A server started on
// sample data can have a second one, "own", in the sibling directory DIR-own: "start with my own files" makes it,
// empty, and every request from then on (also after a restart) goes there, until somebody chooses the samples again. So
// a team's campaigns are never in one database with samples. A local command names its directory, and its key leads it
// to the site of that directory, whichever is shown.

#include <filesystem>
#include <memory>
#include <string>

#include "archive/store.h"

namespace almanac::server {

struct Options {
  std::string listen = "127.0.0.1:8080";  // HOST:PORT, "[::1]:8080"; port 0 takes a free one
  std::filesystem::path web_root;         // serve pages from here instead of from the program (development)
  archive::ArchiveOptions archive;        // for a new archive
  unsigned threads = 512;                 // connections answered at once; an idle one costs some 30 KB
  bool log_requests = false;              // one JSON line each to standard error
};

class App {
 public:
  // Opens (or makes) the archive in `directory` and what is derived from it. Throws archive::Error as Archive::open().
  App(const std::filesystem::path& directory, Options options);
  ~App();  // stops

  // Binds and answers. Errors: unavailable "port_taken", invalid_input "bad_listen_address", forbidden
  // "token_needed" (an address other than loopback, and no token exists).
  void start();
  // Blocks until stop(), or throws if listening failed for good.
  void wait();
  // From any thread, not from a signal handler. Idempotent.
  void stop();

  std::string url() const;  // "http://127.0.0.1:8080", once started
  bool is_sample() const;   // the shown site is sample data

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace almanac::server
