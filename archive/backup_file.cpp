#include "archive/backup_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <span>

#include "archive/error.h"
#include "archive/hexadecimal.h"
#include "archive/name.h"

namespace almanac::archive {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view magic = "ALMBAK1\n";
constexpr std::uint64_t hash_bytes = crypto_hash_sha256_BYTES;
constexpr std::uint64_t trailer_bytes = hash_bytes + 8 + 8 + 8;
constexpr std::uint64_t most_manifest_bytes = 1u << 30;
constexpr std::size_t chunk_bytes = 1u << 20;

std::string number_bytes(std::uint64_t number) {
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<char>(number >> (8 * i));
  return bytes;
}
std::uint64_t number_at(std::string_view bytes) {
  std::uint64_t number = 0;
  for (int i = 7; i >= 0; --i) number = number << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
  return number;
}

[[noreturn]] void damaged(const fs::path& file, const Text& what) {
  throw Error(ErrorKind::corrupt, "damaged_backup",
              {filled({"the backup {} is damaged: {}; use another one", ""}, file.string(), what.en).en,
               filled({"", "备份 {} 已损坏：{}；请使用其他备份"}, file.string(), what.zh).zh});
}

// Calls `piece` with the first `bytes` of the file, piece by piece.
void read_pieces(const fs::path& file, std::uint64_t bytes, const std::function<void(std::string_view)>& piece) {
  std::ifstream in(file, std::ios::binary);
  std::string buffer(chunk_bytes, '\0');
  while (bytes > 0) {
    const std::uint64_t now = std::min<std::uint64_t>(bytes, buffer.size());
    if (!in.read(buffer.data(), static_cast<std::streamsize>(now))) damaged(file, {"it ends too early", "文件不完整"});
    piece(std::string_view(buffer).substr(0, now));
    bytes -= now;
  }
}

Json manifest_json(const BackupManifest& manifest) {
  Json json = to_json(manifest);
  json["privacy"] = manifest.privacy;
  json["files"] = Json::array();
  for (const auto& own : manifest.files) json["files"].push_back({{"path", own.path}, {"text", own.text}});
  return json;
}

BackupManifest manifest_from(const Json& json) {
  BackupManifest manifest;
  manifest.archive_id = json.at("archive_id").get<std::string>();
  manifest.program = json.at("program").get<std::string>();
  manifest.format = json.at("format").get<std::int64_t>();
  manifest.revision = json.at("revision").get<std::uint64_t>();
  manifest.at_ms = json.at("at_ms").get<std::int64_t>();
  manifest.bytes = json.at("bytes").get<std::uint64_t>();
  manifest.sha256 = json.at("sha256").get<std::string>();
  manifest.counts = json.at("counts");
  manifest.privacy = json.value("privacy", "");
  for (const Json& own : json.at("files"))
    manifest.files.push_back({own.at("path").get<std::string>(), own.at("text").get<std::string>()});
  return manifest;
}

}  // namespace

BackupFile::BackupFile(fs::path file) : file_(std::move(file)) {
  std::error_code failed;
  const std::uint64_t size = fs::file_size(file_, failed);
  if (failed)
    throw Error(ErrorKind::not_found, "no_backup",
                filled({"the backup {} cannot be read: {}", "无法读取备份 {}：{}"}, file_.string(), failed.message()));
  std::ifstream in(file_, std::ios::binary);
  std::string trailer(trailer_bytes, '\0');
  if (size >= trailer_bytes) {
    in.seekg(static_cast<std::streamoff>(size - trailer_bytes));
    in.read(trailer.data(), static_cast<std::streamsize>(trailer.size()));
  }
  const std::string_view end = trailer;
  if (!in || size < trailer_bytes || end.substr(hash_bytes + 16) != magic) {
    char head[16] = {};
    std::ifstream begin(file_, std::ios::binary);
    begin.read(head, sizeof head);
    if (std::string_view(head, 15) == "SQLite format 3") damaged(file_, {"its end is missing", "缺少文件结尾"});
    throw Error(ErrorKind::invalid_input, "no_backup_file",
                filled({"{} is no backup of Almanac (almanac backup FILE makes one)",
                        "{} 不是 Almanac 的备份（almanac backup FILE 可生成）"},
                       file_.string()));
  }
  const std::uint64_t manifest_bytes = number_at(end.substr(hash_bytes)),
                      database_bytes = number_at(end.substr(hash_bytes + 8));
  if (manifest_bytes > most_manifest_bytes || manifest_bytes > size - trailer_bytes ||
      database_bytes != size - trailer_bytes - manifest_bytes)
    damaged(file_, {"its length is wrong", "长度不符"});
  std::string text(manifest_bytes, '\0');
  in.seekg(static_cast<std::streamoff>(database_bytes));
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  Sha256 hash;
  hash.add(text);
  const std::string found = hash.take();
  if (!in || found != end.substr(0, hash_bytes)) damaged(file_, {"its manifest was changed", "清单被改动"});
  try {
    manifest_ = manifest_from(parse_json(text, {16, 4'000'000, most_manifest_bytes}));
  } catch (const nlohmann::json::exception&) {
    damaged(file_, {"its manifest cannot be read", "清单无法读取"});
  } catch (const Error&) {
    damaged(file_, {"its manifest cannot be read", "清单无法读取"});
  }
  if (manifest_.bytes != database_bytes) damaged(file_, {"its length is wrong", "长度不符"});
}

void BackupFile::check_bytes() const {
  Sha256 hash;
  read_pieces(file_, manifest_.bytes, [&](std::string_view piece) { hash.add(piece); });
  if (hash.hex() != manifest_.sha256) damaged(file_, {"its checksum is wrong", "校验和不符"});
}

void BackupFile::extract(const fs::path& database) const {
  make_private(database);
  std::ofstream out(database, std::ios::binary);
  Sha256 hash;
  read_pieces(file_, manifest_.bytes, [&](std::string_view piece) {
    hash.add(piece);
    if (!out.write(piece.data(), static_cast<std::streamsize>(piece.size())))
      cannot_write(database, std::strerror(errno));
  });
  out.close();
  if (!out) cannot_write(database, std::strerror(errno));
  if (hash.hex() != manifest_.sha256) damaged(file_, {"its checksum is wrong", "校验和不符"});
}

void seal_backup(const fs::path& file, BackupManifest& manifest) {
  std::error_code failed;
  manifest.bytes = fs::file_size(file, failed);
  if (failed) cannot_write(file, failed.message());
  Sha256 database;
  read_pieces(file, manifest.bytes, [&](std::string_view piece) { database.add(piece); });
  manifest.sha256 = database.hex();
  const std::string text = dump(manifest_json(manifest));
  Sha256 hash;
  hash.add(text);
  const std::string sum = hash.take();
  std::ofstream out(file, std::ios::binary | std::ios::app);
  out << text << sum << number_bytes(text.size()) << number_bytes(manifest.bytes) << magic;
  out.close();
  if (!out) cannot_write(file, std::strerror(errno));
  sync_path(file);
}

void make_private(const fs::path& new_file) {
  const int descriptor = ::open(new_file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) cannot_write(new_file, std::strerror(errno));
  ::close(descriptor);
}

void make_private_directory(const fs::path& directory) {
  std::error_code ignored;
  if (directory.has_parent_path()) fs::create_directories(directory.parent_path(), ignored);
  if (::mkdir(directory.c_str(), 0700) != 0) cannot_write(directory, std::strerror(errno));
}

void write_own_file(const fs::path& directory, const std::string& path, std::string_view text) {
  const fs::path relative(path);
  const std::string first = relative.empty() ? "" : relative.begin()->string();
  bool plain = relative.is_relative() &&
               std::find(std::begin(own_directories), std::end(own_directories), first) != std::end(own_directories);
  for (const fs::path& part : relative) plain = plain && part != ".." && part != "." && !part.empty();
  if (!plain) return;
  std::error_code failed;
  fs::create_directories((directory / relative).parent_path(), failed);
  std::ofstream out(directory / relative, std::ios::binary);
  out << text;
  out.close();
  if (!out) cannot_write(directory / relative, std::strerror(errno));
}

void sync_path(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;  // a file system without this has nothing to sync
  const int result = ::fsync(descriptor);
  const int error = errno;
  ::close(descriptor);
  if (result != 0 && error != EINVAL) cannot_write(path, std::strerror(error));
}

void cannot_write(const fs::path& file, const std::string& why) {
  throw Error(ErrorKind::unavailable, "cannot_write",
              filled({"{} cannot be written: {}", "无法写入 {}：{}"}, file.string(), why));
}

}  // namespace almanac::archive
