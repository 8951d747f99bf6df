#include "server/app.h"

#include <charconv>
#include <condition_variable>
#include <exception>
#include <iostream>
#include <mutex>
#include <thread>

#include "archive/error.h"
#include "server/access.h"
#include "server/api.h"
#include "server/http_guard.h"
#include "server/sites.h"

namespace almanac::server {
namespace {

using archive::Error;
using archive::ErrorKind;

struct Address {
  std::string host;
  int port = 0;
};

Address parse_address(const std::string& listen) {
  const auto colon = listen.rfind(':');
  Address address;
  bool good = colon != std::string::npos && colon > 0;
  if (good) {
    address.host = listen.substr(0, colon);
    if (address.host.front() == '[' && address.host.back() == ']')
      address.host = address.host.substr(1, address.host.size() - 2);
    const auto* end = listen.data() + listen.size();
    const auto [stop, error] = std::from_chars(listen.data() + colon + 1, end, address.port);
    good = error == std::errc() && stop == end && address.port >= 0 && address.port <= 65535 && !address.host.empty();
  }
  if (!good) {
    throw Error(
        ErrorKind::invalid_input, "bad_listen_address",
        filled(Text{"{} is not HOST:PORT, for example 127.0.0.1:8080", "{} 不是 主机:端口 的形式，例如 127.0.0.1:8080"},
               listen),
        "listen");
  }
  return address;
}

std::string shown_address(const std::string& host, int port) {
  const bool is_v6 = host.find(':') != std::string::npos;
  return (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

// Where this machine itself reaches a server that listens everywhere.
std::string reachable_host(const std::string& host) {
  if (host == "0.0.0.0") return "127.0.0.1";
  return host == "::" ? "::1" : host;
}

void log_line(const std::string& line) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::cerr << line << std::endl;
}

}  // namespace

struct App::State {
  State(const std::filesystem::path& directory, Options given)
      : options(std::move(given)),
        address(parse_address(options.listen)),
        sites(directory, options.archive, log_line),
        access(sites.home().archive(), is_loopback(address.host) ? Exposure::loopback : Exposure::network),
        api(sites, access, options.web_root, log_line),
        guard(guard_options(), callbacks()) {
    sites.access = &access;
  }

  GuardOptions guard_options() const {
    GuardOptions made;
    made.threads = options.threads;
    return made;
  }

  HttpGuard::Callbacks callbacks() {
    HttpGuard::Callbacks made;
    made.admit = [this](Request& request) { return api.admit(request); };
    made.handle = [this](Request& request) {
      auto response = api.handle(request);
      if (options.log_requests) log_request(request, response);
      return response;
    };
    made.refuse = [this](const Request* request, int status, std::string code, Text message) {
      return api.refuse(request, status, std::move(code), std::move(message));
    };
    made.log = log_line;
    return made;
  }

  // No path, query or body: these hold names and what people look for.
  static void log_request(const Request& request, const Response& response) {
    log_line(archive::dump(Json{{"request_id", request.request_id},
                                {"method", request.method},
                                {"route", request.route == nullptr ? "page" : request.route->pattern},
                                {"status", response.status},
                                {"actor", request.actor}}));
  }

  const Options options;
  const Address address;
  Sites sites;
  Access access;
  Api api;
  HttpGuard guard;
  std::thread listener;
  std::mutex mutex, stopping;
  std::condition_variable ended;
  bool running = false;
  std::exception_ptr failure;
};

App::App(const std::filesystem::path& directory, Options options)
    : state_(std::make_unique<State>(directory, std::move(options))) {}

App::~App() { stop(); }

void App::start() {
  auto& state = *state_;
  if (state.access.exposure() == Exposure::network && !state.access.tokens().any_valid()) {
    throw Error(
        ErrorKind::forbidden, "token_needed",
        filled(
            Text{
                "{} can be reached from other machines, and no token exists. Make one first: almanac token create NAME",
                "{} 可从其他机器访问，但尚无访问令牌。请先创建：almanac token create 名称"},
            state.options.listen),
        "listen");
  }
  state.guard.bind(state.address.host, state.address.port);
  state.sites.announce(shown_address(reachable_host(state.address.host), state.guard.port()));
  state.running = true;
  state.listener = std::thread([&state] {
    std::exception_ptr failure;
    try {
      state.guard.run();
    } catch (...) {
      failure = std::current_exception();
    }
    {
      const std::lock_guard lock(state.mutex);
      state.running = false;
      state.failure = failure;
    }
    state.ended.notify_all();
  });
}

void App::wait() {
  std::unique_lock lock(state_->mutex);
  state_->ended.wait(lock, [&] { return !state_->running; });
  if (state_->failure) std::rethrow_exception(state_->failure);
}

void App::stop() {
  state_->sites.stop();
  state_->guard.stop();
  const std::lock_guard lock(state_->stopping);
  if (state_->listener.joinable()) state_->listener.join();
}

std::string App::url() const {
  return "http://" + shown_address(reachable_host(state_->address.host), state_->guard.port());
}

bool App::is_sample() const { return state_->sites.shown().archive().is_sample(); }

}  // namespace almanac::server
