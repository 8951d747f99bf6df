#pragma once
// A raw client for tests: sends exactly the bytes it is told to, over loopback, and reads until the server closes or a
// whole answer is there. Every wait is bounded.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace almanac::tests {

class RawClient {
 public:
  explicit RawClient(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("cannot connect");
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  // One answer by its Content-Length; what came is returned when the server closes or time is up.
  std::string answer(std::chrono::milliseconds at_most = std::chrono::seconds(8)) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    for (;;) {
      const auto head = buffer_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const auto place = buffer_.find("Content-Length: ");
        const auto length = place < head ? std::strtoul(buffer_.c_str() + place + 16, nullptr, 10) : 0;
        if (place < head && buffer_.size() >= head + 4 + length) {
          auto one = buffer_.substr(0, head + 4 + length);
          buffer_.erase(0, one.size());
          return one;
        }
      }
      if (!read_some(until)) return std::exchange(buffer_, {});
    }
  }

  // Everything until the server closes; `closed` tells whether it did.
  std::string rest(bool& closed, std::chrono::milliseconds at_most = std::chrono::seconds(8)) {
    const auto until = std::chrono::steady_clock::now() + at_most;
    while (read_some(until)) {
    }
    closed = closed_;
    return std::exchange(buffer_, {});
  }

 private:
  bool read_some(std::chrono::steady_clock::time_point until) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd wait{socket_, POLLIN, 0};
    if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) <= 0) return false;
    char bytes[16384];
    const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) {
      closed_ = true;
      return false;
    }
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  std::string buffer_;
  bool closed_ = false;
};

inline int status_of(const std::string& answer) { return answer.size() > 12 ? std::atoi(answer.c_str() + 9) : 0; }
inline std::string body_of(const std::string& answer) {
  const auto at = answer.find("\r\n\r\n");
  return at == std::string::npos ? std::string() : answer.substr(at + 4);
}
inline std::size_t count_of(const std::string& text, std::string_view what) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++count;
  return count;
}

}  // namespace almanac::tests
