#include "archive/privacy.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "archive/backup_file.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/hexadecimal.h"
#include "archive/name.h"
#include "archive/store.h"

namespace almanac::archive {

namespace fs = std::filesystem;
using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr const char* check_setting = "privacy_key";
constexpr std::size_t short_bytes = 16;  // of a hash: 128 bits
constexpr std::size_t pseudonym_letters = 26;
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::int64_t first_format = 4;  // that has the table

// RFC 4648's letters in lower case, without padding: 26 for 128 bits.
std::string base32(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 5; count -= 5) text += letters[bits >> (count - 5) & 31];
  }
  if (count > 0) text += letters[bits << (5 - count) & 31];
  return text;
}

bool is_pseudonym(std::string_view key) {
  return key.size() == 2 + pseudonym_letters && key.starts_with("p-") &&
         key.substr(2).find_first_not_of(letters) == std::string_view::npos;
}

// Writes all of it to the end of the file and syncs.
void append_synced(const fs::path& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  bool good = descriptor >= 0;
  while (good && !text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    good = written > 0 || (written < 0 && errno == EINTR);
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!good) cannot_write(file, std::strerror(error));
}

void make_privacy_directory(const fs::path& privacy) {
  std::error_code ignored;
  if (fs::is_directory(privacy, ignored)) return;
  make_private_directory(privacy);
  sync_path(privacy.has_parent_path() ? privacy.parent_path() : fs::path("."));
}

}  // namespace

fs::path default_privacy_directory(const fs::path& directory) {
  if (const char* given = std::getenv("ALMANAC_PRIVACY"); given && *given) return given;
  fs::path plain = fs::absolute(directory).lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();
  return plain.string() + ".privacy";
}

std::optional<PrivacyKey> PrivacyKey::find(const fs::path& privacy) {
  const fs::path file = privacy / "key";
  std::error_code failed;
  if (!fs::exists(file, failed)) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  std::string text;
  if (!std::getline(in, text) && text.empty() && !in.eof())
    throw Error(ErrorKind::unavailable, "cannot_open",
                filled({"the privacy key {} cannot be read; check its permissions", "无法读取隐私密钥 {}；请检查权限"},
                       file.string()));
  PrivacyKey key;
  std::size_t length = 0;
  if (sodium_hex2bin(key.key_, sizeof key.key_, text.data(), text.size(), " \r", &length, nullptr) != 0 ||
      length != sizeof key.key_)
    throw Error(ErrorKind::corrupt, "damaged_privacy_key",
                filled({"the privacy key {} is damaged; put its copy back", "隐私密钥 {} 已损坏；请用副本恢复"},
                       file.string()));
  return key;
}

PrivacyKey PrivacyKey::get_or_make(const fs::path& privacy) {
  if (auto known = find(privacy)) return *known;
  make_privacy_directory(privacy);
  PrivacyKey key;
  randombytes_buf(key.key_, sizeof key.key_);
  const std::string text =
      hexadecimal(std::string_view(reinterpret_cast<const char*>(key.key_), sizeof key.key_)) + "\n";
  // Under another name first: who reads it meanwhile finds a whole key or none. Of two makers the first wins.
  const fs::path made = privacy / ("key." + std::to_string(::getpid()));
  std::error_code ignored;
  fs::remove(made, ignored);
  append_synced(made, text);
  const bool first = ::link(made.c_str(), (privacy / "key").c_str()) == 0;
  const int error = errno;
  fs::remove(made, ignored);
  if (!first && error != EEXIST) cannot_write(privacy / "key", std::strerror(error));
  sync_path(privacy);
  return *find(privacy);
}

std::string PrivacyKey::hash(std::string_view purpose, std::string_view text) const {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key_, sizeof key_, short_bytes);
  const auto add = [&](std::string_view part) {
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()), part.size());
  };
  add(purpose);
  add(std::string_view("\0", 1));
  add(text);
  std::string bytes(short_bytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(bytes.data()), bytes.size());
  return bytes;
}

std::string PrivacyKey::pseudonym(std::string_view user) const {
  const std::string key = normalize_key(user);
  return is_pseudonym(key) ? key : "p-" + base32(hash("pseudonym", key));
}

std::string PrivacyKey::erased_hash(std::string_view user) const {
  return hexadecimal(hash("erased", pseudonym(user)));
}

std::string PrivacyKey::event_alias(std::string_view source, std::string_view event_id) const {
  return "e-" + base32(hash("event", std::string(source) + '\0' + std::string(event_id)));
}

std::string PrivacyKey::check() const { return hexadecimal(hash("check", "")); }

std::optional<PrivacyKey> find_privacy_key(const Reads& reads, const fs::path& privacy) {
  const auto expected = reads.setting(check_setting);
  auto key = PrivacyKey::find(privacy);
  if (!expected) return key;
  if (!key)
    throw Error(
        ErrorKind::unavailable, "no_privacy_key",
        filled({"the privacy key of this archive is not in {}; without it pseudonyms cannot be made and erased people "
                "not recognised. Name its directory with --privacy or ALMANAC_PRIVACY",
                "{} 中没有该档案的隐私密钥；缺少它就无法生成假名，也无法识别已删除的人员。请用 --privacy 或 "
                "ALMANAC_PRIVACY 指定其目录"},
               privacy.string()));
  if (key->check() != *expected)
    throw Error(ErrorKind::conflict, "other_privacy_key",
                filled({"the privacy key in {} belongs to another archive; name the right directory with --privacy or "
                        "ALMANAC_PRIVACY",
                        "{} 中的隐私密钥属于另一个档案；请用 --privacy 或 ALMANAC_PRIVACY 指定正确的目录"},
                       privacy.string()));
  return key;
}

PrivacyKey get_privacy_key(Archive& archive) {
  if (auto known = find_privacy_key(archive.read(), archive.privacy()); known && archive.read().setting(check_setting))
    return *known;
  const PrivacyKey key = PrivacyKey::get_or_make(archive.privacy());
  archive.write("almanac", [&](Transaction& transaction) { transaction.set_setting(check_setting, key.check()); });
  return key;
}

std::vector<std::string> read_erased_list(const fs::path& privacy) {
  std::vector<std::string> hashes;
  std::ifstream in(privacy / "erased", std::ios::binary);
  for (std::string line; std::getline(in, line) && !in.eof();)
    if (const std::size_t space = line.find(' '); space == 2 * short_bytes) hashes.push_back(line.substr(0, space));
  return hashes;
}

void append_erased_list(const fs::path& privacy, const std::vector<std::string>& hashes) {
  const std::vector<std::string> before = read_erased_list(privacy);
  const std::unordered_set<std::string> known(before.begin(), before.end());
  const std::string day = Zone("UTC").date_of(now_ms()).to_string();
  std::string text;
  for (const std::string& each : hashes)
    if (!known.contains(each)) text += each + " " + day + "\n";
  if (text.empty()) return;
  make_privacy_directory(privacy);
  // Behind a line that was cut off, a new one begins.
  std::ifstream end(privacy / "erased", std::ios::binary | std::ios::ate);
  if (end && end.tellg() > 0) {
    end.seekg(-1, std::ios::end);
    if (end.get() != '\n') text.insert(0, "\n");
  }
  append_synced(privacy / "erased", text);
  sync_path(privacy);
}

void copy_privacy(const fs::path& from, const fs::path& to) {
  std::ifstream in(from / "key", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  make_privacy_directory(to);
  append_synced(to / "key", text.str());
  append_erased_list(to, read_erased_list(from));
  sync_path(to);
}

void forget_privacy_key(Transaction& transaction) {
  Connection& connection = connection_of(transaction);
  connection.database.prepare("DELETE FROM setting WHERE name=?1").bind_all(check_setting).run();
  connection.database.execute("DELETE FROM erased_user");
  connection.changed = true;
}

bool has_erased_people(const Reads& reads) {
  Database& database = connection_of(reads).database;
  return database.integer("PRAGMA user_version") >= first_format &&
         database.integer("SELECT EXISTS (SELECT 1 FROM erased_user)") != 0;
}

std::unordered_set<std::string> erased_hashes(const Reads& reads) {
  std::unordered_set<std::string> hashes;
  if (!has_erased_people(reads)) return hashes;
  Statement row = connection_of(reads).database.prepare("SELECT hash FROM erased_user");
  while (row.step()) hashes.emplace(row.text(0));
  return hashes;
}

bool keep_erased_hashes(Transaction& transaction, const std::vector<std::string>& hashes) {
  Connection& connection = connection_of(transaction);
  bool is_new = false;
  for (const std::string& hash : hashes) {
    connection.database.prepare("INSERT INTO erased_user (hash) VALUES (?1) ON CONFLICT DO NOTHING")
        .bind_all(hash)
        .run();
    is_new = is_new || connection.database.changes() > 0;
  }
  return is_new;
}

}  // namespace almanac::archive
