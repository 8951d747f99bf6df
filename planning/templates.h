#pragma once
// Templates: reusable skeletons of a plan, a checklist or a review (docs/templates.md).
//
// A template is one Markdown file: a few `name: value` lines between `---` lines, then headings, paragraphs, lists,
// tables and quotes, with named slots in double braces. A slot alone on its line ({{goals}}) becomes tables and lists
// filled from the chosen campaigns; a slot inside a sentence ({{title}}) becomes a few words. Three templates ship in
// both languages; a team's own lie in DIR/templates/ID.md or ID.zh.md, and one of the same id and language takes the
// shipped one's place.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/error.h"
#include "archive/json.h"
#include "archive/text.h"

namespace almanac::planning {

enum class Origin { shipped, own };

// What a slot is filled with; one list for the parser, the drafting and the documents (a test compares them).
struct Slot {
  std::string_view name;  // "goals"
  enum class Form { words, blocks } form = Form::blocks;
  archive::Text meaning;
};
const std::vector<Slot>& slots();

// A parsed template: lines in their order. Inline marks are kept as written and read when the draft is made.
struct TemplateLine {
  enum class Type { heading, paragraph, bullet, number, task, quote, table_row, slot };
  Type type = Type::paragraph;
  int level = 0;     // of a heading, 1–6
  std::string text;  // without its marks; of a slot its name
  int line = 0;      // of the file, from 1
  bool operator==(const TemplateLine&) const = default;
};

struct Template {
  std::string id;    // "campaign-brief"; from `id:`, else the file's name; letters, digits, - and _, or any Chinese
  std::string name;  // "活动方案"
  std::string description;  // one sentence
  archive::Language language = archive::Language::zh;
  Origin origin = Origin::shipped;
  std::string source;               // the file as it is
  std::vector<TemplateLine> lines;  // of its body
};

// A file of DIR/templates that cannot be used; listed beside the good ones, so that one slip does not hide the rest.
struct BrokenTemplate {
  std::string file;  // name without directory
  archive::Error problem;
};

struct TemplateList {
  std::vector<Template> templates;     // by id, then language; own ones in the place of shipped ones
  std::vector<BrokenTemplate> broken;  // by file
};

// The limits of a team's own template: 256 KB, 2,000 lines, 500 files in the directory (more are `broken`).
inline constexpr std::size_t template_byte_limit = 256u << 10;
inline constexpr std::size_t template_line_limit = 2000;
inline constexpr std::size_t template_file_limit = 500;

// Shipped templates and those of `directory` (DIR/templates; may be absent). Reads the files each time: a saved file
// counts at once. Never throws for a bad file; Error unavailable if the directory exists but cannot be read.
TemplateList load_templates(const std::filesystem::path& directory);

// The template of this id in this language, else in the other one. Throws Error not_found "unknown_template" with the
// nearest id; if its own file is broken, that file's Error.
Template get_template(const TemplateList& list, std::string_view id, archive::Language language);

// Throws Error invalid_input with `where()` = "line N": "unknown_slot" (names the nearest), "slot_not_alone" (a block
// slot inside a sentence), "unclosed_slot", "bad_front_matter", "template_too_large", "template_not_utf8",
// "empty_template".
Template parse_template(std::string_view file_name, std::string_view markdown, Origin origin);

// {"id","name","description","language","origin"} and, for one template, "slots" and "source".
archive::Json to_json(const Template& record);
archive::Json to_json_with_source(const Template& record);
archive::Json to_json(const TemplateList& list);  // {"items":[…],"broken":[{"file","line","message":{"en","zh"}}]}

}  // namespace almanac::planning
