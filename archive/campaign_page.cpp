// Lists of campaigns, by keyset: a page starts behind the last row of the page before, so a deep page costs no more than
// the first and rows that come or go meanwhile neither repeat nor shift the rest.
//
// Every filter reads the numbers that pass it from its index, and the sets are intersected; every order has an index that is walked
// from the page's place until enough of its campaigns are in the set. Neither touches a row of the table. Few matches are looked
// up and sorted instead.

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <variant>

#include "archive/campaign_order.h"
#include "archive/campaign_sort.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;
using Sort = CampaignQuery::Sort;

namespace {

constexpr std::uint64_t few = 1'000;  // rows that are looked up one by one in a few milliseconds

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

// A set of campaigns by their numbers.
class Numbers {
 public:
  void insert(std::uint32_t number) {
    if (number / 64 >= words_.size()) words_.resize(number / 64 + 1);
    auto& word = words_[number / 64];
    const std::uint64_t bit = std::uint64_t{1} << (number % 64);
    count_ += (word & bit) == 0;
    word |= bit;
  }
  bool contains(std::uint32_t number) const {
    return number / 64 < words_.size() && (words_[number / 64] >> (number % 64) & 1);
  }
  void intersect(const Numbers& other) {
    words_.resize(std::min(words_.size(), other.words_.size()));
    count_ = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) count_ += std::popcount(words_[i] &= other.words_[i]);
  }
  std::uint64_t count() const { return count_; }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i)
      for (std::uint64_t word = words_[i]; word != 0; word &= word - 1)
        visit(static_cast<std::uint32_t>(i * 64 + std::countr_zero(word)));
  }

 private:
  std::vector<std::uint64_t> words_;
  std::uint64_t count_ = 0;
};

// What a query filters by: of each filter the condition on a row, and the index that lists its numbers.
class Filters {
 public:
  // In the order of how few campaigns such a filter commonly leaves.
  Filters(const Reads& reads, const CampaignQuery& query) : reads_(reads), database_(connection_of(reads).database) {
    equal("parent", query.parent, "campaign_by_parent");
    linked(Kind::product, query.product);
    equal("theme", query.theme, "campaign_by_theme");
    equal("owner", query.owner, "campaign_by_owner");
    linked(Kind::channel, query.channel);
    equal("occasion", query.occasion, "campaign_by_occasion");
    const auto day = [](const std::optional<Date>& date, std::int64_t otherwise) {
      return date ? std::int64_t{date->days} : otherwise;
    };
    if (query.start_from || query.start_to)
      between("start_day", day(query.start_from, no_value + 1),
              query.start_to ? std::int64_t{query.start_to->last_day()} : INT64_MAX, "campaign_by_start");
    equal("type", query.type, "campaign_by_type");
    equal("objective", query.objective, "campaign_by_objective");
    if (query.budget_least || query.budget_most)
      between("budget", query.budget_least ? order_amount(query.budget_least) : no_value + 1,
              query.budget_most ? order_amount(query.budget_most) : INT64_MAX, "campaign_by_budget");
    equal("status", query.status, "campaign_by_status");
  }

  // The campaigns that pass all; nullopt: there is no filter.
  std::optional<Numbers> matches() const {
    if (impossible_) return Numbers();
    if (list_.empty()) return std::nullopt;
    Numbers found = numbers_of(list_.front());
    for (std::size_t i = 1; i < list_.size() && found.count() > 0; ++i) {
      if (found.count() <= few) return checked(found, std::span(list_).subspan(i));
      found.intersect(numbers_of(list_[i]));
    }
    return found;
  }

 private:
  struct Filter {
    std::string condition;
    std::vector<Value> values;
    std::string numbers;  // SELECT of the numbers that pass it, with the same values
  };

  void equal(const char* column, const std::string& value, const char* index) {
    if (value.empty()) return;
    // The partial index of parents is used only where SQLite sees that none is empty.
    const std::string also = std::string_view(column) == "parent" ? " AND parent<>''" : "";
    add(std::string(column) + "=?" + also, {value}, index);
  }
  void between(const char* column, std::int64_t least, std::int64_t most, const char* index) {
    add(std::string(column) + " BETWEEN ? AND ?", {least, most}, index);
  }
  void add(std::string condition, std::vector<Value> values, const char* index) {
    std::string numbers = "SELECT number FROM campaign_order INDEXED BY " + std::string(index) + " WHERE " + condition;
    list_.push_back({std::move(condition), std::move(values), std::move(numbers)});
  }
  void linked(Kind kind, const std::string& key) {
    if (key.empty()) return;
    const auto number = kind == Kind::channel ? reads_.find_by_name(kind, key) : reads_.find_number(kind, key);
    if (!number) {
      impossible_ = true;
      return;
    }
    list_.push_back(
        {"EXISTS (SELECT 1 FROM campaign_link l WHERE l.campaign=campaign_order.number AND l.kind=? AND l.target=?)",
         {static_cast<std::int64_t>(kind), std::int64_t{*number}},
         "SELECT campaign FROM campaign_link WHERE kind=? AND target=?"});
  }

  Numbers numbers_of(const Filter& filter) const {
    Numbers numbers;
    Statement row = database_.prepare(filter.numbers);
    bind_values(row, filter.values);
    while (row.step()) numbers.insert(static_cast<std::uint32_t>(row.integer(0)));
    return numbers;
  }

  // Those of few campaigns whose rows pass the filters.
  Numbers checked(const Numbers& candidates, std::span<const Filter> filters) const {
    std::string sql = "SELECT 1 FROM campaign_order WHERE ";
    std::vector<Value> values;
    for (const Filter& filter : filters) {
      sql += filter.condition + " AND ";
      values.insert(values.end(), filter.values.begin(), filter.values.end());
    }
    Statement row = database_.prepare(sql + "number=?");
    values.emplace_back(std::int64_t{0});
    Numbers passed;
    candidates.for_each([&](std::uint32_t number) {
      values.back() = std::int64_t{number};
      row.reset();
      bind_values(row, values);
      if (row.step()) passed.insert(number);
    });
    return passed;
  }

  const Reads& reads_;
  Database& database_;
  std::vector<Filter> list_;
  bool impossible_ = false;
};

// A campaign's place in an order.
struct Place {
  Cursor at;
  std::uint32_t number = 0;
};

class Order {
 public:
  Order(const Reads& reads, const CampaignQuery& query)
      : database_(connection_of(reads).database), key_(key_of(query.sort)), query_(query) {}

  // The places after the query's cursor of at most `most` campaigns of the set (or of all).
  std::vector<Place> first(const std::optional<Numbers>& matches, std::size_t most) const {
    return matches && matches->count() <= few ? sorted(*matches, most) : walked(matches, most);
  }

 private:
  bool by_text() const { return query_.sort == Sort::name; }
  bool by_code() const { return query_.sort == Sort::code; }
  std::string columns() const {
    return "SELECT number, " + (by_text() || by_code() ? std::string("0") : std::string(key_.column)) + ", " +
           (by_text() ? "name" : "''") + ", code FROM campaign_order";
  }
  Place place_at(const Statement& row) const {
    return {{row.integer(1), std::string(row.text(2)), std::string(row.text(3))},
            static_cast<std::uint32_t>(row.integer(0))};
  }

  // As the index has it: by the key in the query's direction, ties by code.
  bool is_before(const Cursor& a, const Cursor& b) const {
    if (by_code()) return query_.descending ? a.code > b.code : a.code < b.code;
    const int by_key = by_text() ? a.name.compare(b.name) : a.value < b.value ? -1 : a.value > b.value;
    if (by_key != 0) return query_.descending ? by_key > 0 : by_key < 0;
    return a.code < b.code;
  }

  std::vector<Place> sorted(const Numbers& matches, std::size_t most) const {
    std::vector<Place> places;
    Statement row = database_.prepare(columns() + " WHERE number=?");
    const std::optional<Cursor> after =
        query_.cursor.empty() ? std::nullopt : std::optional(read_cursor(query_.cursor));
    matches.for_each([&](std::uint32_t number) {
      row.reset();
      row.bind(1, std::int64_t{number});
      if (!row.step()) return;
      Place place = place_at(row);
      if (!after || is_before(*after, place.at)) places.push_back(std::move(place));
    });
    const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min(most, places.size()));
    std::partial_sort(places.begin(), end, places.end(),
                      [&](const Place& a, const Place& b) { return is_before(a.at, b.at); });
    places.erase(end, places.end());
    return places;
  }

  std::vector<Place> walked(const std::optional<Numbers>& matches, std::size_t most) const {
    const std::string column = key_.column, turn = query_.descending ? " DESC" : "",
                      beyond = query_.descending ? "<" : ">";
    std::vector<Value> values;
    std::string where;
    if (!query_.cursor.empty()) {
      const Cursor after = read_cursor(query_.cursor);
      const Value place = by_text() ? Value(after.name) : Value(after.value);
      if (by_code()) {
        where = " WHERE code" + beyond + "?";
        values = {after.code};
      } else {
        where = " WHERE " + column + beyond + "=? AND (" + column + beyond + "? OR code>?)";
        values = {place, place, after.code};
      }
    }
    Statement row = database_.prepare(columns() + " INDEXED BY " + key_.index + where +
                                      (by_code() ? " ORDER BY code" + turn : " ORDER BY " + column + turn + ", code"));
    bind_values(row, values);
    std::vector<Place> places;
    while (places.size() < most && row.step())
      if (!matches || matches->contains(static_cast<std::uint32_t>(row.integer(0)))) places.push_back(place_at(row));
    return places;
  }

  Database& database_;
  SortKey key_;
  const CampaignQuery& query_;
};

}  // namespace

std::optional<CampaignSort> campaign_sort_from(std::string_view text) {
  constexpr std::pair<std::string_view, Sort> words[] = {
      {"start", Sort::start},   {"end", Sort::end},     {"name", Sort::name},      {"code", Sort::code},
      {"budget", Sort::budget}, {"spend", Sort::spend}, {"changed", Sort::changed}};
  const bool descending = text.starts_with('-');
  if (descending) text.remove_prefix(1);
  for (const auto& [word, sort] : words)
    if (text == word) return CampaignSort{sort, descending};
  return std::nullopt;
}

CampaignPage Reads::campaigns(const CampaignQuery& query) const {
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 200);
  CampaignPage page;
  const auto matches = Filters(*this, query).matches();
  page.total = matches ? matches->count()
                       : static_cast<std::uint64_t>(
                             connection_of(connection_).database.integer("SELECT count(*) FROM campaign_order"));
  if (page.total == 0) return page;
  auto places = Order(*this, query).first(matches, limit + 1);
  if (places.size() > limit) {
    places.pop_back();
    page.next_cursor = write_cursor(places.back().at);
  }
  for (const Place& place : places) {
    auto stored = find<Campaign>(place.number, 20);
    if (!stored) continue;
    stored->record.lessons.clear();
    page.campaigns.push_back(std::move(*stored));
  }
  return page;
}

}  // namespace almanac::archive
