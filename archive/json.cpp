#include "archive/json.h"

#include <charconv>
#include <set>

#include "archive/error.h"
#include "archive/name.h"

namespace almanac::archive {
namespace {

using Base = nlohmann::ordered_json;

// The double that stands for the value in JSON. At most 15 digits: of more, writers of shortest forms choose different last digits
// (1234567890123456.8 is also written …6.7e15), so that what is read again would be another number.
std::optional<double> exact_double(const Decimal& value) {
  constexpr std::int64_t limit = 1'000'000'000'000'000;
  if (value.digits >= limit || value.digits <= -limit) return std::nullopt;
  const double approximate = value.to_double();
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, approximate).ptr;
  const auto back = Decimal::parse(std::string_view(text, static_cast<std::size_t>(end - text)));
  if (back && *back == value) return approximate;
  return std::nullopt;
}

// Builds the value from nlohmann's events, checking the limits before anything is allocated.
class Builder : public nlohmann::json_sax<Base> {
 public:
  Builder(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t& token) override {
    // Exact in a double (the usual case) → a number; else the characters themselves.
    bool rounded = false;
    const auto decimal = Decimal::parse(token, &rounded);
    if (decimal && !rounded && exact_double(*decimal)) return put(value);
    return put(token);
  }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Base::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Base::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (!keys_.back().insert(name).second)
      return refuse(
          {"the name \"" + name + "\" stands twice in one object", "同一个对象里名称“" + name + "”出现了两次"});
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& reason) override {
    position_ = position;
    std::string what = reason.what();
    if (const auto at = what.rfind("; "); at != std::string::npos) what.erase(0, at + 2);
    if (const auto at = what.find("syntax error"); at != std::string::npos) what.erase(0, at);
    message_ = {"this is not valid JSON: " + what, "不是有效的 JSON：" + what};
    return false;
  }

  Base take() { return std::move(root_); }
  const Text& message() const { return message_; }
  std::size_t position() const { return position_; }

 private:
  template <class Value>
  bool put(Value&& value) {
    if (++values_ > limits_.values) return refuse_limit("values", limits_.values);
    place(Base(std::forward<Value>(value)));
    return true;
  }
  Base* place(Base value) {
    if (stack_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    if (stack_.back()->is_array()) {
      stack_.back()->push_back(std::move(value));
      return &stack_.back()->back();
    }
    // ordered_json looks a name up by walking; push_back keeps building linear (names are checked in key()).
    auto& object = stack_.back()->get_ref<Base::object_t&>();
    object.emplace_back(key_, std::move(value));
    return &object.back().second;
  }
  bool open(Base value) {
    if (stack_.size() >= limits_.depth) return refuse_limit("depth", limits_.depth);
    if (++values_ > limits_.values) return refuse_limit("values", limits_.values);
    stack_.push_back(place(std::move(value)));
    keys_.emplace_back();
    return true;
  }
  bool close() {
    stack_.pop_back();
    keys_.pop_back();
    return true;
  }
  bool refuse(Text message) {
    message_ = std::move(message);
    return false;
  }
  bool refuse_limit(const char* name, std::size_t limit) {
    return refuse(filled({"the JSON passes the limit \"{}\" of {}", "JSON 超出限制“{}”（最多 {}）"},
                         std::string_view(name), std::to_string(limit)));
  }

  std::string_view text_;
  JsonLimits limits_;
  Base root_;
  std::vector<Base*> stack_;
  std::vector<std::set<std::string>> keys_;
  std::string key_;
  std::size_t values_ = 0;
  std::size_t position_ = 0;
  Text message_;
};

std::string line_and_column(std::string_view text, std::size_t position) {
  if (position > text.size()) position = text.size();
  std::size_t line = 1;
  std::size_t start = 0;
  for (std::size_t i = 0; i + 1 < position; ++i) {
    if (text[i] == '\n') {
      ++line;
      start = i + 1;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(position > start ? position - start : 1);
}

}  // namespace

Json parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes) {
    throw Error(ErrorKind::invalid_input, "bad_json",
                filled({"the JSON has {} bytes; the limit is {}", "JSON 有 {} 字节，上限为 {}"},
                       std::to_string(text.size()), std::to_string(limits.bytes)));
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  // The parser below takes a zero byte for the end.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    const std::string where = line_and_column(text, zero);
    throw Error(ErrorKind::invalid_input, "bad_json",
                filled({"the JSON has a zero byte ({})", "JSON 中有零字节（{}）"}, where), where);
  }
  Builder builder(text, limits);
  const bool good = Base::sax_parse(text.begin(), text.end(), &builder);
  if (!good) {
    const std::string where = builder.position() > 0 ? line_and_column(text, builder.position()) : std::string();
    Text message = builder.message();
    if (!where.empty()) {
      message.en += " (" + where + ")";
      message.zh += "（" + where + "）";
    }
    throw Error(ErrorKind::invalid_input, "bad_json", message, where);
  }
  return builder.take();
}

Json to_json(const Decimal& value) {
  if (value.scale == 0 && value.digits <= (std::int64_t{1} << 53) && value.digits >= -(std::int64_t{1} << 53))
    return value.digits;
  if (value.scale > 0) {
    if (const auto exact = exact_double(value)) return *exact;
  }
  return value.to_string();
}

std::optional<Decimal> decimal_from_json(const Json& value) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return Decimal{static_cast<std::int64_t>(number), 0};
  }
  if (value.is_number_integer()) return Decimal::make(value.get<std::int64_t>(), 0);
  if (value.is_number_float()) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value.get<double>()).ptr;
    return Decimal::parse(std::string_view(text, static_cast<std::size_t>(end - text)));
  }
  if (value.is_string()) return Decimal::parse(value.get_ref<const std::string&>());
  return std::nullopt;
}

std::string dump(const Json& value) { return value.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace); }

}  // namespace almanac::archive
