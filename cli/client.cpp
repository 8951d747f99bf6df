#include "cli/client.h"

#include <httplib.h>

#include "archive/error.h"
#include "server/access.h"

namespace almanac::cli {

using archive::dump;
using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Json;

std::optional<Client> Client::of(const std::filesystem::path& directory, archive::Language language) {
  const auto owner = archive::Archive::owner_of(directory);
  if (!owner) return std::nullopt;
  if (owner->address.empty())
    throw Error(ErrorKind::unavailable, "locked",
                filled({"another almanac command (process {}) is working on {}; wait for it to end",
                        "另一个 almanac 命令（进程 {}）正在使用 {}；请等待其结束"},
                       std::to_string(owner->pid), directory.string()));
  return Client(*owner, language);
}

namespace {

ErrorKind kind_of(int status) {
  switch (status) {
    case 404:
      return ErrorKind::not_found;
    case 403:
      return ErrorKind::forbidden;
    case 409:
    case 412:
      return ErrorKind::conflict;
    default:
      return status >= 500 ? ErrorKind::unavailable : ErrorKind::invalid_input;
  }
}

[[noreturn]] void throw_problem(const Json& problem, int status) {
  const std::string detail = problem.value("detail", problem.value("title", "HTTP " + std::to_string(status)));
  throw Error(kind_of(problem.value("status", status)), problem.value("code", "server_error"), {detail, detail},
              problem.value("pointer", ""));
}

Json answer_of(const httplib::Result& result, const std::string& address) {
  if (!result)
    throw Error(ErrorKind::unavailable, "no_answer",
                filled({"the server at {} does not answer ({}); see its own messages",
                        "{} 上的服务器没有应答（{}）；请查看服务器的提示"},
                       address, httplib::to_string(result.error())));
  Json body = result->body.empty() ? Json::object()
                                   : archive::parse_json(result->body, {.values = 50'000'000, .bytes = 1u << 30});
  if (result->status < 400) return body;
  throw_problem(body, result->status);
}

httplib::Client connect(const std::string& address) {
  httplib::Client client("http://" + address);
  client.set_connection_timeout(5);
  client.set_read_timeout(600);
  client.set_tcp_nodelay(true);
  return client;
}

httplib::Headers headers_of(const std::string& key, archive::Language language) {
  return {{std::string(server::local_key_header), key},
          {"Accept-Language", language == archive::Language::zh ? "zh" : "en"}};
}

}  // namespace

Json Client::get(const std::string& target) const {
  auto client = connect(owner_.address);
  return answer_of(client.Get(target, headers_of(owner_.local_key, language_)), owner_.address);
}

Json Client::post(const std::string& target, const Json& body) const { return send("POST", target, body); }

Json Client::send(const std::string& method, const std::string& target, const Json& body) const {
  auto client = connect(owner_.address);
  httplib::Request request;
  request.method = method;
  request.path = target;
  request.headers = headers_of(owner_.local_key, language_);
  if (!body.is_null()) {
    request.headers.emplace("Content-Type", "application/json");
    request.body = dump(body);
  }
  return answer_of(client.send(request), owner_.address);
}

Json Client::run(const std::string& target, const Json& body, const std::function<void(const Json&)>& progress) const {
  constexpr archive::JsonLimits roomy{.values = 50'000'000, .bytes = 1u << 30};
  auto client = connect(owner_.address);
  std::string waiting;  // of a line that has not ended yet; the whole body of a problem answer
  Json last;
  int status = 0;
  httplib::Request request;
  request.method = "POST";
  request.path = target;
  request.headers = headers_of(owner_.local_key, language_);
  request.headers.emplace("Content-Type", "application/json");
  request.body = dump(body);
  request.response_handler = [&](const httplib::Response& response) {
    status = response.status;
    return true;
  };
  request.content_receiver = [&](const char* data, std::size_t length, std::uint64_t, std::uint64_t) {
    waiting.append(data, length);
    for (std::size_t end = 0; status < 400 && (end = waiting.find('\n')) != std::string::npos;
         waiting.erase(0, end + 1)) {
      last = archive::parse_json(std::string_view(waiting).substr(0, end), roomy);
      if (last.contains("progress")) progress(last["progress"]);
    }
    return true;
  };
  const auto result = client.send(request);
  if (!result) return answer_of(result, owner_.address);
  if (status >= 400) throw_problem(archive::parse_json(waiting, roomy), status);
  if (last.contains("problem")) throw_problem(last["problem"], 500);
  if (!last.contains("report"))
    throw Error(ErrorKind::unavailable, "no_answer",
                {"the server ended before it was done; the same command resumes the work",
                 "服务器在完成前已停止；再次执行同一命令即可继续"});
  return last["report"];
}

}  // namespace almanac::cli
