// A review line by line: keys with values, and else what the part says that a line lies in.

#include <algorithm>

#include "archive/name.h"
#include "importers/fields.h"
#include "importers/heading_form.h"
#include "importers/review_extractor.h"
#include "importers/review_prose.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

constexpr std::size_t most_prose = 256u << 10;  // bytes that are searched for figures; a review is shorter

std::optional<Unit> unit_line(std::string_view text) {
  std::string_view bare = text;
  for (const std::string_view open : {"（", "("})
    if (bare.starts_with(open)) bare.remove_prefix(open.size());
  if (!bare.starts_with("单位") || display_width(text) > 24) return std::nullopt;
  for (const std::string_view close : {"）", ")"})
    if (bare.ends_with(close)) bare.remove_suffix(close.size());
  return parse_unit(bare);
}

// "目标：销量150万杯", "4,000 new students, RMB 700K": figures of what is to come, no advice.
bool plans_figures(std::string_view text) {
  const std::string folded = archive::fold(text);
  if (std::ranges::none_of(folded, is_digit)) return false;
  for (const std::string_view word : {"目标", "预算", "gmv", "销售额", "营收", "target", "budget", "rmb", "usd", "$",
                                      "¥", "new customers", "students", "leads"})
    if (folded.find(word) != std::string::npos) return true;
  return false;
}

// What kind of lessons a paragraph under no heading tells: "活动也暴露出一些问题。一是…二是…".
Section told_lessons(std::string_view text) {
  if (ordinal_statements(text).empty()) return Section::none;
  const std::string_view lead = text.substr(0, text.find("一是"));
  const auto says = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return lead.find(word) != std::string_view::npos; });
  };
  if (says({"问题", "不足", "教训", "短板", "遗憾"})) return Section::failure;
  if (says({"亮点", "做得好", "成效"})) return Section::success;
  if (says({"建议", "改进", "思路", "下一步", "优化"})) return Section::suggestion;
  return says({"经验", "体会", "启示", "总结", "反思"}) ? Section::lessons : Section::none;
}

// "综合来看，…值得固化。后续应先…。" at the end of a review without headings: sentences that conclude or advise.
std::vector<std::string> conclusions(std::string_view text) {
  std::vector<std::string> found;
  bool concludes = false;
  for (const std::string_view word : {"综合来看", "总体来看", "总的来看", "总的来说", "综上", "整体来看", "总体而言"})
    concludes = concludes || text.starts_with(word);
  if (!concludes) return found;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("。"), text.size());
    const std::string_view sentence = trimmed(text.substr(0, std::min(end + 3, text.size())));
    text.remove_prefix(std::min(end + 3, text.size()));
    for (const std::string_view word : {"值得", "应", "须", "需", "要", "建议", "有效", "不宜", "避免"})
      if (sentence.find(word) != std::string_view::npos) {
        found.emplace_back(sentence);
        break;
      }
  }
  return found;
}

// A name or a department alone in its line: who signs.
bool is_signature(const ReviewLine& line) {
  return !line.item && display_width(line.text) <= 8 &&
         std::ranges::all_of(line.text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

void Extractor::read_lines() {
  for (const ReviewLine& line : lines_) {
    const Block& block = document_.blocks[line.block];
    if (block.type == Block::Type::table) {
      read_table(block, line);
      table_unit_ = {};
      continue;
    }
    if (line.heading) {
      table_unit_ = {};
      heading_ = line.text;
      read_heading(line);
      continue;
    }
    if (const auto unit = unit_line(line.text)) {
      table_unit_ = *unit;
      continue;
    }
    ++lines_read_;
    if (line.section != Section::comparison && !is_lesson_section(line.section) && line.section != Section::insight)
      note_told_period(line.text, {line.text, line.block});
    if (!read_keys(line))
      read_in_section(line, {line.text, line.block});
    else if (line.section == Section::goals || line.section == Section::results)
      out_.add_text(line.section == Section::goals ? "goal" : "result", line.text, line.block);
  }
}

void Extractor::read_heading(const ReviewLine& line) {
  const auto pair = first_key(line.text);
  if (pair && meaning_of(pair->key).kind == Meaning::Kind::field) read_keys(line);
}

bool Extractor::read_keys(const ReviewLine& line) {
  if (line.section == Section::comparison) return true;
  if (line.section == Section::next) return false;
  const auto pairs = key_values(line.text, [this](const std::string& key) { return is_key(key); });
  if (pairs.empty()) return false;
  // Inside lessons only the names of parts are keys: "渠道：短信太晚" is a lesson about channels.
  const bool lessons =
      is_lesson_section(line.section) || line.section == Section::insight || line.section == Section::analysis;
  bool any = false;
  for (const KeyValue& pair : pairs) {
    const Meaning& meaning = meaning_of(pair.key);
    if (meaning.kind == Meaning::Kind::none) continue;
    if (lessons && meaning.kind != Meaning::Kind::section) continue;
    if (lessons && !is_lesson_section(meaning.section) && meaning.section != Section::insight &&
        meaning.section != Section::analysis)
      continue;
    if (lessons && line.level > 1 && meaning.section == Section::suggestion && out_.add_advice(pair.value)) {
      any = true;
      continue;
    }
    any = read_pair(meaning, pair, line, {line.text, line.block}) || any;
  }
  return any;
}

void Extractor::read_in_section(const ReviewLine& line, const Place& place) {
  prose_ += line.text.size();
  switch (line.section) {
    case Section::goals:
      read_objective(line.text, place);
      out_.add_text("goal", line.text, place.block);
      if (!read_statements(line.text, Role::target, true, place) && display_width(line.text) <= 200 &&
          !says_nothing(line.text))
        out_.certain("goals", Json{{"text", std::string(without_number(line.text))}}, place);
      break;
    case Section::results:
      out_.add_text("result", line.text, place.block);
      if (!read_statements(line.text, Role::actual, true, place) && line.item) read_named_figure(line.text, place);
      break;
    case Section::figures:
      read_statements(line.text, Role::unknown, true, place);
      break;
    case Section::analysis:
      out_.add_text("analysis", line.text, place.block);
      break;
    case Section::insight:
      out_.add_text("insight", line.text, place.block);
      if (line.item) add_lessons(line.text, Section::lessons, out_, place.block);
      break;
    case Section::success:
    case Section::failure:
    case Section::suggestion:
    case Section::lessons:
      if ((plans_next(line.text, title_) && !line.item) || (is_signature(line) && line.block == lines_.back().block))
        break;
      if (plans_another(line.text))
        out_.doubtful("lessons", Json{{"kind", "suggestion"}, {"statement", std::string(without_number(line.text))}},
                      place, other_campaign);
      else
        add_lessons(line.text, line.section, out_, place.block);
      break;
    case Section::summary:
      if (!line.item && summary_blocks_ < 3) {
        out_.add_text("summary", line.text, place.block);
        ++summary_blocks_;
      }
      read_statements(line.text, Role::unknown, false, place);
      break;
    case Section::background:
      read_statements(line.text, Role::unknown, false, place);
      break;
    case Section::segments:
      if (line.item && display_width(line.text) <= 40 && line.text.find("：") == std::string::npos)
        out_.certain("segments", line.text, place);
      break;
    case Section::channels:
      if (display_width(line.text) <= 160 && line.text.find("：") == std::string::npos)
        read_names("channels", line.text, place);
      break;
    case Section::next:
      if (!plans_figures(line.text)) add_lessons(line.text, Section::suggestion, out_, place.block);
      break;
    case Section::comparison:
      break;
    case Section::none:
    case Section::neutral:
      if (const Section kind = told_lessons(line.text); in_review_ && kind != Section::none) {
        add_lessons(line.text, kind, out_, place.block);
        break;
      }
      if (in_review_)
        for (const std::string& sentence : conclusions(line.text))
          add_lessons(sentence, Section::lessons, out_, place.block);
      read_statements(line.text, Role::unknown, false, place);
      break;
  }
}

bool Extractor::read_statements(const std::string& text, Role role, bool part, const Place& place) {
  if (prose_ > most_prose) return false;
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    const bool any = read_figures(text, {*context_.dictionary, out_, role, part, false, dates_.years().year}, place);
    read_amounts_in_prose(text, out_, place);
    return any;
  }
  const ProseReading reading{*context_.dictionary,
                             out_,
                             role,
                             in_review_,
                             dates_.years().year,
                             title_,
                             one_day_,
                             heading_.find("渠道") != std::string::npos || heading_.find("平台") != std::string::npos,
                             &own_channels_,
                             &own_metrics_,
                             [this](const std::string& key, std::string_view value, const Place& where) {
                               return read_told_field(key, value, where);
                             }};
  return read_prose(without_number(text), reading, place);
}

// "Upvotes: 1,137" among results: a metric that no dictionary has is named as it is written.
void Extractor::read_named_figure(std::string_view text, const Place& place) {
  const auto pair = first_key(text);
  if (!pair || pair->value.empty() || !is_digit(pair->value[0]) || display_width(pair->key) > 24 || compares(text) ||
      is_change(text) || is_planned(pair->key) || context_.dictionary->find_channel(pair->key) ||
      meaning_of(pair->key).kind != Meaning::Kind::none)
    return;
  const std::string_view value =
      std::string_view(pair->value).substr(0, std::min(pair->value.find(" ("), pair->value.find("（")));
  const auto number = parse_number(value);
  if (number) add_figure(pair->key, *number, Role::actual, {*context_.dictionary, out_, Role::actual, true}, place);
}

// "转化（体验课→正价课）", "Acquisition: bring in …", "核心任务是完成新品上市：…".
void Extractor::read_objective(std::string_view text, const Place& place) {
  if (out_.has_certain("objective")) return;
  for (const std::string_view lead : {"任务是", "目的是", "目标是", "任务为", "目的为"})
    if (const std::size_t at = text.find(lead); at != std::string_view::npos && at <= 60)
      text = text.substr(at + lead.size());
  for (const std::string_view verb : {"完成", "实现", "促进"})
    if (text.starts_with(verb)) text.remove_prefix(verb.size());
  std::size_t end = text.size();
  for (const std::string_view sign : {"（", "(", "：", ":", "，", ",", "。", "；"})
    end = std::min(end, text.find(sign));
  const std::string_view word = trimmed(text.substr(0, end));
  if (word.empty() || display_width(word) > 24 || std::ranges::any_of(word, is_digit)) return;
  const std::string_view known = canonical_word(RowKind::campaigns, "objective", lower_ascii(word));
  static constexpr std::string_view objectives[] = {"acquisition", "activation", "conversion", "win_back",  "launch",
                                                    "retention",   "awareness",  "branding",   "clearance", "loyalty"};
  if (std::ranges::find(objectives, known) != std::end(objectives))
    out_.certain("objective", std::string(known), place);
}

bool Extractor::read_told_field(const std::string& key, std::string_view value, const Place& place) {
  static constexpr std::string_view spend_words[] = {"费用",   "总费用", "投入", "总投入", "花费",
                                                     "总花费", "支出",   "成本", "费用共", "投入共"};
  const bool spends = in_review_ && std::ranges::find(spend_words, key) != std::end(spend_words);
  const Meaning& meaning = meaning_of(spends ? "实际花费" : key);
  if (meaning.kind != Meaning::Kind::field) return false;
  const KeyValue pair{key, std::string(value)};
  const std::string& field = meaning.field;
  if (field == "period" || field == "start" || field == "end") {
    const auto found = dates_.read(value);
    return !meaning.loose && found && found->whole && !found->weak && read_field(meaning, pair, place);
  }
  if (field == "budget" || field == "spend") {
    const auto number = parse_number(value, meaning.unit);
    return !meaning.loose && number && number->bound == Number::Bound::exact && !number->low && !number->unit.percent &&
           number->unit.word.empty() && read_field(meaning, pair, place);
  }
  if (field == "theme" || field == "name") {
    static constexpr std::pair<std::string_view, std::string_view> quotes[] = {
        {"“", "”"}, {"「", "」"}, {"《", "》"}, {"\"", "\""}};
    for (const auto& [open, close] : quotes)
      if (value.size() > open.size() + close.size() && value.starts_with(open) && value.ends_with(close)) {
        value.remove_prefix(open.size());
        value.remove_suffix(close.size());
        if (display_width(value) > 60) return false;
        out_.certain(field, std::string(value), place);
        return true;
      }
    return false;
  }
  return field == "owner" && display_width(value) <= 12 &&
         value.find_first_of("0123456789") == std::string_view::npos && read_field(meaning, pair, place);
}

bool Extractor::plans_another(std::string_view text) const {
  if (text.size() > 600 || std::ranges::none_of(text, is_digit)) return false;
  if (text.find("目标") == std::string_view::npos && text.find("预算") == std::string_view::npos) return false;
  const auto own = occasion_in(title_);
  const auto other = own ? occasion_in(text) : std::nullopt;
  return other && *other != *own;
}

}  // namespace almanac::importers
