// The campaign's period where sentences tell it: "自4月8日起，…，至4月28日结束", "7.1到8.10", "ran from 12 May to 8 June 2025".
//
// Two dates of one text are a period if words between or beside them say so. What a sentence says of a phase, of a meeting or of data
// is no period of the campaign. A sentence that speaks of the campaign ("活动", "为期", "campaign") counts before one that only holds dates.

#include <algorithm>

#include "archive/name.h"
#include "importers/review_extractor.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Words = std::initializer_list<std::string_view>;

constexpr std::size_t longest_text = 2'000;  // bytes searched of one paragraph
constexpr std::size_t most_periods = 12;     // told in one document
constexpr std::size_t early_lines = 12;      // of a review, where its campaign is introduced

// Words of a sentence about the campaign as a whole.
bool speaks_of_campaign(std::string_view folded) {
  return contains_any(
      folded, {"活动", "大促", "专场", "为期", "历时", "本次", "此次", "档期", "共计", "项目周期", "开展", "举办",
               "上线", "结束", "campaign", "launch ran", "ran from", "ran between", "we ran"});
}

// Words of a sentence whose dates are those of a part, of a meeting or of data.
bool speaks_of_part(std::string_view folded) {
  return contains_any(folded,
                      {"预热",   "蓄水",   "预售", "爆发",   "返场",      "尾款",    "首波",   "提货",      "发货",
                       "兑付",   "开会",   "会议", "参会",   "取数",      "截至",    "截止到", "更新于",    "参考",
                       "发件人", "有效期", "排期", "teaser", "pre-order", "meeting", "as of",  "data from", "第一波",
                       "第二波", "第三波", "一期", "二期",   "待办",      "断货",    "售罄",   "补货"});
}

// "从11月18日持续到11月24日", "9月1日开始，9月15日结束", "自4月8日起，面向老客开展，至4月28日结束" → "… 11月18日至11月24日".
std::string joined_period(std::string_view written) {
  std::string text(written);
  for (const std::string_view link : {"持续到", "持续至", "一直到", "开始，到", "开始，至", "开始至", "开始到",
                                      "起，至", "起至", "起到", "延续到", "延续至"})
    if (const std::size_t at = text.find(link); at != std::string::npos) text.replace(at, link.size(), "至");
  return text;
}

// How far the words around a date say that it begins or ends something.
bool begins_there(std::string_view before, std::string_view behind) {
  const auto ends = [&](Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return before.ends_with(word); });
  };
  const auto starts = [&](Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return behind.starts_with(word); });
  };
  return ends({"自", "从", "自从", "于", "from ", "between ", "on "}) ||
         starts({"起", "开始", "启动", "上线", "正式上线", "正式启动", "开启", "开跑", "开售", "开营", "开幕", "零点",
                 "当天开"});
}
bool ends_there(std::string_view before, std::string_view behind) {
  const auto ends = [&](Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return before.ends_with(word); });
  };
  const auto starts = [&](Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return behind.starts_with(word); });
  };
  return ends({"至", "到", "持续到", "持续至", "to ", "until ", "and ", "through "}) ||
         starts({"结束", "收官", "收尾", "落幕", "下线", "闭幕", "截止", "为止", "止", "结营"});
}

}  // namespace

std::optional<FoundRange> Extractor::told_period(std::string_view text) const {
  const std::string joined = joined_period(text.substr(0, longest_text));
  // "自2025年4月8日起，…，至4月28日结束": the year is that of the text.
  YearSource years = dates_.years();
  if (const auto named = years_in(joined); named.size() == 1) years.year = named.front();
  const auto found = ReviewDates(context_, years).find_all(joined);
  const auto ranges = std::ranges::count_if(found, [](const FoundRange& one) { return one.range.end.has_value(); });
  for (const FoundRange& one : found)
    if (one.range.end && !one.weak) {
      FoundRange range = one;
      range.alone = ranges == 1;
      return range;
    }
  for (std::size_t i = 0; i + 1 < found.size(); ++i) {
    const FoundRange& first = found[i];
    const FoundRange& last = found[i + 1];
    if (first.weak || last.weak || first.range.start.precision != archive::Precision::day ||
        last.range.start.precision != archive::Precision::day || last.range.start.days < first.range.start.days)
      continue;
    if (!begins_there(first.before, first.behind) || !ends_there(last.before, last.behind)) continue;
    FoundRange both = first;
    both.range.end = last.range.start;
    both.inferred = first.inferred || last.inferred;
    both.alone = found.size() == 2;
    return both;
  }
  return std::nullopt;
}

void Extractor::put_told_periods() {
  if (out_.has_certain("start")) return;
  // "预售期：…" of a 中秋预售 is the campaign itself.
  for (const NamedPhase& phase : named_phases_) {
    const std::string_view stem = std::string_view(phase.name).substr(0, 6);
    if (title_.find(stem) == std::string::npos && file_name_.find(stem) == std::string::npos) continue;
    out_.certain("start", phase.found.range.start.to_string(), phase.place, phase.found.inferred);
    out_.certain("end", phase.found.range.end->to_string(), phase.place, phase.found.inferred);
    return;
  }
  // Sentences about the campaign count before others.
  const bool any_strong = std::ranges::any_of(told_periods_, &ToldPeriod::strong);
  std::vector<const ToldPeriod*> told;
  for (const ToldPeriod& one : told_periods_)
    if (one.strong || !any_strong) told.push_back(&one);
  const bool alone = std::ranges::all_of(told, [&](const ToldPeriod* one) {
    return one->found.range.start == told[0]->found.range.start && one->found.range.end == told[0]->found.range.end;
  });
  for (const ToldPeriod* one : told) {
    const auto& [found, place, strong, early] = *one;
    const archive::Date end = found.range.end.value_or(found.range.start);
    if (in_review_ && alone && (strong || early)) {
      out_.certain("start", found.range.start.to_string(), place, found.inferred);
      out_.certain("end", end.to_string(), place, found.inferred);
    } else {
      const Doubt& doubt = alone ? in_prose : two_values;
      out_.doubtful("start", found.range.start.to_string(), place, doubt, found.inferred);
      out_.doubtful("end", end.to_string(), place, doubt, found.inferred);
    }
  }
}

void Extractor::note_told_period(std::string_view text, const Place& place) {
  if (out_.has_certain("start") || told_periods_.size() >= most_periods) return;
  const std::string_view all = text.substr(0, longest_text);
  const auto note = [&](std::string_view sentence) {
    const std::string folded = archive::fold(sentence);
    if (speaks_of_part(folded) || compares(sentence) || plans_next(sentence, title_)) return false;
    const auto found = told_period(sentence);
    if (!found || found->weak) return false;
    if (!found->range.end) return false;
    told_periods_.push_back({*found, place, found->alone && speaks_of_campaign(folded), lines_read_ <= early_lines});
    return true;
  };
  bool any = false;
  std::size_t from = 0;
  while (from < all.size()) {
    std::size_t to = all.size();
    std::size_t size = 1;
    for (const std::string_view sign : {"。", "；", "\n"})
      if (const std::size_t at = all.find(sign, from); at < to) to = at, size = sign.size();
    any = note(all.substr(from, to - from)) || any;
    from = to + size;
  }
  if (!any && all.size() <= 600) note(all);
}

}  // namespace almanac::importers
