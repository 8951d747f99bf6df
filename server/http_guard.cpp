#include "server/http_guard.h"

#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "archive/error.h"
#include "server/connection.h"
#include "server/spool_file.h"

// What follows relies on how this very version reads and writes: read its source again before changing this line.
static_assert(std::string_view(CPPHTTPLIB_VERSION) == "0.11.4", "http_guard.cpp knows cpp-httplib 0.11.4");

namespace almanac::server {
namespace {

using Clock = Connection::Clock;

// Set while the accepting thread runs a connection that no worker can take: answer 503 and close.
thread_local bool overloaded = false;

// Threads made as connections need them, up to a limit; a bounded queue behind them.
class Workers : public httplib::TaskQueue {
 public:
  Workers(unsigned threads, std::size_t queue) : limit_(threads), queue_limit_(queue) {}

  void enqueue(std::function<void()> task) override {
    std::unique_lock lock(mutex_);
    if (tasks_.size() >= queue_limit_) {
      lock.unlock();
      overloaded = true;
      task();
      overloaded = false;
      return;
    }
    tasks_.push_back(std::move(task));
    if (idle_ < tasks_.size() && threads_.size() < limit_) threads_.emplace_back([this] { work(); });
    lock.unlock();
    ready_.notify_one();
  }

  void shutdown() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++idle_;
      ready_.wait(lock, [&] { return ending_ || !tasks_.empty(); });
      --idle_;
      if (tasks_.empty()) return;
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      task = nullptr;
      lock.lock();
    }
  }

  const std::size_t limit_, queue_limit_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool ending_ = false;
};

// What the library is given to read: a head of ours. What it writes goes to the connection.
class Replay : public httplib::Stream {
 public:
  Replay(Connection& connection, std::string head) : connection_(connection), head_(std::move(head)) {}

  bool is_readable() const override { return read_ < head_.size(); }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, std::size_t size) override {
    const auto count = std::min(size, head_.size() - read_);
    std::memcpy(to, head_.data() + read_, count);
    read_ += count;
    return static_cast<ssize_t>(count);
  }
  ssize_t write(const char* from, std::size_t size) override {
    return connection_.write({from, size}) ? static_cast<ssize_t>(size) : -1;
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    ip = connection_.peer();
    port = 0;
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    ip.clear();
    port = 0;
  }
  // The library only compares it with FD_SETSIZE, for the select() that we do not use.
  socket_t socket() const override { return 0; }

 private:
  Connection& connection_;
  std::string head_;
  std::size_t read_ = 0;
};

// The answer that the library is about to write on this thread.
thread_local Response* answering = nullptr;

bool is_compressible(const Response& response) {
  if (!response.content_encoding.empty() || response.body.size() < 1400) return false;
  const std::string_view type = response.content_type;
  return type.substr(0, 5) == "text/" || type.find("json") != std::string_view::npos ||
         type.find("javascript") != std::string_view::npos || type.find("svg") != std::string_view::npos;
}

bool accepts_gzip(const Request& request) {
  const auto accepted = request.header("accept-encoding").value_or("");
  const auto at = accepted.find("gzip");
  return at != std::string::npos && accepted.compare(at + 4, 4, ";q=0") != 0;
}

// An answer's bytes for HTTP/1.0, which has no chunks.
void collect(Response& response) {
  if (!response.stream) return;
  const auto stream = std::move(response.stream);
  response.stream = nullptr;
  stream([&](std::string_view bytes) {
    response.body.append(bytes);
    return response.body.size() < (256u << 20);
  });
}

}  // namespace

class HttpGuard::Server : public httplib::Server {
 public:
  Server(GuardOptions options, Callbacks callbacks) : options_(std::move(options)), callbacks_(std::move(callbacks)) {
    new_task_queue = [this] {
      return new Workers(options_.threads, options_.queue);
    };                                        // the library owns and deletes it
    set_socket_options([](socket_t socket) {  // the library's own would share the port with another server, silently
      const int one = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    });
    set_keep_alive_timeout(options_.idle.count() / 1000);
    set_keep_alive_max_count(options_.requests);
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      give_answer(request, response);
      return HandlerResponse::Handled;
    });
  }

  void bind(const std::string& host, int port) {
    host_ = host;
    errno = 0;
    const int bound = port == 0 ? bind_to_any_port(host) : (bind_to_port(host, port) ? port : -1);
    if (bound <= 0) bind_failed(host, port);
    port_ = bound;
    ::listen(svr_sock_, 1024);
  }

  int port() const { return port_; }

  void run() {
    std::deque<Clock::time_point> failures;
    while (drain_until_.load() == 0) {
      listen_after_bind();
      const std::lock_guard lock(listening_);
      if (drain_until_.load() != 0) break;
      svr_sock_ = INVALID_SOCKET;
      failures.push_back(Clock::now());
      while (failures.front() < Clock::now() - std::chrono::minutes(1)) failures.pop_front();
      if (failures.size() > 5) {
        throw archive::Error(archive::ErrorKind::unavailable, "listener_failed",
                             {"listening failed more than five times in a minute", "一分钟内监听失败超过五次"});
      }
      callbacks_.log("the listener ended and is bound anew");
      bind(host_, port_);
    }
  }

  void stop_guard() {
    const std::lock_guard lock(listening_);
    std::int64_t none = 0;
    drain_until_.compare_exchange_strong(none, (Clock::now() + options_.drain).time_since_epoch().count());
    const socket_t socket = svr_sock_.exchange(INVALID_SOCKET);
    if (socket != INVALID_SOCKET) {
      ::shutdown(socket, SHUT_RDWR);
      ::close(socket);
    }
  }

 private:
  [[noreturn]] void bind_failed(const std::string& host, int port) const {
    const int reason = errno;
    const auto address = host + ":" + std::to_string(port);
    if (reason == EADDRINUSE || reason == EACCES) {
      throw archive::Error(
          archive::ErrorKind::unavailable, "port_taken",
          filled(Text{"{} cannot be used: {}. Stop the other program or choose another port with --listen {}:PORT",
                      "无法使用 {}：{}。请停止占用该端口的程序，或用 --listen {}:端口 指定其他端口"},
                 address, std::string(std::strerror(reason)), host));
    }
    throw archive::Error(
        archive::ErrorKind::invalid_input, "bad_listen_address",
        filled(Text{"{} is not an address of this machine; give --listen HOST:PORT, for example 127.0.0.1:8080",
                    "{} 不是本机地址；请给出 --listen 主机:端口，例如 127.0.0.1:8080"},
               address));
  }

  // Overrides what the library would do with an accepted connection.
  bool process_and_close_socket(socket_t socket) override {
    try {
      Connection connection(socket, {options_.idle, options_.write}, drain_until_);
      if (overloaded) {
        refuse(connection, nullptr, 503, "overloaded",
               {"too many connections; try again in a second", "连接过多，请稍后再试"});
        return false;
      }
      for (std::size_t served = 0; served < options_.requests; ++served) {
        if (!connection.wait_for_request()) break;
        if (!serve_one(connection, served + 1 == options_.requests)) break;
      }
    } catch (const std::exception& error) {
      callbacks_.log(std::string("a connection ended by an error: ") + error.what());
    }
    return true;
  }

  // One request and its answer; false: close.
  bool serve_one(Connection& connection, bool last) {
    auto& buffer = connection.buffer();
    const auto deadline = Clock::now() + options_.read_head;
    std::optional<std::size_t> length;
    while (!(length = head_length(buffer))) {
      if (buffer.size() > options_.head.bytes) {
        return refuse(connection, nullptr, 431, "head_too_long", {"the request head is too long", "请求头部过长"});
      }
      if (!connection.read_more(deadline, 16u << 10, OnStop::let_go)) {
        if (Clock::now() < deadline) return false;
        return refuse(connection, nullptr, 408, "head_timeout", {"the request head took too long", "请求头部发送过慢"});
      }
    }
    auto parsed = parse_head(std::string_view(buffer).substr(0, *length), options_.head);
    buffer.erase(0, *length);
    if (const auto* wrong = std::get_if<HeadProblem>(&parsed)) {
      return refuse(connection, nullptr, wrong->status, wrong->code, wrong->message);
    }
    auto& head = std::get<Head>(parsed);
    head.request.peer = connection.peer();
    return serve_head(connection, head, last);
  }

  bool serve_head(Connection& connection, Head& head, bool last) {
    auto& request = head.request;
    auto admission = callbacks_.admit(request);
    if (admission.refusal) {
      if (head.content_length > 0) connection.linger();
      const bool keep = head.keep_alive && !last && head.content_length == 0;
      return answer(connection, head, *admission.refusal, keep);
    }
    if (head.content_length > admission.body_limit) {
      return refuse(connection, &request, 413, "body_too_large",
                    filled(Text{"the body has {} bytes; this takes at most {}", "正文有 {} 字节，此处最多接受 {} 字节"},
                           std::to_string(head.content_length), std::to_string(admission.body_limit)));
    }
    std::unique_ptr<SpoolFile> spool;
    if (head.content_length > 0) {
      if (head.expects_continue && !(connection.write("HTTP/1.1 100 Continue\r\n\r\n") && connection.flush()))
        return false;
      if (!read_body(connection, head, admission, spool)) return false;
    }
    request.left = [&connection] { return connection.client_left(); };
    auto response = callbacks_.handle(request);
    return answer(connection, head, response, head.keep_alive && !last);
  }

  bool read_body(Connection& connection, Head& head, const Admission& admission, std::unique_ptr<SpoolFile>& spool) {
    auto& request = head.request;
    auto& buffer = connection.buffer();
    const bool to_file = !admission.spool.empty();
    try {
      if (to_file) spool = std::make_unique<SpoolFile>(admission.spool);
    } catch (const archive::Error& error) {
      return refuse(connection, &request, 507, error.code(), error.message());
    }
    const auto deadline = Clock::now() + (to_file ? options_.read_upload : options_.read_body);
    auto left = head.content_length;
    while (left > 0) {
      if (buffer.empty() &&
          !connection.read_more(deadline, static_cast<std::size_t>(std::min<std::uint64_t>(left, 64u << 10)),
                                OnStop::finish)) {
        if (Clock::now() < deadline) return false;
        return refuse(connection, &request, 408, "body_timeout", {"the body took too long", "正文发送过慢"});
      }
      const auto piece =
          std::string_view(buffer).substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size())));
      if (!to_file) {
        request.body.append(piece);
      } else if (!spool->write(piece)) {
        return refuse(connection, &request, 507, "disk_full",
                      {"the upload cannot be stored: the disk is full", "磁盘已满，无法保存上传内容"});
      }
      left -= piece.size();
      buffer.erase(0, piece.size());
    }
    request.body_bytes = head.content_length;
    if (to_file) {
      if (!spool->finish()) {
        return refuse(connection, &request, 507, "disk_full",
                      {"the upload cannot be stored safely", "无法可靠保存上传内容"});
      }
      request.spooled = spool->path();
    }
    return true;
  }

  // Answers bad HTTP and closes.
  bool refuse(Connection& connection, const Request* request, int status, std::string code, Text message) {
    connection.linger();
    auto response = callbacks_.refuse(request, status, std::move(code), std::move(message));
    Head head;
    if (request != nullptr) head.request.method = request->method;
    answer(connection, head, response, false);
    return false;
  }

  bool answer(Connection& connection, const Head& head, Response& response, bool keep) {
    keep = keep && !connection.stopping();
    if (head.minor_version == 0) {
      collect(response);
      if (keep) response.with("Connection", "keep-alive");
    }
    const bool is_head = head.request.method == "HEAD";
    std::string shown = is_head ? "HEAD / HTTP/1.1\r\n" : "GET / HTTP/1.1\r\n";
    if (is_compressible(response) && accepts_gzip(head.request)) shown += "Accept-Encoding: gzip\r\n";
    shown += keep ? "\r\n" : "Connection: close\r\n\r\n";
    Replay replay(connection, std::move(shown));
    answering = &response;
    bool closed = false;
    const bool written = process_request(replay, !keep, closed, nullptr);
    answering = nullptr;
    return connection.flush() && written && keep && !closed;
  }

  // Called by the library in the middle of answer(): the plain response as one of its own.
  void give_answer(const httplib::Request&, httplib::Response& to) {
    auto& from = *answering;
    to.status = from.status;
    to.headers.emplace("Accept-Ranges", "none");  // else the library says of a HEAD that it has them
    for (auto& [name, value] : from.headers) {
      const bool clean = value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
      if (clean) to.headers.emplace(name, value);
    }
    if (!from.content_encoding.empty()) to.headers.emplace("Content-Encoding", from.content_encoding);
    if (from.stream) {
      to.set_chunked_content_provider(
          from.content_type, [&from, this](std::size_t, httplib::DataSink& sink) { return stream_answer(from, sink); });
    } else if (!from.content_type.empty()) {
      to.set_content(std::move(from.body), from.content_type);
    }
  }

  bool stream_answer(const Response& from, httplib::DataSink& sink) const {
    try {
      bool alive = true;
      from.stream([&](std::string_view bytes) { return alive = alive && sink.write(bytes.data(), bytes.size()); });
      if (alive) sink.done();
      return alive;
    } catch (const std::exception& error) {
      // The status is gone already: cutting the chunks short is how the client learns that the answer is not whole.
      callbacks_.log(std::string("a streamed answer was cut short: ") + error.what());
      return false;
    }
  }

  const GuardOptions options_;
  const Callbacks callbacks_;
  std::string host_;
  int port_ = 0;
  std::mutex listening_;
  std::atomic<std::int64_t> drain_until_{0};
};

HttpGuard::HttpGuard(GuardOptions options, Callbacks callbacks)
    : server_(std::make_unique<Server>(std::move(options), std::move(callbacks))) {}
HttpGuard::~HttpGuard() = default;

void HttpGuard::bind(const std::string& host, int port) { server_->bind(host, port); }
int HttpGuard::port() const { return server_->port(); }
void HttpGuard::run() { server_->run(); }
void HttpGuard::stop() { server_->stop_guard(); }

}  // namespace almanac::server
