#pragma once
// The file that a snapshot lies in: numbered sections of bytes, memory-mapped, every byte under a checksum.
//
//   header, 256 bytes     magic "ALMGRAPH", format version, file kind, byte order mark, archive id, revision, position in
//                         the touchpoint log, counts and offsets, length of the file, hash of the index, hash of the header
//   sections              each from a multiple of 64, zeros between
//   index                 (offset, length) of each section, then the hash of each 256 KB block of everything before it
//
// The header's hash covers the header, the index's hash is in the header, the blocks' hashes are in the index: a change
// of any byte shows. A file is written under a temporary name, synced, and renamed, so a reader sees the old or the new one.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::graph {

inline constexpr std::uint32_t format_version = 2;  // raised by every change of the layout; other versions are rebuilt

// Fast, not cryptographic: finds every change of up to 8 adjacent bytes for certain, others but for 2^-64.
std::uint64_t hash_bytes(std::span<const std::byte> bytes);

struct FileStamp {
  std::uint32_t kind = 0;        // 1 records, 2 touchpoints
  std::string archive_id;        // at most 64 bytes
  std::uint64_t revision = 0;    // of the archive
  std::uint64_t last_block = 0;  // touchpoint block reached
};

class SectionFile {
 public:
  static constexpr std::size_t header_bytes = 256;

  // Maps the file and checks header, index, length and block hashes. Returns null and the reason in `*why` ("absent",
  // "truncated", "foreign", "other_version", "damaged_header", "damaged_block") if it cannot be used.
  static std::shared_ptr<const SectionFile> open(const std::filesystem::path& path, std::string* why = nullptr);
  // The same without the block hashes, so it takes no time, whatever the size. For a file that this process has just written, of which
  // reading the blocks would only show what the system remembers of the writing; of any other blocks_are_good() must be asked
  // before its sections are used.
  static std::shared_ptr<const SectionFile> open_unchecked(const std::filesystem::path& path,
                                                           std::string* why = nullptr);
  bool blocks_are_good() const;  // reads the whole file, on two threads if it is large
  // The same from memory (tests, read-only use).
  static std::shared_ptr<const SectionFile> from_bytes(std::vector<std::byte> bytes, std::string* why = nullptr);
  // A damaged file, to be compared with a good one: its sections are where those of `layout` are, and the first, which says
  // what the others hold, is that of `layout`, as is the stamp. Nothing is checked but that the two are of the same length; null
  // if they are not. Needs `layout` as long as it lives.
  static std::shared_ptr<const SectionFile> salvage(const std::filesystem::path& path, const SectionFile& layout);
  ~SectionFile();
  SectionFile(const SectionFile&) = delete;
  SectionFile& operator=(const SectionFile&) = delete;

  const FileStamp& stamp() const { return stamp_; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(sections_.size()); }
  std::span<const std::byte> section(std::uint32_t number) const { return sections_[number]; }  // number < count()
  std::size_t bytes() const { return all_.size(); }
  std::span<const std::byte> all() const { return all_; }  // the whole file

 private:
  SectionFile() = default;
  enum class Blocks { checked, trusted };
  static std::shared_ptr<const SectionFile> open(const std::filesystem::path& path, std::string* why, Blocks blocks);
  static std::shared_ptr<SectionFile> mapped(const std::filesystem::path& path, std::string& why,
                                             Blocks blocks);  // nothing checked
  const char* check(Blocks blocks);                           // null, or what is wrong
  static bool blocks_match(std::span<const std::byte> content, std::span<const std::byte> hashes);
  std::size_t index_offset_ = 0, hashes_offset_ = 0;

  FileStamp stamp_;
  std::span<const std::byte> all_;
  std::vector<std::span<const std::byte>> sections_;
  std::vector<std::byte> owned_;  // from_bytes
  void* mapped_ = nullptr;        // open
};

// Bytes that are made when the file is written, for a section that is not to be held as a whole.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual std::size_t size() const = 0;
  // Bytes [from, from + to.size()), which lie in [0, size()). From any thread; any part, any number of times.
  virtual void read(std::size_t from, std::span<std::byte> to) const = 0;
};

class SectionWriter {
 public:
  std::uint32_t add(std::vector<std::byte> bytes);  // the section's number
  std::uint32_t add_source(std::unique_ptr<const ByteSource> source);
  std::uint32_t reserve();  // a number whose bytes come later by set()
  void set(std::uint32_t number, std::vector<std::byte> bytes);

  std::vector<std::byte> to_bytes(const FileStamp& stamp) const;
  // Block by block, on two threads. Throws Error unavailable "graph_not_stored" with the path and the system's reason; the
  // old file is then untouched.
  void write(const std::filesystem::path& path, const FileStamp& stamp) const;

 private:
  struct Section {
    std::vector<std::byte> bytes;
    std::unique_ptr<const ByteSource> source;  // if not null, instead of bytes
    std::size_t size() const { return source != nullptr ? source->size() : bytes.size(); }
    void read(std::size_t from, std::span<std::byte> to) const;
  };
  class Plan;
  std::vector<Section> sections_;
};

// Sets revision and last_block of a stored file whose content holds for them too. Throws as write().
void restamp(const std::filesystem::path& path, const FileStamp& stamp);

}  // namespace almanac::graph
