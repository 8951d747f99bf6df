// The fast path of an import. One row costs: the reader's scan, the lookups of RowTouchpoint, one add(); nothing is
// allocated and no record is built. Rows before the resume position of an interrupted import are read again (so that
// rejects and repeats come out the same) and not added again.

#include "importers/touchpoint_import.h"

#include <map>

#include "archive/error.h"
#include "archive/same_as.h"
#include "importers/touchpoint_row.h"

namespace almanac::importers {
namespace {

using archive::Archive;
using archive::TouchpointStream;

// Dates of campaigns, each looked up once.
class CampaignDates {
 public:
  explicit CampaignDates(Archive& archive) : archive_(archive) {}

  std::optional<std::optional<archive::Date>> find(std::string_view code, Expression::From which) {
    auto known = campaigns_.find(code);
    if (known == campaigns_.end()) known = campaigns_.emplace(std::string(code), look_up(code)).first;
    if (!known->second.exists) return std::nullopt;
    return which == Expression::From::campaign_start ? known->second.start : known->second.end;
  }
  bool exists(std::string_view code) {
    auto known = campaigns_.find(code);
    if (known == campaigns_.end()) known = campaigns_.emplace(std::string(code), look_up(code)).first;
    return known->second.exists;
  }

 private:
  struct Campaign {
    bool exists = false;
    std::optional<archive::Date> start, end;
  };
  Campaign look_up(std::string_view code) const {
    // A snapshot for each look-up: one held all along would keep the archive's log from being shortened.
    const auto reads = archive_.read();
    const auto leader = archive::leader_of(reads, archive::Kind::campaign, code);
    const auto stored = reads.find<archive::Campaign>(leader ? std::string_view(*leader) : code, 0);
    if (!stored) return {};
    const archive::Campaign& campaign = stored->record;
    return {true, campaign.start ? campaign.start : campaign.planned_start,
            campaign.end ? campaign.end : campaign.planned_end};
  }
  Archive& archive_;
  ViewMap<Campaign> campaigns_;
};

TouchpointContext context_of(Session& session, CampaignDates& dates) {
  TouchpointContext context;
  context.dictionary = &session.dictionary;
  context.zone = &session.archive.zone();
  context.source = session.options.source;
  context.campaign_date = [&dates](std::string_view code, Expression::From which) { return dates.find(code, which); };
  return context;
}

// --create-missing: one look through the file for campaigns that do not exist, each made a draft that starts on the day
// of its first touchpoint.
void create_missing_campaigns(Session& session, const Task& task) {
  RowSource rows = open_task(task);
  CampaignDates dates(session.archive);
  RowTouchpoint reader(*task.rule, rows, context_of(session, dates));
  std::map<std::string, archive::Date> missing;
  archive::TouchpointRow row;
  Problem problem;
  for (Read read = rows.next(); read != Read::end; read = rows.next()) {
    if (read != Read::row || !reader.applies(rows) || !reader.build(rows, row, problem) || row.campaign.empty())
      continue;
    if (dates.exists(row.campaign)) continue;
    const archive::Date day = session.archive.zone().date_of(row.time.ms);
    const auto [known, is_new] = missing.emplace(std::string(row.campaign), day);
    if (!is_new && day < known->second) known->second = day;
  }
  if (missing.empty()) return;
  session.archive.write(
      session.options.actor,
      [&](archive::Transaction& transaction) {
        for (const auto& [code, day] : missing) {
          archive::Campaign draft;
          draft.code = draft.name = code;
          draft.status = "draft";
          draft.start = day;
          transaction.put(draft);
        }
      },
      session.import_id);
}

void note_mentioned(Mentioned& mentioned, const TouchpointStream::Totals& totals) {
  const auto append = [](std::vector<std::string>& into, const std::vector<std::string>& from) {
    for (const std::string& name : from)
      if (into.size() < 1'000) into.push_back(name);
  };
  append(mentioned.users, totals.new_users);
  append(mentioned.channels, totals.new_channels);
  append(mentioned.products, totals.new_products);
  mentioned.user_count += totals.new_user_count;
  mentioned.channel_count += totals.new_channel_count;
  mentioned.product_count += totals.new_product_count;
}

class TouchpointImport {
 public:
  TouchpointImport(Session& session, const Task& task, std::size_t index)
      : session_(session),
        index_(index),
        exported_(task.rule->exported),
        rows_(open_task(task)),
        dates_(session.archive),
        reader_(*task.rule, rows_, context_of(session, dates_)),
        stream_(session.archive, session.import_id, static_cast<std::uint32_t>(index)) {
    session.people.begin_file(session.options.pseudonymise || task.rule->pseudonymise);
    looks_at_people_ = session.people.is_needed();
  }

  void run() {
    const std::uint64_t resume = stream_.resume_row();
    archive::TouchpointRow row;
    Problem problem;
    for (Read read = rows_.next(); read != Read::end; read = rows_.next()) {
      if (read == Read::reject) {
        session_.row_read(index_, rows_);
        session_.reject(index_, rows_.rejected());
        continue;
      }
      if (!reader_.applies(rows_)) {
        ++left_out_;
        continue;
      }
      session_.row_read(index_, rows_);
      row.user = {};
      const bool built = reader_.build(rows_, row, problem);
      if (looks_at_people_) user_ = row.user;
      if (!built)
        refuse(problem);
      else if (looks_at_people_ && !session_.people.take(row))
        session_.drop(index_);
      else if (rows_.row() <= resume)
        count_stored(row);
      else
        add(row);
    }
    stream_.flush();
    finish();
  }

 private:
  // Rows are counted by the stream, unless each one's own outcome matters.
  void add(const archive::TouchpointRow& row) {
    if (session_.find_conflicts)
      add_checked(row);
    else if (!stream_.push(row))
      refuse({"campaign", std::string(row.campaign), "unknown_campaign", {}});
  }

  void add_checked(const archive::TouchpointRow& row) {
    FileReport& report = session_.file(index_);
    switch (stream_.add(row)) {
      case TouchpointStream::Outcome::created:
        ++report.created;
        break;
      case TouchpointStream::Outcome::unchanged:
        ++report.unchanged;
        break;
      case TouchpointStream::Outcome::updated:
        refuse_update(row);
        break;
      case TouchpointStream::Outcome::unknown_campaign:
        refuse({"campaign", std::string(row.campaign), "unknown_campaign", {}});
        break;
    }
  }

  void refuse_update(const archive::TouchpointRow& row) {
    session_.reject(index_,
                    {"event_id",
                     std::string(row.event_id),
                     "conflict",
                     {"this event is stored already with other values", "该事件已存在且取值不同"}},
                    rows_.row(), rows_.raw(), user_);
  }

  // Stored by the interrupted run that is being resumed; the stream's totals have it.
  void count_stored(const archive::TouchpointRow& row) {
    if (!row.campaign.empty() && !dates_.exists(row.campaign))
      refuse({"campaign", std::string(row.campaign), "unknown_campaign", {}});
    else if (session_.find_conflicts)
      ++session_.file(index_).created;
  }

  void refuse(const Problem& problem) {
    const bool unknown = problem.code == "unknown_campaign";
    session_.reject(index_, unknown ? session_.unknown_campaign(problem.column, problem.value) : problem, rows_.row(),
                    rows_.raw(), user_);
  }

  void finish() {
    session_.describe_reader(index_, rows_);
    FileReport& report = session_.file(index_);
    report.ignored_columns = reader_.ignored_columns();
    if (!session_.find_conflicts) {
      report.created += stream_.totals().created;
      report.unchanged += stream_.totals().unchanged;
      report.updated += stream_.totals().updated;
    }
    report.merged = report.unchanged;
    report.conflicting = report.updated;
    if (left_out_ > 0 && !exported_)
      session_.warn(index_, archive::filled({"{} rows did not meet the mapping's conditions and were left out",
                                             "{} 行不符合映射中的条件，未导入"},
                                            std::to_string(left_out_)));
    if (reader_.rounded() > 0)
      session_.warn(index_, archive::filled({"{} amounts had more than 9 decimal places and were rounded",
                                             "{} 个金额超过 9 位小数，已舍入"},
                                            std::to_string(reader_.rounded())));
    note_mentioned(session_.report.mentioned, stream_.totals());
  }

  Session& session_;
  std::size_t index_;
  const bool exported_;
  RowSource rows_;
  CampaignDates dates_;
  RowTouchpoint reader_;
  TouchpointStream stream_;
  std::uint64_t left_out_ = 0;
  bool looks_at_people_ = false;
  std::string user_;  // of the row under way, as the file has it; only if people are looked at
};

}  // namespace

void import_touchpoints(Session& session, const Task& task, std::size_t index) {
  if (session.options.unknown_campaign == UnknownCampaign::create_draft) create_missing_campaigns(session, task);
  TouchpointImport(session, task, index).run();
}

}  // namespace almanac::importers
