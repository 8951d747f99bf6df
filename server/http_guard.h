#pragma once
// HTTP/1.1 over cpp-httplib, with what makes its packaged version 0.11.4 usable. No other file includes the library.
//
// Left alone, that version lets eight idle clients stop it, reads heads and bodies without limit, turns a 3.6 KB Range
// header into gigabytes, and takes what follows an unread body for the next request. So the library keeps what it does
// well (accepting, threads, writing and compressing answers) and is shown nothing that a client wrote:
//
//   socket ─► our Stream (deadlines) ─► http_head (limits, one meaning) ─► admit ─► body ─► handle ─► the library
//   writes
//
// The guard reads head and body itself, calls the handler, and then gives the library a head of our own making, whose
// answer it writes. Bodies of uploads go to a file as they arrive. After anything doubtful the connection is closed.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "server/http_head.h"
#include "server/route.h"

namespace almanac::server {

struct GuardOptions {
  HeadLimits head;
  unsigned threads = 512;         // connections served at once
  std::size_t queue = 1024;       // accepted and waiting; past it a connection gets 503 at once
  std::size_t requests = 10'000;  // per connection
  std::chrono::milliseconds idle{5'000}, read_head{5'000}, read_body{30'000}, read_upload{600'000}, write{10'000};
  std::chrono::milliseconds drain{10'000};  // after stop(), for what is in flight
};

class HttpGuard {
 public:
  struct Callbacks {
    std::function<Admission(Request&)> admit;  // may fill in what it finds out
    std::function<Response(Request&)> handle;  // must not throw; the request's spooled file is removed afterwards
    std::function<Response(const Request*, int status, std::string code, Text message)>
        refuse;  // the answer to bad HTTP
    std::function<void(const std::string& line)> log;
  };

  HttpGuard(GuardOptions options, Callbacks callbacks);
  ~HttpGuard();

  // Errors: invalid_input "bad_listen_address", unavailable "port_taken". Port 0 takes a free one.
  void bind(const std::string& host, int port);
  int port() const;

  // Accepts until stop(). A listener that the library gives up (it does so when a client vanishes at the wrong moment)
  // is bound anew; throws unavailable "listener_failed" when that happens more than five times a minute.
  void run();
  // From any thread; run() returns when the answers in flight are written, at the latest after options.drain.
  void stop();

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace almanac::server
