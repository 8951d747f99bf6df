#include "server/assets.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server {
namespace {

constexpr std::string_view index_page = "/index.html";

std::string_view type_of(std::string_view path) {
  static constexpr std::pair<std::string_view, std::string_view> types[] = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".map", "application/json"}};
  for (const auto& [ending, type] : types) {
    if (path.size() > ending.size() && path.substr(path.size() - ending.size()) == ending) return type;
  }
  return "application/octet-stream";
}

// Files have an extension in their last segment and lie where the build puts them; everything else is a page of the
// application, whose code (a campaign code has dots) decides what to show.
bool is_file_path(std::string_view path) {
  if (path.substr(0, 8) == "/assets/") return true;
  const bool at_root = path.find('/', 1) == std::string_view::npos;
  return at_root && path.find('.') != std::string_view::npos;
}

bool accepts(const Request& request, std::string_view encoding) {
  const auto accepted = request.header("accept-encoding").value_or("");
  const auto at = accepted.find(encoding);
  return at != std::string::npos && accepted.compare(at + encoding.size(), 4, ";q=0") != 0;
}

std::string_view cache_of(std::string_view path) {
  return path.substr(0, 8) == "/assets/" ? "public, max-age=31536000, immutable" : "no-cache";
}

bool has_etag(const Request& request, std::string_view etag) {
  return request.header("if-none-match").value_or("").find(etag) != std::string::npos;
}

Response not_found(const Request& request) {
  return problem(
      archive::Error(archive::ErrorKind::not_found, "no_such_file", {"there is no such file", "没有这个文件"}),
      request);
}

Response built_without(const Request& request) {
  const bool zh = request.language == archive::Language::zh;
  Response response =
      Response::text(zh ? "<!doctype html><meta "
                          "charset=utf-8><title>Almanac</title><h1>Almanac</h1><p>此程序构建时未包含网页。接口可用：见 "
                          "<a href=/openapi.json>/openapi.json</a>。"
                          "用 script/build 构建可包含网页。</p>"
                        : "<!doctype html><meta charset=utf-8><title>Almanac</title><h1>Almanac</h1><p>This program "
                          "was built without its pages. The API works: see "
                          "<a href=/openapi.json>/openapi.json</a>. script/build makes one with pages.</p>",
                     "text/html; charset=utf-8");
  response.status = request.path == "/" ? 200 : 404;
  return response;
}

Response from_program(const Request& request, std::string_view path) {
  const auto assets = embedded_assets();
  const auto found = std::lower_bound(assets.begin(), assets.end(), path,
                                      [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
  if (found == assets.end() || found->path != path) return not_found(request);
  Response response;
  response.with("ETag", std::string(found->etag)).with("Cache-Control", std::string(cache_of(path)));
  if (has_etag(request, found->etag)) {
    response.status = 304;
    return response;
  }
  response.content_type = found->content_type;
  auto bytes = found->bytes;
  if (!found->brotli.empty() && accepts(request, "br")) {
    bytes = found->brotli;
    response.content_encoding = "br";
  } else if (!found->gzip.empty() && accepts(request, "gzip")) {
    bytes = found->gzip;
    response.content_encoding = "gzip";
  }
  response.body = bytes;
  return response;
}

Response from_directory(const std::filesystem::path& web_root, const Request& request, std::string_view path) {
  // Resolved, so that neither ".." nor a link leads out of the directory.
  std::error_code failed;
  const auto root = std::filesystem::canonical(web_root, failed);
  const auto file = failed ? std::filesystem::path() : std::filesystem::canonical(root / path.substr(1), failed);
  const auto inside =
      failed ? false : std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
  if (!inside || !std::filesystem::is_regular_file(file)) return not_found(request);
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  auto response = Response::text(text.str(), std::string(type_of(path)));
  response.with("Cache-Control", "no-store");
  return response;
}

}  // namespace

Response serve_asset(const std::filesystem::path& web_root, const Request& request) {
  const auto decoded = percent_decode(request.path, Plus::is_plus);
  if (!decoded)
    throw HttpError(400, "bad_path", {"the path is not UTF-8, percent-encoded", "路径不是以百分号编码的 UTF-8"},
                    "path");
  if (web_root.empty() && embedded_assets().empty()) return built_without(request);
  const std::string path = is_file_path(*decoded) ? *decoded : std::string(index_page);
  return web_root.empty() ? from_program(request, path) : from_directory(web_root, request, path);
}

}  // namespace almanac::server
