#pragma once
// Tables as CSV (server/csv.h): one as a stream, several as files of a ZIP archive.

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "server/export/tables.h"

namespace almanac::server {

class CsvStream final : public TableWriter {
 public:
  explicit CsvStream(std::function<bool(std::string_view)> write) : write_(std::move(write)) {}
  int begin(const std::string& name, const std::vector<std::string>& headings) override;  // once
  void row(int table, const std::vector<Cell>& cells) override;
  void finish();

 private:
  void send();
  std::function<bool(std::string_view)> write_;
  std::string text_;
};

class CsvArchive final : public TableWriter {
 public:
  explicit CsvArchive(const std::filesystem::path& scratch) : scratch_(scratch) {}
  ~CsvArchive() override;
  int begin(const std::string& name, const std::vector<std::string>& headings) override;
  void row(int table, const std::vector<Cell>& cells) override;
  // Writes the ZIP archive. Error unavailable "export_failed".
  void finish(const std::filesystem::path& file);

 private:
  struct File {
    std::string name;
    std::filesystem::path path;
    std::unique_ptr<std::ofstream> out;
    std::unique_ptr<CsvStream> csv;
  };
  std::filesystem::path scratch_;
  std::vector<File> files_;
};

[[noreturn]] void throw_export_failed(const std::string& why);

// A file's bytes in pieces to `write`; throws ReaderGone when that gives false.
void send_file(const std::filesystem::path& file, const std::function<bool(std::string_view)>& write);

}  // namespace almanac::server
