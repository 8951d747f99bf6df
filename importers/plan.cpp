#include "importers/plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "archive/error.h"
#include "importers/csv_grid.h"
#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/plan_table.h"
#include "importers/ready_mappings.h"
#include "importers/workbook_tables.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::filled;

// A pattern with a slash is matched against the end of the path, any other against the file's own name.
bool named_by(const std::string& pattern, const FoundFile& file) {
  if (pattern.find('/') == std::string::npos) return matches(pattern, file.matched);
  return matches(pattern, file.name) || matches("*/" + pattern, file.name);
}

// Column names of a table, or the member names of the first record of JSON that can be read.
std::vector<std::string> columns_of(RowSource& rows) {
  if (rows.is_table()) return rows.header();
  std::vector<std::string> names;
  for (Read read = rows.next(); read != Read::end && names.empty(); read = rows.next())
    if (read == Read::row)
      for (const auto& [name, value] : rows.object().items()) names.push_back(name);
  return names;
}

// Campaigns without their names: they add to campaigns that another file makes, so they are read after those.
bool adds_to_campaigns(const FileRule& rule) {
  return rule.kind == RowKind::campaigns && rule.from_header && !rule.exported &&
         std::ranges::find(rule.fields, "name", &FieldRule::field) == rule.fields.end();
}

class Planner {
 public:
  Planner(const ImportOptions& options, const Mapping* mapping, const archive::Dictionary& dictionary)
      : options_(options),
        mapping_(mapping),
        dictionary_(std::make_shared<archive::Dictionary>(dictionary)),
        workbooks_(std::make_shared<WorkbookCache>()),
        tables_(options, dictionary_) {
    if (mapping_)
      for (const FileRule& rule : mapping_->files) rules_.push_back(std::make_shared<FileRule>(rule));
  }

  Plan make() {
    InputFiles inputs = find_input_files(options_.files);
    plan_.refused = std::move(inputs.refused);
    plan_.unpacked = std::move(inputs.unpacked);
    for (const FoundFile& file : inputs.files) {
      try {
        if (mapping_)
          plan_by_mapping(file);
        else
          plan_by_content(file);
      } catch (const Error& error) {
        // Beside its data a folder may well hold a script; a file that was named is expected to be data.
        if (!file.named && error.code() == "unknown_file_kind")
          plan_.ignored.push_back(file.name);
        else
          plan_.refused.push_back({file.name, "", error.code(), error.message()});
      }
    }
    std::ranges::stable_sort(plan_.tasks, [](const Task& a, const Task& b) {
      if (a.rule->kind != b.rule->kind) return a.rule->kind < b.rule->kind;
      if (adds_to_campaigns(*a.rule) != adds_to_campaigns(*b.rule)) return adds_to_campaigns(*b.rule);
      return a.rule_index < b.rule_index;
    });
    return std::move(plan_);
  }

 private:
  Task task_of(const FoundFile& file) const {
    Task task;
    task.path = file.path;
    task.name = task.file = file.name;
    task.identity = file.identity;
    task.encoding = options_.encoding;
    return task;
  }

  // --- with the mapping of the command ---

  void plan_by_mapping(const FoundFile& file) {
    bool named = false;
    std::optional<bool> workbook;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (!std::ranges::any_of(rules_[i]->patterns,
                               [&](const std::string& pattern) { return named_by(pattern, file); }))
        continue;
      named = true;
      if (!workbook) workbook = holds_workbook(file);
      Task task = task_of(file);
      task.rule = rules_[i];
      task.rule_index = i;
      task.mapping = mapping_->name;
      task.dictionary = dictionary_;
      if (*workbook)
        plan_sheets_by_rule(file, task);
      else
        plan_.tasks.push_back(std::move(task));
    }
    if (!named) plan_.ignored.push_back(file.name);
  }

  // Whatever its name says: an upload has none of its own.
  static bool holds_workbook(const FoundFile& file) {
    try {
      return is_workbook(format_of(file));
    } catch (const Error&) {
      return false;  // said when it is read
    }
  }

  static Format format_of(const FoundFile& file) {
    const auto source = open_source(file.path);
    return detect_format(file.name, read_up_to(*source, 64u << 10));
  }

  void plan_sheets_by_rule(const FoundFile& file, const Task& model) {
    const auto workbook = workbooks_->get(file.path);
    const FileRule& rule = *model.rule;
    std::vector<Task> fitting;
    for (std::size_t i = 0; i < workbook->sheets.size(); ++i) {
      const Sheet& sheet = workbook->sheets[i];
      if (!rule.sheets.empty() &&
          !std::ranges::any_of(rule.sheets, [&](const std::string& pattern) { return matches(pattern, sheet.name); }))
        continue;
      std::vector<SheetTable> tables;
      if (rule.csv.first_line > 1)
        tables.push_back(table_from_row(sheet, static_cast<std::uint32_t>(rule.csv.first_line)));
      else
        tables = find_tables(sheet, *dictionary_, file.matched).tables;
      for (SheetTable& table : tables) {
        if (!rule.sheets.empty() && tables.size() == 1 && rule.header.empty()) {
          // The one table of a sheet that the rule names: what it lacks is said when it is read.
        } else if (!fits(rule, table.header)) {
          continue;
        }
        Task task = model;
        if (!rule.dates.default_year && table.year) task.rule = with_year(rule, *table.year);
        set_table(task, *workbook, i, std::move(table));
        fitting.push_back(std::move(task));
      }
    }
    if (fitting.empty())
      plan_.refused.push_back({file.name, std::string(to_string(rule.kind)), "missing_column",
                               filled({"no table of the workbook has the columns that the mapping names for {}; "
                                       "almanac inspect shows its tables",
                                       "工作簿中没有任何表格包含映射为 {} 指定的列；可用 almanac inspect 查看其表格"},
                                      std::string(to_string(rule.kind)))});
    name_tables(fitting);
    std::ranges::move(fitting, std::back_inserter(plan_.tasks));
  }

  static std::shared_ptr<const FileRule> with_year(const FileRule& rule, const InferredYear& year) {
    auto dated = std::make_shared<FileRule>(rule);
    dated->dates.default_year = year.year;
    dated->year_source = source_of_year(year);
    return dated;
  }

  void set_table(Task& task, const Workbook& workbook, std::size_t sheet, SheetTable table) const {
    if (!task.text) task.sheet = workbook.sheets[sheet].name;
    task.sheet_index = sheet;
    task.workbooks = workbooks_;
    task.table = std::make_shared<SheetTable>(std::move(table));
  }

  // What reports call a sheet; "" is the one of a text.
  static std::string place_in(const std::string& file, const std::string& sheet) {
    return sheet.empty() ? file : file + " › " + sheet;
  }

  // Tables of one file get names of their own.
  static void name_tables(std::vector<Task>& tasks) {
    if (tasks.size() < 2) return;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      const bool alone = std::ranges::count(tasks, tasks[i].sheet, &Task::sheet) == 1;
      tasks[i].name = place_in(tasks[i].file, tasks[i].sheet);
      if (!alone)
        tasks[i].name += " › " + (tasks[i].table->title.empty() ? "" : tasks[i].table->title + " ") + "(" +
                         std::to_string(tasks[i].table->first_row) + ")";
    }
  }

  // --- without one ---

  void plan_by_content(const FoundFile& file) {
    const Format format = format_of(file);
    if (is_document(format)) {
      plan_.documents.push_back({file.path, file.name, file.identity, format});
      return;
    }
    if (is_workbook(format)) {
      const auto workbook = workbooks_->get(file.path);
      std::vector<SheetCampaign> told;
      auto tables = workbook_tables(*workbook, file, told);
      return plan_workbook(file, *workbook, std::move(tables), std::move(told), std::nullopt);
    }
    Task task = task_of(file);
    task.dictionary = dictionary_;
    task.rule = std::make_shared<FileRule>();
    RowSource rows = open_task(task);
    FoundTable found{columns_of(rows), rows.is_table(), false, true, rows.layout().unit, rows.layout().year};
    if (!rows.is_table() && std::ranges::find(found.columns, exported_member) != found.columns.end())
      if (const auto kinds = exported_kinds(task); !kinds.empty()) return plan_exported(task, kinds);
    if (rows.is_table() && plan_text_as_sheet(file, found.columns)) return;
    if (auto refusal = tables_.plan(found, std::move(task), plan_.tasks)) plan_.refused.push_back(std::move(*refusal));
  }

  // A text that is no plain table, but tells of one campaign, is planned as the same sheet of a workbook would be. False: it is not.
  bool plan_text_as_sheet(const FoundFile& file, std::span<const std::string> columns) {
    if (options_.kind || ready_mapping_for(columns)) return false;
    const auto kind = detect_kind(columns, *dictionary_);
    const bool belongs_to_campaign =
        kind == RowKind::channels || kind == RowKind::products || kind == RowKind::segments;
    if (!belongs_to_campaign && is_plain_table(kind, columns)) return false;
    auto text = read_text_as_workbook(file.path, file.matched, options_.encoding);
    if (!text) return false;
    std::vector<SheetCampaign> told;
    auto tables = workbook_tables(text->workbook, file, told);
    const bool tells_of_one = !told.empty() || std::ranges::any_of(tables, [](const WorkbookTable& each) {
      return is_campaign_form(each.table);
    });
    if (!tells_of_one) return false;
    workbooks_->put_text(file.path, file.matched, options_.encoding, std::move(text->workbook));
    plan_workbook(file, *workbooks_->get(file.path), std::move(tables), std::move(told), text->encoding);
    return true;
  }

  // Whether every row by itself is a record.
  bool is_plain_table(std::optional<RowKind> kind, std::span<const std::string> columns) const {
    if (!kind) return false;
    std::vector<std::string> fields;
    for (const ColumnMatch& match : match_columns(*kind, columns, *dictionary_)) fields.push_back(match.field);
    return missing_fields(*kind, fields).empty();
  }

  // The kinds of record that the lines of an export name; empty if a line names none.
  std::set<std::string> exported_kinds(const Task& task) const {
    std::set<std::string> kinds;
    RowSource rows = open_task(task);
    for (Read read = rows.next(); read != Read::end; read = rows.next()) {
      if (read != Read::row) continue;
      const auto kind = rows.object().find(exported_member);
      if (kind == rows.object().end() || !kind->is_string()) return {};
      kinds.insert(kind->get<std::string>());
    }
    return kinds;
  }

  // What `almanac export` wrote: lines of several kinds, each kind read by itself.
  void plan_exported(const Task& model, const std::set<std::string>& kinds) {
    static constexpr std::pair<const char*, RowKind> known[] = {
        {"channel", RowKind::channels}, {"product", RowKind::products},           {"segment", RowKind::segments},
        {"user", RowKind::users},       {"campaign", RowKind::campaigns},         {"lesson", RowKind::lessons},
        {"rate", RowKind::rates},       {"touchpoint", RowKind::touchpoints},     {"version", RowKind::history},
        {"synonym", RowKind::synonyms}, {"saved_search", RowKind::saved_searches}};
    for (const auto& [name, kind] : known) {
      if (!kinds.contains(name) || (options_.kind && *options_.kind != kind)) continue;
      auto rule = std::make_shared<FileRule>(rule_from_header(kind, {}, *dictionary_));
      rule->exported = true;
      Condition is_kind;
      is_kind.column = exported_member;
      is_kind.is = {name};
      if (kind == RowKind::history) is_kind.is.emplace_back("source");
      rule->when = {is_kind};
      Task task = model;
      task.rule = std::move(rule);
      task.rule_index = plan_.tasks.size();
      plan_.tasks.push_back(std::move(task));
    }
  }

  // `text`: the workbook is one, of that encoding.
  void plan_workbook(const FoundFile& file, const Workbook& workbook, std::vector<WorkbookTable> found_tables,
                     std::vector<SheetCampaign> told, const std::optional<DetectedEncoding>& text) {
    std::vector<Task> tables;
    std::vector<bool> hidden;
    std::vector<FoundTable> found;
    for (WorkbookTable& each : found_tables) {
      SheetTable& table = each.table;
      const bool alone = found_tables.size() == 1 && told.empty();
      found.push_back({table.header, true, table.shape == SheetTable::Shape::form, alone, table.unit, table.year});
      Task task = task_of(file);
      task.text = text;
      set_table(task, workbook, each.sheet, std::move(table));
      tables.push_back(std::move(task));
      hidden.push_back(workbook.sheets[each.sheet].hidden);
    }
    for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
      const Sheet& sheet = workbook.sheets[i];
      if (std::ranges::count(tables, i, &Task::sheet_index) == 0 && !sheet.rows.empty() &&
          find_tables(sheet, *dictionary_, file.matched).tables.empty())
        plan_.ignored.push_back(place_in(file.name, text ? std::string() : sheet.name));
    }
    if (tables.empty())
      plan_.refused.push_back({file.name,
                               "",
                               "no_table",
                               {"the workbook holds no table: no sheet has a header with rows below it, nor a form",
                                "工作簿中没有表格：任何工作表都没有表头加数据行，也没有表单"}});
    name_tables(tables);
    bool noted = false;
    const std::size_t first_task = plan_.tasks.size(), first_refusal = plan_.refused.size() - (tables.empty() ? 1 : 0);
    for (std::size_t i = 0; i < tables.size(); ++i) {
      if (!std::exchange(noted, true)) tables[i].notes = workbook.notes;
      const std::string name = tables[i].name;
      const std::size_t sheet = tables[i].sheet_index;
      const std::uint32_t first_row = tables[i].table->first_row;
      auto refusal = tables_.plan(found[i], std::move(tables[i]), plan_.tasks);
      if (!refusal) continue;
      refusal->sheet = sheet + 1;
      refusal->first_row = first_row;
      if (hidden[i])
        plan_.ignored.push_back(name);
      else
        plan_.refused.push_back(std::move(*refusal));
    }
    plan_sheet_campaigns(file, workbook, std::move(told), text, first_task, first_refusal);
  }

  // Whether a form has several campaigns side by side, with a line for their dates.
  bool has_dated_records(const SheetTable& table) const {
    if (table.records.size() < 2) return false;
    std::vector<std::string> fields;
    for (const ColumnMatch& match : match_columns(RowKind::campaigns, table.header, *dictionary_))
      fields.push_back(match.field);
    return missing_fields(RowKind::campaigns, fields).empty();
  }

  // Where no table names a campaign, the workbook itself may be about some: these are `told`, and no table is made one.
  std::vector<WorkbookTable> workbook_tables(const Workbook& workbook, const FoundFile& file,
                                             std::vector<SheetCampaign>& told) const {
    std::vector<WorkbookTable> tables = find_workbook_tables(workbook, *dictionary_, file.matched);
    const auto names_campaign = [](const WorkbookTable& each) {
      return std::ranges::any_of(each.table.header, names_record) &&
             std::ranges::find(each.table.reasons, "named_by_title", &Note::code) == each.table.reasons.end();
    };
    const auto is_list = [&](const WorkbookTable& each) {
      return names_campaign(each) && (each.table.shape == SheetTable::Shape::table || has_dated_records(each.table));
    };
    if (options_.kind || std::ranges::any_of(tables, is_list)) return tables;
    told = campaigns_of_sheets(workbook, file.matched, *dictionary_);
    const auto is_told = [&](std::size_t sheet) {
      return std::ranges::any_of(told, [&](const SheetCampaign& campaign) {
        return campaign.sheet == sheet ||
               std::ranges::any_of(campaign.used, [&](const UsedRows& used) { return used.sheet == sheet; });
      });
    };
    // A form of a campaign that none of the sheets' own is.
    if (std::ranges::any_of(tables, [&](const WorkbookTable& each) {
          return names_campaign(each) && !is_told(each.sheet) && !workbook.sheets[each.sheet].hidden;
        }))
      told.clear();
    if (told.empty()) return tables;
    tables.clear();
    for (std::size_t i = 0; i < workbook.sheets.size(); ++i)
      for (SheetTable& table : find_tables(workbook.sheets[i], *dictionary_, file.matched).tables)
        if (!is_told(i) || std::ranges::none_of(table.header, names_record)) tables.push_back({i, std::move(table)});
    return tables;
  }

  // Adds the campaigns that the workbook is about; the tables that tell of them are no longer refused.
  void plan_sheet_campaigns(const FoundFile& file, const Workbook& workbook, std::vector<SheetCampaign> told,
                            const std::optional<DetectedEncoding>& text, std::size_t first_task,
                            std::size_t first_refusal) {
    const auto stands_alone = [](const Task& task) {
      return task.rule->kind != RowKind::products && task.rule->kind != RowKind::segments &&
             task.rule->kind != RowKind::channels;
    };
    if (std::any_of(plan_.tasks.begin() + static_cast<std::ptrdiff_t>(first_task), plan_.tasks.end(), stands_alone))
      return;
    for (SheetCampaign& campaign : told) {
      const std::string sheet = text ? std::string() : workbook.sheets[campaign.sheet].name;
      Task task = task_of(file);
      task.name = place_in(file.name, sheet);
      task.text = text;
      if (campaign.form) {
        const FoundTable found{campaign.form->header, true, true, true, campaign.form->unit, std::nullopt};
        set_table(task, workbook, campaign.sheet, std::move(*campaign.form));
        if (tables_.plan(found, std::move(task), plan_.tasks)) continue;
      } else {
        task.sheet = sheet;
        task.sheet_index = campaign.sheet;
        task.record = std::make_shared<const archive::Json>(campaign.record);
        task.told = std::make_shared<const SheetCampaign>(campaign);
        task.rule = std::make_shared<FileRule>(rule_from_header(RowKind::campaigns, {}, *dictionary_));
        task.rule_index = plan_.tasks.size();
        plan_.tasks.push_back(std::move(task));
      }
      for (const UsedRows& used : campaign.used) {
        std::erase(plan_.ignored, text ? file.name : place_in(file.name, workbook.sheets[used.sheet].name));
        const auto is_told = [&](const Refusal& refusal) {
          return refusal.code == "no_table" ||
                 (refusal.sheet == used.sheet + 1 && refusal.first_row >= used.first && refusal.first_row <= used.last);
        };
        const auto first = plan_.refused.begin() + static_cast<std::ptrdiff_t>(first_refusal);
        plan_.refused.erase(std::remove_if(first, plan_.refused.end(), is_told), plan_.refused.end());
      }
    }
  }

  static constexpr const char* exported_member = "record";  // archive/export.h

  const ImportOptions& options_;
  const Mapping* mapping_;
  std::shared_ptr<const archive::Dictionary> dictionary_;
  std::shared_ptr<WorkbookCache> workbooks_;
  std::vector<std::shared_ptr<const FileRule>> rules_;
  TablePlanner tables_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const ImportOptions& options, const Mapping* mapping, const archive::Dictionary& dictionary) {
  return Planner(options, mapping, dictionary).make();
}

}  // namespace almanac::importers
