#include "server/connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace almanac::server {
namespace {

using std::chrono::milliseconds;
constexpr std::size_t piece = 64u << 10;
constexpr milliseconds look_every{2};

std::string peer_of(int socket) {
  sockaddr_storage storage{};
  socklen_t length = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  char host[NI_MAXHOST] = {};
  if (::getpeername(socket, address, &length) != 0) return {};
  if (::getnameinfo(address, length, host, sizeof host, nullptr, 0, NI_NUMERICHOST) != 0) return {};
  return host;
}

}  // namespace

Connection::Connection(int socket, Patience patience, const std::atomic<std::int64_t>& drain_until)
    : socket_(socket), patience_(patience), drain_until_(drain_until), peer_(peer_of(socket)) {
  const int one = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL) | O_NONBLOCK);
}

Connection::~Connection() {
  ::shutdown(socket_, SHUT_WR);
  if (linger_) {
    char bytes[4096];
    const auto until = Clock::now() + milliseconds(500);
    for (std::size_t read = 0; read < (1u << 20) && wait(POLLIN, until, OnStop::finish);) {
      const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      read += static_cast<std::size_t>(count);
    }
  }
  ::close(socket_);
}

bool Connection::wait_for_request() {
  return !buffer_.empty() || wait(POLLIN, Clock::now() + patience_.idle, OnStop::let_go);
}

bool Connection::client_left() {
  const auto now = Clock::now();
  if (left_ || now < next_look_) return left_;
  next_look_ = now + look_every;
  pollfd poll_for{socket_, POLLRDHUP, 0};
  left_ = is_drained(now) || (::poll(&poll_for, 1, 0) > 0 && (poll_for.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0);
  return left_;
}

bool Connection::read_more(Clock::time_point deadline, std::size_t at_most, OnStop on_stop) {
  if (!wait(POLLIN, deadline, on_stop)) return false;
  const auto before = buffer_.size();
  buffer_.resize(before + at_most);
  ssize_t count = 0;
  do {
    count = ::recv(socket_, buffer_.data() + before, at_most, 0);
  } while (count < 0 && errno == EINTR);
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return count > 0;
}

bool Connection::write(std::string_view bytes) {
  out_.append(bytes);
  return out_.size() < piece || flush();
}

bool Connection::flush() {
  std::size_t done = 0;
  auto deadline = Clock::now() + patience_.write;
  // Past the drain even a client that reads well is let go, so that an endless answer does not hold the server.
  if (is_drained(Clock::now())) broken_ = true;
  while (done < out_.size() && !broken_) {
    const auto count = ::send(socket_, out_.data() + done, std::min(out_.size() - done, piece), MSG_NOSIGNAL);
    if (count > 0) {
      const auto next = done + static_cast<std::size_t>(count);
      if (next / piece != done / piece) deadline = Clock::now() + patience_.write;
      done = next;
      continue;
    }
    const bool is_full = errno == EAGAIN || errno == EWOULDBLOCK;
    if (errno != EINTR && !(is_full && wait(POLLOUT, deadline, OnStop::finish))) broken_ = true;
  }
  out_.clear();
  return !broken_;
}

bool Connection::is_drained(Clock::time_point now) const {
  const auto until = drain_until_.load();
  return until != 0 && now.time_since_epoch().count() > until;
}

// In slices, so that a stop is noticed soon.
bool Connection::wait(short what, Clock::time_point deadline, OnStop on_stop) const {
  for (;;) {
    const auto now = Clock::now();
    if (now >= deadline) return false;
    if (stopping() && (on_stop == OnStop::let_go || is_drained(now))) return false;
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - now).count() + 1;
    pollfd poll_for{socket_, what, 0};
    const int found = ::poll(&poll_for, 1, static_cast<int>(std::min<long>(left, 100)));
    if (found > 0) return true;
    if (found < 0 && errno != EINTR) return false;
  }
}

}  // namespace almanac::server
