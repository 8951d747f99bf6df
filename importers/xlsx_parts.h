#pragma once
// The parts of an XLSX file and how they point to each other (Open Packaging Conventions, ECMA-376 part 2): relationships
// name parts, the workbook names its sheets by relationship. Internal to read_xlsx().

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "importers/sheet.h"
#include "importers/xml_stream.h"
#include "importers/zip_archive.h"

namespace almanac::importers {

struct XlsxPackage {
  ZipArchive& zip;
  const std::filesystem::path& path;
  const WorkbookLimits& limits;

  const ZipMember* part(std::string_view name) const;  // also by its percent-decoded name
  void scan(const ZipMember& member, XmlHandler& handler) const { scan_xml(zip, member, path, limits.depth, handler); }
};

struct XlsxRelationship {
  std::string kind;    // last part of its type's address, the same in the strict and the transitional form: "worksheet"
  std::string target;  // name of the part, from the root, without "/"; as written if external
  bool external = false;
};
using XlsxRelationships = std::map<std::string, XlsxRelationship, std::less<>>;  // by id

// Of the part `name`; of the package for "". Empty if there are none.
XlsxRelationships read_relationships(const XlsxPackage& package, std::string_view name);

struct XlsxSheetEntry {
  std::string name, relationship;
  bool hidden = false;
};

struct XlsxWorkbookPart {
  std::string name;                    // of the part
  std::vector<XlsxSheetEntry> sheets;  // in the order of their tabs
  bool date_1904 = false;
  XlsxRelationships relationships;
};

// Throws Error invalid_input "damaged_file", "too_large", "other_file_kind" (a text document or presentation, a binary workbook).
XlsxWorkbookPart read_workbook_part(const XlsxPackage& package);

}  // namespace almanac::importers
