// Lists of campaigns, by keyset: a page starts behind the last row of the page before, so a deep page costs no more than
// the first and rows that come or go meanwhile neither repeat nor shift the rest.
//
// Every key of the order and every filter has an index. Which of them is walked is decided by counts: few matches are
// collected through the index of the rarest filter and sorted; many are met soon on the way through the index of the
// order. SQLite has no statistics here and would guess.

#include <algorithm>
#include <array>
#include <variant>

#include "archive/campaign_order.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;
using Sort = CampaignQuery::Sort;

namespace {

constexpr std::uint64_t few = 20'000;  // matches that are sorted in a few milliseconds

struct SortKey {
  const char *column, *index;
};
SortKey key_of(Sort sort) {
  switch (sort) {
    case Sort::start:
      return {"start_day", "campaign_by_start"};
    case Sort::end:
      return {"end_day", "campaign_by_end"};
    case Sort::name:
      return {"name", "campaign_by_name"};
    case Sort::budget:
      return {"budget", "campaign_by_budget"};
    case Sort::spend:
      return {"spend", "campaign_by_spend"};
    case Sort::changed:
      return {"revision", "campaign_by_change"};
    case Sort::code:
      break;
  }
  return {"code", "campaign_by_code"};
}

// A cursor is "value|length of name|name and code", the place of a page's last row.
struct Cursor {
  std::int64_t value = 0;
  std::string name, code;
};

std::string write_cursor(const Cursor& cursor) {
  return std::to_string(cursor.value) + "|" + std::to_string(cursor.name.size()) + "|" + cursor.name + cursor.code;
}

Cursor read_cursor(const std::string& text) {
  const Error bad(ErrorKind::invalid_input, "bad_cursor",
                  {"this cursor is not one of ours; take next_cursor of the page before, unchanged",
                   "无效的 cursor；请原样使用上一页返回的 next_cursor"},
                  "cursor");
  const std::size_t first = text.find('|');
  const std::size_t second = first == std::string::npos ? first : text.find('|', first + 1);
  if (second == std::string::npos || second > 40) throw bad;
  Cursor cursor;
  const std::string_view value = std::string_view(text).substr(0, first);
  const auto number = Decimal::parse(value);
  const auto length = Decimal::parse(std::string_view(text).substr(first + 1, second - first - 1));
  const bool least = value == std::to_string(no_value);
  if ((!least && (!number || number->scale != 0)) || !length || length->scale != 0 || length->digits < 0 ||
      second + 1 + static_cast<std::size_t>(length->digits) > text.size())
    throw bad;
  cursor.value = least ? no_value : number->digits;
  cursor.name = text.substr(second + 1, static_cast<std::size_t>(length->digits));
  cursor.code = text.substr(second + 1 + static_cast<std::size_t>(length->digits));
  return cursor;
}

using Value = std::variant<std::int64_t, std::string>;

void bind_values(Statement& statement, const std::vector<Value>& values) {
  int index = 0;
  for (const Value& value : values) {
    ++index;
    if (const auto* number = std::get_if<std::int64_t>(&value))
      statement.bind(index, *number);
    else
      statement.bind(index, std::string_view(std::get<std::string>(value)));
  }
}

// One filter: what must hold (with ? for its values), and the index through which it is found.
struct Filter {
  std::string condition;
  std::vector<Value> values;
  const char* index = nullptr;  // nullptr: a link to a channel or product
  std::uint64_t count = 0;      // campaigns that pass this one alone
};

class Filters {
 public:
  Filters(const Reads& reads, const CampaignQuery& query) : reads_(reads), database_(connection_of(reads).database) {
    equal("status", query.status, "campaign_by_status");
    equal("theme", query.theme, "campaign_by_theme");
    equal("occasion", query.occasion, "campaign_by_occasion");
    equal("objective", query.objective, "campaign_by_objective");
    equal("type", query.type, "campaign_by_type");
    equal("owner", query.owner, "campaign_by_owner");
    equal("parent", query.parent, "campaign_by_parent");
    linked(Kind::channel, query.channel);
    linked(Kind::product, query.product);
    const auto day = [](const std::optional<Date>& date, std::int64_t otherwise) {
      return date ? std::int64_t{date->days} : otherwise;
    };
    if (query.start_from || query.start_to)
      between("start_day", day(query.start_from, no_value + 1),
              query.start_to ? std::int64_t{query.start_to->last_day()} : INT64_MAX, "campaign_by_start");
    if (query.budget_least || query.budget_most)
      between("budget", query.budget_least ? order_amount(query.budget_least) : no_value + 1,
              query.budget_most ? order_amount(query.budget_most) : INT64_MAX, "campaign_by_budget");
    std::ranges::stable_sort(list_, {}, &Filter::count);
  }

  bool impossible() const { return impossible_; }
  bool empty() const { return list_.empty(); }
  const Filter* rarest() const { return list_.empty() ? nullptr : &list_.front(); }

  // " AND (…)" for each, and their values behind those that are there.
  std::string conditions(std::vector<Value>& values) const {
    std::string text;
    for (const Filter& filter : list_) {
      text += " AND " + filter.condition;
      values.insert(values.end(), filter.values.begin(), filter.values.end());
    }
    return text;
  }

  std::uint64_t total() const {
    if (impossible_) return 0;
    if (list_.size() == 1) return list_.front().count;
    std::vector<Value> values;
    const std::string sql =
        "SELECT count(*) FROM campaign_order" + source(rarest()) + " WHERE 1=1" + conditions(values);
    Statement row = database_.prepare(sql);
    bind_values(row, values);
    return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
  }

  // The way to the rows through one filter's index.
  static std::string source(const Filter* filter) {
    if (!filter) return "";
    return filter->index ? " INDEXED BY " + std::string(filter->index) : "";
  }

 private:
  void equal(const char* column, const std::string& value, const char* index) {
    if (value.empty()) return;
    // The partial index of parents is used only where SQLite sees that none is empty.
    const std::string also = std::string_view(column) == "parent" ? " AND parent<>''" : "";
    add({std::string(column) + "=?" + also, {value}, index, 0});
  }
  void between(const char* column, std::int64_t least, std::int64_t most, const char* index) {
    add({std::string(column) + " BETWEEN ? AND ?", {least, most}, index, 0});
  }
  void linked(Kind kind, const std::string& key) {
    if (key.empty()) return;
    const auto number = kind == Kind::channel ? reads_.find_by_name(kind, key) : reads_.find_number(kind, key);
    if (!number) {
      impossible_ = true;
      return;
    }
    Filter filter;
    const std::vector<Value> values = {static_cast<std::int64_t>(kind), std::int64_t{*number}};
    Statement row = database_.prepare("SELECT count(*) FROM campaign_link WHERE kind=? AND target=?");
    bind_values(row, values);
    filter.count = row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
    filter.values = values;
    // Few are listed and looked up; of many each row is asked.
    filter.condition = filter.count <= few
                           ? "number IN (SELECT campaign FROM campaign_link WHERE kind=? AND target=?)"
                           : "EXISTS (SELECT 1 FROM campaign_link l WHERE l.campaign=campaign_order.number AND "
                             "l.kind=? AND l.target=?)";
    list_.push_back(std::move(filter));
  }
  void add(Filter filter) {
    Statement row = database_.prepare("SELECT count(*) FROM campaign_order INDEXED BY " + std::string(filter.index) +
                                      " WHERE " + filter.condition);
    bind_values(row, filter.values);
    filter.count = row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
    list_.push_back(std::move(filter));
  }

  const Reads& reads_;
  Database& database_;
  std::vector<Filter> list_;  // the rarest first
  bool impossible_ = false;
};

}  // namespace

CampaignPage Reads::campaigns(const CampaignQuery& query) const {
  Database& database = connection_of(connection_).database;
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 200);
  const SortKey key = key_of(query.sort);
  const bool by_text = query.sort == Sort::name, by_code = query.sort == Sort::code;
  const std::string column = key.column, turn = query.descending ? " DESC" : "";

  CampaignPage page;
  const Filters filters(*this, query);
  page.total = filters.total();
  if (page.total == 0) return page;

  std::vector<Value> values;
  std::string where = " WHERE 1=1";
  if (!query.cursor.empty()) {
    const Cursor after = read_cursor(query.cursor);
    const std::string beyond = query.descending ? "<" : ">";
    const Value place = by_text ? Value(after.name) : Value(after.value);
    if (by_code) {
      where += " AND code" + beyond + "?";
      values = {after.code};
    } else {
      where += " AND " + column + beyond + "=? AND (" + column + beyond + "? OR code>?)";
      values = {place, place, after.code};
    }
  }
  where += filters.conditions(values);
  const bool collect = !filters.empty() && page.total <= few;
  const std::string source = collect ? Filters::source(filters.rarest()) : " INDEXED BY " + std::string(key.index);
  const std::string order = by_code ? " ORDER BY code" + turn : " ORDER BY " + column + turn + ", code";
  values.emplace_back(static_cast<std::int64_t>(limit + 1));

  std::vector<std::uint32_t> numbers;
  {
    Statement row = database.prepare("SELECT number, " + (by_text || by_code ? std::string("0") : column) +
                                     ", name, code FROM campaign_order" + source + where + order + " LIMIT ?");
    bind_values(row, values);
    Cursor last;
    while (row.step()) {
      if (numbers.size() == limit) {
        page.next_cursor = write_cursor(last);
        break;
      }
      numbers.push_back(static_cast<std::uint32_t>(row.integer(0)));
      last = {row.integer(1), by_text ? std::string(row.text(2)) : std::string(), std::string(row.text(3))};
    }
  }
  for (const std::uint32_t number : numbers) {
    auto stored = find<Campaign>(number, 20);
    if (!stored) continue;
    stored->record.lessons.clear();
    page.campaigns.push_back(std::move(*stored));
  }
  return page;
}

}  // namespace almanac::archive
