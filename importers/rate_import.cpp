// A table of rates is small and makes one commit. Two rows of one pair and day: the later one is taken, the earlier one
// counts as unchanged; with on_conflict skip or fail another rate than the stored one stays out.

#include "importers/rate_import.h"

#include <map>
#include <tuple>

#include "archive/rates.h"
#include "importers/record_keys.h"
#include "importers/row_record.h"

namespace almanac::importers {
namespace {

using archive::ExchangeRate;
using archive::Json;

std::string text_of(const Json& given, const char* name) {
  const auto found = given.find(name);
  return found != given.end() && found->is_string() ? archive::normalize_key(found->get<std::string>()) : std::string();
}

// "usd" is USD; what is no code stays for the rule that says so.
std::string currency_code(std::string text) {
  if (text == "人民币" || text == "RMB") return "CNY";
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

class RateImport {
 public:
  RateImport(Session& session, const Task& task, std::size_t index)
      : session_(session), index_(index), rows_(open_task(task)), reader_(*task.rule, rows_, row_context(session)) {}

  void run() {
    for (Read read = rows_.next(); read != Read::end; read = rows_.next()) {
      if (read == Read::row && !reader_.applies(rows_)) continue;
      session_.row_read(index_, rows_);
      if (read == Read::reject)
        session_.reject(index_, rows_.rejected());
      else
        take_row();
    }
    session_.describe_reader(index_, rows_);
    session_.file(index_).ignored_columns = reader_.ignored_columns();
    store();
  }

 private:
  using Key = std::tuple<std::string, std::string, std::int32_t>;
  struct Row {
    ExchangeRate rate;
    std::uint64_t row = 0;
    std::string raw;
  };

  void take_row() {
    Json given;
    Problem problem;
    if (!reader_.build(rows_, given, problem)) return session_.reject(index_, problem, rows_.row(), rows_.raw());
    ExchangeRate rate;
    rate.from = currency_code(text_of(given, "from"));
    rate.to = currency_code(text_of(given, "to"));
    const auto date = archive::Date::parse(text_of(given, "date"));
    const auto number = given.contains("rate") ? archive::decimal_from_json(given.at("rate")) : std::nullopt;
    for (const auto& [missing, name] : {std::pair{!date, "date"}, {!number, "rate"}})
      if (missing)
        return session_.reject(index_,
                               {reader_.column_of(name),
                                "",
                                "missing",
                                {"a rate needs date, from, to and rate; fill in this column",
                                 "汇率需要日期、原币种、目标币种和汇率；请填写该列"}},
                               rows_.row(), rows_.raw());
    rate.date = *date;
    rate.rate = *number;
    for (const auto& finding : archive::validate(rate)) {
      session_.note(index_, rows_.row(), rate.from + "-" + rate.to + " " + rate.date.to_string(), finding);
      return session_.reject(
          index_, {reader_.column_of(finding.field), finding.value, finding.code, archive::sentence(finding)},
          rows_.row(), rows_.raw());
    }
    const Key key{rate.from, rate.to, rate.date.days};
    const auto [place, is_new] = rates_.insert_or_assign(key, Row{rate, rows_.row(), std::string(rows_.raw())});
    if (!is_new) {
      ++session_.file(index_).unchanged;
      ++session_.file(index_).merged;
    }
  }

  void store() {
    FileReport& report = session_.file(index_);
    session_.archive.write(
        session_.options.actor,
        [&](archive::Transaction& transaction) {
          for (const auto& [key, row] : rates_) put(transaction, row, report);
        },
        session_.import_id);
  }

  void put(archive::Transaction& transaction, const Row& row, FileReport& report) {
    const auto known = archive::find_rate(transaction, row.rate.from, row.rate.to, row.rate.date);
    const bool conflicting = known && known->date == row.rate.date && known->rate != row.rate.rate;
    report.conflicting += conflicting;
    if (conflicting && session_.find_conflicts)
      return session_.reject(
          index_,
          {"rate", row.rate.rate.to_string(), "conflict",
           archive::filled({"the archive has {} for this pair and day", "档案中该币种对当日的汇率为 {}"},
                           known->rate.to_string())},
          row.row, row.raw);
    if (conflicting && session_.options.on_conflict == OnConflict::skip) {
      ++report.unchanged;
      return;
    }
    const archive::Put put = archive::put_rate(transaction, row.rate);
    ++(put == archive::Put::created   ? report.created
       : put == archive::Put::updated ? report.updated
                                      : report.unchanged);
  }

  Session& session_;
  const std::size_t index_;
  RowSource rows_;
  RowRecord reader_;
  std::map<Key, Row> rates_;
};

}  // namespace

void import_rates(Session& session, const Task& task, std::size_t index) { RateImport(session, task, index).run(); }

}  // namespace almanac::importers
