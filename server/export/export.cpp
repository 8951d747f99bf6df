#include "server/export/export.h"

#include <algorithm>

#include "archive/error.h"
#include "server/csv.h"
#include "server/export/csv_writer.h"
#include "server/export/lines.h"
#include "server/export/tables.h"
#include "server/export/workbook_writer.h"

namespace almanac::server {

using archive::Error;
using archive::ErrorKind;

namespace {

bool is_one_table(const ExportRequest& request) { return request.kinds.size() == 1; }

std::uint64_t write_jsonl(const archive::Reads& reads, const archive::Zone& zone, const ExportRequest& request,
                          const std::function<bool(std::string_view)>& write) {
  std::string text;
  const auto send = [&] {
    if (!text.empty() && !write(text)) throw ReaderGone();
    text.clear();
  };
  const auto lines = write_lines(reads, zone, request, [&](std::string_view line) {
    text += line;
    text += '\n';
    if (text.size() > 60'000) send();
  });
  send();
  return lines;
}

}  // namespace

ExportFormat export_format_from(std::string_view word) {
  if (word == "jsonl") return ExportFormat::jsonl;
  if (word == "csv") return ExportFormat::csv;
  if (word == "xlsx") return ExportFormat::xlsx;
  throw Error(ErrorKind::invalid_input, "bad_options",
              archive::filled(
                  {"there is no format {}; write jsonl, csv or xlsx", "没有格式 {}；可用 jsonl、csv 或 xlsx"}, word));
}

void check_export(const ExportRequest& request) {
  if (request.history && (request.format != ExportFormat::jsonl || request.campaigns))
    throw Error(ErrorKind::invalid_input, "bad_options",
                {"the history goes into JSON lines of the whole archive or of whole kinds",
                 "历史只能导出为 JSONL，且不可按活动筛选"},
                "history");
  std::string list;
  for (const auto kind : table_kinds())
    if (request.format != ExportFormat::jsonl || !is_part_of_campaign(kind))
      list += (list.empty() ? "" : ", ") + std::string(kind);
  for (const auto& kind : request.kinds) {
    const bool known = std::ranges::find(table_kinds(), kind) != table_kinds().end();
    if (!known || (request.format == ExportFormat::jsonl && is_part_of_campaign(kind)))
      throw Error(
          ErrorKind::invalid_input, "bad_options",
          archive::filled({"there is no kind {} here; write one of: {}", "此处没有类型 {}；可用：{}"}, kind, list),
          "kind");
    if (request.campaigns && kind != "campaign" && kind != "lesson" && !is_part_of_campaign(kind))
      throw Error(
          ErrorKind::invalid_input, "bad_options",
          archive::filled({"campaigns are chosen here; {} cannot be chosen by them", "此处按活动筛选，无法据此筛选 {}"},
                          kind),
          "kind");
  }
}

bool holds_people(const ExportRequest& request) {
  if (request.campaigns) return false;
  if (request.kinds.empty() || request.touchpoints) return true;
  return std::ranges::any_of(request.kinds, [](const std::string& kind) {
    return kind == "user" || kind == "touchpoint" || kind == "segment";
  });
}

ExportedFile file_of(const ExportRequest& request) {
  if (request.format == ExportFormat::jsonl) return {"application/x-ndjson", "jsonl"};
  if (request.format == ExportFormat::xlsx)
    return {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"};
  if (is_one_table(request)) return {std::string(csv_type), "csv"};
  return {"application/zip", "zip"};
}

std::uint64_t write_export(const archive::Reads& reads, const archive::Zone& zone, const ExportRequest& request,
                           const std::filesystem::path& scratch, const std::function<bool(std::string_view)>& write) {
  check_export(request);
  std::uint64_t rows = 0;
  try {
    if (request.format == ExportFormat::jsonl) return write_jsonl(reads, zone, request, write);
    if (request.format == ExportFormat::xlsx) {
      WorkbookWriter workbook(scratch, request.language);
      rows = write_tables(reads, zone, request, workbook);
      workbook.finish();
      send_file(scratch, write);
    } else if (is_one_table(request)) {
      CsvStream csv(write);
      rows = write_tables(reads, zone, request, csv);
      csv.finish();
    } else {
      CsvArchive files(scratch);
      rows = write_tables(reads, zone, request, files);
      files.finish(scratch);
      send_file(scratch, write);
    }
  } catch (const ReaderGone&) {
    // nobody reads on
  }
  return rows;
}

}  // namespace almanac::server
