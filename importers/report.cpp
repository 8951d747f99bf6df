#include "importers/report.h"

#include <algorithm>
#include <cmath>

namespace almanac::importers {
namespace {

using archive::Json;
using archive::Language;

Json reject_json(const archive::Reject& reject, Language language) {
  return Json{{"severity", "error"},   {"row", reject.row},   {"column", reject.column},
              {"value", reject.value}, {"code", reject.code}, {"reason", reject.reason.in(language)}};
}

Json file_json(const FileReport& file, Language language) {
  Json json{{"path", file.path},         {"kind", file.kind},
            {"rows", file.rows},         {"created", file.created},
            {"updated", file.updated},   {"unchanged", file.unchanged},
            {"rejected", file.rejected}, {"conflicting", file.conflicting}};
  Json& rejects = json["rejects"] = Json::array();
  for (const archive::Reject& reject : file.rejects) rejects.push_back(reject_json(reject, language));
  Json& warnings = json["warnings"] = Json::array();
  for (const archive::Text& warning : file.warnings) warnings.push_back(warning.in(language));
  Json& findings = json["findings"] = Json::array();
  for (const RecordFinding& found : file.findings) {
    Json item{{"row", found.row}, {"key", found.key}};
    item.update(archive::to_json(found.finding, language));
    findings.push_back(std::move(item));
  }
  json["ignored_columns"] = file.ignored_columns;
  json["encoding"] = file.encoding;
  Json& derived = json["derived_codes"] = Json::array();
  for (const DerivedCode& code : file.derived_codes) derived.push_back(Json{{"row", code.row}, {"code", code.code}});
  json["merged"] = file.merged;
  if (!file.rejected_code.empty())
    json["rejected_file"] = Json{{"code", file.rejected_code}, {"reason", file.rejected_file.in(language)}};
  return json;
}

}  // namespace

bool Report::has_rejects() const {
  return std::ranges::any_of(files,
                             [](const FileReport& file) { return file.rejected > 0 || !file.rejected_code.empty(); });
}

int exit_code(const Report& report) {
  if (report.state != Report::State::done) return 1;
  return report.has_rejects() ? 3 : 0;
}

Json to_json(const Report& report, Language language) {
  Json json = Json::object();
  json["import_id"] = report.import_id == 0 ? Json() : Json(report.import_id);
  json["state"] = report.state == Report::State::done     ? "done"
                  : report.state == Report::State::failed ? "failed"
                                                          : "cancelled";
  if (report.dry_run) json["dry_run"] = true;
  json["revision"] = report.revision;
  json["seconds"] = std::round(report.seconds * 1000) / 1000;
  Json& files = json["files"] = Json::array();
  for (const FileReport& file : report.files) files.push_back(file_json(file, language));
  json["ignored"] = report.ignored;
  const Mentioned& m = report.mentioned;
  json["mentioned"] = Json{{"users", m.user_count},
                           {"channels", m.channel_count},
                           {"products", m.product_count},
                           {"new_channels", m.channels}};
  Json& duplicates = json["duplicates"] = Json::array();
  for (const archive::LikelyDuplicate& pair : report.duplicates)
    duplicates.push_back(Json{{"id", pair.id},
                              {"kind", archive::to_string(pair.kind)},
                              {"a", pair.a},
                              {"b", pair.b},
                              {"code", pair.code},
                              {"reason", pair.reason.in(language)}});
  if (report.dry_run) {
    Json& differences = json["differences"] = Json::array();
    for (const RecordDifference& record : report.differences) {
      Json fields = Json::array();
      for (const FieldDifference& field : record.fields)
        fields.push_back(Json{{"field", field.field}, {"before", field.before}, {"after", field.after}});
      Json conflicts = Json::array();
      for (const FieldDifference& field : record.conflicts)
        conflicts.push_back(Json{{"field", field.field}, {"stored", field.before}, {"given", field.after}});
      differences.push_back(Json{{"kind", to_string(record.kind)},
                                 {"key", record.key},
                                 {"created", record.created},
                                 {"fields", std::move(fields)},
                                 {"conflicts", std::move(conflicts)}});
    }
  }
  if (report.state != Report::State::done)
    json["error"] = Json{{"code", report.error_code}, {"message", report.error.in(language)}};
  return json;
}

}  // namespace almanac::importers
