#include "importers/xls_globals.h"

#include <map>
#include <utility>

#include "archive/error.h"

namespace almanac::importers {
namespace {

using archive::filled;

constexpr std::uint16_t biff8 = 0x0600, biff5 = 0x0500;

class GlobalsReader {
 public:
  GlobalsReader(std::string_view stream, const std::filesystem::path& path, const WorkbookLimits& limits,
                WorkbookBuilder& builder)
      : records_(stream), path_(path), limits_(limits), builder_(builder) {}

  XlsGlobals read() {
    begin();
    while (records_.next() && records_.type() != XlsRecord::end) take();
    for (const unsigned id : format_ids_) {
      const auto code = codes_.find(id);
      globals_.formats.push_back(code == codes_.end() ? number_format(id) : code->second);
    }
    return std::move(globals_);
  }

 private:
  void begin() {
    if (!records_.next() || records_.type() != XlsRecord::beginning)
      fail_damaged_workbook(path_, {"its first record is none of a workbook", "首条记录不属于工作簿"});
    const std::uint16_t version = records_.cursor().two();
    if (version != biff8 && version != biff5)
      fail_other_kind(path_, {"a workbook of a version of Excel before 5", " Excel 5 之前版本的工作簿"});
    globals_.unicode = version == biff8;
  }

  void take() {
    XlsCursor cursor = records_.cursor();
    switch (records_.type()) {
      case XlsRecord::file_password:
        fail_encrypted_workbook(path_);
      case XlsRecord::code_page:
        globals_.code_page = cursor.two();
        break;
      case XlsRecord::date_1904:
        if (cursor.two() == 1) globals_.dates = DateSystem::from_1904;
        break;
      case XlsRecord::bound_sheet:
        add_sheet(cursor);
        break;
      case XlsRecord::format:
        add_format(cursor);
        break;
      case XlsRecord::extended_format:
        cursor.two();  // its font
        format_ids_.push_back(cursor.two());
        break;
      case XlsRecord::shared_strings:
        add_strings();
        break;
      case XlsRecord::external_book:
        add_external(cursor);
        break;
      default:
        break;
    }
  }

  std::string counted_text(XlsCursor& cursor, std::size_t characters) {
    if (!globals_.unicode) return from_code_page(cursor.bytes(characters), globals_.code_page);
    return XlsStrings({cursor.bytes(cursor.left())}).text(characters);
  }

  void add_sheet(XlsCursor& cursor) {
    if (globals_.sheets.size() >= limits_.sheets) {
      const std::string most = std::to_string(limits_.sheets);
      fail_too_large(path_, filled({"it has more than {} sheets", "工作表超过 {} 个"}, most));
    }
    XlsSheetEntry sheet;
    sheet.offset = cursor.four();
    sheet.hidden = (cursor.byte() & 3) != 0;
    sheet.kind = cursor.byte();
    const std::size_t characters = cursor.byte();
    sheet.name = counted_text(cursor, characters);
    globals_.sheets.push_back(std::move(sheet));
  }

  void add_format(XlsCursor& cursor) {
    const unsigned id = cursor.two();
    const std::size_t characters = globals_.unicode ? cursor.two() : cursor.byte();
    codes_[id] = number_format(std::string_view(counted_text(cursor, characters)));
  }

  void add_strings() {
    XlsStrings strings(records_.pieces());
    strings.four();  // how often they are used
    const std::uint64_t count = strings.four();
    while (globals_.strings.size() < count && !strings.at_end()) {
      if (globals_.strings.size() >= limits_.cells) {
        const std::string most = std::to_string(limits_.cells);
        fail_too_large(path_, filled({"it has more than {} different texts", "不同的文字超过 {} 个"}, most));
      }
      const std::size_t characters = strings.two();
      globals_.strings.push_back(strings.text(characters));
    }
  }

  // Books that formulas refer to: itself (0x0401), add-ins (0x3A01), and other files by their name.
  void add_external(XlsCursor& cursor) {
    cursor.two();
    const std::uint16_t length = cursor.two();
    if (!cursor.failed() && length != 0x0401 && length != 0x3A01) builder_.external_reference();
  }

  XlsRecords records_;
  const std::filesystem::path& path_;
  const WorkbookLimits& limits_;
  WorkbookBuilder& builder_;
  XlsGlobals globals_;
  std::map<unsigned, NumberFormat> codes_;
  std::vector<unsigned> format_ids_;
};

}  // namespace

std::string XlsGlobals::text_of(const std::vector<std::string_view>& pieces, std::size_t skip) const {
  XlsCursor first(pieces.front());
  first.bytes(skip);
  const std::size_t characters = first.two();
  if (!unicode) return from_code_page(first.bytes(characters), code_page);
  auto rest = pieces;
  rest.front() = first.bytes(first.left());
  return XlsStrings(std::move(rest)).text(characters);
}

XlsGlobals read_xls_globals(std::string_view stream, const std::filesystem::path& path, const WorkbookLimits& limits,
                            WorkbookBuilder& builder) {
  return GlobalsReader(stream, path, limits, builder).read();
}

}  // namespace almanac::importers
