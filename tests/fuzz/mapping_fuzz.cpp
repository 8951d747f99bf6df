// Any bytes as a mapping, and its second half as a table that it is bound to. Checked: no crash, every refusal is an
// Error with both languages, and every row becomes fields or a problem with a reason.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/error.h"
#include "importers/row_record.h"
#include "importers/touchpoint_row.h"

using namespace almanac;
using namespace almanac::importers;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void read_rows(const FileRule& rule, const std::string& table) {
  static const archive::Zone zone("Asia/Shanghai");
  static const auto dictionary = archive::Dictionary::load("");
  RowSource rows(open_bytes(memory_source(table), "t.csv", {rule.csv, {}, Format::csv, rule.encoding}));
  Problem problem;
  if (rule.kind == RowKind::touchpoints) {
    TouchpointContext context{&dictionary, &zone, "", [](std::string_view, Expression::From) {
                                return std::optional<archive::Date>(archive::Date{19'000});
                              }};
    RowTouchpoint reader(rule, rows, std::move(context));
    archive::TouchpointRow row;
    for (Read read = rows.next(); read != Read::end; read = rows.next())
      if (read == Read::row && reader.applies(rows))
        require(reader.build(rows, row, problem) ? !row.user.empty() : !problem.code.empty());
    return;
  }
  RowRecord reader(rule, rows, {&dictionary, &zone, {}});
  archive::Json given;
  for (Read read = rows.next(); read != Read::end; read = rows.next())
    if (read == Read::row && reader.applies(rows))
      require(reader.build(rows, given, problem) ? given.is_object() : !problem.reason.zh.empty());
}

}  // namespace

// A line "---" divides mapping and table.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16'384) return 0;
  const std::string input(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = input.find("\n---\n");
  try {
    const Mapping mapping = parse_mapping(input.substr(0, cut), "fuzz");
    for (const FileRule& rule : mapping.files)
      read_rows(rule, cut == std::string::npos ? "a,b\n1,2\n" : input.substr(cut + 5));
  } catch (const archive::Error& error) {
    require(!error.message().en.empty() && !error.message().zh.empty());
  }
  return 0;
}
