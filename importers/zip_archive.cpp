// libzip reads the directory and unpacks; it checks CRC and size of a member at its end. What it does not do is bound the
// work a hostile file asks for: every piece is counted here against the limits before it is passed on.

#include "importers/zip_archive.h"

#include <zip.h>

#include <algorithm>
#include <cstdio>
#include <unordered_map>
#include <utility>

#include "archive/error.h"
#include "importers/byte_source.h"
#include "importers/encoding.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

constexpr std::size_t piece_bytes = 256 << 10;
constexpr std::uint64_t ratio_grace = 1 << 20;  // small members may be packed however well

std::string in_megabytes(std::uint64_t bytes) {
  if (bytes < (1 << 20)) return std::to_string(bytes) + " B";
  return std::to_string(bytes >> 20) + " MB";
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string from_gb18030(std::string_view raw) {
  const auto decoded = decoded_source(memory_source(raw), Encoding::gb18030);
  const std::string bytes = read_up_to(*decoded, raw.size() * 4 + 4);
  std::string name;
  for (const char c : bytes) {
    if (c == '\xFF')
      name += "\xEF\xBF\xBD";
    else
      name += c;
  }
  return name;
}

// Programs on Windows have written "\" between folders; in GB18030 it may be half of a character, so it is decoded first.
std::string decoded_name(const char* raw) {
  const std::string_view bytes = raw == nullptr ? std::string_view() : std::string_view(raw);
  std::string name = valid_utf8_prefix(bytes) == bytes.size() ? std::string(bytes) : from_gb18030(bytes);
  std::replace(name.begin(), name.end(), '\\', '/');
  return name;
}

bool is_unsafe(std::string_view name) {
  if (name.starts_with('/')) return true;
  if (name.size() > 1 && name[1] == ':') return true;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    if (name.substr(at, end - at) == "..") return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

class ZipArchive::State {
 public:
  State(const std::filesystem::path& path, const ZipLimits& limits) : path_(path), limits_(limits) {
    open_source(path);  // for its errors
    int error = 0;
    zip_ = zip_open(path.c_str(), ZIP_RDONLY, &error);
    if (zip_ == nullptr) fail_to_open(error);
    try {
      list();
    } catch (...) {
      zip_discard(zip_);
      throw;
    }
  }
  ~State() { zip_discard(zip_); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::vector<ZipMember>& members() const { return members_; }

  const ZipMember* find(std::string_view name) const {
    if (const auto exact = by_name_.find(std::string(name)); exact != by_name_.end()) return &members_[exact->second];
    const auto folded = by_lower_.find(lower_ascii(name));
    return folded == by_lower_.end() ? nullptr : &members_[folded->second];
  }

  void scan(const ZipMember& member, const std::function<void(std::string_view)>& take) {
    if (member.encrypted) fail_encrypted(member.name);
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(zip_, member.index, 0), zip_fclose);
    if (!file) fail_to_read(member, *zip_get_error(zip_));
    std::uint64_t unpacked = 0;
    buffer_.resize(piece_bytes);
    while (true) {
      const zip_int64_t got = zip_fread(file.get(), buffer_.data(), buffer_.size());
      if (got < 0) fail_to_read(member, *zip_file_get_error(file.get()));
      if (got == 0) return;
      unpacked += static_cast<std::uint64_t>(got);
      count(member, unpacked, static_cast<std::uint64_t>(got));
      take(std::string_view(buffer_.data(), static_cast<std::size_t>(got)));
    }
  }

 private:
  void list() {
    const zip_int64_t entries = zip_get_num_entries(zip_, ZIP_FL_UNCHANGED);
    const auto number = static_cast<std::uint64_t>(std::max<zip_int64_t>(entries, 0));
    if (number > limits_.members) {
      fail("too_large", filled({"{} holds {} files; at most {} are read. Split it into several",
                                "{} 中有 {} 个文件，最多读取 {} 个。请拆成几个压缩包"},
                               path_.string(), std::to_string(number), std::to_string(limits_.members)));
    }
    members_.reserve(number);
    for (std::uint64_t i = 0; i < number; ++i) add(i);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      by_name_.emplace(members_[i].name, i);
      by_lower_.emplace(lower_ascii(members_[i].name), i);
    }
  }

  void add(std::uint64_t index) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(zip_, index, ZIP_FL_UNCHANGED, &stat) != 0)
      fail_damaged(zip_error_strerror(zip_get_error(zip_)));
    ZipMember member;
    member.name = decoded_name(zip_get_name(zip_, index, ZIP_FL_ENC_RAW));
    member.index = index;
    if ((stat.valid & ZIP_STAT_COMP_SIZE) != 0) member.packed = stat.comp_size;
    if ((stat.valid & ZIP_STAT_SIZE) != 0) member.unpacked = stat.size;
    member.folder = member.name.ends_with('/');
    member.encrypted = (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE;
    if (is_unsafe(member.name)) {
      fail("unsafe_path",
           filled({"{} holds a file named \"{}\", which points outside of it: the archive is refused. Pack "
                   "it again with relative names",
                   "{} 中的文件名“{}”指向压缩包之外，已拒绝读取。请用相对路径重新打包"},
                  path_.string(), member.name));
    }
    members_.push_back(std::move(member));
  }

  void count(const ZipMember& member, std::uint64_t unpacked, std::uint64_t piece) {
    total_ += piece;
    if (unpacked > limits_.member_bytes) {
      fail("too_large",
           filled({"{}: \"{}\" unpacks to more than {}, the most that is read", "{}：“{}”解压后超过 {}，超出读取上限"},
                  path_.string(), member.name, in_megabytes(limits_.member_bytes)));
    }
    if (total_ > limits_.total_bytes) {
      fail("too_large",
           filled({"{} unpacks to more than {} in all, the most that is read", "{} 解压后总共超过 {}，超出读取上限"},
                  path_.string(), in_megabytes(limits_.total_bytes)));
    }
    if (unpacked > ratio_grace && unpacked / std::max<std::uint64_t>(member.packed, 1) >= limits_.ratio) {
      fail("too_large", filled({"{}: \"{}\" unpacks to more than {} times its size, as only a ZIP bomb does",
                                "{}：“{}”解压后超过原大小的 {} 倍，疑为压缩炸弹"},
                               path_.string(), member.name, std::to_string(limits_.ratio)));
    }
  }

  [[noreturn]] void fail(const char* code, Text text) const {
    throw Error(ErrorKind::invalid_input, code, std::move(text), path_.string());
  }
  [[noreturn]] void fail_damaged(const std::string& why) const {
    fail("damaged_file", filled({"{} is not a ZIP file that can be read: {}. Get or save it again",
                                 "{} 不是可读的 ZIP 文件：{}。请重新获取或另存"},
                                path_.string(), why));
  }
  [[noreturn]] void fail_encrypted(const std::string& name) const {
    fail("encrypted_file", filled({"{}: \"{}\" is protected by a password. Unpack it and pack it again without one",
                                   "{}：“{}”有密码保护。请解压后不设密码重新打包"},
                                  path_.string(), name));
  }
  [[noreturn]] void fail_to_open(int code) const {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    fail_damaged(why);
  }
  [[noreturn]] void fail_to_read(const ZipMember& member, zip_error_t& error) const {
    const int code = zip_error_code_zip(&error);
    if (code == ZIP_ER_NOPASSWD || code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_ENCRNOTSUPP)
      fail_encrypted(member.name);
    if (code == ZIP_ER_COMPNOTSUPP) {
      fail("unsupported_compression",
           filled({"{}: \"{}\" is packed in a way that is not read. Pack it again as ordinary ZIP (deflate)",
                   "{}：“{}”使用了不支持的压缩方法。请用普通 ZIP（deflate）重新打包"},
                  path_.string(), member.name));
    }
    fail("damaged_file",
         filled({"{}: \"{}\" in it is damaged: {}. Get or save it again", "{}：其中的“{}”已损坏：{}。请重新获取或另存"},
                path_.string(), member.name, zip_error_strerror(&error)));
  }

  std::filesystem::path path_;
  ZipLimits limits_;
  zip_t* zip_ = nullptr;
  std::vector<ZipMember> members_;
  std::unordered_map<std::string, std::size_t> by_name_, by_lower_;  // the first of equal names
  std::uint64_t total_ = 0;
  std::string buffer_;
};

ZipArchive::ZipArchive(const std::filesystem::path& path, const ZipLimits& limits)
    : state_(std::make_unique<State>(path, limits)) {}
ZipArchive::~ZipArchive() = default;
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;

const std::vector<ZipMember>& ZipArchive::members() const { return state_->members(); }

const ZipMember* ZipArchive::find(std::string_view name) const { return state_->find(name); }

void ZipArchive::scan(const ZipMember& member, const std::function<void(std::string_view)>& take) {
  state_->scan(member, take);
}

std::string ZipArchive::read(const ZipMember& member) {
  std::string bytes;
  bytes.reserve(std::min<std::uint64_t>(member.unpacked, 1 << 20));
  scan(member, [&](std::string_view piece) { bytes.append(piece); });
  return bytes;
}

void ZipArchive::unpack(const ZipMember& member, const std::filesystem::path& into) {
  const auto fail = [&] {
    throw Error(ErrorKind::unavailable, "unwritable_file",
                filled({"cannot write {}: is the disk full?", "无法写入 {}：磁盘已满？"}, into.string()),
                into.string());
  };
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(into.c_str(), "wbe"), std::fclose);
  if (!file) fail();
  try {
    scan(member, [&](std::string_view piece) {
      if (std::fwrite(piece.data(), 1, piece.size(), file.get()) != piece.size()) fail();
    });
    if (std::fclose(file.release()) != 0) fail();
  } catch (...) {
    file.reset();
    std::error_code ignored;
    std::filesystem::remove(into, ignored);
    throw;
  }
}

}  // namespace almanac::importers
