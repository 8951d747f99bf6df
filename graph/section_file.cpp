#include "graph/section_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "archive/error.h"

namespace almanac::graph {
namespace {

static_assert(std::endian::native == std::endian::little, "the columns are read in place");

constexpr char magic[8] = {'A', 'L', 'M', 'G', 'R', 'A', 'P', 'H'};
constexpr std::size_t block_size = 256 << 10;
constexpr std::size_t alignment = 64;
constexpr std::size_t few_blocks = 32;  // no second thread for these

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t kind;
  std::uint32_t byte_order;  // 0x01020304
  std::uint32_t section_count;
  std::uint64_t revision;
  std::uint64_t last_block;
  std::uint64_t length;        // of the file
  std::uint64_t index_offset;  // also the end of the hashed blocks
  std::uint64_t index_hash;
  char archive_id[64];
  char unused[120];
  std::uint64_t header_hash;  // of all bytes before it
};
static_assert(sizeof(Header) == SectionFile::header_bytes);

struct Entry {
  std::uint64_t offset, length;
};

std::size_t aligned(std::size_t n) { return (n + alignment - 1) / alignment * alignment; }

template <class T>
std::span<const std::byte> bytes_of(const T& value, std::size_t length = sizeof(T)) {
  return {static_cast<const std::byte*>(static_cast<const void*>(&value)), length};
}

std::uint64_t header_hash_of(const Header& header) {
  return hash_bytes(bytes_of(header, offsetof(Header, header_hash)));
}

Header header_for(const FileStamp& stamp) {
  Header header{};
  std::memcpy(header.magic, magic, sizeof magic);
  header.version = format_version;
  header.kind = stamp.kind;
  header.byte_order = 0x01020304;
  header.revision = stamp.revision;
  header.last_block = stamp.last_block;
  std::memcpy(header.archive_id, stamp.archive_id.data(), std::min(stamp.archive_id.size(), sizeof header.archive_id));
  return header;
}

std::size_t block_count(std::size_t hashed) { return (hashed + block_size - 1) / block_size; }

// Hash of block `number` of the file's content; the header itself (which changes with the revision) is left out.
std::span<const std::byte> block_of(std::span<const std::byte> content, std::size_t number) {
  const std::size_t from = number * block_size;
  return content.subspan(from, std::min(block_size, content.size() - from));
}

[[noreturn]] void throw_not_stored(const std::filesystem::path& path) {
  const std::string reason = std::generic_category().message(errno);
  throw archive::Error(
      archive::ErrorKind::unavailable, "graph_not_stored",
      archive::filled(
          archive::Text{"the graph file {} could not be written: {}. Free space or check the "
                        "permissions of the data directory; the graph is rebuilt on the next start",
                        "图谱文件 {} 写入失败：{}。请释放磁盘空间或检查数据目录的权限；下次启动时会自动重建"},
          path.string(), reason));
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool write_all(std::span<const std::byte> bytes, std::size_t offset) const {
    while (!bytes.empty()) {
      const ssize_t written = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
      offset += static_cast<std::size_t>(written);
    }
    return true;
  }

 private:
  int fd_;
};

}  // namespace

std::uint64_t hash_bytes(std::span<const std::byte> bytes) {
  constexpr std::uint64_t k = 0x9e3779b97f4a7c15ULL;
  std::uint64_t lanes[4] = {1 * k, 2 * k, 3 * k, 4 * k};
  const auto mix = [](std::uint64_t lane, std::uint64_t word) { return std::rotl(lane ^ word, 29) * k; };
  const std::byte* p = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 32; left -= 32, p += 32) {
    std::uint64_t words[4];
    std::memcpy(words, p, 32);
    for (int i = 0; i < 4; ++i) lanes[i] = mix(lanes[i], words[i]);
  }
  std::uint64_t tail[4] = {};
  if (left != 0) std::memcpy(tail, p, left);
  for (int i = 0; i < 4; ++i) lanes[i] = mix(lanes[i], tail[i]);
  std::uint64_t hash = bytes.size() * k;
  for (const std::uint64_t lane : lanes) {
    hash = mix(hash, lane);
    hash ^= hash >> 31;
  }
  return hash;
}

std::shared_ptr<SectionFile> SectionFile::mapped(const std::filesystem::path& path, std::string& reason,
                                                 Blocks blocks) {
  const Descriptor file(path, O_RDONLY | O_NONBLOCK);  // a pipe in its place must not be waited for
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    reason = "absent";
    return nullptr;
  }
  if (!S_ISREG(status.st_mode)) {
    reason = "foreign";
    return nullptr;
  }
  const auto length = static_cast<std::size_t>(status.st_size);
  if (length < sizeof(Header)) {
    reason = "truncated";
    return nullptr;
  }
  void* mapped =
      ::mmap(nullptr, length, PROT_READ, MAP_SHARED | (blocks == Blocks::checked ? MAP_POPULATE : 0), file.get(), 0);
  if (mapped == MAP_FAILED) {
    reason = "absent";
    return nullptr;
  }
  std::shared_ptr<SectionFile> opened(new SectionFile);
  opened->mapped_ = mapped;
  opened->all_ = {static_cast<const std::byte*>(mapped), length};
  return opened;
}

std::shared_ptr<const SectionFile> SectionFile::open(const std::filesystem::path& path, std::string* why) {
  return open(path, why, Blocks::checked);
}

std::shared_ptr<const SectionFile> SectionFile::open_unchecked(const std::filesystem::path& path, std::string* why) {
  return open(path, why, Blocks::trusted);
}

std::shared_ptr<const SectionFile> SectionFile::open(const std::filesystem::path& path, std::string* why,
                                                     Blocks blocks) {
  std::string ignored;
  std::string& reason = why != nullptr ? *why : ignored;
  const std::shared_ptr<SectionFile> opened = mapped(path, reason, blocks);
  if (opened == nullptr) return nullptr;
  if (const char* wrong = opened->check(blocks)) {
    reason = wrong;
    return nullptr;
  }
  return opened;
}

std::shared_ptr<const SectionFile> SectionFile::from_bytes(std::vector<std::byte> bytes, std::string* why) {
  std::shared_ptr<SectionFile> opened(new SectionFile);
  opened->owned_ = std::move(bytes);
  opened->all_ = opened->owned_;
  const char* wrong = opened->all_.size() < sizeof(Header) ? "truncated" : opened->check(Blocks::checked);
  if (wrong == nullptr) return opened;
  if (why != nullptr) *why = wrong;
  return nullptr;
}

std::shared_ptr<const SectionFile> SectionFile::salvage(const std::filesystem::path& path, const SectionFile& layout) {
  std::string ignored;
  const std::shared_ptr<SectionFile> opened = mapped(path, ignored, Blocks::checked);
  if (opened == nullptr || opened->all_.size() != layout.all_.size()) return nullptr;
  for (const auto& section : layout.sections_) {
    const auto offset = static_cast<std::size_t>(section.data() - layout.all_.data());
    opened->sections_.push_back(opened->all_.subspan(offset, section.size()));
  }
  if (!opened->sections_.empty()) opened->sections_.front() = layout.sections_.front();
  opened->stamp_ = layout.stamp_;
  return opened;
}

SectionFile::~SectionFile() {
  if (mapped_ != nullptr) ::munmap(mapped_, all_.size());
}

bool SectionFile::blocks_match(std::span<const std::byte> content, std::span<const std::byte> hashes) {
  const std::size_t blocks = block_count(content.size());
  std::atomic<std::size_t> next{0};
  std::atomic<bool> good{true};
  const auto work = [&] {
    for (std::size_t block; good && (block = next++) < blocks;) {
      std::uint64_t expected;
      std::memcpy(&expected, hashes.data() + block * sizeof expected, sizeof expected);
      if (hash_bytes(block_of(content, block)) != expected) good = false;
    }
  };
  std::optional<std::jthread> second;
  if (blocks > few_blocks) second.emplace(work);
  work();
  second.reset();
  return good;
}

bool SectionFile::blocks_are_good() const {
  return blocks_match(all_.subspan(sizeof(Header), index_offset_ - sizeof(Header)), all_.subspan(hashes_offset_));
}

const char* SectionFile::check(Blocks blocks_are) {
  Header header;
  std::memcpy(&header, all_.data(), sizeof header);
  if (std::memcmp(header.magic, magic, sizeof magic) != 0) return "foreign";
  if (header.version != format_version || header.byte_order != 0x01020304) return "other_version";
  if (header.header_hash != header_hash_of(header)) return "damaged_header";
  if (header.length != all_.size()) return "truncated";
  if (header.index_offset < sizeof(Header) || header.index_offset > all_.size()) return "damaged_header";
  const auto content = all_.subspan(sizeof(Header), header.index_offset - sizeof(Header));
  const auto index = all_.subspan(header.index_offset);
  const std::size_t blocks = block_count(content.size());
  if (index.size() != header.section_count * sizeof(Entry) + blocks * sizeof(std::uint64_t)) return "damaged_header";
  if (hash_bytes(index) != header.index_hash) return "damaged_header";
  index_offset_ = static_cast<std::size_t>(header.index_offset);
  hashes_offset_ = index_offset_ + header.section_count * sizeof(Entry);
  if (blocks_are == Blocks::checked && !blocks_are_good()) return "damaged_block";
  for (std::uint32_t i = 0; i < header.section_count; ++i) {
    Entry entry;
    std::memcpy(&entry, index.data() + i * sizeof entry, sizeof entry);
    const bool inside = entry.offset >= sizeof(Header) && entry.offset % alignment == 0 &&
                        entry.offset <= header.index_offset && entry.length <= header.index_offset - entry.offset;
    if (!inside) return "damaged_header";
    sections_.push_back(all_.subspan(entry.offset, entry.length));
  }
  const char* id = header.archive_id;
  stamp_ = {header.kind, std::string(id, ::strnlen(id, sizeof header.archive_id)), header.revision, header.last_block};
  return nullptr;
}

std::uint32_t SectionWriter::add(std::vector<std::byte> bytes) {
  sections_.push_back({std::move(bytes), nullptr});
  return static_cast<std::uint32_t>(sections_.size() - 1);
}
std::uint32_t SectionWriter::add_source(std::unique_ptr<const ByteSource> source) {
  sections_.push_back({{}, std::move(source)});
  return static_cast<std::uint32_t>(sections_.size() - 1);
}
std::uint32_t SectionWriter::reserve() { return add(std::vector<std::byte>()); }
void SectionWriter::set(std::uint32_t number, std::vector<std::byte> bytes) {
  sections_[number].bytes = std::move(bytes);
}

void SectionWriter::Section::read(std::size_t from, std::span<std::byte> to) const {
  if (source != nullptr)
    source->read(from, to);
  else
    std::memcpy(to.data(), bytes.data() + from, to.size());
}

// Where everything lies, and what the index says of it.
class SectionWriter::Plan {
 public:
  explicit Plan(const std::vector<Section>& sections) : sections_(sections) {
    end_ = sizeof(Header);
    for (const Section& section : sections) {
      entries_.push_back({end_, section.size()});
      end_ = aligned(end_ + section.size());
    }
    hashes_.resize(block_count(end_ - sizeof(Header)));
  }

  std::size_t index_offset() const { return end_; }
  std::size_t blocks() const { return hashes_.size(); }
  std::size_t block_offset(std::size_t block) const { return sizeof(Header) + block * block_size; }
  std::size_t block_length(std::size_t block) const { return std::min(block_size, end_ - block_offset(block)); }

  // `to` has the block's length. Different blocks from different threads.
  void fill_block(std::size_t block, std::span<std::byte> to) {
    const std::size_t begin = block_offset(block);
    const auto starts_after = [](std::size_t at, const Entry& entry) { return at < entry.offset; };
    auto at = std::upper_bound(entries_.begin(), entries_.end(), begin, starts_after);
    if (at != entries_.begin()) --at;
    std::size_t filled = begin;
    const auto fill_gap = [&](std::size_t until) {
      std::fill(to.begin() + static_cast<std::ptrdiff_t>(filled - begin),
                to.begin() + static_cast<std::ptrdiff_t>(until - begin), std::byte{0});
    };
    for (; at != entries_.end() && at->offset < begin + to.size(); ++at) {
      const std::size_t from = std::max(begin, static_cast<std::size_t>(at->offset));
      const std::size_t until = std::min(begin + to.size(), static_cast<std::size_t>(at->offset + at->length));
      if (from >= until) continue;
      fill_gap(from);
      sections_[static_cast<std::size_t>(at - entries_.begin())].read(from - at->offset,
                                                                      to.subspan(from - begin, until - from));
      filled = until;
    }
    fill_gap(begin + to.size());
    hashes_[block] = hash_bytes(to);
  }

  // Once all blocks are filled.
  std::vector<std::byte> index() const {
    std::vector<std::byte> index(entries_.size() * sizeof(Entry) + hashes_.size() * sizeof(std::uint64_t));
    if (!entries_.empty()) std::memcpy(index.data(), entries_.data(), entries_.size() * sizeof(Entry));
    if (!hashes_.empty())
      std::memcpy(index.data() + entries_.size() * sizeof(Entry), hashes_.data(),
                  hashes_.size() * sizeof(std::uint64_t));
    return index;
  }
  Header header(const FileStamp& stamp, std::span<const std::byte> index) const {
    Header header = header_for(stamp);
    header.section_count = static_cast<std::uint32_t>(entries_.size());
    header.length = end_ + index.size();
    header.index_offset = end_;
    header.index_hash = hash_bytes(index);
    header.header_hash = header_hash_of(header);
    return header;
  }

 private:
  const std::vector<Section>& sections_;
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> hashes_;
  std::size_t end_ = 0;
};

std::vector<std::byte> SectionWriter::to_bytes(const FileStamp& stamp) const {
  Plan plan(sections_);
  std::vector<std::byte> all(plan.index_offset());
  for (std::size_t block = 0; block < plan.blocks(); ++block)
    plan.fill_block(block, std::span(all).subspan(plan.block_offset(block), plan.block_length(block)));
  const std::vector<std::byte> index = plan.index();
  const Header header = plan.header(stamp, index);
  std::memcpy(all.data(), &header, sizeof header);
  all.insert(all.end(), index.begin(), index.end());
  return all;
}

void SectionWriter::write(const std::filesystem::path& path, const FileStamp& stamp) const {
  std::filesystem::path temporary = path;
  temporary += ".new";
  {
    const Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    Plan plan(sections_);
    std::atomic<std::size_t> next{0};
    std::atomic<int> failed{file.get() < 0 ? errno : 0};
    std::mutex one_writes;
    const auto work = [&] {
      std::vector<std::byte> buffer(block_size);
      for (std::size_t block; failed == 0 && (block = next++) < plan.blocks();) {
        const auto bytes = std::span(buffer).first(plan.block_length(block));
        plan.fill_block(block, bytes);
        const std::lock_guard lock(one_writes);  // waiting here is sleeping, in the system it is spinning
        if (!file.write_all(bytes, plan.block_offset(block))) failed = errno;
      }
    };
    {
      std::optional<std::jthread> second;
      if (plan.blocks() > few_blocks) second.emplace(work);
      work();
    }
    if (failed == 0) {
      const std::vector<std::byte> index = plan.index();
      const Header header = plan.header(stamp, index);
      if (!file.write_all(index, plan.index_offset()) || !file.write_all(bytes_of(header), 0) ||
          ::fsync(file.get()) != 0)
        failed = errno;
    }
    if (failed != 0) {
      ::unlink(temporary.c_str());
      errno = failed;
      throw_not_stored(path);
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) throw_not_stored(path);
  const Descriptor directory(path.parent_path().empty() ? "." : path.parent_path(), O_RDONLY | O_DIRECTORY);
  if (directory.get() >= 0) ::fsync(directory.get());
}

void restamp(const std::filesystem::path& path, const FileStamp& stamp) {
  const Descriptor file(path, O_RDWR);
  Header header;
  if (file.get() < 0 || ::pread(file.get(), &header, sizeof header, 0) != static_cast<ssize_t>(sizeof header)) {
    throw_not_stored(path);
  }
  header.revision = stamp.revision;
  header.last_block = stamp.last_block;
  header.header_hash = header_hash_of(header);
  if (::pwrite(file.get(), &header, sizeof header, 0) != static_cast<ssize_t>(sizeof header) ||
      ::fsync(file.get()) != 0) {
    throw_not_stored(path);
  }
}

}  // namespace almanac::graph
