#pragma once
// The XML of a ZIP member as a stream of events, so that a sheet of any size is never held as a tree. Behind it is expat,
// which does not show. Entities and document types are refused: nothing that is read here has them, and bombs are made of
// them. Internal to the readers.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "importers/zip_archive.h"

namespace almanac::importers {

struct XmlName {
  std::string_view space;  // the namespace's address; empty if none
  std::string_view local;
};

// Valid only during the call that hands it over.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char* const* list) : list_(list) {}
  // Of the attribute without a namespace.
  std::optional<std::string_view> get(std::string_view local) const;
  // Of the first one whose namespace ends with `space_end` ("office:1.0": the year and host before it vary).
  std::optional<std::string_view> get(std::string_view space_end, std::string_view local) const;

 private:
  const char* const* list_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // `depth` is 1 for the root, and the same at the element's end. Text may come in several pieces.
  virtual void start(const XmlName& name, const XmlAttributes& attributes, std::uint32_t depth) = 0;
  virtual void end(const XmlName& name, std::uint32_t depth) = 0;
  virtual void text(std::string_view piece) = 0;
};

// Throws Error invalid_input "damaged_file" (with part and line), "too_large" (nested deeper than `depth`), and as
// ZipArchive::scan(). What the handler throws passes through. Linear in the member's size. `path` is for messages.
void scan_xml(ZipArchive& zip, const ZipMember& member, const std::filesystem::path& path, std::uint32_t depth,
              XmlHandler& handler);

}  // namespace almanac::importers
