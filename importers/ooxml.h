#pragma once
// The package that DOCX and PPTX are: parts of a ZIP file, their XML, the relationships between them. Internal to importers; the
// only header of these readers with pugixml in it.

#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "importers/document_builder.h"
#include "importers/zip_archive.h"

namespace almanac::importers {

class OoxmlPackage {
 public:
  // Throws Error invalid_input "encrypted_file" (an encrypted Office file is no ZIP but an OLE file), "damaged_file", "too_large".
  OoxmlPackage(const std::filesystem::path& path, const DocumentLimits& limits);

  // The part's XML into `into`; false if there is none. Throws "damaged_file" naming the part.
  bool load(const std::string& part, pugi::xml_document& into);
  // The part that the package begins with: word/document.xml, ppt/presentation.xml.
  std::string main_part(const std::string& usual);

  struct Relation {
    std::string type;  // last segment: "slide", "notesSlide", "styles"
    std::string part;
  };
  // By id; of a part without relationships empty.
  std::map<std::string, Relation> relations(const std::string& part);

  // Title, author and date of the properties.
  void read_properties(TextDocument& document);

 private:
  ZipArchive zip_;
};

// The name without its prefix: "p" of "w:p".
std::string_view local_name(const pugi::xml_node& node);
std::string_view local_name(const pugi::xml_attribute& attribute);
pugi::xml_node child_named(const pugi::xml_node& node, std::string_view name);
// The attribute of any prefix; nullptr text "" if absent.
const char* attribute_named(const pugi::xml_node& node, std::string_view name);

// Of an mc:AlternateContent the one alternative to read: a Choice, else the Fallback; the node itself if it is none.
pugi::xml_node chosen_alternative(const pugi::xml_node& node);

}  // namespace almanac::importers
