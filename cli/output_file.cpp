#include "cli/output_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "archive/error.h"

namespace almanac::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const std::string& file) {
  throw archive::Error(archive::ErrorKind::unavailable, "cannot_write",
                       archive::filled({"{} cannot be written: {}", "无法写入 {}：{}"}, file, std::strerror(errno)));
}

// Removes what it names when it goes.
struct Scratch {
  fs::path path;
  ~Scratch() {
    std::error_code ignored;
    fs::remove(path, ignored);
  }
};

}  // namespace

std::uint64_t write_output(const std::string& file,
                           const std::function<std::uint64_t(const fs::path& scratch, const ByteSink& write)>& make) {
  if (file == "-") {
    const Scratch scratch{fs::temp_directory_path() / ("almanac-export-" + std::to_string(::getpid()))};
    const std::uint64_t rows = make(scratch.path, [](std::string_view bytes) {
      return static_cast<bool>(std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
    });
    std::cout.flush();
    if (!std::cout) cannot_write(file);
    return rows;
  }
  const Scratch partial{file + ".part"}, scratch{file + ".making"};
  std::ofstream out(partial.path, std::ios::binary | std::ios::trunc);
  if (!out) cannot_write(file);
  const std::uint64_t rows = make(scratch.path, [&](std::string_view bytes) {
    return static_cast<bool>(out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
  });
  out.close();
  std::error_code error;
  if (out) fs::rename(partial.path, fs::path(file), error);
  if (!out || error) cannot_write(file);
  return rows;
}

server::ExportFormat format_for(const std::string& file, const std::string& format) {
  if (!format.empty()) return server::export_format_from(format);
  const auto ending = fs::path(file).extension();
  if (ending == ".csv" || ending == ".zip") return server::ExportFormat::csv;
  if (ending == ".xlsx") return server::ExportFormat::xlsx;
  return server::ExportFormat::jsonl;
}

}  // namespace almanac::cli
