#include "importers/ooxml.h"

#include <algorithm>

#include "archive/error.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;

constexpr std::uint64_t largest_part = 256ull << 20;  // unpacked XML

ZipLimits zip_limits() {
  ZipLimits limits;
  limits.member_bytes = largest_part;
  limits.total_bytes = 2 * largest_part;
  return limits;
}

// An Office file with a password is an OLE file, not a ZIP.
const std::filesystem::path& checked(const std::filesystem::path& path, const DocumentLimits& limits) {
  const auto source = open_source(path);
  if (source->total() > limits.file_bytes) refuse_too_large("file", limits.file_bytes);
  const std::string first = read_up_to(*source, 8);
  if (first == "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
    throw Error(ErrorKind::invalid_input, "encrypted_file",
                {"the document is protected by a password (or is of the old binary format); open it and save it again "
                 "as .docx or .pptx "
                 "without a password",
                 "文档设有密码（或是旧的二进制格式）；请打开后另存为不带密码的 .docx 或 .pptx"});
  return path;
}

// "slides/slide1.xml" or "/ppt/slides/slide1.xml", as seen from `part`.
std::string resolved(std::string_view part, std::string_view target) {
  std::string path = target.starts_with('/') ? std::string(target.substr(1))
                                             : std::string(part.substr(0, part.rfind('/') + 1)) + std::string(target);
  std::string clean;
  for (std::size_t from = 0; from < path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    const std::string_view segment = std::string_view(path).substr(from, to - from);
    from = to + 1;
    if (segment == "..") {
      clean.resize(clean.find_last_of('/') == std::string::npos ? 0 : clean.find_last_of('/'));
    } else if (!segment.empty() && segment != ".") {
      if (!clean.empty()) clean += '/';
      clean += segment;
    }
  }
  return clean;
}

}  // namespace

OoxmlPackage::OoxmlPackage(const std::filesystem::path& path, const DocumentLimits& limits)
    : zip_(checked(path, limits), zip_limits()) {}

bool OoxmlPackage::load(const std::string& part, pugi::xml_document& into) {
  const ZipMember* member = zip_.find(part);
  if (!member || member->folder) return false;
  const std::string xml = zip_.read(*member);
  // White space between elements is nothing, but a lone space in w:t is a space.
  const auto result = into.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single);
  if (!result)
    refuse_damaged(filled({"its part {} is no XML ({} at byte {})", "其中的 {} 不是有效的 XML（{}，第 {} 字节）"}, part,
                          std::string(result.description()), std::to_string(result.offset)));
  return true;
}

std::string OoxmlPackage::main_part(const std::string& usual) {
  for (const auto& [id, relation] : relations(""))
    if (relation.type == "officeDocument" && zip_.find(relation.part)) return relation.part;
  return usual;
}

std::map<std::string, OoxmlPackage::Relation> OoxmlPackage::relations(const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? part : part.substr(slash + 1);
  std::map<std::string, Relation> relations;
  pugi::xml_document xml;
  if (!load(folder + "_rels/" + name + ".rels", xml)) return relations;
  for (const pugi::xml_node& node : xml.document_element().children()) {
    if (std::string_view(attribute_named(node, "TargetMode")) == "External") continue;
    const std::string_view type = attribute_named(node, "Type");
    relations[attribute_named(node, "Id")] = {std::string(type.substr(type.rfind('/') + 1)),
                                              resolved(part, valid_text(attribute_named(node, "Target")))};
  }
  return relations;
}

void OoxmlPackage::read_properties(TextDocument& document) {
  pugi::xml_document xml;
  if (!load("docProps/core.xml", xml)) return;
  std::string modified;
  for (const pugi::xml_node& node : xml.document_element().children()) {
    const std::string_view name = local_name(node);
    const std::string text = valid_text(node.child_value());
    if (name == "title") document.title = text;
    if (name == "creator") document.author = text;
    if (name == "created") document.date = text;
    if (name == "modified") modified = text;
  }
  if (document.date.empty()) document.date = modified;
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);
}

std::string_view local_name(const pugi::xml_attribute& attribute) {
  const std::string_view name = attribute.name();
  return name.substr(name.find(':') + 1);
}

pugi::xml_node child_named(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children())
    if (local_name(child) == name) return child;
  return {};
}

const char* attribute_named(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& attribute : node.attributes())
    if (local_name(attribute) == name) return attribute.value();
  return "";
}

pugi::xml_node chosen_alternative(const pugi::xml_node& node) {
  if (local_name(node) != "AlternateContent") return node;
  if (const auto choice = child_named(node, "Choice"); choice && choice.first_child()) return choice;
  return child_named(node, "Fallback");
}

}  // namespace almanac::importers
