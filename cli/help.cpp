#include "cli/help.h"

#include <CLI/CLI.hpp>
#include <map>
#include <regex>
#include <set>
#include <string_view>

#include "archive/name.h"
#include "cli/print.h"

namespace almanac::cli {

using archive::filled;
using archive::Language;
using archive::Text;

namespace {

// Placeholders of values; what is not here (CSV, A, B, csv|xlsx) reads the same in both languages.
const std::map<std::string, std::string, std::less<>>& placeholders() {
  static const std::map<std::string, std::string, std::less<>> words{
      {"ACTION", "操作"}, {"CODE", "代码"},   {"CONDITION", "条件"}, {"CURSOR", "游标"},  {"CYPHER", "语句"},
      {"DATE", "日期"},   {"DIR", "目录"},    {"DIMENSION", "维度"}, {"EVENT", "行为"},   {"FIELD", "字段"},
      {"FILE", "文件"},   {"FORMAT", "格式"}, {"FROM", "起点"},      {"HOST", "主机"},    {"ID", "编号"},
      {"KEY", "键"},      {"KIND", "种类"},   {"METRIC", "指标"},    {"NAME", "名称"},    {"NUMBER", "数"},
      {"ORDER", "排序"},  {"PATH…", "路径"},  {"PORT", "端口"},      {"QUERY", "检索词"}, {"SKU", "产品编号"},
      {"TEXT", "文本"},   {"TO", "终点"},     {"VALUE", "值"},       {"WHAT", "做法"},    {"WHICH", "方式"},
      {"WORD", "词"},     {"ZONE", "时区"},
  };
  return words;
}

// "NAME=VALUE" → "名称=值": word by word between = : and |.
std::string in_chinese(const std::string& placeholder) {
  std::string text;
  for (std::size_t at = 0; at <= placeholder.size();) {
    const std::size_t end = std::min(placeholder.find_first_of("=:|", at), placeholder.size());
    const std::string word = placeholder.substr(at, end - at);
    const auto known = placeholders().find(word);
    text += known == placeholders().end() ? word : known->second;
    if (end < placeholder.size()) text += placeholder[end];
    at = end + 1;
  }
  return text;
}

// CLI11 writes what a value is checked for behind the placeholder: "N:INT in [1 - 100]", "N:POSITIVE", "en|zh:{en,zh}".
struct Placeholder {
  std::string name;
  std::string values;  // "1–100", "{auto,campaigns}", or nothing that the name does not say already
};

Placeholder taken_apart(const std::string& type) {
  static const std::regex range(R"((.*):INT in \[(\d+) - (\d+)\])");
  static const std::regex positive("(.*):POSITIVE");
  static const std::regex set(R"((.*):(\{.*\}))");
  std::smatch found;
  if (std::regex_match(type, found, range)) return {found[1], found[2].str() + "–" + found[3].str()};
  if (std::regex_match(type, found, positive)) return {found[1], {}};
  if (std::regex_match(type, found, set)) {
    const bool told = found[1].str().find('|') != std::string::npos;
    return {found[1], told ? std::string() : found[2].str()};
  }
  return {type, {}};
}

class HelpFormatter : public CLI::Formatter {
 public:
  explicit HelpFormatter(Language language) : language_(language) {
    label("OPTIONS", say({"OPTIONS", "选项"}));
    label("SUBCOMMAND", say({"COMMAND", "命令"}));
    label("SUBCOMMANDS", say({"COMMANDS", "命令"}));
    label("Usage", say({"Usage", "用法"}));
    label("Positionals", say({"Arguments", "参数"}));
    label("Needs", say({"with", "须同时给出"}));
    label("Excludes", say({"not with", "不能同时给出"}));
  }

  std::string make_group(std::string group, bool is_positional,
                         std::vector<const CLI::Option*> options) const override {
    std::string text = "\n" + heading(group == "Options" ? Text{"Options", "选项"} : Text{group, group}) + "\n";
    for (const CLI::Option* option : options) text += make_option(option, is_positional);
    return text;
  }

  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode) const override {
    std::string text;
    for (const CLI::App* command : app->get_subcommands({}))
      text += line(command->get_display_name(true), command->get_description());
    return text.empty() ? text : "\n" + heading({"Commands", "命令"}) + "\n" + text;
  }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return line(make_option_name(option, is_positional) + make_option_opts(option), option->get_description());
  }

  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0) return related(option);
    const Placeholder type = taken_apart(option->get_type_name());
    std::string text;
    if (!type.name.empty()) text += " " + (language_ == Language::zh ? in_chinese(type.name) : type.name);
    if (!type.values.empty()) text += " " + type.values;
    if (!option->get_default_str().empty()) text += " = " + option->get_default_str();
    if (option->get_expected_max() == CLI::detail::expected_max_vector_size) text += " …";
    if (option->get_required()) text += say({" (required)", "（必填）"});
    return text + related(option);
  }

 private:
  const std::string& say(const Text& text) const { return text.in(language_); }
  std::string heading(const Text& text) const { return say(filled({"{}:", "{}："}, say(text))); }

  std::string related(const CLI::Option* option) const {
    std::string text;
    const auto add = [&](const std::set<CLI::Option*>& others, const char* word) {
      for (const CLI::Option* other : others)
        text += say(filled(Text{" ({} {})", "（{} {}）"}, get_label(word), other->get_name()));
    };
    add(option->get_needs(), "Needs");
    add(option->get_excludes(), "Excludes");
    return text;
  }

  // What it is, and what it does from a fixed column on; on a line of its own where the first part is longer.
  std::string line(const std::string& name, const std::string& description) const {
    const std::string left = "  " + name;
    if (description.empty()) return left + "\n";
    if (width_of(left) + 2 > column_width_) return left + "\n" + std::string(column_width_, ' ') + description + "\n";
    return pad(left, column_width_) + description + "\n";
  }

  Language language_;
};

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : std::string(between)) + word;
  return text;
}

Text listed(const std::vector<std::string>& words) { return {joined(words, ", "), joined(words, "、")}; }

// "; did you mean users?", or nothing.
Text nearest_of(const std::string& word, const std::vector<std::string>& candidates) {
  std::string nearest;
  std::size_t best = std::min<std::size_t>(word.size() / 3 + 1, 4);
  for (const auto& candidate : candidates) {
    const std::size_t distance = archive::edit_distance(word, candidate, best - 1);
    if (distance < best) best = distance, nearest = candidate;
  }
  return nearest.empty() ? Text{} : filled({"; did you mean {}?", "；是否想用 {}？"}, nearest);
}

Text operator+(Text left, const Text& right) {
  left.en += right.en;
  left.zh += right.zh;
  return left;
}

const CLI::App& innermost(const CLI::App& program) {
  const CLI::App* parsed = &program;
  while (!parsed->get_subcommands().empty()) parsed = parsed->get_subcommands().front();
  return *parsed;
}

// An option or command that there is not; nothing if the words are no such thing.
Text unknown_word(const CLI::App& program, const std::vector<std::string>& words) {
  const CLI::App& parsed = innermost(program);
  const std::vector<std::string> commands = names_of_commands(parsed);
  std::vector<std::string> flags;
  for (const CLI::App* app : {&program, &parsed})
    for (const CLI::Option* option : app->get_options())
      for (const auto& name : option->get_lnames()) flags.push_back("--" + name);
  for (const auto& word : words) {
    const std::string bare = word.substr(0, word.find('='));
    if (word.starts_with("-")) return filled({"there is no option {}", "没有选项 {}"}, bare) + nearest_of(bare, flags);
    if (!commands.empty())
      return filled({"there is no command \"{}\"", "没有命令“{}”"}, bare) + nearest_of(bare, commands);
  }
  return {};
}

std::vector<std::string> between_commas(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

// CLI11's sentences, which hold what its errors do not tell otherwise.
Text retold(const std::string& sentence, const CLI::App& program) {
  static const std::regex required("(.*) is required");
  static const std::regex valueless(R"((.*): \d+ required .* missing)");
  static const std::regex repeated(R"((.*): At Most 1 required but received \d+)");
  static const std::regex unconverted("Could not convert: (.*) = (.*)");
  static const std::regex outside(R"((.*): Value (.*) not in range (\S+) to (\S+))");
  static const std::regex unlisted(R"((.*): (.*) not in \{(.*)\})");
  static const std::regex excluded("(.*) excludes (.*)");
  static const std::regex needing("(.*) requires (.*)");
  std::smatch found;
  const auto part = [&](std::size_t n) { return found[n].str(); };
  if (std::regex_match(sentence, found, required)) {
    if (part(1) != "A subcommand") return filled({"{} is missing", "缺少 {}"}, part(1));
    const Text names = listed(names_of_commands(innermost(program)));
    return {"a command is missing: " + names.en, "缺少命令：" + names.zh};
  }
  if (std::regex_match(sentence, found, valueless)) return filled({"{} lacks its value", "{} 缺少取值"}, part(1));
  if (std::regex_match(sentence, found, repeated))
    return filled({"{} is given more than once", "{} 重复给出"}, part(1));
  if (std::regex_match(sentence, found, unconverted))
    return filled({"{}: \"{}\" is not a number", "{}：“{}”不是数字"}, part(1), part(2));
  if (std::regex_match(sentence, found, outside)) {
    const bool whole = part(3).find('.') == std::string::npos;  // CLI::PositiveNumber: up to the largest double
    if (!whole) return filled({"{}: \"{}\" is not a number above 0", "{}：“{}”不是大于 0 的数"}, part(1), part(2));
    return filled({"{}: \"{}\" is not a whole number from {} to {}", "{}：“{}”不是 {} 至 {} 的整数"}, part(1), part(2),
                  part(3), part(4));
  }
  if (std::regex_match(sentence, found, unlisted)) {
    const auto values = between_commas(part(3));
    const Text all = listed(values);
    return filled(Text{"{}: \"{}\" is not among " + all.en, "{}：“{}”不在可选值之中：" + all.zh}, part(1), part(2)) +
           nearest_of(part(2), values);
  }
  if (std::regex_match(sentence, found, excluded))
    return filled({"{} and {} do not go together", "{} 与 {} 不能同时使用"}, part(1), part(2));
  if (std::regex_match(sentence, found, needing)) return filled({"{} needs {}", "{} 须与 {} 同用"}, part(1), part(2));
  return {"wrong usage: " + sentence, "用法有误：" + sentence};
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter(Language language) {
  return std::make_shared<HelpFormatter>(language);
}

Text usage_message(const CLI::App& program, const CLI::ParseError& error, const std::vector<std::string>& words) {
  Text message = unknown_word(program, words);
  if (!message.empty()) return message;
  if (dynamic_cast<const CLI::ExtrasError*>(&error) && !words.empty())
    return filled({"there is an argument too many: {}", "多余的参数：{}"}, joined(words, " "));
  return retold(error.what(), program);
}

}  // namespace almanac::cli
