#include "importers/xml_stream.h"

#include <expat.h>

#include <exception>
#include <memory>
#include <string>

#include "archive/error.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

constexpr char separator = '\x1F';  // between namespace and name; cannot occur in XML
// expat starts a piece of markup anew with every buffer until it is whole; past this size that would become quadratic.
constexpr std::size_t longest_markup = 4 << 20;

XmlName split(const char* name) {
  const std::string_view whole(name);
  const std::size_t at = whole.rfind(separator);
  if (at == std::string_view::npos) return {{}, whole};
  return {whole.substr(0, at), whole.substr(at + 1)};
}

// One run of expat over one member. Exceptions do not cross expat: they are kept and thrown again behind it.
class Run {
 public:
  Run(const ZipMember& member, const std::filesystem::path& path, std::uint32_t depth_limit, XmlHandler& handler)
      : member_(member),
        path_(path),
        depth_limit_(depth_limit),
        handler_(handler),
        parser_(XML_ParserCreateNS(nullptr, separator), XML_ParserFree) {
    if (!parser_) throw std::bad_alloc();
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
    XML_SetDefaultHandler(parser_.get(), on_other);
  }

  void feed(std::string_view piece, bool last) {
    moved_ = false;
    const XML_Status status = XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), last ? 1 : 0);
    if (failure_) std::rethrow_exception(failure_);
    if (doctype_) fail({"it declares a document type, which is refused", "它声明了文档类型（DTD），已拒绝"});
    if (status == XML_STATUS_ERROR) {
      const std::string why = XML_ErrorString(XML_GetErrorCode(parser_.get()));
      fail({why, why});
    }
    stalled_ = moved_ ? 0 : stalled_ + piece.size();
    if (stalled_ > longest_markup) fail({"a single tag is longer than 4 MB", "单个标签超过 4 MB"});
  }

 private:
  [[noreturn]] void fail(const Text& why) {
    const std::string line = std::to_string(XML_GetCurrentLineNumber(parser_.get()));
    Text text = filled({"{}: \"{}\" in it is damaged at line {}: ", "{}：其中的“{}”在第 {} 行损坏："}, path_.string(),
                       member_.name, line);
    text.en += why.en + ". Open it in the program that made it and save it again";
    text.zh += why.zh + "。请用原来的程序打开并另存";
    throw Error(ErrorKind::invalid_input, "damaged_file", std::move(text), path_.string());
  }

  template <class Action>
  void guarded(Action action) {
    moved_ = true;
    if (failure_ || doctype_) return;
    try {
      action();
    } catch (...) {
      failure_ = std::current_exception();
      XML_StopParser(parser_.get(), XML_FALSE);
    }
  }
  void enter() {
    if (++depth_ <= depth_limit_) return;
    throw Error(ErrorKind::invalid_input, "too_large",
                filled({"{}: \"{}\" nests elements more than {} deep, the most that is read",
                        "{}：“{}”中的元素嵌套超过 {} 层，超出读取上限"},
                       path_.string(), member_.name, std::to_string(depth_limit_)),
                path_.string());
  }

  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    Run& run = *static_cast<Run*>(self);
    run.guarded([&] {
      run.enter();
      run.handler_.start(split(name), XmlAttributes(attributes), run.depth_);
    });
  }
  static void on_end(void* self, const XML_Char* name) {
    Run& run = *static_cast<Run*>(self);
    run.guarded([&] { run.handler_.end(split(name), run.depth_--); });
  }
  static void on_text(void* self, const XML_Char* text, int length) {
    Run& run = *static_cast<Run*>(self);
    run.guarded([&] { run.handler_.text(std::string_view(text, static_cast<std::size_t>(length))); });
  }
  static void on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    Run& run = *static_cast<Run*>(self);
    run.doctype_ = true;
    XML_StopParser(run.parser_.get(), XML_FALSE);
  }
  static void on_other(void* self, const XML_Char*, int) { static_cast<Run*>(self)->moved_ = true; }

  const ZipMember& member_;
  const std::filesystem::path& path_;
  std::uint32_t depth_limit_, depth_ = 0;
  XmlHandler& handler_;
  std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser_;
  std::exception_ptr failure_;
  bool doctype_ = false, moved_ = false;
  std::size_t stalled_ = 0;  // bytes since expat last came forward
};

}  // namespace

std::optional<std::string_view> XmlAttributes::get(std::string_view local) const {
  for (const char* const* at = list_; *at != nullptr; at += 2)
    if (local == *at) return at[1];
  return std::nullopt;
}

std::optional<std::string_view> XmlAttributes::get(std::string_view space_end, std::string_view local) const {
  for (const char* const* at = list_; *at != nullptr; at += 2) {
    const XmlName name = split(*at);
    if (name.local == local && !name.space.empty() && name.space.ends_with(space_end)) return at[1];
  }
  return std::nullopt;
}

void scan_xml(ZipArchive& zip, const ZipMember& member, const std::filesystem::path& path, std::uint32_t depth,
              XmlHandler& handler) {
  Run run(member, path, depth, handler);
  zip.scan(member, [&](std::string_view piece) { run.feed(piece, false); });
  run.feed({}, true);
}

}  // namespace almanac::importers
