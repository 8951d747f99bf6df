// The guard over real sockets. Its limits are small here so that every test is quick; the defaults are checked by
// value.

#include <catch2/catch.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "archive/error.h"
#include "server/http_guard.h"
#include "server/problem.h"
#include "tests/server/client.h"

using namespace almanac;
using namespace almanac::server;
using tests::body_of;
using tests::count_of;
using tests::RawClient;
using tests::status_of;

namespace {

GuardOptions quick() {
  GuardOptions options;
  options.threads = 128;
  options.idle = std::chrono::milliseconds(1500);
  options.read_head = std::chrono::milliseconds(700);
  options.read_body = std::chrono::milliseconds(700);
  options.write = std::chrono::milliseconds(1500);
  options.drain = std::chrono::milliseconds(1500);
  return options;
}

// Answers the method, target and body that arrived; "/slow" takes a while, "/big" is large, "/stream" comes in pieces.
class EchoServer {
 public:
  explicit EchoServer(GuardOptions options = quick()) : guard_(std::move(options), callbacks()) {
    guard_.bind("127.0.0.1", 0);
    thread_ = std::thread([this] { guard_.run(); });
  }
  ~EchoServer() {
    guard_.stop();
    thread_.join();
  }
  int port() const { return guard_.port(); }
  HttpGuard& guard() { return guard_; }
  std::atomic<int> handled{0};
  std::atomic<std::uint64_t> looks{0};
  std::atomic<std::chrono::steady_clock::duration> left_after{};
  std::filesystem::path spool = std::filesystem::temp_directory_path();
  std::filesystem::path last_spooled;

 private:
  HttpGuard::Callbacks callbacks() {
    HttpGuard::Callbacks made;
    made.admit = [this](Request& request) {
      Admission admission;
      admission.body_limit = 1 << 20;
      if (request.path == "/refused") admission.refusal = std::make_unique<Response>(Response::of({{"no", true}}, 403));
      if (request.path == "/upload") admission.spool = spool;
      return admission;
    };
    made.handle = [this](Request& request) { return handle(request); };
    made.refuse = [](const Request*, int status, std::string code, Text message) {
      return problem(HttpError(status, std::move(code), std::move(message)), {});
    };
    made.log = [](const std::string&) {};
    return made;
  }

  Response handle(Request& request) {
    ++handled;
    if (request.path == "/asks") {  // until the client has left
      const auto began = std::chrono::steady_clock::now();
      while (!request.gone() && std::chrono::steady_clock::now() - began < std::chrono::seconds(3)) ++looks;
      left_after = std::chrono::steady_clock::now() - began;
    }
    if (request.path == "/slow") std::this_thread::sleep_for(std::chrono::milliseconds(400));
    if (request.path == "/big") return Response::text(std::string(5 << 20, 'x'), "application/octet-stream");
    if (request.path == "/text") return Response::text(std::string(20'000, 'y'), "text/plain");
    if (request.path == "/injected") return Response::of({}).with("X-Bad", "a\r\nSet-Cookie: b");
    if (request.path == "/stream") {
      Response response;
      response.content_type = "text/plain";
      response.stream = [](const std::function<bool(std::string_view)>& write) {
        for (int i = 0; i < 3 && write("piece"); ++i) {
        }
      };
      return response;
    }
    if (request.path == "/endless") {
      Response response;
      response.content_type = "text/plain";
      response.stream = [](const std::function<bool(std::string_view)>& write) {
        while (write(std::string(70'000, 'e'))) std::this_thread::sleep_for(std::chrono::milliseconds(20));
      };
      return response;
    }
    std::string body = request.body;
    if (!request.spooled.empty()) {
      last_spooled = request.spooled;
      std::ifstream file(request.spooled);
      std::ostringstream text;
      text << file.rdbuf();
      body = "spooled " + std::to_string(text.str().size());
    }
    return Response::of({{"method", request.method},
                         {"path", request.path},
                         {"query", request.query},
                         {"body", body},
                         {"peer", request.peer}});
  }

  HttpGuard guard_;
  std::thread thread_;
};

std::string get(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}
std::string post(const std::string& target, const std::string& body, const std::string& more = "") {
  return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         more + "\r\n" + body;
}
std::string ask(int port, const std::string& bytes) {
  RawClient client(port);
  client.send(bytes);
  return client.answer();
}

}  // namespace

TEST_CASE("a request is answered, and the connection serves further ones", "[guard]") {
  EchoServer server;
  RawClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send(get("/a?b=" + std::to_string(i)));
    const auto answer = client.answer();
    CHECK(status_of(answer) == 200);
    CHECK(body_of(answer).find("\"query\":\"b=" + std::to_string(i) + "\"") != std::string::npos);
  }
  client.send(post("/echo", "你好"));
  CHECK(body_of(client.answer()).find("\"body\":\"你好\"") != std::string::npos);
}

TEST_CASE("requests sent together are answered in order", "[guard]") {
  EchoServer server;
  RawClient client(server.port());
  client.send(get("/one") + post("/two", "x") + get("/three"));
  CHECK(body_of(client.answer()).find("/one") != std::string::npos);
  CHECK(body_of(client.answer()).find("/two") != std::string::npos);
  CHECK(body_of(client.answer()).find("/three") != std::string::npos);
}

TEST_CASE("a target of 28 KB arrives whole", "[guard]") {
  EchoServer server;
  const std::string query(28u << 10, 'q');
  CHECK(body_of(ask(server.port(), get("/s?" + query))).find(query) != std::string::npos);
  CHECK(status_of(ask(server.port(), get("/s?" + query + "q"))) == 414);
}

TEST_CASE("bad HTTP gets a problem and the connection is closed", "[guard]") {
  EchoServer server;
  const std::pair<std::string, int> cases[] = {
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {post("/x", "abc", "Content-Length: 4\r\n"), 400},
      {"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 411},
      {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", 411},
      {post("/x", "abc", "Content-Encoding: gzip\r\n"), 415},
      {"PUT /x HTTP/1.1\r\nHost: a\r\n\r\n", 411},
      {get("/x", "A: " + std::string(9000, 'a') + "\r\n"), 431},
      {"GET /" + std::string(100'000, 'a'), 431},
      {"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", 413},
  };
  for (const auto& [bytes, status] : cases) {
    RawClient client(server.port());
    client.send(bytes + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    bool closed = false;
    const auto all = client.rest(closed);
    CAPTURE(bytes.substr(0, 60));
    CHECK(status_of(all) == status);
    CHECK(count_of(all, "HTTP/1.1 ") == 1);
    CHECK(all.find("application/problem+json") != std::string::npos);
    CHECK(closed);
  }
  CHECK(server.handled == 0);
}

TEST_CASE("a refusal by the head alone reads no body and does not take it for a request", "[guard]") {
  EchoServer server;
  RawClient client(server.port());
  client.send(post("/refused", get("/smuggled")));
  bool closed = false;
  const auto all = client.rest(closed);
  CHECK(status_of(all) == 403);
  CHECK(count_of(all, "HTTP/1.1 ") == 1);
  CHECK(closed);
  CHECK(server.handled == 0);
}

TEST_CASE("slow heads and bodies are cut at their deadline", "[guard]") {
  EchoServer server;
  RawClient half_head(server.port()), half_body(server.port());
  half_head.send("GET / HTTP/1.1\r\nHost: ");
  half_body.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
  const auto began = std::chrono::steady_clock::now();
  CHECK(status_of(half_head.answer()) == 408);
  CHECK(status_of(half_body.answer()) == 408);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(4));
}

TEST_CASE("a head that drips byte by byte has no longer than one that stalls", "[guard]") {
  EchoServer server;
  RawClient client(server.port());
  const auto began = std::chrono::steady_clock::now();
  std::string answer;
  for (int i = 0; i < 40 && answer.empty(); ++i) {
    client.send(i == 0 ? "G" : "E");
    answer = client.answer(std::chrono::milliseconds(100));
  }
  CHECK(status_of(answer) == 408);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(4));
}

TEST_CASE("many ranges cost nothing", "[guard]") {
  EchoServer server;
  std::string ranges = "Range: bytes=0-0";
  for (int i = 1; i < 700; ++i) ranges += "," + std::to_string(i) + "-" + std::to_string(i);
  const auto answer = ask(server.port(), get("/text", ranges + "\r\n"));
  CHECK(status_of(answer) == 200);
  CHECK(body_of(answer).size() == 20'000);
}

TEST_CASE("forty idle connections, and half-sent ones, do not delay another", "[guard]") {
  EchoServer server;
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 40; ++i) {
    idle.push_back(std::make_unique<RawClient>(server.port()));
    if (i % 2 == 0) idle.back()->send("GET / HT");
  }
  const auto began = std::chrono::steady_clock::now();
  CHECK(status_of(ask(server.port(), get("/healthz"))) == 200);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
}

TEST_CASE("connections past the queue are told so at once", "[guard]") {
  auto options = quick();
  options.threads = 1;
  options.queue = 1;
  EchoServer server(options);
  RawClient busy(server.port());
  busy.send(get("/slow"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  RawClient waiting(server.port());
  waiting.send(get("/a"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  RawClient surplus(server.port());
  surplus.send(get("/b"));
  CHECK(status_of(surplus.answer(std::chrono::milliseconds(900))) == 503);
  CHECK(status_of(busy.answer()) == 200);
}

TEST_CASE("a handler hears within 50 ms that its client has left, and asking is cheap", "[guard]") {
  EchoServer server;
  auto client = std::make_unique<RawClient>(server.port());
  client->send(get("/asks"));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(server.left_after.load().count() == 0);  // still there
  CHECK(server.looks > 300'000);                 // less than a microsecond each
  client.reset();
  for (int i = 0; i < 50 && server.left_after.load().count() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(server.left_after.load() >= std::chrono::milliseconds(250));
  CHECK(server.left_after.load() < std::chrono::milliseconds(400));
}

TEST_CASE("an upload goes to a file, which is gone afterwards", "[guard]") {
  EchoServer server;
  const auto answer = ask(server.port(), post("/upload", std::string(300'000, 'u')));
  CHECK(body_of(answer).find("spooled 300000") != std::string::npos);
  CHECK_FALSE(server.last_spooled.empty());
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  CHECK_FALSE(std::filesystem::exists(server.last_spooled));
}

TEST_CASE("Expect: 100-continue is answered before the body is read", "[guard]") {
  EchoServer server;
  RawClient client(server.port());
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  const auto first = client.answer(std::chrono::milliseconds(300));
  CHECK(status_of(first) == 100);
  client.send("abc");
  CHECK(body_of(client.answer()).find("abc") != std::string::npos);
}

TEST_CASE("long texts are compressed for who accepts it, others are not", "[guard]") {
  EchoServer server;
  const auto zipped = ask(server.port(), get("/text", "Accept-Encoding: gzip, br\r\n"));
  CHECK(zipped.find("Content-Encoding: gzip") != std::string::npos);
  CHECK(body_of(zipped).size() < 1000);
  CHECK(body_of(ask(server.port(), get("/text", "Accept-Encoding: gzip;q=0\r\n"))).size() == 20'000);
}

TEST_CASE("HEAD has the headers and no body", "[guard]") {
  EchoServer server;
  RawClient client(server.port());
  client.send("HEAD /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  bool closed = false;
  const auto all = client.rest(closed);
  CHECK(status_of(all) == 200);
  CHECK(all.find("Content-Length: 20000") != std::string::npos);
  CHECK(body_of(all).empty());
  CHECK(closed);
}

TEST_CASE("a streamed answer is chunked, and whole for HTTP/1.0", "[guard]") {
  EchoServer server;
  RawClient newer(server.port());
  newer.send(get("/stream", "Connection: close\r\n"));
  bool closed = false;
  const auto chunked = newer.rest(closed);
  CHECK(chunked.find("Transfer-Encoding: chunked") != std::string::npos);
  CHECK(count_of(chunked, "piece") == 3);
  const auto old = ask(server.port(), "GET /stream HTTP/1.0\r\n\r\n");
  CHECK(body_of(old) == "piecepiecepiece");
}

TEST_CASE("a header value cannot smuggle another header into an answer", "[guard]") {
  EchoServer server;
  CHECK(ask(server.port(), get("/injected")).find("Set-Cookie") == std::string::npos);
}

TEST_CASE("a client that reads nothing of a large answer is given up", "[guard]") {
  EchoServer server;
  RawClient client(server.port());
  client.send(get("/big"));
  std::this_thread::sleep_for(std::chrono::milliseconds(2500));
  bool closed = false;
  const auto all = client.rest(closed);
  CHECK(closed);
  CHECK(all.size() < (5u << 20));
}

TEST_CASE("a taken port is an error that names it", "[guard]") {
  EchoServer server;
  HttpGuard second(quick(), {});
  try {
    second.bind("127.0.0.1", server.port());
    FAIL("two servers on one port");
  } catch (const archive::Error& error) {
    CHECK(error.code() == "port_taken");
    CHECK(error.message().en.find(std::to_string(server.port())) != std::string::npos);
  }
  HttpGuard third(quick(), {});
  CHECK_THROWS_AS(third.bind("203.0.113.7", 0), archive::Error);
}

TEST_CASE("stop answers what is in flight and lets idle connections go", "[guard]") {
  auto server = std::make_unique<EchoServer>();
  RawClient idle(server->port()), half(server->port()), busy(server->port());
  half.send("GET /half HTTP");
  idle.send(get("/a"));
  CHECK(status_of(idle.answer()) == 200);
  busy.send(get("/slow"));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const auto began = std::chrono::steady_clock::now();
  const int port = server->port();
  server.reset();
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::milliseconds(1500));
  const auto answer = busy.answer();
  CHECK(status_of(answer) == 200);
  CHECK(answer.find("Connection: close") != std::string::npos);
  CHECK_THROWS(RawClient(port));
}

TEST_CASE("an endless answer does not hold a server that stops", "[guard]") {
  auto server = std::make_unique<EchoServer>();
  RawClient client(server->port());
  client.send(get("/endless"));
  std::atomic<bool> reading{true};
  std::thread reader([&] {
    while (reading) client.answer(std::chrono::milliseconds(50));
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const auto began = std::chrono::steady_clock::now();
  server.reset();
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::milliseconds(3500));
  reading = false;
  reader.join();
}

TEST_CASE("the defaults are those of the documents", "[guard]") {
  const GuardOptions options;
  CHECK(options.threads == 512);
  CHECK(options.head.path == 2048);
  CHECK(options.head.query == 28 * 1024);
  CHECK(options.head.headers == 100);
  CHECK(options.read_head == std::chrono::seconds(5));
  CHECK(options.read_body == std::chrono::seconds(30));
}
