// Tables whose columns ("项目 | 第一波 | 第二波") or rows ("站点 | 日期 | 到场人数") are campaigns of one series.

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_keys.h"
#include "importers/review_series.h"
#include "importers/review_text.h"
#include "importers/review_values.h"
#include "importers/review_words.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t most_parts = 30;
constexpr std::size_t widest_name = 48;  // columns

Rows turned(const Rows& rows) {
  Rows result;
  for (std::size_t c = 0; c < rows[0].size(); ++c) {
    result.emplace_back();
    for (const auto& row : rows) result.back().push_back(c < row.size() ? row[c] : std::string());
  }
  return result;
}

// What may not be a campaign: sums, rates, other years, phases of one campaign, days.
bool may_name(std::string_view name) {
  const std::string text = archive::fold(trimmed(name));
  if (text.empty() || display_width(text) > widest_name || is_empty(name)) return false;
  if (parse_number(name) || compares(name)) return false;
  return !contains_any(text, {"合计", "总计",   "小计",   "目标", "实际", "达成",  "完成",   "预热",   "蓄水", "预售",
                              "爆发", "返场期", "正式期", "收尾", "尾款", "total", "target", "actual", "周一", "周二"});
}

class SeriesTable {
 public:
  SeriesTable(const Rows& rows, const ReviewContext& context, const YearSource& years, KeyMeanings& keys)
      : rows_(rows), dates_(context, years), keys_(keys) {}

  // The rows of a table whose header is its first row: at least two, each with a name in the first column and a period.
  bool read() {
    if (rows_.size() < 3 || rows_.size() > most_parts + 1 || rows_[0].size() < 4) return false;
    const std::string label = archive::fold(rows_[0][0]);
    // Who does what by when is a schedule; days are days.
    if (contains_any(label, {"阶段", "时间", "日期", "月份", "渠道", "序号", "事项", "动作", "任务", "date", "phase",
                             "month", "channel", "action"}))
      return false;
    std::size_t period = 0;
    std::size_t known = 0;
    for (std::size_t c = 1; c < rows_[0].size(); ++c) {
      const Meaning& meaning = keys_.of(rows_[0][c]);
      const bool day = meaning.kind == Meaning::Kind::written;
      if (period == 0 && ((meaning.kind == Meaning::Kind::field && meaning.field == "period") || day)) period = c;
      known += meaning.kind == Meaning::Kind::metric ||
               (meaning.kind == Meaning::Kind::field && (meaning.field == "budget" || meaning.field == "spend"));
    }
    if (period == 0 || known < 2) return false;
    std::vector<std::pair<archive::Date, archive::Date>> ranges;
    for (std::size_t r = 1; r < rows_.size(); ++r) {
      const auto& row = rows_[r];
      if (row.size() <= period || !may_name(row[0])) continue;
      const auto found = dates_.read(row[period]);
      if (!found || found->weak) continue;
      const std::pair span(found->range.start, found->range.end.value_or(found->range.start));
      if (std::ranges::find(ranges, span) != ranges.end()) return false;
      ranges.push_back(span);
      parts_.push_back(r);
    }
    period_ = period;
    return parts_.size() >= 2 && parts_.size() + 2 >= rows_.size();
  }

  const std::vector<std::size_t>& parts() const { return parts_; }
  // The row as keys and values.
  Rows form(std::size_t row) const {
    Rows form;
    for (std::size_t c = 1; c < rows_[0].size() && c < rows_[row].size(); ++c)
      form.push_back({c == period_ ? std::string("活动时间") : rows_[0][c], rows_[row][c]});
    return form;
  }

 private:
  const Rows& rows_;
  ReviewDates dates_;
  KeyMeanings& keys_;
  std::vector<std::size_t> parts_;
  std::size_t period_ = 0;
};

// "第一波" of "第一波·开学囤": as the text below calls it.
std::string short_name(std::string_view name) {
  std::size_t end = name.size();
  for (const std::string_view sign : {"·", "（", "(", "：", ":", "-", "—", " "})
    if (const std::size_t at = name.find(sign); at != std::string_view::npos && at >= 3) end = std::min(end, at);
  return std::string(trimmed(name.substr(0, end)));
}

// Which part a line names, and what is left of the line.
std::size_t named_part(std::string_view line, const std::vector<std::string>& names, std::string& rest) {
  std::size_t found = names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t at = line.find(names[i]);
    if (at == std::string_view::npos) continue;
    if (found < names.size()) return names.size();
    found = i;
    rest = std::string(line.substr(0, at)) + std::string(line.substr(at + names[i].size()));
  }
  return found;
}

std::string_view without_signs(std::string_view text) {
  text = without_number(trimmed(text));
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view sign : {"：", ":", "（", "(", "·", "-", "—", "【", "】", " ", "的"})
      if (text.starts_with(sign)) text.remove_prefix(sign.size()), cut = true;
    for (const std::string_view sign : {"）", ")", "：", ":", "】", " "})
      if (text.ends_with(sign)) text.remove_suffix(sign.size()), cut = true;
  }
  return text;
}

void add_text_of_parts(const TextDocument& document, std::size_t table, std::vector<SeriesPart>& parts) {
  std::vector<std::string> names;
  for (const SeriesPart& part : parts) names.push_back(short_name(part.name));
  std::size_t current = names.size();
  for (std::size_t b = table + 1; b < document.blocks.size(); ++b) {
    const Block& block = document.blocks[b];
    const bool short_line =
        block.type != Block::Type::table && display_width(block.text) <= 40 && !block.text.ends_with("。");
    if (block.type == Block::Type::heading || (block.type == Block::Type::paragraph && short_line)) {
      std::string rest;
      const std::size_t part = named_part(block.text, names, rest);
      if (part < names.size()) {
        current = part;
        Block left = block;
        left.text = std::string(without_signs(rest));
        if (left.text.empty()) continue;
        if (section_of(left.text).section != Section::none)
          left.type = Block::Type::heading, left.level = std::max<std::uint8_t>(left.level, 2);
        else
          left.type = Block::Type::paragraph;
        parts[current].document.blocks.push_back(std::move(left));
        parts[current].blocks.push_back(b);
        continue;
      }
      if (block.type == Block::Type::heading) current = names.size();
    }
    if (current == names.size()) continue;
    parts[current].document.blocks.push_back(block);
    parts[current].blocks.push_back(b);
  }
}

}  // namespace

std::vector<SeriesPart> series_in_table(const TextDocument& document, const ReviewContext& context) {
  std::vector<SeriesPart> parts;
  KeyMeanings keys(*context.dictionary);
  YearSource years;
  years.chinese = true;
  const std::size_t title = title_block(document);
  const std::string heading = title == no_title ? document.title : document.blocks[title].text;
  if (const auto named = years_in(heading); named.size() == 1) years.year = named[0];
  const ReviewDates plain(context, {});
  for (std::size_t b = 0; b < document.blocks.size(); ++b) {
    const Block& block = document.blocks[b];
    if (block.type != Block::Type::table) {
      // A period told before any table is that of one campaign; the day of writing gives the year.
      if (block.text.size() > 400) continue;
      const auto pair = first_key(block.text);
      if (pair && keys.of(pair->key).field == "period") {
        const auto found = plain.read(pair->value);
        if (found && found->range.end) return {};
      }
      if (const auto dates = plain.find_all(block.text); dates.size() == 1 && !dates[0].range.end && !dates[0].inferred)
        if (!years.written) years.written = dates[0].range.start;
      continue;
    }
    if (block.rows.size() < 3 || block.rows[0].size() < 3) continue;
    for (const bool lying : {false, true}) {
      const Rows rows = lying ? turned(block.rows) : block.rows;
      SeriesTable table(rows, context, years, keys);
      if (!table.read()) continue;
      for (const std::size_t row : table.parts()) {
        SeriesPart part;
        part.name = std::string(trimmed(rows[row][0]));
        part.document.date = document.date;
        Block form;
        form.type = Block::Type::table;
        form.page = block.page;
        form.rows = table.form(row);
        part.document.blocks.push_back(std::move(form));
        part.blocks.push_back(b);
        parts.push_back(std::move(part));
      }
      add_text_of_parts(document, b, parts);
      return parts;
    }
  }
  return parts;
}

}  // namespace almanac::importers
