#pragma once
// Where bytes come from: a file, a string, a decoder in front of either. The readers pull, so memory stays bounded by
// their own buffers whatever the size of the input.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace almanac::importers {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills up to `size` bytes (size > 0) and returns how many; 0 only at the end. Throws Error unavailable
  // "unreadable_file" when the medium fails.
  virtual std::size_t read(char* into, std::size_t size) = 0;
  // Bytes taken from the file so far (before decoding), for progress; never falls.
  virtual std::uint64_t consumed() const = 0;
  // Size of the file; 0 if unknown (a pipe).
  virtual std::uint64_t total() const { return 0; }
};

// Throws Error not_found "no_such_file", forbidden "unreadable_file", invalid_input "not_a_file" (a directory).
std::unique_ptr<ByteSource> open_source(const std::filesystem::path& path);

// The bytes must outlive the source. At most `chunk` bytes per read(): tests feed one byte at a time.
std::unique_ptr<ByteSource> memory_source(std::string_view bytes, std::size_t chunk = SIZE_MAX);

// `first`, then what `rest` still has: gives back what a detector has looked at.
std::unique_ptr<ByteSource> joined_source(std::string first, std::unique_ptr<ByteSource> rest);

// Up to `size` bytes, fewer only at the end of the source.
std::string read_up_to(ByteSource& source, std::size_t size);

}  // namespace almanac::importers
