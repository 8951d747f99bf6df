#pragma once
// What the parts of one import run share: the archive, the report as it grows, the rejects, progress and cancelling.
// Internal to importers/.

#include <chrono>
#include <fstream>
#include <map>
#include <memory>

#include "archive/error.h"
#include "archive/imports.h"
#include "archive/store.h"
#include "importers/known_campaigns.h"
#include "importers/people.h"
#include "importers/plan.h"
#include "importers/row_source.h"
#include "importers/run.h"

namespace almanac::importers {

struct Cancelled {};  // thrown between rows when the run is to stop

// Every reject as a line of CSV: file,row,column,value,code,reason_en,reason_zh,raw.
class RejectsFile {
 public:
  explicit RejectsFile(const std::filesystem::path& path);  // throws Error unavailable "unwritable_file"
  void add(const std::string& file, const archive::Reject& reject);
  void close();  // throws Error unavailable if something could not be written

 private:
  std::filesystem::path path_;
  std::ofstream out_;
};

class Session {
 public:
  Session(archive::Archive& archive, const ImportOptions& options, const RunControl& control,
          const archive::Dictionary& dictionary);

  archive::Archive& archive;
  const ImportOptions& options;
  const archive::Dictionary& dictionary;
  Report report;
  std::uint64_t import_id = 0;
  People people;
  KnownCampaigns campaigns;       // for rows that give no code
  std::string last_campaign;      // the code of the campaign that was stored last
  bool keep_differences = false;  // a dry run
  bool find_conflicts = false;    // on_conflict = fail: conflicting rows are rejects

  // A new entry of the report; its index is the file number of rejects and touchpoint streams.
  std::size_t begin_file(const std::string& name, std::string_view kind);
  FileReport& file(std::size_t index) { return report.files[index]; }
  // Notes of the reader, its encoding.
  void describe_reader(std::size_t index, const RowSource& rows);

  // Counts the row as rejected and keeps it.
  // Of rows about users, `user` is the id in it, empty if it could not be read: people.h says what is kept of these.
  void reject(std::size_t index, archive::Reject reject, std::string_view user = {});
  void reject(std::size_t index, const Problem& problem, std::uint64_t row, std::string_view raw,
              std::string_view user = {});
  // The row is about an erased person: it is not counted, but for a warning with their number.
  void drop(std::size_t index);
  void warn(std::size_t index, archive::Text text);
  // A rule's finding on the record `key`: kept as it is in the report, and a warning also among the warnings.
  void note(std::size_t index, std::uint64_t row, const std::string& key, const archive::Finding& finding);
  void refuse_file(std::size_t index, const archive::Error& error);
  void flush_rejects();

  // To be called for each row read: counts it, reports progress, throws Cancelled.
  void row_read(std::size_t index, const RowSource& rows) {
    ++report.files[index].rows;
    if ((++rows_ & 1023) == 0) tick(index, rows);
  }
  void announce(ImportProgress::Stage stage);
  void set_file_count(std::size_t count) { file_count_ = count; }

  // The reject of an unknown campaign, with the nearest code there is; looked up once per code.
  Problem unknown_campaign(const std::string& column, const std::string& code);

  std::unique_ptr<RejectsFile> rejects_file;

 private:
  void tick(std::size_t index, const RowSource& rows);

  const RunControl& control_;
  archive::ImportLog log_;
  std::vector<archive::Reject> pending_;
  std::map<std::size_t, std::uint64_t> dropped_;  // rows by file
  std::uint64_t rows_ = 0;
  std::size_t file_count_ = 0;
  std::chrono::steady_clock::time_point last_tick_;
  std::unordered_map<std::string, archive::Text> nearest_campaign_;
};

}  // namespace almanac::importers
