#include "importers/run.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>
#include <utility>

#include "archive/error.h"
#include "importers/byte_source.h"
#include "importers/document_import.h"
#include "importers/duplicate_search.h"
#include "importers/history_import.h"
#include "importers/plan.h"
#include "importers/rate_import.h"
#include "importers/record_import.h"
#include "importers/scratch.h"
#include "importers/searching_import.h"
#include "importers/session.h"
#include "importers/touchpoint_import.h"

namespace almanac::importers {
namespace {

using archive::Archive;
using archive::Error;
using archive::ErrorKind;
namespace fs = std::filesystem;

std::optional<Mapping> mapping_of(const ImportOptions& options) {
  if (options.mapping_file && !options.mapping_text.empty())
    throw Error(ErrorKind::invalid_input, "bad_options",
                {"give a mapping as a file or as text, not both", "映射请以文件或文本形式给出，不能同时给出"});
  if (options.mapping_file) return read_mapping(*options.mapping_file);
  if (!options.mapping_text.empty()) return parse_mapping(options.mapping_text, "mapping");
  return std::nullopt;
}

// Two runs with the same fingerprint are the same work, so that the second resumes the first.
std::string fingerprint_of(const Plan& plan, const Mapping* mapping, const ImportOptions& options) {
  std::string text = mapping ? mapping->text : std::string();
  const auto add = [&](const std::string& part) { (text += part) += '\x1f'; };
  for (const Task& task : plan.tasks) {
    add(task.identity);
    add(task.name);
    add(std::string(to_string(task.rule->kind)));
  }
  for (const DocumentFile& document : plan.documents) add(document.identity);
  add(options.source);
  add(std::to_string(static_cast<int>(options.on_conflict)) +
      std::to_string(static_cast<int>(options.unknown_campaign)) + (options.pseudonymise ? "p" : ""));
  const std::uint64_t a = std::hash<std::string>()(text);
  const std::uint64_t b = std::hash<std::string>()(text + "\x1e" + std::to_string(text.size()));
  return std::to_string(a) + "-" + std::to_string(b);
}

void refuse_planned(Session& session, const Plan& plan) {
  for (const Refusal& refusal : plan.refused) {
    const std::size_t index = session.begin_file(refusal.name, refusal.kind);
    session.refuse_file(index, Error(ErrorKind::invalid_input, refusal.code, refusal.reason));
  }
}

// Tasks that belong together: the files of a rule that collects, else one file.
std::size_t end_of_group(const std::vector<Task>& tasks, std::size_t first) {
  std::size_t end = first + 1;
  if (tasks[first].rule->collect)
    while (end < tasks.size() && tasks[end].rule == tasks[first].rule) ++end;
  return end;
}

// Of a file that yields several kinds of record, a column that one of them took is not ignored.
void settle_ignored_columns(Report& report) {
  std::unordered_map<std::string, std::unordered_map<std::string, std::size_t>> ignored;  // file → column → by how many
  std::unordered_map<std::string, std::size_t> kinds;
  for (const FileReport& file : report.files) {
    if (!file.rejected_code.empty()) continue;
    ++kinds[file.path];
    for (const std::string& column : file.ignored_columns) ++ignored[file.path][column];
  }
  for (FileReport& file : report.files)
    std::erase_if(file.ignored_columns,
                  [&](const std::string& column) { return ignored[file.path][column] < kinds[file.path]; });
}

void import_all(Session& session, const Plan& plan) {
  session.set_file_count(plan.tasks.size());
  refuse_planned(session, plan);
  const AmbiguousCodes ambiguous = find_ambiguous_codes(session, plan.tasks);
  bool documents_read = false;  // before the touchpoints, which may name their campaigns
  for (std::size_t first = 0; first < plan.tasks.size();) {
    const std::size_t end = end_of_group(plan.tasks, first);
    const RowKind kind = plan.tasks[first].rule->kind;
    const bool touchpoints = kind == RowKind::touchpoints;
    if (touchpoints && !std::exchange(documents_read, true)) import_documents(session, plan.documents);
    std::vector<std::size_t> indexes;
    for (std::size_t i = first; i < end; ++i)
      indexes.push_back(session.begin_file(plan.tasks[i].name, to_string(plan.tasks[i].rule->kind)));
    const bool rates = kind == RowKind::rates;
    const bool history = kind == RowKind::history;
    const bool searching = kind == RowKind::synonyms || kind == RowKind::saved_searches;
    if (touchpoints || rates || history || searching) {
      try {
        (rates       ? import_rates
         : history   ? import_history
         : searching ? import_searching
                     : import_touchpoints)(session, plan.tasks[first], indexes.front());
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::corrupt) throw;
        session.refuse_file(indexes.front(), error);
      }
    } else {
      session.last_campaign.clear();
      import_records(session, std::span(plan.tasks).subspan(first, end - first), indexes, ambiguous);
      keep_doubts_of_sheets(session, plan.tasks[first], indexes.front());
    }
    first = end;
  }
  if (!documents_read) import_documents(session, plan.documents);
  settle_ignored_columns(session.report);
  list_duplicates(session);
}

// One run into one archive, real or scratch.
Report import_into(Archive& archive, const Plan& plan, const Mapping* mapping, const ImportOptions& options,
                   const RunControl& control, const std::function<void(Session&)>& prepare) {
  const auto began = std::chrono::steady_clock::now();
  const archive::Dictionary dictionary = archive::Dictionary::load(archive.directory() / "dictionaries");
  Session session(archive, options, control, dictionary);
  session.report.ignored = plan.ignored;
  prepare(session);
  archive::ImportLog log(archive);
  if (options.rejects_file) session.rejects_file = std::make_unique<RejectsFile>(*options.rejects_file);
  Report& report = session.report;
  try {
    const std::string source = !options.source.empty()              ? options.source
                               : mapping && !mapping->files.empty() ? mapping->files.front().source
                                                                    : std::string();
    session.import_id = log.begin(options.actor, fingerprint_of(plan, mapping, options),
                                  mapping ? mapping->name : std::string(), source)
                            .id;
    report.import_id = session.import_id;
    import_all(session, plan);
    session.announce(ImportProgress::Stage::storing);
    session.flush_rejects();
    if (session.rejects_file) session.rejects_file->close();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    report.revision = archive.revision();
    report.revision = log.finish(session.import_id, "done", to_json(report, archive::Language::en));
  } catch (const Cancelled&) {
    report.state = Report::State::cancelled;
    report.error_code = "cancelled";
    report.error = {"the import was stopped; records committed so far are stored, touchpoints are not",
                    "导入已停止；已提交的记录保留，触点未保存"};
    session.flush_rejects();
    report.revision = log.finish(session.import_id, "cancelled", to_json(report, archive::Language::en));
  } catch (const Error& error) {
    report.state = Report::State::failed;
    report.error_code = error.code();
    report.error = error.message();
    report.revision = archive.revision();
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return std::move(report);
}

Report try_out(Archive& archive, const Plan& plan, const Mapping* mapping, const ImportOptions& options,
               const RunControl& control, const std::function<void(Session&)>& prepare) {
  Scratch scratch(archive);
  Report report = import_into(scratch.archive(), plan, mapping, options, control, prepare);
  report.import_id = 0;
  report.revision = archive.revision();
  return report;
}

// on_conflict = fail: nil if nothing conflicts.
std::optional<Report> find_conflicts(Archive& archive, const Plan& plan, const Mapping* mapping, ImportOptions options,
                                     const RunControl& control) {
  Report report =
      try_out(archive, plan, mapping, options, control, [](Session& session) { session.find_conflicts = true; });
  if (report.state != Report::State::done) return report;
  std::uint64_t conflicts = 0;
  for (const FileReport& file : report.files)
    conflicts += static_cast<std::uint64_t>(std::ranges::count(file.rejects, "conflict", &archive::Reject::code));
  if (conflicts == 0) return std::nullopt;
  report.state = Report::State::failed;
  report.error_code = "conflict";
  report.error = archive::filled({"nothing was stored: {} rows differ from what the archive has (see the rejects)",
                                  "未存入任何内容：有 {} 行与归档中已有的值不同（见拒绝行）"},
                                 std::to_string(conflicts));
  for (FileReport& file : report.files) file.created = file.updated = file.unchanged = 0;
  return report;
}

}  // namespace

std::optional<RowKind> row_kind_from(std::string_view text) {
  for (const RowKind kind : {RowKind::channels, RowKind::products, RowKind::segments, RowKind::users,
                             RowKind::campaigns, RowKind::lessons, RowKind::touchpoints, RowKind::rates})
    if (to_string(kind) == text) return kind;
  return std::nullopt;
}

Report run(Archive& archive, const ImportOptions& options, const RunControl& control) {
  const std::optional<Mapping> mapping = mapping_of(options);
  const Mapping* used = mapping ? &*mapping : nullptr;
  const archive::Dictionary dictionary = archive::Dictionary::load(archive.directory() / "dictionaries");
  const Plan plan = make_plan(options, used, dictionary);
  Report report;
  if (options.storing == Storing::dry_run) {
    report = try_out(archive, plan, used, options, control, [](Session& session) { session.keep_differences = true; });
    report.dry_run = true;
  } else if (options.on_conflict == OnConflict::fail) {
    auto conflicting = find_conflicts(archive, plan, used, options, control);
    report =
        conflicting ? std::move(*conflicting) : import_into(archive, plan, used, options, control, [](Session&) {});
  } else {
    report = import_into(archive, plan, used, options, control, [](Session&) {});
  }
  if (control.progress)
    control.progress({ImportProgress::Stage::done, "", "", report.files.size(), plan.tasks.size(), 0, 0, 0});
  return report;
}

}  // namespace almanac::importers
