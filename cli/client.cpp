#include "cli/client.h"

#include <httplib.h>

#include "archive/error.h"
#include "server/access.h"

namespace almanac::cli {

using archive::Error;
using archive::ErrorKind;
using archive::Json;

std::optional<Client> Client::of(const std::filesystem::path& directory, archive::Language language) {
  const auto owner = archive::Archive::owner_of(directory);
  if (!owner) return std::nullopt;
  if (owner->address.empty())
    throw Error(ErrorKind::unavailable, "locked",
                filled({"another almanac command (process {}) is working on {}; wait for it to end", "另一个 almanac 命令（进程 {}）正在使用 {}；请等待其结束"},
                       std::to_string(owner->pid), directory.string()));
  return Client(*owner, language);
}

namespace {

ErrorKind kind_of(int status) {
  switch (status) {
    case 404: return ErrorKind::not_found;
    case 403: return ErrorKind::forbidden;
    case 409:
    case 412: return ErrorKind::conflict;
    default: return status >= 500 ? ErrorKind::unavailable : ErrorKind::invalid_input;
  }
}

Json answer_of(const httplib::Result& result, const std::string& address) {
  if (!result)
    throw Error(ErrorKind::unavailable, "no_answer",
                filled({"the server at {} does not answer ({}); see its own messages", "{} 上的服务器没有应答（{}）；请查看服务器的提示"}, address,
                       httplib::to_string(result.error())));
  Json body = result->body.empty() ? Json::object() : archive::parse_json(result->body, {.values = 50'000'000, .bytes = 1u << 30});
  if (result->status < 400) return body;
  const std::string detail = body.value("detail", body.value("title", "HTTP " + std::to_string(result->status)));
  throw Error(kind_of(result->status), body.value("code", "server_error"), {detail, detail}, body.value("pointer", ""));
}

httplib::Client connect(const std::string& address) {
  httplib::Client client("http://" + address);
  client.set_connection_timeout(5);
  client.set_read_timeout(600);
  client.set_tcp_nodelay(true);
  return client;
}

httplib::Headers headers_of(const std::string& key, archive::Language language) {
  return {{std::string(server::local_key_header), key}, {"Accept-Language", language == archive::Language::zh ? "zh" : "en"}};
}

}  // namespace

Json Client::get(const std::string& target) const {
  auto client = connect(owner_.address);
  return answer_of(client.Get(target, headers_of(owner_.local_key, language_)), owner_.address);
}

Json Client::post(const std::string& target, const Json& body) const {
  auto client = connect(owner_.address);
  return answer_of(client.Post(target, headers_of(owner_.local_key, language_), dump(body), "application/json"), owner_.address);
}

}  // namespace almanac::cli
