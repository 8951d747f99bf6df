#pragma once
// The browser application inside the program. cmake/web.cmake turns web/dist into a generated source that defines
// embedded_assets(); a build without it uses no_assets.cpp, and every page then says that it was built without.

#include <filesystem>
#include <span>
#include <string_view>

#include "server/route.h"

namespace almanac::server {

struct Asset {
  std::string_view path;          // "/index.html", "/assets/index-3f2a.js"
  std::string_view content_type;  // "text/html; charset=utf-8"
  std::string_view etag;          // with its quotes: "\"3f2a9c\""; changes with the bytes
  std::string_view bytes;
  std::string_view gzip;    // the same, compressed; empty if that is no shorter
  std::string_view brotli;  // likewise; may be empty
};

// Sorted by path. Defined by the generated source, or by no_assets.cpp.
std::span<const Asset> embedded_assets();

// Answers a page or one of its files: from `web_root` if given (development), else from the program. Page paths
// (/, /search, /campaigns/…, /graph, /import, /plan and whatever has no extension) get index.html. Names with a content
// hash (/assets/…) may be kept for ever, all else is revalidated.
Response serve_asset(const std::filesystem::path& web_root, const Request& request);

}  // namespace almanac::server
