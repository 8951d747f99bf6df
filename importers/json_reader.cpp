// The reader finds where a record ends without parsing it (brackets and strings only), and gives its text to
// archive::parse_json. So a record that is broken inside costs that record alone, and memory holds one record at a
// time.
//
// The window [start_, end_) of buffer_ holds the record in progress; pos_ is the next character to look at.

#include "importers/json_reader.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <optional>

#include "archive/error.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

constexpr std::size_t sample_size = 64u << 10;
constexpr std::size_t deepest = 1'000;  // brackets followed in an array; archive::parse_json allows fewer

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Whether a text that opens with "{" is one record per line.
bool looks_like_lines(std::string_view sample) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const char c = sample[i];
    if (c == '\n')
      return i + 1 < sample.size() && sample[i + 1] == '{';  // a first line that is cut off, then another record
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return true;
    }
  }
  return true;
}

struct Position {
  std::uint64_t line = 1, column = 1;
};

// "line 3, column 5", as archive::parse_json says it.
std::optional<Position> position_in(const std::string& where) {
  unsigned long long line = 0;
  unsigned long long column = 0;
  if (std::sscanf(where.c_str(), "line %llu, column %llu", &line, &column) != 2) return std::nullopt;
  return Position{line, column};
}

Text at(Text message, Position place) {
  const std::string line = std::to_string(place.line);
  const std::string column = std::to_string(place.column);
  message.en += " (line " + line + ", column " + column + ")";
  message.zh += "（第 " + line + " 行第 " + column + " 列）";
  return message;
}

}  // namespace

class JsonReader::State {
 public:
  State(std::unique_ptr<ByteSource> bytes, const JsonOptions& options) : options_(options) {
    std::string sample = read_up_to(*bytes, sample_size);
    const auto first = std::find_if_not(sample.begin(), sample.end(), is_space);
    if (first == sample.end() && sample.size() < sample_size)
      throw Error(ErrorKind::invalid_input, "empty_file", {"the file is empty", "文件是空的"});
    const std::string_view text = std::string_view(sample).substr(static_cast<std::size_t>(first - sample.begin()));
    if (text.starts_with('['))
      mode_ = Mode::array;
    else if (options_.lines || !text.starts_with('{') || looks_like_lines(text))
      mode_ = Mode::lines;
    else
      mode_ = Mode::objects;
    source_ = joined_source(std::move(sample), std::move(bytes));
    buffer_.resize(std::max<std::size_t>(options_.buffer, 64));
  }

  Read next() {
    while (!ended_) {
      const Read read = mode_ == Mode::lines ? next_line() : next_element();
      if (read == Read::end) break;
      if (skipped_) continue;
      ++records_;
      return read;
    }
    if (!ended_ && records_ == 0) notes_.push_back({"no_rows", {"the file holds no record", "文件中没有任何记录"}});
    ended_ = true;
    return Read::end;
  }

  Progress progress() const { return {record_.row, record_.offset, source_->consumed(), source_->total()}; }

  std::vector<Note> notes_;
  JsonRecord record_;
  archive::Reject rejected_;

 private:
  enum class Mode { lines, objects, array };

  // Whether there is a character at pos_, reading more if need be.
  bool more() {
    if (pos_ < end_) return true;
    if (source_ended_) return false;
    if (too_long_) start_ = pos_;
    if (start_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + start_, end_ - start_);
      base_ += start_;
      end_ -= start_;
      pos_ -= start_;
      start_ = 0;
    }
    if (end_ > buffer_.size() / 2)
      buffer_.resize(std::min(buffer_.size() * 2, options_.max_record + options_.buffer + 1));
    const std::size_t got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
    source_ended_ = got == 0;
    end_ += got;
    if (pos_ - start_ > options_.max_record) too_long_ = true;
    return got > 0;
  }

  void begin_record() {
    start_ = pos_;
    too_long_ = skipped_ = false;
    record_.row = line_;
    record_.offset = base_ + pos_;
    column_ = base_ + pos_ - line_start_ + 1;
  }

  Position here() const { return {line_, base_ + pos_ - line_start_ + 1}; }

  void take_newline() {  // pos_ is behind it
    ++line_;
    line_start_ = base_ + pos_;
  }

  Read reject(std::string_view code, Text reason) {
    const std::string_view raw(buffer_.data() + start_, std::min(pos_, end_) - start_);
    rejected_ = make_reject(record_.row, {}, {}, code, std::move(reason), raw);
    return Read::reject;
  }
  Read stop(std::string_view code, Text reason) {
    ended_ = true;
    reason.en += "; reading stops here, the records before are kept";
    reason.zh += "；读取到此为止，之前的记录保留";
    return reject(code, at(std::move(reason), here()));
  }

  Read next_line();
  Read next_element();
  Read parse(std::string_view text);
  bool skip_space();
  enum class Ending { complete, cut_off, mismatch, too_deep };
  Ending scan_value();
  bool scan_string();

  JsonOptions options_;
  Mode mode_ = Mode::lines;
  std::unique_ptr<ByteSource> source_;
  std::string buffer_;
  std::size_t start_ = 0, pos_ = 0, end_ = 0;
  bool source_ended_ = false, ended_ = false;
  bool too_long_ = false;  // the record has passed max_record: its beginning is no longer in the window
  bool skipped_ = false;   // a blank line
  bool in_array_ = false, after_value_ = false;
  std::string open_;  // brackets
  std::uint64_t base_ = 0, line_ = 1, line_start_ = 0, column_ = 1, records_ = 0;
};

Read JsonReader::State::parse(std::string_view text) {
  const auto fail = [&](std::string_view code, Text reason) { return reject(code, std::move(reason)); };
  if (text.find('\0') != std::string_view::npos)
    return fail("broken_json", at({"a zero byte stands in the record; this is not text", "记录中有零字节，这不是文本"},
                                  {record_.row, column_}));
  try {
    archive::JsonLimits limits;
    limits.bytes = options_.max_record;
    record_.value = archive::parse_json(text, limits);
  } catch (const Error& error) {
    Text reason = error.message();
    const auto inside = position_in(error.where());
    if (!inside) return fail("broken_json", at(std::move(reason), {record_.row, column_}));
    // The position within the record becomes the position in the file.
    for (std::string* sentence : {&reason.en, &reason.zh}) {
      if (const auto place = sentence->find(error.where()); place != std::string::npos) {
        const std::size_t bracket = sentence == &reason.en ? 2 : 3;  // " (" or "（"
        sentence->erase(place - std::min(place, bracket));
      }
    }
    return fail("broken_json",
                at(std::move(reason), {record_.row + inside->line - 1,
                                       inside->line == 1 ? column_ + inside->column - 1 : inside->column}));
  }
  if (!record_.value.is_object())
    return fail("not_an_object",
                at({"a record must be a JSON object, {…}", "记录必须是 JSON 对象 {…}"}, {record_.row, column_}));
  record_.raw = text;
  return Read::row;
}

Read JsonReader::State::next_line() {
  begin_record();
  if (!more()) return Read::end;
  const void* found = nullptr;
  while (more() && !(found = std::memchr(buffer_.data() + pos_, '\n', end_ - pos_))) pos_ = end_;
  if (found) pos_ = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
  if (pos_ - start_ > options_.max_record) too_long_ = true;
  std::string_view text(buffer_.data() + start_, pos_ - start_);
  if (text.ends_with('\r')) text.remove_suffix(1);
  Read read = Read::reject;
  if (too_long_)
    reject("record_too_long", filled({"the line has more than {} bytes, which is the limit", "该行超过 {} 字节的上限"},
                                     std::to_string(options_.max_record)));
  else if (std::all_of(text.begin(), text.end(), is_space))
    skipped_ = true;
  else
    read = parse(text);
  if (found) {
    ++pos_;
    take_newline();
  }
  return read;
}

// False at the end of the file.
bool JsonReader::State::skip_space() {
  while (more()) {
    const char c = buffer_[pos_];
    if (!is_space(c)) return true;
    ++pos_;
    start_ = pos_;
    if (c == '\n') take_newline();
  }
  return false;
}

// One element of the array or one object of several. Around it stand white space, commas and the brackets of the array.
Read JsonReader::State::next_element() {
  begin_record();
  if (!skip_space()) {
    if (mode_ == Mode::objects) return Read::end;
    return stop("truncated_json", {"the file ends before the \"]\" of its array", "文件在数组的“]”之前就结束了"});
  }
  begin_record();
  if (mode_ == Mode::array) {
    bool need_value = false;
    if (!in_array_) {
      in_array_ = true;
      ++pos_;
    } else if (after_value_ && buffer_[pos_] == ',') {
      ++pos_;
      need_value = true;
    } else if (after_value_ && buffer_[pos_] != ']') {
      return stop("broken_json",
                  {"a \",\" or \"]\" is missing between the records of the array", "数组的记录之间缺少“,”或“]”"});
    }
    if (!skip_space())
      return stop("truncated_json", {"the file ends before the \"]\" of its array", "文件在数组的“]”之前就结束了"});
    begin_record();
    if (buffer_[pos_] == ']' && !need_value) {
      ++pos_;
      start_ = pos_;
      if (!skip_space()) return Read::end;
      begin_record();
      return stop("text_after_array", {"there is text behind the \"]\" of the array", "数组的“]”之后还有内容"});
    }
  }
  after_value_ = true;
  switch (scan_value()) {
    case Ending::cut_off:
      return stop("truncated_json", {"the file ends inside a record", "文件在一条记录中间结束"});
    case Ending::mismatch:
      return stop("broken_json", {"this is not valid JSON: a bracket, value or comma is missing or wrong",
                                  "不是有效的 JSON：括号、值或逗号缺失或有误"});
    case Ending::too_deep:
      return stop("broken_json",
                  filled({"the JSON is nested deeper than {}", "JSON 嵌套超过 {} 层"}, std::to_string(deepest)));
    case Ending::complete:
      break;
  }
  if (pos_ - start_ > options_.max_record) too_long_ = true;
  if (too_long_)
    return reject("record_too_long",
                  filled({"the record has more than {} bytes, which is the limit", "该记录超过 {} 字节的上限"},
                         std::to_string(options_.max_record)));
  return parse({buffer_.data() + start_, pos_ - start_});
}

// Moves pos_ behind the value that begins there.
JsonReader::State::Ending JsonReader::State::scan_value() {
  open_.clear();
  do {
    if (!more()) return Ending::cut_off;
    const char c = buffer_[pos_];
    if (c == '"') {
      if (!scan_string()) return Ending::cut_off;
      continue;
    }
    if (c == '{' || c == '[') {
      if (open_.size() == deepest) return Ending::too_deep;
      open_.push_back(c);
    } else if (c == '}' || c == ']') {
      if (open_.empty() || open_.back() != (c == '}' ? '{' : '[')) return Ending::mismatch;
      open_.pop_back();
    } else if (open_.empty()) {
      // A bare word or number: up to what ends it.
      const std::size_t before = base_ + pos_;
      while (more() && !is_space(buffer_[pos_]) && !std::strchr(",]}[{\"", buffer_[pos_] ? buffer_[pos_] : ',')) ++pos_;
      return base_ + pos_ == before ? Ending::mismatch : Ending::complete;
    }
    ++pos_;
    if (c == '\n') take_newline();
  } while (!open_.empty());
  return Ending::complete;
}

bool JsonReader::State::scan_string() {
  ++pos_;
  while (more()) {
    const char c = buffer_[pos_++];
    if (c == '"') return true;
    if (c == '\n') take_newline();
    if (c != '\\') continue;
    if (!more()) return false;
    if (buffer_[pos_++] == '\n') take_newline();
  }
  return false;
}

JsonReader::JsonReader(std::unique_ptr<ByteSource> bytes, const JsonOptions& options)
    : state_(std::make_unique<State>(std::move(bytes), options)) {}
JsonReader::~JsonReader() = default;
const std::vector<Note>& JsonReader::notes() const { return state_->notes_; }
Read JsonReader::next() { return state_->next(); }
JsonRecord& JsonReader::record() { return state_->record_; }
const archive::Reject& JsonReader::rejected() const { return state_->rejected_; }
Progress JsonReader::progress() const { return state_->progress(); }

}  // namespace almanac::importers
