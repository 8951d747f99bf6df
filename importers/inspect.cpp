#include "importers/inspect.h"

#include <algorithm>
#include <map>
#include <ostream>

#include "archive/error.h"
#include "importers/csv_grid.h"
#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/plan.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::filled;

constexpr std::size_t shown_rows = 10, looked_at_rows = 200, shown_values = 3;
constexpr std::uint64_t whole_file = 64u << 20;  // larger ones are read only at their beginning

enum class Looks { empty, number, date, text };

const char* to_string(Looks looks) {
  constexpr const char* names[] = {"empty", "number", "date", "text"};
  return names[static_cast<int>(looks)];
}

// How the values of a column look, counted over the first rows.
struct Shape {
  std::size_t filled = 0, numbers = 0, dates = 0, periods = 0;
  std::vector<std::string> values;

  void add(std::string_view text, const DateSettings& dates_as) {
    static const archive::Zone utc("UTC");
    if (is_empty(text)) return;
    ++filled;
    const bool number = static_cast<bool>(parse_number(text));
    const auto read_or_ambiguous = [](const auto& parsed) {
      return parsed || parsed.reason().code == "ambiguous_date" || parsed.reason().code == "missing_year";
    };
    const bool date =
        read_or_ambiguous(parse_date(text, dates_as, utc)) || static_cast<bool>(parse_time(text, dates_as, utc));
    numbers += number ? 1 : 0;
    dates += date ? 1 : 0;
    periods += date || read_or_ambiguous(parse_date_range(text, dates_as, utc)) ? 1 : 0;
    if (values.size() < shown_values && std::ranges::find(values, text) == values.end())
      values.emplace_back(shown(text));
  }
  Looks looks() const {
    if (filled == 0) return Looks::empty;
    if (dates * 5 >= filled * 4 && numbers < filled) return Looks::date;
    if (numbers * 5 >= filled * 4) return Looks::number;
    return dates * 5 >= filled * 4 ? Looks::date : Looks::text;
  }
  // The share of values that a field of this type can read; 1 for text.
  double fit(FieldType type) const {
    if (filled == 0) return 1;
    const auto share = [&](std::size_t count) { return static_cast<double>(count) / static_cast<double>(filled); };
    if (type == FieldType::amount) return share(numbers);
    if (type == FieldType::date || type == FieldType::time) return share(dates);
    if (type == FieldType::period) return share(periods);
    return 1;
  }
};

std::string unit_text(const Unit& unit) {
  std::string text = unit.percent ? "%" : unit.word.empty() ? unit.currency : unit.word;
  const std::string factor = unit.factor.to_string();
  if (factor != "1") text = "×" + factor + (text.empty() ? "" : " " + text);
  return text;
}

bool uses(const Expression& expression, const RowSource& rows, const std::string& column) {
  const auto is_it = [&](const std::string& name) {
    const auto bound = name.empty() ? std::nullopt : rows.bind(name);
    return bound && bound->name == column;
  };
  return std::ranges::any_of(expression.names, is_it) ||
         std::ranges::any_of(expression.parts, [&](const auto& part) { return is_it(part.column); });
}

// Of a table whose rows are nothing known: what the column would be of a campaign.
void guess_field(const Shape& shape, const archive::Dictionary& dictionary, InspectedColumn& column) {
  const std::string names[] = {column.name};
  const ColumnMatch match = match_columns(RowKind::campaigns, names, dictionary).front();
  if (match.field.empty()) return;
  column.fields.push_back("campaigns: " + match.field);
  const auto known = find_field(RowKind::campaigns, match.field);
  column.confidence = match.confidence * (known ? 0.5 + 0.5 * shape.fit(known->type) : 1);
}

// What a column becomes by the rules of the tasks that read its table.
void describe_fields(const std::vector<const Task*>& tasks, const RowSource& rows, const Shape& shape,
                     const archive::Dictionary& dictionary, InspectedColumn& column) {
  for (const Task* task : tasks) {
    const FileRule& rule = *task->rule;
    const std::string prefix = tasks.size() > 1 ? std::string(to_string(rule.kind)) + ": " : std::string();
    const auto take = [&](const std::string& field, const Expression& value) {
      column.fields.push_back(prefix + field);
      if (value.unit) column.unit = unit_text(*value.unit);
      double confidence = 1;
      if (rule.from_header) {
        const std::string names[] = {column.name};
        confidence = match_columns(rule.kind, names, dictionary).front().confidence;
        const auto known = find_field(rule.kind, field);
        if (known) confidence *= 0.5 + 0.5 * shape.fit(known->type);
      }
      column.confidence = std::max(column.confidence, confidence);
    };
    for (const FieldRule& field : rule.fields)
      if (uses(field.value, rows, column.name)) take(field.field, field.value);
    for (const EntryRule& entry : rule.entries) {
      std::string metric;
      for (const FieldRule& field : entry.fields)
        if ((field.field == "metric" || field.field == "channel") && field.value.from == Expression::From::text &&
            !field.value.parts.empty() && field.value.parts.front().column.empty())
          metric += (metric.empty() ? "" : " ") + field.value.parts.front().literal;
      for (const FieldRule& field : entry.fields)
        if (uses(field.value, rows, column.name))
          take(entry.list + "." + field.field + (metric.empty() ? "" : " (" + metric + ")"), field.value);
    }
    if (column.fields.empty() && rule.others == FileRule::Others::attributes &&
        std::ranges::none_of(rule.ignore, [&](const auto& pattern) { return matches(pattern, column.name); }))
      column.fields.push_back(prefix + "attributes." + column.name);
  }
  if (tasks.empty()) guess_field(shape, dictionary, column);
  std::ranges::sort(column.fields);
  column.fields.erase(std::unique(column.fields.begin(), column.fields.end()), column.fields.end());
}

// Reads the rows of one table and describes its columns.
void look_through(const std::vector<const Task*>& tasks, RowSource rows, const archive::Dictionary& dictionary,
                  InspectedTable& table) {
  std::vector<std::string> names = rows.header();
  std::vector<Shape> shapes(names.size());
  const DateSettings dates = tasks.empty() ? DateSettings{} : tasks.front()->rule->dates;
  const bool all = rows.progress().total <= whole_file;
  std::string scratch;
  Read read = Read::end;
  while ((read = rows.next()) != Read::end) {
    if (!all && table.rows + table.rejected >= looked_at_rows) break;
    if (read == Read::reject) {
      ++table.rejected;
      continue;
    }
    ++table.rows;
    if (table.rows > looked_at_rows) continue;
    if (!rows.is_table())
      for (const auto& [name, value] : rows.object().items())
        if (names.size() < 200 && std::ranges::find(names, name) == names.end()) {
          names.push_back(name);
          shapes.emplace_back();
        }
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::string text;
      if (rows.is_table()) {
        text = table_cell(rows.cells()[i]);
      } else if (const auto found = rows.object().find(names[i]); found != rows.object().end()) {
        text = found->is_primitive() ? std::string(scalar_text(*found, scratch)) : archive::dump(*found);
      }
      shapes[i].add(text, dates);
      cells.push_back(std::move(text));
    }
    if (table.first_rows.size() < shown_rows) table.first_rows.push_back(std::move(cells));
  }
  table.all_rows = read == Read::end;
  for (std::vector<std::string>& row : table.first_rows) row.resize(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    InspectedColumn column;
    column.name = names[i];
    column.place = std::to_string(i + 1);
    column.looks = to_string(shapes[i].looks());
    describe_fields(tasks, rows, shapes[i], dictionary, column);
    column.values = std::move(shapes[i].values);
    table.columns.push_back(std::move(column));
  }
  table.notes = rows.notes();
  for (const Task* task : tasks) {
    table.kinds.emplace_back(to_string(task->rule->kind));
    table.mapping = task->mapping;
  }
}

class Inspector {
 public:
  Inspector(const InspectOptions& options, const archive::Dictionary& dictionary)
      : options_(options), dictionary_(std::make_shared<archive::Dictionary>(dictionary)) {
    result_.name = options.name.empty() ? options.path.string() : options.name;
  }

  Inspection run() {
    std::string beginning;
    {
      const auto source = open_source(options_.path);
      result_.bytes = source->total();
      beginning = read_up_to(*source, 64u << 10);
    }
    try {
      result_.format = detect_format(result_.name, beginning);
      if (result_.format == Format::zip)
        look_at_archive();
      else if (is_workbook(result_.format))
        look_at_workbook();
      else if (is_document(result_.format))
        look_at_document(beginning);
      else
        look_at_text(beginning);
    } catch (const Error& error) {
      result_.refusal_code = error.code();
      result_.refusal = error.message();
    }
    return std::move(result_);
  }

 private:
  void look_at_archive() {
    const InputFiles inputs = find_input_files({{options_.path, result_.name}});
    for (const FoundFile& file : inputs.files) result_.members.push_back(file.name);
    for (const Refusal& refusal : inputs.refused)
      result_.notes.push_back(
          {refusal.code, {refusal.name + ": " + refusal.reason.en, refusal.name + "：" + refusal.reason.zh}});
    if (result_.members.empty() && inputs.refused.size() == 1) {
      result_.refusal_code = inputs.refused.front().code;
      result_.refusal = inputs.refused.front().reason;
    }
  }

  void set_encoding(std::string_view beginning) {
    const DetectedEncoding detected = detect_encoding(beginning);
    result_.encoding = options_.encoding.value_or(detected.encoding);
    result_.encoding_given = options_.encoding.has_value();
    result_.encoding_certain = detected.certain || result_.encoding_given;
  }

  void look_at_document(std::string_view beginning) {
    if (result_.format == Format::markdown || result_.format == Format::html || result_.format == Format::text)
      set_encoding(beginning);
    result_.notes.push_back({"document",
                             {"a text document: it is stored and searched, and a campaign's review is taken from it",
                              "文本文档：将保存并可搜索，其中的活动复盘会被提取"}});
  }

  Plan plan() const {
    ImportOptions options;
    options.files.push_back({options_.path, result_.name});
    options.kind = options_.kind;
    options.encoding = options_.encoding;
    return make_plan(options, options_.mapping, *dictionary_);
  }

  void look_at_text(std::string_view beginning) {
    set_encoding(beginning);
    const Plan planned = plan();
    if (std::ranges::any_of(planned.tasks, [](const Task& task) { return task.text.has_value(); }))
      if (auto text = read_text_as_workbook(options_.path, result_.name, options_.encoding)) {
        result_.delimiter = text->delimiter;
        return look_at_sheets(planned, std::make_shared<const Workbook>(std::move(text->workbook)));
      }
    InspectedTable table;
    table.number = 1;
    table.name = result_.name;
    std::vector<const Task*> tasks;
    for (const Task& task : planned.tasks) tasks.push_back(&task);
    if (!planned.refused.empty()) {
      table.refusal_code = planned.refused.front().code;
      table.refusal = planned.refused.front().reason;
    } else if (tasks.empty()) {
      table.refusal_code = "not_named";
      table.refusal = {"no pattern of the mapping names this file", "映射中没有匹配该文件名的 pattern"};
    }
    Task open;
    if (tasks.empty()) {
      open.path = options_.path;
      open.name = open.file = result_.name;
      open.encoding = options_.encoding;
      open.dictionary = dictionary_;
      open.rule = std::make_shared<FileRule>();
    } else {
      open = *tasks.front();
    }
    RowSource rows = open_task(open);
    result_.delimiter = rows.delimiter();
    table.context = rows.layout().context;
    if (rows.is_table())
      table.header_rows = {static_cast<std::uint32_t>(std::max(rows.layout().header_line, open.rule->csv.first_line))};
    look_through(tasks, std::move(rows), *dictionary_, table);
    result_.tables.push_back(std::move(table));
  }

  void look_at_workbook() {
    const Plan planned = plan();
    for (const Refusal& refusal : planned.refused)
      if (refusal.sheet == 0) {
        result_.refusal_code = refusal.code;
        result_.refusal = refusal.reason;
      }
    const auto planned_with =
        std::ranges::find_if(planned.tasks, [](const Task& task) { return task.workbooks != nullptr; });
    auto cache = planned_with == planned.tasks.end() ? std::make_shared<WorkbookCache>() : planned_with->workbooks;
    const auto workbook = cache->get(options_.path);
    result_.notes = workbook->notes;
    for (const Sheet& sheet : workbook->sheets) {
      std::size_t width = 0;
      for (const auto& row : sheet.rows) width = std::max(width, row.size());
      result_.sheets.push_back({sheet.name, sheet.hidden, sheet.rows.size(), width, 0});
    }
    look_at_sheets(planned, workbook);
  }

  void look_at_sheets(const Plan& planned, const std::shared_ptr<const Workbook>& workbook) {
    for (const Task& task : planned.tasks)
      if (task.told) look_at_campaign(*task.told);
    for (std::size_t i = 0; i < workbook->sheets.size(); ++i) {
      const Sheet& sheet = workbook->sheets[i];
      Layout layout = find_tables(sheet, *dictionary_, std::filesystem::path(result_.name).filename().string());
      if (i < result_.sheets.size()) result_.sheets[i].tables = layout.tables.size();
      for (Note& note : layout.notes) {
        if (i < result_.sheets.size()) note.text = {sheet.name + ": " + note.text.en, sheet.name + "：" + note.text.zh};
        if (result_.notes.size() < 50) result_.notes.push_back(std::move(note));
      }
      // What the mapping makes of the sheet wins over what its layout looks like.
      for (const Task& task : planned.tasks)
        if (task.sheet_index == i && task.table && task.rule->csv.first_line > 1) layout.tables.assign(1, *task.table);
      for (std::size_t number = 0; number < layout.tables.size(); ++number)
        look_at_table(planned, workbook, i, number, layout.tables[number]);
    }
  }

  bool is_workbook_file() const { return !result_.sheets.empty(); }

  void look_at_campaign(const SheetCampaign& told) {
    InspectedCampaign campaign;
    campaign.name = told.record.value("name", "");
    if (is_workbook_file()) {
      campaign.sheets.push_back(told.sheet + 1);
      for (const UsedRows& used : told.used) campaign.sheets.push_back(used.sheet + 1);
      std::ranges::sort(campaign.sheets);
      campaign.sheets.erase(std::unique(campaign.sheets.begin(), campaign.sheets.end()), campaign.sheets.end());
    }
    for (const ReviewValue& value : told.values)
      campaign.values.push_back(
          {value.field, value.value, value.evidence, value.certain ? archive::Text{} : value.reason});
    result_.campaigns.push_back(std::move(campaign));
  }

  // The campaign that the table was read for as a part of its sheet; null: none.
  static const SheetCampaign* campaign_of(const Plan& planned, std::size_t sheet, const SheetTable& table) {
    for (const Task& task : planned.tasks)
      if (task.told)
        for (const UsedRows& used : task.told->used)
          if (used.sheet == sheet && table.first_row >= used.first && table.first_row <= used.last)
            return task.told.get();
    return nullptr;
  }

  void look_at_table(const Plan& planned, const std::shared_ptr<const Workbook>& workbook, std::size_t sheet,
                     std::size_t number, SheetTable found) {
    InspectedTable table;
    if (is_workbook_file()) table.sheet = sheet + 1;
    table.number = number + 1;
    table.name = found.name;
    table.title = found.title;
    table.shape = found.shape;
    table.header_rows = found.header_rows;
    table.first_row = found.first_row;
    table.last_row = found.last_row;
    table.context = found.context;
    table.totals = found.totals;
    table.left_out = found.left_out;
    std::vector<const Task*> tasks;
    for (const Task& task : planned.tasks)
      if (task.table && task.sheet_index == sheet && task.table->first_row == found.first_row &&
          task.table->first_column == found.first_column)
        tasks.push_back(&task);
    for (const Refusal& refusal : planned.refused)
      if (tasks.empty() && refusal.sheet == sheet + 1 && refusal.first_row == found.first_row) {
        table.refusal_code = refusal.code;
        table.refusal = refusal.reason;
      }
    if (!tasks.empty()) {
      found = *tasks.front()->table;  // with the figures of other sheets
      table.totals = found.totals;
      table.left_out = found.left_out;
    } else if (const SheetCampaign* campaign = campaign_of(planned, sheet, found)) {
      found.reasons.push_back(
          {"of_campaign", filled({"read as part of the campaign \"{}\"", "作为活动“{}”的一部分读取"},
                                 campaign->record.value("name", ""))});
    } else if (table.refusal_code.empty() && is_figures(found)) {
      found.reasons.push_back(
          {"figures",
           {"its figures are read with the form that names the campaign", "其数据随写有活动名称的表单一起读取"}});
    }
    OpenedFile opened;
    opened.format = result_.format;
    opened.table = open_table(workbook, sheet, found);
    look_through(tasks, RowSource(std::move(opened)), *dictionary_, table);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      table.columns[i].place = i < found.columns.size() ? column_letters(found.columns[i]) : "";
    std::vector<Note> notes = found.reasons;
    for (const Note& note : table.notes)
      if (std::ranges::find(notes, note.code, &Note::code) == notes.end()) notes.push_back(note);
    if (!tasks.empty())
      for (const Note& note : tasks.front()->notes)
        if (note.code == "ready_mapping") notes.push_back(note);
    table.notes = std::move(notes);
    result_.tables.push_back(std::move(table));
  }

  const InspectOptions& options_;
  std::shared_ptr<const archive::Dictionary> dictionary_;
  Inspection result_;
};

}  // namespace

Inspection inspect(const InspectOptions& options, const archive::Dictionary& dictionary) {
  return Inspector(options, dictionary).run();
}

}  // namespace almanac::importers
