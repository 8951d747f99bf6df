#include "importers/format.h"

#include <algorithm>
#include <cctype>

#include "archive/error.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

constexpr std::size_t detection_size = 64u << 10;

const Text kinds_read{"CSV (.csv, .txt), TSV (.tsv, .tab), JSON (.json) and JSON Lines (.jsonl, .ndjson)",
                      "CSV（.csv、.txt）、TSV（.tsv、.tab）、JSON（.json）和 JSON Lines（.jsonl、.ndjson）"};

// A kind that is recognised by its first bytes and not read.
struct ForeignKind {
  std::string_view magic;
  std::size_t at;
  Text name;
};

const std::vector<ForeignKind>& foreign_kinds() {
  static const std::vector<ForeignKind> kinds = {
      {"%PDF-", 0, {"a PDF document", "PDF 文档"}},
      {std::string_view("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8),
       0,
       {"an old Office file (XLS, DOC, PPT) or an encrypted one", "旧版 Office 文件（XLS、DOC、PPT）或加密文件"}},
      {std::string_view("\x1F\x8B", 2), 0, {"a gzip archive", "gzip 压缩文件"}},
      {"Rar!\x1A\x07", 0, {"a RAR archive", "RAR 压缩包"}},
      {"7z\xBC\xAF\x27\x1C", 0, {"a 7z archive", "7z 压缩包"}},
      {"BZh", 0, {"a bzip2 archive", "bzip2 压缩文件"}},
      {std::string_view("\xFD"
                        "7zXZ\0",
                        6),
       0,
       {"an xz archive", "xz 压缩文件"}},
      {std::string_view("\x28\xB5\x2F\xFD", 4), 0, {"a Zstandard archive", "Zstandard 压缩文件"}},
      {std::string_view("SQLite format 3\0", 16), 0, {"an SQLite database", "SQLite 数据库"}},
      {std::string_view("\x89PNG\r\n\x1A\n", 8), 0, {"a PNG image", "PNG 图片"}},
      {"\xFF\xD8\xFF", 0, {"a JPEG image", "JPEG 图片"}},
      {"GIF8", 0, {"a GIF image", "GIF 图片"}},
      {"PAR1", 0, {"a Parquet file", "Parquet 文件"}},
      {"{\\rtf", 0, {"an RTF document", "RTF 文档"}},
      {std::string_view("\x7F"
                        "ELF",
                        4),
       0,
       {"a program", "可执行程序"}}};
  return kinds;
}

// What a ZIP holds is told by the names of its first entries, which stand in the clear.
Text zip_kind(std::string_view bytes) {
  const auto has = [&](std::string_view name) { return bytes.find(name) != std::string_view::npos; };
  if (has("opendocument.spreadsheet")) return {"an ODS workbook", "ODS 工作簿"};
  if (has("opendocument.text")) return {"an ODT document", "ODT 文档"};
  if (has("xl/")) return {"an XLSX workbook", "XLSX 工作簿"};
  if (has("word/")) return {"a DOCX document", "DOCX 文档"};
  if (has("ppt/")) return {"a PPTX presentation", "PPTX 演示文稿"};
  return {"a ZIP archive", "ZIP 压缩包"};
}

[[noreturn]] void refuse_kind(const std::filesystem::path& path, const Text& kind) {
  Text message{path.filename().string() + " is " + kind.en +
                   ", which is not read; a table: save it as CSV UTF-8; an archive: unpack it. Read are " +
                   kinds_read.en,
               path.filename().string() + " 是" + kind.zh +
                   "，目前不能读取；表格请另存为 CSV UTF-8，压缩包请先解压。可读取：" + kinds_read.zh};
  throw Error(ErrorKind::invalid_input, "other_file_kind", std::move(message), path.string());
}

std::string extension_of(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extension;
}

// The text's beginning in UTF-8, whatever its encoding.
std::string decoded_beginning(std::string_view first_bytes, Encoding encoding) {
  auto text = decoded_source(memory_source(first_bytes), encoding);
  return read_up_to(*text, 4096);
}

// Share of control characters that no text has; such a file is binary.
bool looks_binary(std::string_view text) {
  const auto control = std::count_if(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\x1B';
  });
  return control * 20 > static_cast<std::ptrdiff_t>(text.size());
}

void refuse_foreign(const std::filesystem::path& path, std::string_view first_bytes) {
  for (const ForeignKind& kind : foreign_kinds()) {
    if (first_bytes.substr(std::min(kind.at, first_bytes.size())).starts_with(kind.magic)) refuse_kind(path, kind.name);
  }
  if (first_bytes.starts_with("PK\x03\x04") || first_bytes.starts_with("PK\x05\x06"))
    refuse_kind(path, zip_kind(first_bytes));
}

}  // namespace

std::string_view to_string(Format format) {
  switch (format) {
    case Format::csv:
      return "csv";
    case Format::tsv:
      return "tsv";
    case Format::json:
      return "json";
    case Format::jsonl:
      return "jsonl";
  }
  return {};
}

Format detect_format(const std::filesystem::path& path, std::string_view first_bytes) {
  refuse_foreign(path, first_bytes);
  const std::string text = decoded_beginning(first_bytes, detect_encoding(first_bytes).encoding);
  if (looks_binary(text))
    throw Error(
        ErrorKind::invalid_input, "binary_file",
        filled({"{} is not text; read are {}", "{} 不是文本文件；可读取：{}"}, path.filename().string(), kinds_read.en),
        path.string());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos && first_bytes.size() < detection_size)
    throw Error(
        ErrorKind::invalid_input, "empty_file",
        filled({"{} is empty: there is nothing to import", "{} 是空文件，没有可导入的内容"}, path.filename().string()),
        path.string());

  const std::string extension = extension_of(path);
  const char opening = first == std::string::npos ? ' ' : text[first];
  if (extension == ".csv") return Format::csv;
  if (extension == ".tsv" || extension == ".tab") return Format::tsv;
  if (extension == ".jsonl" || extension == ".ndjson") return Format::jsonl;
  if (extension == ".json" || opening == '{' || opening == '[') return Format::json;
  if (extension == ".txt") return Format::csv;
  throw Error(ErrorKind::invalid_input, "unknown_file_kind",
              Text{"the kind of " + path.filename().string() + " is not known; read are " + kinds_read.en,
                   "无法识别 " + path.filename().string() + " 的文件类型；可读取：" + kinds_read.zh},
              path.string());
}

OpenedFile open_bytes(std::unique_ptr<ByteSource> bytes, const std::filesystem::path& name,
                      const ReadOptions& options) {
  std::string beginning = read_up_to(*bytes, detection_size);
  OpenedFile opened;
  opened.format = options.format ? *options.format : detect_format(name, beginning);
  const DetectedEncoding detected = detect_encoding(beginning);
  opened.encoding = options.encoding.value_or(detected.encoding);
  opened.encoding_certain = options.encoding.has_value() || detected.certain;
  auto text = decoded_source(joined_source(std::move(beginning), std::move(bytes)), opened.encoding);
  if (opened.format == Format::json || opened.format == Format::jsonl) {
    JsonOptions json = options.json;
    json.lines = json.lines || opened.format == Format::jsonl;
    opened.records = std::make_unique<JsonReader>(std::move(text), json);
  } else {
    opened.table = std::make_unique<CsvReader>(std::move(text), options.csv);
  }
  return opened;
}

OpenedFile open_file(const std::filesystem::path& path, const ReadOptions& options) {
  return open_bytes(open_source(path), path, options);
}

}  // namespace almanac::importers
