#pragma once
// One accepted socket: reads with a deadline, writes what is collected in few large pieces, closes so that the last
// answer arrives. Knows nothing of HTTP.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace almanac::server {

// What a wait does when the server stops: a request that is whole is answered, one whose head is not is let go.
enum class OnStop { finish, let_go };

class Connection {
 public:
  using Clock = std::chrono::steady_clock;
  struct Patience {
    std::chrono::milliseconds idle{5'000};    // for the first byte of a next request
    std::chrono::milliseconds write{10'000};  // for each 64 KB, so that a slow but honest reader of much is served
  };

  // Owns `socket`. `drain_until`: 0 while the server runs, then the tick of the steady clock at which all work ends.
  Connection(int socket, Patience patience, const std::atomic<std::int64_t>& drain_until);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  const std::string& peer() const { return peer_; }  // address of the client
  bool stopping() const { return drain_until_.load() != 0; }
  std::string& buffer() { return buffer_; }  // what was read and is not used yet

  bool wait_for_request();  // false: nothing came in time, or the server is stopping
  // Whether the client has closed its side, or the server's time is over: nobody waits for an answer. Asks the system at most every
  // 2 ms. As with other servers, who closes his side for writing has left, though he may still read.
  bool client_left();
  // More bytes into the buffer; false: closed, failed, or past the deadline.
  bool read_more(Clock::time_point deadline, std::size_t at_most, OnStop on_stop);

  bool write(std::string_view bytes);  // collected, sent when it is much; false: the client has gone or does not read
  bool flush();
  // The client may still be sending: on closing, read some of that, or the close would take the answer back.
  void linger() { linger_ = true; }

 private:
  bool is_drained(Clock::time_point now) const;
  bool wait(short what, Clock::time_point deadline, OnStop on_stop) const;

  const int socket_;
  const Patience patience_;
  const std::atomic<std::int64_t>& drain_until_;
  std::string peer_, buffer_, out_;
  bool linger_ = false, broken_ = false, left_ = false;
  Clock::time_point next_look_{};  // of client_left()
};

}  // namespace almanac::server
