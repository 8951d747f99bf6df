#include "importers/xlsx_parts.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "archive/error.h"
#include "importers/workbook_builder.h"

namespace almanac::importers {
namespace {

using archive::filled;

std::string_view folder_of(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : part.substr(0, slash);
}

// The part that `target` names seen from a part in `folder`: "/xl/a.xml", "a.xml", "../xl/./a.xml", "a.xml#Sheet1".
std::string resolved(std::string_view folder, std::string_view target) {
  target = target.substr(0, target.find('#'));
  std::string path = target.starts_with('/') || target.starts_with('\\') ? "" : std::string(folder) + '/';
  path += target;
  std::vector<std::string_view> parts;
  for (char& c : path)
    if (c == '\\') c = '/';
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = std::string_view(path).substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") continue;
    if (part != "..")
      parts.push_back(part);
    else if (!parts.empty())
      parts.pop_back();
  }
  std::string name;
  for (const std::string_view part : parts) {
    if (!name.empty()) name += '/';
    name += part;
  }
  return name;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

constexpr std::size_t most_relationships = 100'000;

class RelationshipsHandler final : public XmlHandler {
 public:
  RelationshipsHandler(const std::filesystem::path& path, std::string_view folder) : path_(path), folder_(folder) {}
  void start(const XmlName& name, const XmlAttributes& attributes, std::uint32_t) override {
    if (name.local != "Relationship") return;
    const auto id = attributes.get("Id");
    const auto type = attributes.get("Type");
    const auto target = attributes.get("Target");
    if (!id || !type || !target) return;
    if (found.size() >= most_relationships) {
      const std::string most = std::to_string(most_relationships);
      fail_too_large(path_, filled({"it names more than {} parts", "引用的部件超过 {} 个"}, most));
    }
    const bool external = attributes.get("TargetMode").value_or("") == "External";
    found.insert_or_assign(std::string(*id),
                           XlsxRelationship{std::string(type->substr(type->rfind('/') + 1)),
                                            external ? std::string(*target) : resolved(folder_, *target), external});
  }
  void end(const XmlName&, std::uint32_t) override {}
  void text(std::string_view) override {}

  XlsxRelationships found;

 private:
  const std::filesystem::path& path_;
  std::string_view folder_;
};

class WorkbookHandler final : public XmlHandler {
 public:
  explicit WorkbookHandler(const XlsxPackage& package) : package_(package) {}
  void start(const XmlName& name, const XmlAttributes& attributes, std::uint32_t depth) override {
    if (depth == 1) root = name.local;
    if (depth == 2 && name.local == "workbookPr") {
      const std::string_view value = attributes.get("date1904").value_or("");
      part.date_1904 = value == "1" || value == "true";
    }
    if (depth != 3 || name.local != "sheet") return;
    if (part.sheets.size() >= package_.limits.sheets) {
      const std::string most = std::to_string(package_.limits.sheets);
      fail_too_large(package_.path, filled({"it has more than {} sheets", "工作表超过 {} 个"}, most));
    }
    XlsxSheetEntry entry;
    entry.name = attributes.get("name").value_or("");
    entry.relationship = attributes.get("/relationships", "id").value_or("");
    entry.hidden = attributes.get("state").value_or("visible") != "visible";
    part.sheets.push_back(std::move(entry));
  }
  void end(const XmlName&, std::uint32_t) override {}
  void text(std::string_view) override {}

  std::string root;
  XlsxWorkbookPart part;

 private:
  const XlsxPackage& package_;
};

// The main part by the package's relationships; by its usual name where those are missing.
std::string workbook_name(const XlsxPackage& package) {
  for (const auto& [id, relationship] : read_relationships(package, ""))
    if (relationship.kind == "officeDocument" && !relationship.external && package.part(relationship.target) != nullptr)
      return relationship.target;
  if (package.part("xl/workbook.xml") != nullptr) return "xl/workbook.xml";
  if (package.part("content.xml") != nullptr)
    fail_other_kind(package.path, {"an OpenDocument file", " OpenDocument 文件"});
  fail_other_kind(package.path, {"a ZIP archive without a workbook in it", "不含工作簿的 ZIP 压缩包"});
}

}  // namespace

const ZipMember* XlsxPackage::part(std::string_view name) const {
  if (const ZipMember* member = zip.find(name)) return member;
  return name.find('%') == std::string_view::npos ? nullptr : zip.find(percent_decoded(name));
}

XlsxRelationships read_relationships(const XlsxPackage& package, std::string_view name) {
  const std::string_view folder = folder_of(name);
  std::string path(folder);
  if (!path.empty()) path += '/';
  path += "_rels/";
  path += folder.empty() ? name : name.substr(folder.size() + 1);
  path += ".rels";
  RelationshipsHandler handler(package.path, folder);
  if (const ZipMember* member = package.part(path)) package.scan(*member, handler);
  return std::move(handler.found);
}

XlsxWorkbookPart read_workbook_part(const XlsxPackage& package) {
  const std::string name = workbook_name(package);
  if (name.ends_with(".bin")) fail_other_kind(package.path, {"a binary workbook (.xlsb)", "二进制工作簿（.xlsb）"});
  WorkbookHandler handler(package);
  package.scan(*package.part(name), handler);
  if (handler.root == "document") fail_other_kind(package.path, {"a Word document", " Word 文档"});
  if (handler.root == "presentation") fail_other_kind(package.path, {"a presentation", "演示文稿"});
  if (handler.root != "workbook") {
    fail_damaged_workbook(package.path, filled({"\"{}\" in it is no workbook", "其中的“{}”不是工作簿"}, name));
  }
  handler.part.name = name;
  handler.part.relationships = read_relationships(package, name);
  return std::move(handler.part);
}

}  // namespace almanac::importers
