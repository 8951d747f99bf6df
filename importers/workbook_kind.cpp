// Which reader a workbook needs, by its content: names lie often (.xls files that are HTML or XLSX, .xlsx files that are XLS).

#include <algorithm>
#include <string>

#include "importers/byte_source.h"
#include "importers/ole_file.h"
#include "importers/sheet.h"
#include "importers/workbook_builder.h"
#include "importers/zip_archive.h"

namespace almanac::importers {
namespace {

constexpr std::size_t looked_at = 4'096;

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

}  // namespace

void refuse_non_ole_workbook(const std::filesystem::path& path) {
  std::string bytes = read_up_to(*open_source(path), looked_at);
  if (is_ole(bytes)) return;
  if (is_zip(bytes)) fail_other_kind(path, {"a ZIP file, perhaps an .xlsx workbook", " ZIP 文件，可能是 .xlsx 工作簿"});
  // Excel 2 to 4 wrote the records into the file itself, without a container.
  if (bytes.size() > 3 && bytes[0] == '\x09' && (bytes[1] == 0 || bytes[1] == 2 || bytes[1] == 4) && bytes[3] == 0)
    fail_other_kind(path, {"a workbook of a version of Excel before 5", " Excel 5 之前版本的工作簿"});
  std::transform(bytes.begin(), bytes.end(), bytes.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (bytes.find("schemas-microsoft-com:office:spreadsheet") != std::string::npos)
    fail_other_kind(path, {"an XML spreadsheet of Excel 2003", " Excel 2003 的 XML 表格"});
  if (bytes.find("<html") != std::string::npos || bytes.find("<table") != std::string::npos)
    fail_other_kind(path, {"an HTML page, as some systems export it under the name .xls",
                           "网页（HTML），一些系统会把它以 .xls 为名导出"});
  if (bytes.find('\0') == std::string::npos && !bytes.empty())
    fail_other_kind(path, {"text, perhaps CSV", "文本，可能是 CSV"});
  fail_damaged_workbook(path, {"its header is not one of Excel 97–2003", "文件头不是 Excel 97–2003 的格式"});
}

Workbook read_workbook(const std::filesystem::path& path, const WorkbookLimits& limits) {
  const std::string bytes = read_up_to(*open_source(path), looked_at);
  if (is_ole(bytes)) return read_xls(path, limits);
  if (!is_zip(bytes)) refuse_non_ole_workbook(path);
  const ZipArchive zip(path);
  return zip.find("content.xml") != nullptr && zip.find("[Content_Types].xml") == nullptr ? read_ods(path, limits)
                                                                                          : read_xlsx(path, limits);
}

}  // namespace almanac::importers
