// An XLSX file is a ZIP of XML parts: the workbook names its sheets, texts stand once in a table of shared strings, styles
// tell dates from numbers. ECMA-376 part 1, SpreadsheetML; both its namespaces, the strict and the transitional, are read
// alike because elements are known by name and place.

#include <utility>

#include "archive/error.h"
#include "importers/ole_file.h"
#include "importers/sheet.h"
#include "importers/xlsx_parts.h"
#include "importers/xlsx_sheet.h"
#include "importers/xlsx_strings.h"
#include "importers/xlsx_styles.h"

namespace almanac::importers {
namespace {

using archive::filled;

// The part of this kind; by its usual name if no relationship names one.
const ZipMember* part_of_kind(const XlsxPackage& package, const XlsxWorkbookPart& workbook, std::string_view kind,
                              std::string_view usual_name) {
  for (const auto& [id, relationship] : workbook.relationships)
    if (relationship.kind == kind && !relationship.external)
      if (const ZipMember* member = package.part(relationship.target)) return member;
  return package.part(usual_name);
}

void read_sheet(const XlsxPackage& package, const XlsxWorkbookPart& workbook, const XlsxSheetEntry& entry,
                const XlsxContext& context, WorkbookBuilder& builder) {
  const auto relationship = workbook.relationships.find(entry.relationship);
  const ZipMember* member = nullptr;
  if (relationship != workbook.relationships.end()) {
    const std::string& kind = relationship->second.kind;
    if (relationship->second.external) return builder.external_reference();
    if (kind == "xlMacrosheet" || kind == "xlIntlMacrosheet") return builder.macros();
    if (kind != "worksheet") return;  // a chart or a dialog: no cells
    member = package.part(relationship->second.target);
  }
  if (member == nullptr) {
    fail_damaged_workbook(package.path,
                          filled({"the part of sheet \"{}\" is missing", "缺少工作表“{}”的内容"}, entry.name));
  }
  builder.begin_sheet(entry.name, entry.hidden);
  read_worksheet(package, *member, context, builder);
  builder.end_sheet();
}

}  // namespace

Workbook read_xlsx(const std::filesystem::path& path, const WorkbookLimits& limits) {
  refuse_ole_workbook(path);
  ZipArchive zip(path, {limits.unpacked_bytes, limits.unpacked_bytes, limits.ratio, ZipLimits{}.members});
  const XlsxPackage package{zip, path, limits};
  const XlsxWorkbookPart workbook = read_workbook_part(package);
  WorkbookBuilder builder(path, limits);
  for (const auto& [id, relationship] : workbook.relationships) {
    if (relationship.kind == "vbaProject") builder.macros();
    if (relationship.kind == "externalLink" || relationship.kind == "externalLinkPath") builder.external_reference();
  }
  XlsxContext context;
  context.limits = limits;
  context.dates = workbook.date_1904 ? DateSystem::from_1904 : DateSystem::from_1900;
  if (const auto* strings = part_of_kind(package, workbook, "sharedStrings", "xl/sharedStrings.xml"))
    context.strings = read_shared_strings(package, *strings, limits);
  if (const auto* styles = part_of_kind(package, workbook, "styles", "xl/styles.xml"))
    context.styles = read_styles(package, *styles);
  for (const XlsxSheetEntry& entry : workbook.sheets) read_sheet(package, workbook, entry, context, builder);
  return builder.take();
}

}  // namespace almanac::importers
