// Lists of campaigns, by keyset: a page starts behind the last row of the page before, so a deep page costs no more than
// the first and rows that come or go meanwhile neither repeat nor shift the rest.

#include <algorithm>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

// "number|text": the sort value of the last row, then its code.
std::string make_cursor(std::int64_t day, const std::string& name, const std::string& code) {
  return std::to_string(day) + "|" + std::to_string(name.size()) + "|" + name + code;
}

struct Cursor {
  std::int64_t day = 0;
  std::string name, code;
};

Cursor read_cursor(const std::string& text) {
  const Error bad(ErrorKind::invalid_input, "bad_cursor",
                  {"this cursor is not one of ours; take next_cursor of the page before, unchanged",
                   "无效的 cursor；请原样使用上一页返回的 next_cursor"},
                  "cursor");
  const std::size_t first = text.find('|');
  const std::size_t second = first == std::string::npos ? first : text.find('|', first + 1);
  if (second == std::string::npos || second > 40) throw bad;
  Cursor cursor;
  const auto day = Decimal::parse(std::string_view(text).substr(0, first));
  const auto length = Decimal::parse(std::string_view(text).substr(first + 1, second - first - 1));
  if (!day || day->scale != 0 || !length || length->scale != 0 || length->digits < 0 ||
      second + 1 + static_cast<std::size_t>(length->digits) > text.size())
    throw bad;
  cursor.day = day->digits;
  cursor.name = text.substr(second + 1, static_cast<std::size_t>(length->digits));
  cursor.code = text.substr(second + 1 + static_cast<std::size_t>(length->digits));
  return cursor;
}

// One statement per order; ?1 status ('' = any), ?2–?4 the cursor, ?5 limit.
std::string_view statement_for(CampaignQuery::Sort sort) {
  switch (sort) {
    case CampaignQuery::Sort::start:
      return "SELECT number, code, name, start_day FROM campaign_order WHERE (?1='' OR status=?1) AND "
             "(start_day,code)>(?2,?4) "
             "AND ?3=?3 ORDER BY start_day, code LIMIT ?5";
    case CampaignQuery::Sort::start_descending:
      return "SELECT number, code, name, start_day FROM campaign_order WHERE (?1='' OR status=?1) AND "
             "(start_day<?2 OR (start_day=?2 AND code>?4)) AND ?3=?3 ORDER BY start_day DESC, code LIMIT ?5";
    case CampaignQuery::Sort::code:
      return "SELECT number, code, name, start_day FROM campaign_order WHERE (?1='' OR status=?1) AND code>?4 AND "
             "?2=?2 AND "
             "?3=?3 ORDER BY code LIMIT ?5";
    case CampaignQuery::Sort::name:
      break;
  }
  return "SELECT number, code, name, start_day FROM campaign_order WHERE (?1='' OR status=?1) AND (name,code)>(?3,?4) "
         "AND ?2=?2 "
         "ORDER BY name, code LIMIT ?5";
}

}  // namespace

CampaignPage Reads::campaigns(const CampaignQuery& query) const {
  auto& database = connection_of(connection_).database;
  Cursor after;
  after.day = query.sort == CampaignQuery::Sort::start_descending ? INT64_MAX : INT64_MIN;
  if (!query.cursor.empty()) after = read_cursor(query.cursor);
  const std::size_t limit = std::clamp<std::size_t>(query.limit, 1, 200);

  CampaignPage page;
  std::vector<std::uint32_t> numbers;
  {
    Statement total = database.prepare("SELECT count(*) FROM campaign_order WHERE ?1='' OR status=?1");
    total.bind_all(query.status);
    page.total = total.step() ? static_cast<std::uint64_t>(total.integer(0)) : 0;
    Statement row = database.prepare(statement_for(query.sort));
    row.bind_all(query.status, after.day, after.name, after.code, static_cast<std::int64_t>(limit + 1));
    Cursor last;
    while (row.step()) {
      if (numbers.size() == limit) {
        page.next_cursor = make_cursor(last.day, last.name, last.code);
        break;
      }
      numbers.push_back(static_cast<std::uint32_t>(row.integer(0)));
      last = {row.integer(3), std::string(row.text(2)), std::string(row.text(1))};
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
