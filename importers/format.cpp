#include "importers/format.h"

#include <algorithm>
#include <cctype>

#include "archive/error.h"
#include "importers/csv_grid.h"
#include "importers/header_names.h"
#include "importers/value.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

constexpr std::size_t detection_size = 64u << 10;

const Text kinds_read{
    "CSV (.csv, .txt), TSV (.tsv, .tab), JSON (.json), JSON Lines (.jsonl, .ndjson), workbooks (.xlsx, .xlsm, .ods, "
    ".xls), "
    "documents (.docx, .pptx, .pdf, .md, .html, .txt) and ZIP archives of these",
    "CSV（.csv、.txt）、TSV（.tsv、.tab）、JSON（.json）、JSON "
    "Lines（.jsonl、.ndjson）、工作簿（.xlsx、.xlsm、.ods、.xls）、"
    "文档（.docx、.pptx、.pdf、.md、.html、.txt）以及包含这些文件的 ZIP 压缩包"};

// A kind that is recognised by its first bytes and not read.
struct ForeignKind {
  std::string_view magic;
  std::size_t at;
  Text name;
};

const std::vector<ForeignKind>& foreign_kinds() {
  static const std::vector<ForeignKind> kinds = {
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

constexpr std::string_view old_office = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

// Kinds known by their name that are to be saved as another.
struct NamedKind {
  std::string_view extension;
  Text name, save_as;
};

const Text as_docx{"open it and save it as a Word document (.docx)", "请打开后另存为 Word 文档（.docx）"};
const Text as_xlsx{"open it and save it as an Excel workbook (.xlsx)", "请打开后另存为 Excel 工作簿（.xlsx）"};
const Text as_pptx{"open it and save it as a PowerPoint presentation (.pptx)",
                   "请打开后另存为 PowerPoint 演示文稿（.pptx）"};

const std::vector<NamedKind>& named_kinds() {
  static const std::vector<NamedKind> kinds = {
      {".doc", {"an old Word document", "旧版 Word 文档"}, as_docx},
      {".wps", {"a WPS text document", "WPS 文字文档"}, as_docx},
      {".rtf", {"an RTF document", "RTF 文档"}, as_docx},
      {".odt", {"an ODT document", "ODT 文档"}, as_docx},
      {".pages", {"a Pages document", "Pages 文稿"}, as_docx},
      {".et", {"a WPS workbook", "WPS 表格"}, as_xlsx},
      {".xlsb", {"a binary Excel workbook", "Excel 二进制工作簿"}, as_xlsx},
      {".numbers", {"a Numbers table", "Numbers 表格"}, as_xlsx},
      {".ppt", {"an old PowerPoint presentation", "旧版 PowerPoint 演示文稿"}, as_pptx},
      {".dps", {"a WPS presentation", "WPS 演示文稿"}, as_pptx},
      {".odp", {"an ODP presentation", "ODP 演示文稿"}, as_pptx},
      {".key", {"a Keynote presentation", "Keynote 演示文稿"}, as_pptx}};
  return kinds;
}

[[noreturn]] void refuse_kind(const std::filesystem::path& path, const Text& kind, const Text& instead) {
  throw Error(
      ErrorKind::invalid_input, "other_file_kind",
      {path.filename().string() + " is " + kind.en + ", which is not read; " + instead.en + ". Read are " +
           kinds_read.en,
       path.filename().string() + " 是" + kind.zh + "，不能直接读取；" + instead.zh + "。可读取：" + kinds_read.zh},
      path.string());
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
  const std::string extension = extension_of(path);
  for (const NamedKind& kind : named_kinds())
    if (extension == kind.extension && !first_bytes.empty()) refuse_kind(path, kind.name, kind.save_as);
  for (const ForeignKind& kind : foreign_kinds())
    if (first_bytes.substr(std::min(kind.at, first_bytes.size())).starts_with(kind.magic))
      refuse_kind(path, kind.name,
                  {"a table: save it as CSV UTF-8 or .xlsx; an archive: unpack it, or pack it as .zip",
                   "表格请另存为 CSV UTF-8 或 .xlsx，压缩包请先解压或改用 .zip"});
}

// What a ZIP holds is told by the names of its first entries, which stand in the clear; else by the file's own.
Format zip_format(const std::string& extension, std::string_view bytes) {
  const auto has = [&](std::string_view name) { return bytes.find(name) != std::string_view::npos; };
  if (has("opendocument.spreadsheet")) return Format::ods;
  if (extension == ".xlsx" || extension == ".xlsm" || extension == ".xltx") return Format::xlsx;
  if (extension == ".docx") return Format::docx;
  if (extension == ".pptx") return Format::pptx;
  if (extension == ".ods") return Format::ods;
  if (extension == ".zip") return Format::zip;
  if (has("xl/workbook") || has("xl/worksheets")) return Format::xlsx;
  if (has("word/document")) return Format::docx;
  if (has("ppt/presentation") || has("ppt/slides")) return Format::pptx;
  return Format::zip;
}

// Old Office files and encrypted new ones are containers alike; their parts are named in UTF-16.
Format old_office_format(const std::filesystem::path& path, const std::string& extension, std::string_view bytes) {
  const auto has = [&](std::string_view name) {
    std::string wide;
    for (const char c : name) (wide += c) += '\0';
    return bytes.find(wide) != std::string_view::npos;
  };
  if (has("EncryptedPackage") || extension == ".xlsx" || extension == ".xlsm" || extension == ".docx" ||
      extension == ".pptx")
    throw Error(
        ErrorKind::invalid_input, "encrypted_file",
        filled(
            {"{} is encrypted; open it with its password, remove the password (File, Info, Protect) and save it again",
             "{} 已加密；请用密码打开后取消密码（文件、信息、保护），再重新保存"},
            path.filename().string()),
        path.string());
  if (extension == ".xls" || has("Workbook") || has("Book")) return Format::xls;
  if (has("WordDocument")) refuse_kind(path, {"an old Word document", "旧版 Word 文档"}, as_docx);
  if (has("PowerPoint Document"))
    refuse_kind(path, {"an old PowerPoint presentation", "旧版 PowerPoint 演示文稿"}, as_pptx);
  refuse_kind(path, {"an old Office file", "旧版 Office 文件"},
              {"open it and save it as .xlsx, .docx or .pptx", "请打开后另存为 .xlsx、.docx 或 .pptx"});
}

// Whether text without a telling name is a table: its lines have the same number of cells, two at least, or one that heads a
// column.
bool reads_as_table(std::string_view text, const bool whole) {
  const char delimiter = find_delimiter(text);
  std::size_t lines = 0, cells = 0, alike = 0;
  std::string_view first;
  while (!text.empty() && lines < 100) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const bool cut = end == text.size() && !whole;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trimmed(line).empty() || (cut && lines > 0)) continue;
    const auto count = static_cast<std::size_t>(std::count(line.begin(), line.end(), delimiter)) + 1;
    if (lines++ == 0) cells = count, first = line;
    alike += count == cells ? 1 : 0;
  }
  if (cells >= 2 && (lines == 1 || alike * 10 >= lines * 7)) {
    if (delimiter == '\t' || delimiter == '|' || delimiter == ';') return true;
    // Prose has commas too: its first line is no list of short names.
    for (std::size_t from = 0; from <= first.size();) {
      const std::size_t to = std::min(first.find(delimiter, from), first.size());
      if (to - from > 60) return false;
      from = to + 1;
    }
    return lines == 1 || alike * 10 >= lines * 9;
  }
  return cells == 1 && is_field_name(trimmed(first));
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
    case Format::xlsx:
      return "xlsx";
    case Format::ods:
      return "ods";
    case Format::xls:
      return "xls";
    case Format::docx:
      return "docx";
    case Format::pptx:
      return "pptx";
    case Format::pdf:
      return "pdf";
    case Format::markdown:
      return "markdown";
    case Format::html:
      return "html";
    case Format::text:
      return "text";
    case Format::zip:
      return "zip";
  }
  return {};
}

bool is_workbook(Format format) { return format == Format::xlsx || format == Format::ods || format == Format::xls; }

bool is_document(Format format) {
  return format == Format::docx || format == Format::pptx || format == Format::pdf || format == Format::markdown ||
         format == Format::html || format == Format::text;
}

Format detect_format(const std::filesystem::path& path, std::string_view first_bytes) {
  const std::string extension = extension_of(path);
  refuse_foreign(path, first_bytes);
  if (first_bytes.starts_with("%PDF-")) return Format::pdf;
  if (first_bytes.starts_with("PK\x03\x04") || first_bytes.starts_with("PK\x05\x06"))
    return zip_format(extension, first_bytes);
  if (first_bytes.starts_with(old_office)) return old_office_format(path, extension, first_bytes);
  const std::string text = decoded_beginning(first_bytes, detect_encoding(first_bytes).encoding);
  if (looks_binary(text))
    throw Error(ErrorKind::invalid_input, "binary_file",
                Text{path.filename().string() + " is not text; read are " + kinds_read.en,
                     path.filename().string() + " 不是文本文件；可读取：" + kinds_read.zh},
                path.string());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos && first_bytes.size() < detection_size)
    throw Error(
        ErrorKind::invalid_input, "empty_file",
        filled({"{} is empty: there is nothing to import", "{} 是空文件，没有可导入的内容"}, path.filename().string()),
        path.string());

  const char opening = first == std::string::npos ? ' ' : text[first];
  if (extension == ".csv") return Format::csv;
  if (extension == ".tsv" || extension == ".tab") return Format::tsv;
  if (extension == ".jsonl" || extension == ".ndjson") return Format::jsonl;
  if (extension == ".md" || extension == ".markdown") return Format::markdown;
  if (extension == ".html" || extension == ".htm") return Format::html;
  if (extension == ".json" || opening == '{' || opening == '[') return Format::json;
  if (extension == ".txt" || extension == ".xls" || extension == ".xlsx") {
    if (opening == '<' && extension != ".txt") return Format::html;
    return reads_as_table(text, first_bytes.size() < detection_size) || extension != ".txt" ? Format::csv
                                                                                            : Format::text;
  }
  throw Error(ErrorKind::invalid_input, "unknown_file_kind",
              Text{"the kind of " + path.filename().string() + " is not known; read are " + kinds_read.en,
                   "无法识别 " + path.filename().string() + " 的文件类型；可读取：" + kinds_read.zh},
              path.string());
}

Format detect_format(const std::filesystem::path& path) {
  const auto source = open_source(path);
  return detect_format(path, read_up_to(*source, detection_size));
}

namespace {

constexpr std::size_t preamble_rows = 200;

// The first records of the text as a grid; lines that the reader would reject are blank. A last record that the beginning may have
// cut off is left out.
Sheet first_rows(CsvGrid& grid, bool whole, std::vector<std::uint64_t>& lines) {
  Sheet sheet;
  GridRecord record;
  while (sheet.rows.size() < preamble_rows && grid.next(record)) {
    std::vector<SheetCell> row;
    if (!record.broken)
      for (std::string& cell : record.cells)
        row.push_back({cell.empty() ? SheetCell::Type::empty : SheetCell::Type::text, false, std::move(cell)});
    sheet.rows.push_back(std::move(row));
    lines.push_back(record.line);
  }
  if (!whole && sheet.rows.size() < preamble_rows && sheet.rows.size() > 1) {
    sheet.rows.pop_back();
    lines.pop_back();
  }
  return sheet;
}

// Finds the header if nobody said where it is.
void find_header(std::string_view beginning, const std::filesystem::path& name, const ReadOptions& options,
                 CsvOptions& csv, OpenedFile& opened) {
  if (!options.dictionary || csv.first_line != 1 || !csv.columns.empty()) return;
  auto decoded = decoded_source(memory_source(beginning), opened.encoding);
  const std::string text = read_up_to(*decoded, beginning.size() * 3 + 16);
  CsvGrid grid(memory_source(text), csv.delimiter);
  csv.delimiter = grid.delimiter();
  std::vector<std::uint64_t> lines;
  const Sheet rows = first_rows(grid, beginning.size() < detection_size, lines);
  opened.layout = find_preamble(rows, lines, *options.dictionary, name.filename().string());
  csv.first_line = opened.layout.header_line;
  opened.notes = opened.layout.reasons;
}

}  // namespace

OpenedFile open_bytes(std::unique_ptr<ByteSource> bytes, const std::filesystem::path& name,
                      const ReadOptions& options) {
  std::string beginning = read_up_to(*bytes, detection_size);
  OpenedFile opened;
  opened.format = options.format ? *options.format : detect_format(name, beginning);
  if (is_workbook(opened.format) || is_document(opened.format) || opened.format == Format::zip)
    throw Error(ErrorKind::invalid_input, "other_file_kind",
                filled({"{} is no table of text", "{} 不是文本表格"}, name.filename().string()), name.string());
  const DetectedEncoding detected = detect_encoding(beginning);
  opened.encoding = options.encoding.value_or(detected.encoding);
  opened.encoding_certain = options.encoding.has_value() || detected.certain;
  CsvOptions csv = options.csv;
  const bool delimited = opened.format == Format::csv || opened.format == Format::tsv;
  if (delimited) find_header(beginning, name, options, csv, opened);
  auto text = decoded_source(joined_source(std::move(beginning), std::move(bytes)), opened.encoding);
  if (!delimited) {
    JsonOptions json = options.json;
    json.lines = json.lines || opened.format == Format::jsonl;
    opened.records = std::make_unique<JsonReader>(std::move(text), json);
  } else {
    auto reader = std::make_unique<CsvReader>(std::move(text), csv);
    opened.delimiter = reader->delimiter();
    opened.table = std::move(reader);
  }
  return opened;
}

OpenedFile open_file(const std::filesystem::path& path, const ReadOptions& options) {
  return open_bytes(open_source(path), path, options);
}

}  // namespace almanac::importers
