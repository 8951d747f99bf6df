#include "archive/rates.h"

#include "archive/connection.h"
#include "archive/findings.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

// What counts: of each pair and day the last row whose import has not been undone.
constexpr std::string_view find_sql =
    "SELECT e.day, e.digits, e.scale FROM exchange_rate e LEFT JOIN import i ON i.id=e.import_id "
    "WHERE e.from_currency=?1 AND e.to_currency=?2 AND e.day<=?3 AND coalesce(i.state,'')<>'undone' "
    "ORDER BY e.day DESC, e.revision DESC LIMIT 1";
constexpr std::string_view list_sql =
    "SELECT e.from_currency, e.to_currency, e.day, e.digits, e.scale FROM exchange_rate e "
    "LEFT JOIN import i ON i.id=e.import_id "
    "WHERE (?1='' OR e.from_currency=?1) AND (?2='' OR e.to_currency=?2) AND coalesce(i.state,'')<>'undone' "
    "ORDER BY e.from_currency, e.to_currency, e.day, e.revision DESC";

Decimal rate_at(const Statement& row, int column) {
  return Decimal{row.integer(column), static_cast<std::uint8_t>(row.integer(column + 1))};
}

}  // namespace

std::vector<Finding> validate(const ExchangeRate& rate) {
  Findings findings;
  findings.required("/from", rate.from);
  findings.required("/to", rate.to);
  findings.currency("/from", rate.from);
  findings.currency("/to", rate.to);
  if (!rate.from.empty() && rate.from == rate.to)
    findings.error("/to", rate.to, "same_currency", {"a rate is between two currencies", "汇率须为两种不同币种"},
                   {"leave the line out", "请删去该行"});
  if (rate.rate.is_zero() || rate.rate.is_negative())
    findings.error(
        "/rate", rate.rate.to_string(), "bad_rate", {"a rate is above zero", "汇率须大于零"},
        {"give the price of one unit of the first currency in the second", "请填写 1 单位原币折合多少目标币"});
  if (rate.date.precision != Precision::day)
    findings.error("/date", rate.date.to_string(), "not_a_day", {"a rate is of one day", "汇率须对应某一天"},
                   {"write the date as YYYY-MM-DD", "日期请写成 YYYY-MM-DD"});
  return findings.take();
}

Put put_rate(Transaction& transaction, const ExchangeRate& rate) {
  Connection& connection = connection_of(transaction);
  const auto known = find_rate(transaction, rate.from, rate.to, rate.date);
  const bool exists = known && known->date.days == rate.date.days;
  if (exists && known->rate == rate.rate) return Put::unchanged;
  connection.database
      .prepare(
          "INSERT INTO exchange_rate (from_currency, to_currency, day, revision, import_id, digits, scale) "
          "VALUES (?1,?2,?3,?4,?5,?6,?7) ON CONFLICT (from_currency, to_currency, day, revision) "
          "DO UPDATE SET digits=?6, scale=?7")
      .bind_all(rate.from, rate.to, rate.date.days, connection.next_revision, connection.import_id, rate.rate.digits,
                rate.rate.scale)
      .run();
  connection.changed = true;
  return exists ? Put::updated : Put::created;
}

std::optional<ExchangeRate> find_rate(const Reads& reads, std::string_view from, std::string_view to, Date day) {
  Statement row = connection_of(reads).database.prepare(find_sql);
  row.bind_all(from, to, day.last_day());
  if (!row.step()) return std::nullopt;
  return ExchangeRate{Date{static_cast<std::int32_t>(row.integer(0)), Precision::day}, std::string(from),
                      std::string(to), rate_at(row, 1)};
}

std::vector<ExchangeRate> list_rates(const Reads& reads, std::string_view from, std::string_view to) {
  std::vector<ExchangeRate> rates;
  Statement row = connection_of(reads).database.prepare(list_sql);
  row.bind_all(from, to);
  while (row.step()) {
    ExchangeRate rate{Date{static_cast<std::int32_t>(row.integer(2)), Precision::day}, std::string(row.text(0)),
                      std::string(row.text(1)), rate_at(row, 3)};
    const bool beneath = !rates.empty() && rates.back().from == rate.from && rates.back().to == rate.to &&
                         rates.back().date == rate.date;
    if (!beneath) rates.push_back(std::move(rate));
  }
  return rates;
}

std::optional<Converted> convert(const Reads& reads, Decimal amount, std::string_view from, std::string_view to,
                                 Date day) {
  const auto straight = find_rate(reads, from, to, day);
  const auto rate = straight ? straight : find_rate(reads, to, from, day);
  if (!rate) return std::nullopt;
  const auto converted = straight ? multiply(amount, rate->rate) : divide(amount, rate->rate);
  if (!converted) return std::nullopt;
  return Converted{*converted, amount, *rate, !straight};
}

}  // namespace almanac::archive
