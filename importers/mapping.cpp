#include "importers/mapping.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>

#include "archive/error.h"
#include "archive/nearest.h"
#include "importers/byte_source.h"
#include "importers/header_names.h"

namespace almanac::importers {
namespace {

using archive::Text;
using Known = std::initializer_list<std::string_view>;

// Reads one mapping; every complaint names file, line and column.
class Parser {
 public:
  explicit Parser(std::string name) : name_(std::move(name)) {}

  Mapping read(std::string_view text) {
    toml::table root;
    try {
      root = toml::parse(text, name_);
    } catch (const toml::parse_error& error) {
      const std::string why(error.description());
      fail(place_of(error.source()), {"this is not TOML: " + why, "不是有效的 TOML：" + why});
    }
    check_keys(root, {"name", "version", "description", "source", "currency", "zone", "date_order", "year", "empty",
                      "tables", "file"});
    Mapping mapping;
    mapping.text = std::string(text);
    mapping.name = text_of(root, "name");
    if (mapping.name.empty())
      fail({1, 1}, {"a mapping needs a name: name = \"my-files\"", "映射需要名称，例如 name = \"my-files\""});
    if (const toml::node* version = root.get("version")) mapping.version = integer_of(*version);
    read_settings(root, defaults_);
    if (const toml::node* empty = root.get("empty")) empty_ = texts_of(*empty);
    if (const toml::node* tables = root.get("tables")) read_tables(*tables);
    const toml::node* files = root.get("file");
    if (!files || !files->is_array() || files->as_array()->empty())
      fail({1, 1}, {"a mapping needs at least one [[file]] with a pattern and a kind",
                    "映射至少需要一个 [[file]]，写明 pattern 和 kind"});
    for (const toml::node& file : *files->as_array()) mapping.files.push_back(read_file(table_at(file)));
    return mapping;
  }

 private:
  static Place place_of(const toml::source_region& region) {
    return {static_cast<std::uint32_t>(region.begin.line), static_cast<std::uint32_t>(region.begin.column)};
  }
  static Place place_of(const toml::node& node) { return place_of(node.source()); }

  [[noreturn]] void fail(Place place, const Text& what) const {
    const std::string where = name_ + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
    throw archive::Error(archive::ErrorKind::invalid_input, "bad_mapping",
                         {where + ": " + what.en, where + "：" + what.zh}, where);
  }

  template <class Names>
  [[noreturn]] void fail_unknown(Place place, const std::string& found, const Names& known, const Text& what) const {
    const std::vector<std::string> names(std::begin(known), std::end(known));
    const std::string nearest = archive::nearest(found, names);
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    if (nearest.empty())
      fail(place, {what.en + " \"" + found + "\" is not known; there are: " + list,
                   "未知的" + what.zh + "“" + found + "”；可用的有：" + list});
    fail(place, {what.en + " \"" + found + "\" is not known; did you mean \"" + nearest + "\"?",
                 "未知的" + what.zh + "“" + found + "”；是否应为“" + nearest + "”？"});
  }

  void check_keys(const toml::table& table, Known known) const {
    for (const auto& [key, value] : table)
      if (std::ranges::find(known, key.str()) == known.end())
        fail_unknown(place_of(key.source()), std::string(key.str()), known, {"key", "键"});
  }

  const toml::table& table_at(const toml::node& node) const {
    if (!node.is_table()) fail(place_of(node), {"a table is expected here", "此处应为表"});
    return *node.as_table();
  }
  std::int64_t integer_of(const toml::node& node) const {
    if (!node.is_integer()) fail(place_of(node), {"a whole number is expected here", "此处应为整数"});
    return **node.as_integer();
  }
  bool yes_of(const toml::node& node) const {
    if (!node.is_boolean()) fail(place_of(node), {"true or false is expected here", "此处应为 true 或 false"});
    return **node.as_boolean();
  }
  // A text, or a number or truth value written plainly.
  std::string scalar_of(const toml::node& node) const {
    if (node.is_string()) return **node.as_string();
    if (node.is_integer()) return std::to_string(**node.as_integer());
    if (node.is_boolean()) return **node.as_boolean() ? "true" : "false";
    if (node.is_date()) return written(**node.as_date());
    if (node.is_time()) return written(**node.as_time());
    if (node.is_date_time()) return written(**node.as_date_time());
    if (node.is_floating_point()) return written(**node.as_floating_point());
    fail(place_of(node), {"a text is expected here", "此处应为文本"});
  }
  template <class T>
  static std::string written(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
  }
  std::vector<std::string> texts_of(const toml::node& node) const {
    std::vector<std::string> texts;
    if (!node.is_array()) return {scalar_of(node)};
    for (const toml::node& item : *node.as_array()) texts.push_back(scalar_of(item));
    return texts;
  }
  std::string text_of(const toml::table& table, std::string_view key) const {
    const toml::node* node = table.get(key);
    return node ? scalar_of(*node) : std::string();
  }
  template <class T>
  T choice_of(const toml::node& node, std::initializer_list<std::pair<std::string_view, T>> choices,
              const Text& what) const {
    const std::string found = scalar_of(node);
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
      if (name == found) return value;
      names.emplace_back(name);
    }
    fail_unknown(place_of(node), found, names, what);
  }

  void read_settings(const toml::table& table, FileRule& rule) const {
    if (table.contains("source")) rule.source = text_of(table, "source");
    if (table.contains("currency")) rule.currency = text_of(table, "currency");
    if (const toml::node* zone = table.get("zone")) {
      rule.zone = scalar_of(*zone);
      try {
        const archive::Zone known(rule.zone);
      } catch (const archive::Error& error) {
        fail(place_of(*zone), error.message());
      }
    }
    if (const toml::node* order = table.get("date_order"))
      rule.dates.order =
          choice_of<DateOrder>(*order, {{"day_first", DateOrder::day_first}, {"month_first", DateOrder::month_first}},
                               {"date_order", "date_order"});
    if (const toml::node* year = table.get("year")) rule.dates.default_year = static_cast<int>(integer_of(*year));
  }

  void read_tables(const toml::node& node) {
    for (const auto& [name, values] : table_at(node)) tables_[std::string(name.str())] = read_values(table_at(values));
  }
  std::map<std::string, std::string, std::less<>> read_values(const toml::table& table) const {
    std::map<std::string, std::string, std::less<>> values;
    for (const auto& [key, value] : table) values[std::string(key.str())] = scalar_of(value);
    return values;
  }

  FileRule read_file(const toml::table& table) const {
    FileRule rule = defaults_;
    rule.place = place_of(table);
    check_keys(table,
               {"pattern",     "kind",     "description",   "fields",      "attributes",  "goals",       "results",
                "costs",       "benefits", "phases",        "experiments", "lessons",     "competitors", "milestones",
                "when",        "ignore",   "other_columns", "collect",     "repeats",     "encoding",    "delimiter",
                "header_line", "columns",  "short_rows",    "source",      "currency",    "zone",        "date_order",
                "year",        "sheet",    "header",        "totals",      "pseudonymise"});
    read_settings(table, rule);
    const toml::node* pattern = table.get("pattern");
    if (!pattern)
      fail(rule.place, {"this [[file]] has no pattern, such as pattern = \"orders*.csv\"",
                        "这个 [[file]] 没有 pattern，例如 pattern = \"orders*.csv\""});
    rule.patterns = texts_of(*pattern);
    if (const toml::node* sheet = table.get("sheet")) rule.sheets = texts_of(*sheet);
    if (const toml::node* header = table.get("header")) rule.header = texts_of(*header);
    const toml::node* kind = table.get("kind");
    if (!kind)
      fail(rule.place, {"this [[file]] has no kind, such as kind = \"campaigns\"",
                        "这个 [[file]] 没有 kind，例如 kind = \"campaigns\""});
    rule.kind = choice_of<RowKind>(*kind,
                                   {{"campaigns", RowKind::campaigns},
                                    {"touchpoints", RowKind::touchpoints},
                                    {"users", RowKind::users},
                                    {"products", RowKind::products},
                                    {"channels", RowKind::channels},
                                    {"segments", RowKind::segments},
                                    {"lessons", RowKind::lessons},
                                    {"rates", RowKind::rates}},
                                   {"kind", "类型"});
    if (const toml::node* fields = table.get("fields")) read_fields(table_at(*fields), rule);
    if (const toml::node* attributes = table.get("attributes")) read_attributes(table_at(*attributes), rule);
    for (const std::string_view list :
         {"goals", "results", "costs", "benefits", "phases", "experiments", "lessons", "competitors", "milestones"})
      if (const toml::node* entries = table.get(list)) read_entries(*entries, list, rule);
    if (const toml::node* when = table.get("when")) read_conditions(*when, rule);
    if (const toml::node* ignore = table.get("ignore")) rule.ignore = texts_of(*ignore);
    if (rule.kind == RowKind::touchpoints || rule.kind == RowKind::lessons || rule.kind == RowKind::rates)
      rule.others = FileRule::Others::ignore;
    if (const toml::node* others = table.get("other_columns"))
      rule.others = choice_of<FileRule::Others>(
          *others, {{"attributes", FileRule::Others::attributes}, {"ignore", FileRule::Others::ignore}},
          {"value", "取值"});
    if (const toml::node* collect = table.get("collect")) rule.collect = yes_of(*collect);
    if (const toml::node* pseudonymise = table.get("pseudonymise")) rule.pseudonymise = yes_of(*pseudonymise);
    if (const toml::node* repeats = table.get("repeats"))
      rule.repeats = choice_of<FileRule::Repeats>(
          *repeats, {{"merge", FileRule::Repeats::merge}, {"keep", FileRule::Repeats::keep}}, {"value", "取值"});
    read_layout(table, rule);
    check_complete(rule);
    return rule;
  }

  void read_layout(const toml::table& table, FileRule& rule) const {
    if (const toml::node* encoding = table.get("encoding")) {
      rule.encoding = encoding_from(scalar_of(*encoding));
      if (!rule.encoding)
        fail(place_of(*encoding), {"this encoding is not read; there are UTF-8, UTF-16LE, UTF-16BE, GB18030, Big5",
                                   "不支持该编码；可用：UTF-8、UTF-16LE、UTF-16BE、GB18030、Big5"});
    }
    if (const toml::node* delimiter = table.get("delimiter")) {
      const std::string text = scalar_of(*delimiter);
      if (text.size() != 1)
        fail(place_of(*delimiter), {"a delimiter is one character, such as \";\"", "分隔符应为一个字符，例如 \";\""});
      rule.csv.delimiter = text[0];
    }
    if (const toml::node* line = table.get("header_line"))
      rule.csv.first_line = static_cast<std::uint64_t>(std::max<std::int64_t>(integer_of(*line), 1));
    if (const toml::node* short_rows = table.get("short_rows"))
      rule.csv.short_rows = choice_of<ShortRows>(
          *short_rows, {{"trailing", ShortRows::trailing}, {"reject", ShortRows::reject}, {"fill", ShortRows::fill}},
          {"value", "取值"});
    rule.csv.totals =
        rule.kind == RowKind::touchpoints || rule.kind == RowKind::users ? Totals::keep : Totals::leave_out;
    if (const toml::node* totals = table.get("totals"))
      rule.csv.totals =
          choice_of<Totals>(*totals, {{"keep", Totals::keep}, {"leave_out", Totals::leave_out}}, {"value", "取值"});
    if (const toml::node* columns = table.get("columns")) rule.csv.columns = texts_of(*columns);
  }

  void read_fields(const toml::table& table, FileRule& rule) const {
    for (const auto& [key, value] : table) {
      const std::string field(key.str());
      if (!find_field(rule.kind, field)) {
        std::vector<std::string> known;
        for (const Field& each : fields_of(rule.kind)) known.emplace_back(each.name);
        fail_unknown(place_of(key.source()), field, known, {"field", "字段"});
      }
      rule.fields.push_back({field, read_expression(value)});
      Expression& expression = rule.fields.back().value;
      expression.literal =
          is_literal(rule.kind, field) && expression.names.size() == 1;  // of several, one may say it lacks
    }
  }
  void read_attributes(const toml::table& table, FileRule& rule) const {
    for (const auto& [key, value] : table) {
      if (!find_field(rule.kind, "attributes.x"))
        fail(place_of(key.source()), {"rows of this kind have no attributes", "该类型的行没有 attributes"});
      rule.fields.push_back({"attributes." + std::string(key.str()), read_expression(value)});
    }
  }
  void read_entries(const toml::node& node, std::string_view list, FileRule& rule) const {
    if (rule.kind != RowKind::campaigns)
      fail(place_of(node), {"only campaigns have such a list", "只有 campaigns 才有这种列表"});
    if (!node.is_array())
      fail(place_of(node),
           {"write this list as [[file." + std::string(list) + "]]", "请写成 [[file." + std::string(list) + "]]"});
    for (const toml::node& item : *node.as_array()) {
      EntryRule entry{std::string(list), {}};
      for (const auto& [key, value] : table_at(item)) {
        const auto known = fields_of_list(list);
        const std::string field(key.str());
        if (std::ranges::find(known, field, &Field::name) == known.end()) {
          std::vector<std::string> names;
          for (const Field& each : known) names.emplace_back(each.name);
          fail_unknown(place_of(key.source()), field, names, {"field", "字段"});
        }
        entry.fields.push_back({field, read_expression(value)});
      }
      rule.entries.push_back(std::move(entry));
    }
  }

  void read_conditions(const toml::node& node, FileRule& rule) const {
    const auto read_one = [&](const toml::table& table) {
      check_keys(table, {"column", "is", "is_not", "empty"});
      Condition condition;
      condition.place = place_of(table);
      condition.column = text_of(table, "column");
      if (condition.column.empty()) fail(condition.place, {"a condition needs a column", "条件需要 column"});
      if (const toml::node* is = table.get("is")) condition.is = texts_of(*is);
      if (const toml::node* is_not = table.get("is_not")) condition.is_not = texts_of(*is_not);
      if (const toml::node* empty = table.get("empty")) condition.empty = yes_of(*empty);
      rule.when.push_back(std::move(condition));
    };
    if (node.is_array())
      for (const toml::node& item : *node.as_array()) read_one(table_at(item));
    else
      read_one(table_at(node));
  }

  Expression read_expression(const toml::node& node) const {
    Expression expression;
    expression.empty = empty_;
    expression.place = place_of(node);
    if (node.is_table()) {
      read_expression_table(*node.as_table(), expression);
    } else if (node.is_string() || node.is_array()) {
      expression.names = texts_of(node);
    } else {
      expression.from = Expression::From::text;
      expression.parts.push_back({scalar_of(node), {}});
    }
    if (expression.from == Expression::From::any && expression.names.empty())
      fail(expression.place,
           {"name a column, or give constant, template or from", "请给出列名，或使用 constant、template、from"});
    return expression;
  }

  void read_expression_table(const toml::table& table, Expression& expression) const {
    using From = Expression::From;
    check_keys(table, {"column", "any", "all", "template", "constant", "from", "table", "otherwise", "empty", "default",
                       "unit", "factor", "separator", "epoch", "epoch_unit", "combine", "control", "optional"});
    int sources = 0;
    if (const toml::node* column = table.get("column")) ++sources, expression.names = {scalar_of(*column)};
    if (const toml::node* any = table.get("any")) ++sources, expression.names = texts_of(*any);
    if (const toml::node* all = table.get("all"))
      ++sources, expression.names = texts_of(*all), expression.from = From::all;
    if (const toml::node* text = table.get("template"))
      ++sources, expression.from = From::text, read_template(*text, expression);
    if (const toml::node* constant = table.get("constant")) {
      ++sources;
      expression.from = From::text;
      expression.parts.push_back({scalar_of(*constant), {}});
    }
    if (const toml::node* from = table.get("from")) {
      ++sources;
      expression.from = choice_of<From>(*from,
                                        {{"campaign_start", From::campaign_start},
                                         {"campaign_end", From::campaign_end},
                                         {"file_start", From::file_start},
                                         {"file_end", From::file_end}},
                                        {"value", "取值"});
    }
    if (sources != 1)
      fail(expression.place, {"give exactly one of column, any, all, template, constant, from",
                              "column、any、all、template、constant、from 中应恰好给出一个"});
    read_turning(table, expression);
  }

  void read_turning(const toml::table& table, Expression& expression) const {
    using Combine = Expression::Combine;
    if (const toml::node* values = table.get("table")) {
      if (values->is_string()) {
        const auto known = tables_.find(**values->as_string());
        if (known == tables_.end()) {
          std::vector<std::string> names;
          for (const auto& [name, ignored] : tables_) names.push_back(name);
          fail_unknown(place_of(*values), **values->as_string(), names, {"table", "对照表"});
        }
        expression.table = known->second;
      } else {
        expression.table = read_values(table_at(*values));
      }
    }
    if (const toml::node* otherwise = table.get("otherwise"))
      expression.otherwise = choice_of<Expression::Otherwise>(*otherwise,
                                                              {{"keep", Expression::Otherwise::keep},
                                                               {"empty", Expression::Otherwise::empty},
                                                               {"reject", Expression::Otherwise::reject}},
                                                              {"value", "取值"});
    if (const toml::node* empty = table.get("empty"))
      for (std::string& value : texts_of(*empty)) expression.empty.push_back(std::move(value));
    expression.fallback = text_of(table, "default");
    if (const toml::node* unit = table.get("unit")) {
      expression.unit = parse_unit(scalar_of(*unit));
      if (!expression.unit)
        fail(place_of(*unit), {"this unit is not known; such as 万元, USD, %", "未知的单位；例如 万元、USD、%"});
    }
    if (const toml::node* factor = table.get("factor")) {
      const auto number = archive::Decimal::parse(scalar_of(*factor));
      if (!number) fail(place_of(*factor), {"a number is expected here", "此处应为数字"});
      if (!expression.unit) expression.unit.emplace();
      expression.unit->factor = *number;
    }
    expression.separator = text_of(table, "separator");
    if (table.contains("epoch")) expression.epoch = text_of(table, "epoch");
    if (const toml::node* unit = table.get("epoch_unit"))
      expression.epoch_unit_ms = choice_of<std::int64_t>(
          *unit,
          {{"milliseconds", 1}, {"seconds", 1000}, {"minutes", 60'000}, {"hours", 3'600'000}, {"days", 86'400'000}},
          {"unit", "单位"});
    if (const toml::node* combine = table.get("combine"))
      expression.combine = choice_of<Combine>(*combine,
                                              {{"last", Combine::last},
                                               {"first", Combine::first},
                                               {"least", Combine::least},
                                               {"greatest", Combine::greatest},
                                               {"sum", Combine::sum}},
                                              {"value", "取值"});
    expression.control = text_of(table, "control");
    if (const toml::node* optional = table.get("optional")) expression.optional = yes_of(*optional);
  }

  // "{household_id}|{coupon_upc}"; "{{" and "}}" are braces.
  void read_template(const toml::node& node, Expression& expression) const {
    const std::string text = scalar_of(node);
    Expression::Part part;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((text[i] == '{' || text[i] == '}') && i + 1 < text.size() && text[i + 1] == text[i]) {
        part.literal += text[i++];
      } else if (text[i] == '{') {
        const std::size_t end = text.find('}', i);
        if (end == std::string::npos)
          fail(place_of(node), {"a { without its }; write {{ for a brace", "{ 没有对应的 }；大括号本身请写 {{"});
        part.column = text.substr(i + 1, end - i - 1);
        expression.parts.push_back(std::move(part));
        part = {};
        i = end;
      } else {
        part.literal += text[i];
      }
    }
    if (!part.literal.empty()) expression.parts.push_back(std::move(part));
  }

  void check_complete(const FileRule& rule) const {
    std::vector<std::string> fields;
    for (const FieldRule& field : rule.fields) fields.push_back(field.field);
    std::vector<std::string> missing = missing_fields(rule.kind, fields);
    // Something can be added to a campaign by its code or name alone.
    const auto has = [&](const char* field) { return std::ranges::find(fields, field) != fields.end(); };
    if (rule.kind == RowKind::campaigns && (has("code") || has("name"))) missing.clear();
    if (!missing.empty())
      fail(rule.place, {"rows of this kind need the field " + missing.front() + "; name it under [file.fields]",
                        "该类型的行需要字段 " + missing.front() + "；请在 [file.fields] 中给出"});
  }

  std::string name_;
  FileRule defaults_;
  std::vector<std::string> empty_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> tables_;
};

}  // namespace

Mapping parse_mapping(std::string_view toml, const std::string& name) { return Parser(name).read(toml); }

Mapping read_mapping(const std::filesystem::path& path) {
  constexpr std::size_t limit = 4u << 20;
  const auto source = open_source(path);
  const std::string text = read_up_to(*source, limit + 1);
  if (text.size() > limit)
    throw archive::Error(archive::ErrorKind::invalid_input, "bad_mapping",
                         {path.string() + ": a mapping has at most 4 MB; is this the right file?",
                          path.string() + "：映射文件最大 4 MB，是否选错了文件？"},
                         path.string());
  return parse_mapping(text, path.string());
}

}  // namespace almanac::importers
