#include <algorithm>
#include <charconv>

#include "archive/as_of.h"
#include "archive/history.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

// "\"7\"" or "W/\"7\"" → 7
std::optional<std::int64_t> version_of(std::string_view etag) {
  if (etag.substr(0, 2) == "W/") etag.remove_prefix(2);
  if (etag.size() < 3 || etag.front() != '"' || etag.back() != '"') return std::nullopt;
  etag = etag.substr(1, etag.size() - 2);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(etag.data(), etag.data() + etag.size(), version);
  if (error != std::errc() || end != etag.data() + etag.size() || version <= 0) return std::nullopt;
  return version;
}

std::string chinese_name(archive::Kind kind) {
  switch (kind) {
    case archive::Kind::campaign:
      return "活动";
    case archive::Kind::user:
      return "用户";
    case archive::Kind::channel:
      return "渠道";
    case archive::Kind::product:
      return "产品";
    case archive::Kind::segment:
      return "人群";
    case archive::Kind::lesson:
      return "经验";
    default:
      return {};
  }
}

}  // namespace

std::string etag_of(std::int64_t version) { return '"' + std::to_string(version) + '"'; }

archive::PutCondition condition_of(const Request& request) {
  archive::PutCondition condition;
  if (const auto match = request.header("if-match"); match && *match != "*") {
    condition.if_version = version_of(*match);
    if (!condition.if_version) {
      throw HttpError(400, "bad_etag",
                      {"If-Match takes the ETag that the record was read with, for example \"7\"",
                       "If-Match 须为读取记录时得到的 ETag，例如 \"7\""},
                      "If-Match");
    }
  }
  if (const auto none = request.header("if-none-match"); none && *none == "*") condition.if_version = 0;
  return condition;
}

std::uint64_t conditional_write(Site& site, const Request& request,
                                const std::function<void(archive::Transaction&)>& change) {
  try {
    return site.write(request, change);
  } catch (const archive::Error& error) {
    const bool asked = request.header("if-match") || request.header("if-none-match");
    if (error.kind() != archive::ErrorKind::conflict || !asked) throw;
    throw HttpError(412, error.code(), error.message(), error.where());
  }
}

std::optional<Response> not_modified(const Request& request, std::int64_t version) {
  const auto known = request.header("if-none-match");
  if (!known) return std::nullopt;
  std::string_view list = *known;
  while (!list.empty()) {
    auto one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), one.size() + 1));
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    if (one != "*" && version_of(one) != version) continue;
    Response response;
    response.status = 304;
    response.with("ETag", etag_of(version));
    return response;
  }
  return std::nullopt;
}

std::optional<archive::Date> date_of(const Request& request, std::string_view parameter) {
  const auto text = request.value(parameter);
  if (!text || text->empty()) return std::nullopt;
  return archive::Date::parse(*text);
}

graph::Budget budget_of(const Request& request) {
  graph::Limits limits;
  limits.time = std::chrono::milliseconds(request.number("timeout_ms", limits.time.count()));
  return graph::Budget(limits, request.left);
}

void throw_unknown(const archive::Reads& reads, archive::Kind kind, std::string_view key) {
  const std::string word(archive::to_string(kind)), asked(key);
  const auto versions = archive::versions_before(reads, kind, archive::normalize_key(key), 0, 1);
  if (!versions.empty() && versions.front().operation == "delete") {
    const std::string before = std::to_string(versions.front().version - 1);
    throw archive::Error(
        archive::ErrorKind::not_found, "unknown_" + word,
        {word + " " + asked + " was deleted; its history is kept, and restoring version " + before + " brings it back",
         asked + " 这条" + chinese_name(kind) + "记录已删除；历史仍在，恢复第 " + before + " 版即可找回"});
  }
  const auto near = reads.nearest_key(kind, key);
  const std::string hint_en = near ? "; did you mean " + *near + "?" : "";
  const std::string hint_zh = near ? "；您是指 " + *near + " 吗？" : "";
  throw archive::Error(archive::ErrorKind::not_found, "unknown_" + word,
                       {"there is no " + word + " " + asked + hint_en,
                        "没有 " + asked + " 这条" + chinese_name(kind) + "记录" + hint_zh});
}

archive::Stored<archive::Campaign> campaign_of(const archive::Reads& reads, const Request& request,
                                               std::size_t product_limit) {
  const auto& code = request.path_value("code");
  const auto as_of = date_of(request, "as_of");
  if (auto stored = archive::find_as_of(reads, code, as_of, product_limit)) return std::move(*stored);
  if (!as_of || !reads.find<archive::Campaign>(code, 0)) throw_unknown(reads, archive::Kind::campaign, code);
  throw archive::Error(
      archive::ErrorKind::not_found, "not_known_then",
      filled(Text{"the campaign {} was not known on {}", "活动 {} 在 {} 时尚未出现"}, code, as_of->to_string()),
      "as_of");
}

std::string attachment(std::string_view plain, std::string_view name) {
  return "attachment; filename=\"" + std::string(plain) + "\"; filename*=UTF-8''" + percent_encode(name);
}

// A file's name as its sender gives it serves patterns and reports; it never names a file of ours. Folders stay, as they tell
// files of one name apart; steps up do not.
std::string clean_upload_name(std::string name) {
  std::replace(name.begin(), name.end(), '\\', '/');
  std::erase_if(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  std::string clean;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    const std::string_view part = std::string_view(name).substr(at, end - at);
    if (!part.empty() && part != "." && part != "..") {
      if (!clean.empty()) clean += '/';
      clean += part;
    }
    at = end + 1;
  }
  if (clean.empty() || clean.size() > 1024 || name.ends_with('/')) {
    throw HttpError(400, "bad_name",
                    {"name is the file's name, 1 to 1,024 bytes, for example ?name=campaigns.csv",
                     "name 为文件名，1 至 1024 字节，例如 ?name=campaigns.csv"},
                    "name");
  }
  return clean;
}

std::string required_text(const Json& body, const char* name) {
  if (!body.is_object() || !body.contains(name) || !body.at(name).is_string())
    throw HttpError(400, "missing_field", filled(Text{"the body lacks {}", "正文缺少 {}"}, name), "/");
  return body.at(name).get<std::string>();
}

Response page_of(const Request& request, std::uint64_t revision, std::optional<std::uint64_t> total, Json items,
                 const std::string& next_cursor, std::string_view file_name) {
  if (wants_csv(request)) {
    auto response = csv_of(items, file_name);
    if (!next_cursor.empty()) response.with("Almanac-Next-Cursor", next_cursor);
    return response;
  }
  Json body{{"revision", revision}};
  if (total) body["total"] = *total;
  body["items"] = std::move(items);
  if (!next_cursor.empty()) body["next_cursor"] = next_cursor;
  return Response::of(body);
}

}  // namespace almanac::server::handlers
