#include "server/export/csv_writer.h"

#include <zip.h>

#include "archive/error.h"
#include "server/csv.h"

namespace almanac::server {

void throw_export_failed(const std::string& why) {
  throw archive::Error(archive::ErrorKind::unavailable, "export_failed",
                       archive::filled({"the export cannot be written ({}); is there space on the disk?",
                                        "无法写出导出文件（{}）；请检查磁盘空间"},
                                       why));
}

void send_file(const std::filesystem::path& file, const std::function<bool(std::string_view)>& write) {
  std::ifstream in(file, std::ios::binary);
  std::string piece(64'000, '\0');
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(in.gcount());
    if (count > 0 && !write(std::string_view(piece).substr(0, count))) throw ReaderGone();
  }
  if (!in.eof()) throw_export_failed(file.filename().string());
}

int CsvStream::begin(const std::string&, const std::vector<std::string>& headings) {
  text_ = csv_mark;
  add_csv_row(text_, headings);
  return 0;
}

void CsvStream::row(int, const std::vector<Cell>& cells) {
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (const Cell& cell : cells) texts.push_back(cell.text);
  add_csv_row(text_, texts);
  if (text_.size() > 60'000) send();
}

void CsvStream::finish() { send(); }

void CsvStream::send() {
  if (!text_.empty() && !write_(text_)) throw ReaderGone();
  text_.clear();
}

CsvArchive::~CsvArchive() {
  std::error_code ignored;
  for (auto& file : files_) std::filesystem::remove(file.path, ignored);
}

int CsvArchive::begin(const std::string& name, const std::vector<std::string>& headings) {
  File file;
  file.name = name + ".csv";
  file.path = scratch_;
  file.path += "." + std::to_string(files_.size());
  file.out = std::make_unique<std::ofstream>(file.path, std::ios::binary | std::ios::trunc);
  file.csv = std::make_unique<CsvStream>(
      [out = file.out.get()](std::string_view text) { return static_cast<bool>(*out << text); });
  file.csv->begin(name, headings);
  files_.push_back(std::move(file));
  return static_cast<int>(files_.size()) - 1;
}

void CsvArchive::row(int table, const std::vector<Cell>& cells) {
  files_[static_cast<std::size_t>(table)].csv->row(table, cells);
}

void CsvArchive::finish(const std::filesystem::path& target) {
  int code = 0;
  zip_t* zip = zip_open(target.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  if (!zip) throw_export_failed("zip " + std::to_string(code));
  std::string why;
  for (auto& file : files_) {
    file.csv->finish();
    file.out->close();
    zip_source_t* source = *file.out ? zip_source_file(zip, file.path.c_str(), 0, -1) : nullptr;
    const auto index = source ? zip_file_add(zip, file.name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
      if (source) zip_source_free(source);
      why = file.name;
      break;
    }
    // The first day that a ZIP archive can say: when an export was made is not in it.
    zip_file_set_dostime(zip, static_cast<zip_uint64_t>(index), 0, (1 << 5) | 1, 0);
  }
  if (why.empty() && zip_close(zip) == 0) return;
  if (why.empty()) why = zip_strerror(zip);
  zip_discard(zip);
  throw_export_failed(why);
}

}  // namespace almanac::server
