// The extractor: years first, then line by line by the part a line lies in, then tables, then what only the title and the file name
// say.

#include "importers/review.h"

#include <algorithm>
#include <set>

#include "archive/name.h"
#include "importers/fields.h"
#include "importers/heading_form.h"
#include "importers/review_keys.h"
#include "importers/review_prose.h"
#include "importers/review_tables.h"
#include "importers/review_text.h"
#include "importers/review_values.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

constexpr std::size_t no_title = static_cast<std::size_t>(-1);
constexpr std::size_t longest_name = 120;  // columns

constexpr std::size_t most_prose = 256u << 10;  // bytes that are searched for figures; a review is shorter

class Extractor {
 public:
  // `given`: the name of the part that is the document here; empty if the document says its name itself.
  Extractor(const TextDocument& document, std::string_view file_name, const ReviewContext& context,
            std::string given = {})
      : document_(document),
        given_(std::move(given)),
        context_(context),
        keys_(*context.dictionary),
        file_name_(without_extension(file_name)),
        title_block_(title_block(document)),
        title_(title_block_ == no_title ? document.title : document.blocks[title_block_].text),
        lines_(lines_of(document, title_block_)),
        dates_(context, find_years()) {
    leave_out_other_years();
    in_review_ = !given_.empty() || name_in_title(title_).reviewing || name_in_title(file_name_).reviewing;
  }

  DocumentReview run() {
    read_lines();
    put_told_periods();
    read_title();
    find_code();
    DocumentReview review = out_.finish();
    if (code_) review.code = code_;
    review.document_date = written_;
    return review;
  }

 private:
  static std::string without_extension(std::string_view name) {
    name = name.substr(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
    const std::size_t dot = name.rfind('.');
    const bool extension = dot != std::string_view::npos && dot > 0 && name.size() - dot <= 9 &&
                           name.substr(dot + 1).find_first_not_of("0123456789") != std::string_view::npos;
    return std::string(extension ? name.substr(0, dot) : name);
  }

  const Meaning& meaning_of(const std::string& key) { return keys_.of(key); }
  bool is_key(const std::string& key) { return meaning_of(key).kind != Meaning::Kind::none; }

  // --- years --------------------------------------------------------------------------------------------------------

  YearSource find_years() {
    YearSource years;
    const auto take_year = [&](std::string_view text) {
      if (years.year) return;
      // A full date in a title or file name is when it was written, not whose year it is.
      const ReviewDates plain(context_, {});
      for (const FoundRange& found : plain.find_all(text))
        if (!found.range.end && found.range.start.precision == archive::Precision::day && !found.inferred) {
          if (!years.written) years.written = found.range.start;
          return;
        }
      if (const auto named = years_in(text); named.size() == 1) years.year = named.front();
    };
    for (const ReviewLine& line : lines_) {
      if (is_lesson_section(line.section) || line.section == Section::comparison) continue;
      const Block& block = document_.blocks[line.block];
      if (block.type != Block::Type::table) {
        for (const KeyValue& pair : key_values(line.text, [this](const std::string& key) { return is_key(key); }))
          note_year(pair, years, take_year);
        continue;
      }
      for (const auto& row : block.rows)
        for (std::size_t c = 0; c + 1 < row.size() && row.size() <= 6; c += 2)
          note_year({row[c], row[c + 1]}, years, take_year);
    }
    take_year(title_);
    take_year(file_name_);
    if (!document_.date.empty()) {
      const auto property = read_written(document_.date);
      if (!written_) written_ = years.written ? years.written : property;
      if (!years.year && !years.written && property) {
        years.written = property;
        years.weak = true;
      }
    }
    if (!written_ && !years.weak) written_ = years.written;
    return years;
  }

  // "附：2023年双十二数据" in a review of 2024: what stands under it is another campaign's.
  void leave_out_other_years() {
    const auto year = dates_.years().year;
    if (!year) return;
    int level = 0;  // of the heading that names another year; 0: none is open
    for (ReviewLine& line : lines_) {
      if (line.heading) {
        const int own = document_.blocks[line.block].level;
        if (level > 0 && own <= level) level = 0;
        const auto years = years_in(line.text);
        if (level == 0 && years.size() == 1 && years[0] != *year) level = own;
      }
      // "2025年双十一建议" are lessons of this campaign all the same.
      if (level > 0 && !is_lesson_section(line.section)) line.section = Section::comparison;
    }
  }

  // What one key says of the year: the campaign's name and dates, and when the review was written.
  template <class TakeYear>
  void note_year(const KeyValue& pair, YearSource& years, const TakeYear& take_year) {
    const Meaning& meaning = meaning_of(pair.key);
    if (meaning.kind == Meaning::Kind::written) {
      if (!years.written) years.written = read_written(pair.value);
      if (!written_) written_ = years.written;
    }
    if (meaning.kind != Meaning::Kind::field || meaning.loose) return;
    if (meaning.field == "name") take_year(pair.value);
    if ((meaning.field == "start" || meaning.field == "end" || meaning.field == "period") && !years.year)
      if (const auto found = ReviewDates(context_, {}).read(pair.value)) years.year = found->range.start.year();
  }

  std::optional<archive::Date> read_written(std::string_view text) const {
    text = trimmed(text);
    if (text.size() >= 10)
      if (const auto iso = archive::Date::parse(text.substr(0, 10))) return iso;
    const ReviewDates plain(context_, {});
    const auto found = plain.read(text);
    if (!found || found->range.end) return std::nullopt;
    return found->range.start;
  }

  // --- lines --------------------------------------------------------------------------------------------------------

  void read_lines() {
    for (const ReviewLine& line : lines_) {
      const Block& block = document_.blocks[line.block];
      if (block.type == Block::Type::table) {
        read_table(block, line);
        table_unit_ = {};
        continue;
      }
      if (line.heading) {
        table_unit_ = {};
        read_heading(line);
        continue;
      }
      if (const auto unit = unit_line(line.text)) {
        table_unit_ = *unit;
        continue;
      }
      if (!read_keys(line))
        read_in_section(line, {line.text, line.block});
      else if (line.section == Section::goals || line.section == Section::results)
        out_.add_text(line.section == Section::goals ? "goal" : "result", line.text, line.block);
    }
  }

  static std::optional<Unit> unit_line(std::string_view text) {
    std::string_view bare = text;
    for (const std::string_view open : {"（", "("})
      if (bare.starts_with(open)) bare.remove_prefix(open.size());
    if (!bare.starts_with("单位") || display_width(text) > 24) return std::nullopt;
    for (const std::string_view close : {"）", ")"})
      if (bare.ends_with(close)) bare.remove_suffix(close.size());
    return parse_unit(bare);
  }

  // "活动名称：…" as a heading of its own.
  void read_heading(const ReviewLine& line) {
    const auto pair = first_key(line.text);
    if (pair && meaning_of(pair->key).kind == Meaning::Kind::field) read_keys(line);
  }

  bool read_keys(const ReviewLine& line) {
    if (line.section == Section::comparison) return true;
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

  bool read_pair(const Meaning& meaning, const KeyValue& pair, const ReviewLine& line, const Place& place) {
    using Kind = Meaning::Kind;
    if (is_empty(pair.value)) return true;
    switch (meaning.kind) {
      case Kind::none:
        return false;
      case Kind::written:
        if (const auto found = dates_.read(pair.value); found && found->range.end && found->whole)
          read_period(pair.value, place, false);
        else if (const auto date = read_written(pair.value);
                 date && heading_words(pair.key).find("复盘") != std::string::npos)
          out_.certain("review/date", date->to_string(), place);
        return true;
      case Kind::section: {
        ReviewLine inside = line;
        inside.section = meaning.section;
        inside.text = pair.value;
        inside.item = true;  // "结论：…" is one
        read_in_section(inside, place);
        return true;
      }
      case Kind::metric: {
        Role role = meaning.role;
        if (role == Role::unknown)
          role = line.section == Section::goals     ? Role::target
                 : line.section == Section::results ? Role::actual
                                                    : Role::unknown;
        if (meaning.metric->name == "spend" && role == Role::unknown) role = Role::actual;
        if (compares(pair.key)) return true;
        Unit unit = meaning.unit;
        if (unit == Unit{} &&
            (meaning.metric->unit == "money" || (meaning.metric->unit == "count" && table_unit_.currency.empty())))
          unit = table_unit_;
        // "预计花费" is no budget for certain.
        const bool planned_spend = meaning.metric->name == "spend" && meaning.role == Role::target;
        const FigureReading reading{*context_.dictionary, out_, role, !planned_spend};
        read_metric_value(meaning.metric->name, pair.value, unit, reading, place);
        return true;
      }
      case Kind::phase:
        if (const auto found = dates_.read(pair.value); found && !found->weak) {
          Json phase{{"name", std::string(bare_key(pair.key))}, {"start", found->range.start.to_string()}};
          if (found->range.end) phase["end"] = found->range.end->to_string();
          out_.certain("phases", std::move(phase), place, found->inferred);
          return true;
        }
        return false;
      case Kind::field:
        return read_field(meaning, pair, place);
    }
    return false;
  }

  bool read_field(const Meaning& meaning, const KeyValue& pair, const Place& place) {
    const std::string& field = meaning.field;
    const std::string_view value = trimmed(pair.value);
    if (field == "code") {
      read_code(value, meaning.loose, place);
    } else if (field == "period" || field == "start" || field == "end" || field == "planned_start" ||
               field == "planned_end" || field == "announced") {
      return read_dates(field, value, place, meaning.loose);
    } else if (field == "budget" || field == "spend") {
      return read_amount_field(field, value, meaning.unit, out_, place);
    } else if (field == "goals" || field == "results") {
      ReviewLine inside;
      inside.section = field == "goals" ? Section::goals : Section::results;
      inside.text = value;
      read_in_section(inside, place);
    } else if (field == "channels" || field == "segments" || field == "products" || field == "mechanics" ||
               field == "tags" || field == "partners" || field == "based_on") {
      read_names(field, value, place);
    } else if (field == "objective" || field == "status" || field == "mode") {
      const std::string word(canonical_word(RowKind::campaigns, field, value));
      // "Objective: raise revenue to $2M" is a goal in words.
      if (field == "objective" && word == value && archive::fold(place.evidence).starts_with("objective")) {
        ReviewLine inside;
        inside.section = Section::goals;
        inside.text = value;
        read_in_section(inside, place);
        return true;
      }
      if (display_width(value) > 24) return false;
      if (field == "objective" && word == value)
        out_.doubtful(field, word, place, unclear_role);
      else if (field != "status" || word != value)
        out_.certain(field, word, place);
    } else if (field == "summary" || field == "highlights") {
      std::string_view sentence = value;
      if (sentence.find("。") + 3 == sentence.size()) sentence.remove_suffix(3);
      out_.certain(field, std::string(sentence), place);
    } else if (field == "name") {
      std::string_view name = value;
      while (name.starts_with("《") || name.starts_with("“") || name.starts_with("「") || name.starts_with("\""))
        name.remove_prefix(name[0] == '"' ? 1 : 3);
      while (name.ends_with("》") || name.ends_with("”") || name.ends_with("」") || name.ends_with("\""))
        name.remove_suffix(name.back() == '"' ? 1 : 3);
      if (name.empty() || display_width(name) > longest_name || name.find("。") != std::string_view::npos) return false;
      if (meaning.loose)
        out_.doubtful("name", std::string(name), place, unclear_role);
      else
        out_.certain("name", std::string(name), place);
    } else if (field == "currency") {
      const Unit unit = parse_unit(value).value_or(Unit{});
      if (!unit.currency.empty()) out_.certain("currency", unit.currency, place);
    } else {
      if (display_width(value) > longest_name) return false;
      if (meaning.loose)
        out_.doubtful(field, std::string(value), place, unclear_role);
      else
        out_.certain(field, std::string(value), place);
    }
    return true;
  }

  void read_names(std::string_view field, std::string_view value, const Place& place) {
    const KnownName known = [&](std::string_view part) {
      return field != "channels" || context_.dictionary->find_channel(part) != nullptr;
    };
    while (value.ends_with("。") || value.ends_with("等")) value.remove_suffix(3);
    // A sentence is no list of names.
    if (value.find("。") != std::string_view::npos) return;
    for (std::string& name : split_list(value, field == "channels" ? known : KnownName{})) {
      if (display_width(name) > 60 || parse_number(name)) continue;  // "42000人" is how many they are
      if (name.ends_with("等") && name.size() > 3) name.resize(name.size() - 3);
      // English lists are split at commas.
      std::size_t from = 0;
      while (from <= name.size()) {
        const std::size_t to = std::min(name.find(", ", from), name.size());
        std::string_view part = trimmed(std::string_view(name).substr(from, to - from));
        if (part.starts_with("and ")) part.remove_prefix(4);
        if (!part.empty())
          out_.certain(field, field == "channels" ? channel_name(part, *context_.dictionary) : std::string(part),
                       place);
        from = to + 2;
      }
    }
  }

  void read_code(std::string_view value, bool loose, const Place& place) {
    value = trimmed(value);
    const bool word = !value.empty() && value.size() <= 80 && value.find_first_of(" \t") == std::string_view::npos &&
                      value.find("，") == std::string_view::npos && value.find("。") == std::string_view::npos;
    if (!word) return;
    const std::string code = archive::normalize_key(value);
    const bool known = context_.known_code && context_.known_code(code);
    if (loose && !known) {
      out_.doubtful("code", code, place, other_code);
      return;
    }
    out_.certain("code", code, place);
    if (known && !code_) code_ = code;
  }

  // --- dates --------------------------------------------------------------------------------------------------------

  bool read_dates(std::string_view field, std::string_view value, const Place& place, bool loose) {
    if (field == "period" || field == "start") {
      const auto found = dates_.read(value);
      if (!found && field == "period") return read_phases(value, place);
      if (found && (field == "period" || found->range.end)) return read_period(value, place, loose);
    }
    const auto found = dates_.read(value);
    if (!found) return false;
    put_date(field, found->range.start, *found, place, false);
    return true;
  }

  bool read_period(std::string_view value, const Place& place, bool loose) {
    const auto found = dates_.read(value);
    if (!found) return read_phases(value, place);
    put_date("start", found->range.start, *found, place, loose && !found->range.end);
    one_day_ = !found->range.end || found->range.end == found->range.start;
    if (found->range.end)
      put_date("end", *found->range.end, *found, place, false);
    else if (!loose && found->range.start.precision == archive::Precision::day)
      put_date("end", found->range.start, *found, place, false);
    return true;
  }

  // "预热期10.20-10.31，爆发期11.1-11.11": phases; the campaign's own dates are theirs, to be confirmed.
  bool read_phases(std::string_view value, const Place& place) {
    const auto ranges = dates_.find_all(value);
    if (ranges.size() < 2 || ranges.size() > 10) return false;
    std::size_t named = 0;
    for (std::size_t from = 0; from < value.size();) {
      std::size_t to = value.size();
      std::size_t size = 1;
      for (const std::string_view sign : {"，", "；", ";", "、", "\n", " "})
        if (const std::size_t at = value.find(sign, from); at < to) to = at, size = sign.size();
      const std::string_view piece = trimmed(value.substr(from, to - from));
      from = to + size;
      std::size_t digit = 0;
      while (digit < piece.size() && !is_digit(piece[digit])) digit += first_character(piece.substr(digit));
      std::string_view name = trimmed(piece.substr(0, digit));
      for (const std::string_view sign : {"：", ":", "（", "("})
        if (name.ends_with(sign)) name.remove_suffix(sign.size());
      const auto range = dates_.find_all(piece);
      if (name.empty() || display_width(name) > 16 || range.size() != 1 || range[0].weak) continue;
      Json phase{{"name", std::string(name)}, {"start", range[0].range.start.to_string()}};
      if (range[0].range.end) phase["end"] = range[0].range.end->to_string();
      out_.certain("phases", std::move(phase), place, range[0].inferred);
      ++named;
    }
    archive::Date first = ranges[0].range.start;
    archive::Date last = first;
    for (const FoundRange& each : ranges) {
      first = std::min(first, each.range.start);
      last = std::max(last, each.range.end.value_or(each.range.start));
    }
    out_.doubtful("start", first.to_string(), place, unclear_date);
    out_.doubtful("end", last.to_string(), place, unclear_date);
    return named > 0;
  }

  void put_date(std::string_view field, archive::Date date, const FoundRange& found, const Place& place,
                bool doubtful) {
    if (found.weak)
      out_.doubtful(field, date.to_string(), place, weak_year, true);
    else if (doubtful)
      out_.doubtful(field, date.to_string(), place, unclear_date, found.inferred);
    else
      out_.certain(field, date.to_string(), place, found.inferred);
  }

  // --- prose --------------------------------------------------------------------------------------------------------

  void read_in_section(const ReviewLine& line, const Place& place) {
    prose_ += line.text.size();
    switch (line.section) {
      case Section::goals:
        out_.add_text("goal", line.text, place.block);
        if (!read_statements(line.text, Role::target, true, place) && display_width(line.text) <= 200 &&
            !says_nothing(line.text))
          out_.certain("goals", Json{{"text", std::string(without_number(line.text))}}, place);
        break;
      case Section::results:
        out_.add_text("result", line.text, place.block);
        read_statements(line.text, Role::actual, true, place);
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
        if (plans_another(line.text))
          out_.doubtful("lessons", Json{{"kind", "suggestion"}, {"statement", std::string(without_number(line.text))}},
                        place, other_campaign);
        else
          add_lessons(line.text, line.section, out_, place.block);
        break;
      case Section::background:
        if (!line.item && summary_blocks_ < 3) {
          out_.add_text("summary", line.text, place.block);
          ++summary_blocks_;
        }
        read_loose(line, place);
        break;
      case Section::segments:
        if (line.item && display_width(line.text) <= 40 && line.text.find("：") == std::string::npos)
          out_.certain("segments", line.text, place);
        break;
      case Section::comparison:
        break;
      case Section::none:
      case Section::neutral:
        read_loose(line, place);
        break;
    }
  }

  // Figures and fields of running text; `part`: it stands under goals or results.
  bool read_statements(const std::string& text, Role role, bool part, const Place& place) {
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
                               [this](const std::string& key, std::string_view value, const Place& where) {
                                 return read_told_field(key, value, where);
                               }};
    return read_prose(without_number(text), reading, place);
  }

  // "总预算" with "120万元" in a sentence: only what reads whole.
  bool read_told_field(const std::string& key, std::string_view value, const Place& place) {
    const Meaning& meaning = meaning_of(key);
    if (meaning.kind != Meaning::Kind::field) return false;
    const KeyValue pair{key, std::string(value)};
    const std::string& field = meaning.field;
    if (field == "period" || field == "start" || field == "end") {
      const auto found = dates_.read(value);
      return !meaning.loose && found && found->whole && !found->weak && read_field(meaning, pair, place);
    }
    if (field == "budget" || field == "spend") {
      const auto number = parse_number(value, meaning.unit);
      return !meaning.loose && number && number->bound == Number::Bound::exact && !number->low &&
             !number->unit.percent && number->unit.word.empty() && read_field(meaning, pair, place);
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

  // "从11月18日持续到11月24日", "9月1日开始，9月15日结束" → "11月18日至11月24日".
  static std::string joined_period(std::string_view written) {
    std::string text(written);
    for (const std::string_view link :
         {"持续到", "持续至", "一直到", "开始，到", "开始，至", "开始至", "开始到", "起，至", "起至"})
      if (const std::size_t at = text.find(link); at != std::string::npos) text.replace(at, link.size(), "至");
    static constexpr std::string_view begins = "开始，";
    if (const std::size_t at = text.find(begins); at != std::string::npos && at + begins.size() < text.size() &&
                                                  is_digit(text[at + begins.size()]) && text.find("结束", at) < at + 60)
      text.replace(at, begins.size(), "至");
    return text;
  }

  // The first sentence that speaks of 活动 and holds a digit; the whole text if none does.
  static std::string sentence_of_period(std::string_view text) {
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t to = std::min(text.find("。", from), text.size());
      const std::string_view sentence = text.substr(from, to - from);
      if (sentence.find("活动") != std::string_view::npos && std::ranges::any_of(sentence, is_digit))
        return joined_period(sentence);
      from = to + 3;
    }
    return joined_period(text);
  }

  // One period that the sentences of a review give is the campaign's; of several none is for certain.
  void put_told_periods() {
    if (out_.has_certain("start")) return;
    const bool alone = std::ranges::all_of(told_periods_, [&](const auto& told) {
      return told.first.range.start == told_periods_[0].first.range.start &&
             told.first.range.end == told_periods_[0].first.range.end;
    });
    for (const auto& [found, place] : told_periods_) {
      if (alone) {
        out_.certain("start", found.range.start.to_string(), place, found.inferred);
        out_.certain("end", found.range.end->to_string(), place, found.inferred);
      } else {
        out_.doubtful("start", found.range.start.to_string(), place, two_values, found.inferred);
        out_.doubtful("end", found.range.end->to_string(), place, two_values, found.inferred);
      }
    }
  }

  // "双十一目标2100万" in a review of 618.
  bool plans_another(std::string_view text) const {
    if (text.size() > 600 || std::ranges::none_of(text, is_digit)) return false;
    if (text.find("目标") == std::string_view::npos && text.find("预算") == std::string_view::npos) return false;
    const auto own = occasion_in(title_);
    const auto other = own ? occasion_in(text) : std::nullopt;
    return other && *other != *own;
  }

  // Running text of no part: a period told of the campaign is certain in a review if no other is; elsewhere it waits.
  void read_loose(const ReviewLine& line, const Place& place) {
    if (prose_ > most_prose) return;
    read_statements(line.text, Role::unknown, false, place);
    if (out_.has_certain("start")) return;
    const std::string folded = archive::fold(line.text.substr(0, 2'000));
    const bool about = folded.find("活动") != std::string::npos || folded.find("campaign ran") != std::string::npos ||
                       folded.find("campaign runs") != std::string::npos ||
                       folded.find("ran from") != std::string::npos;
    if (!about || prose_dates_ >= 3) return;
    const std::string sentence = sentence_of_period(line.text.substr(0, 2'000));
    for (const FoundRange& found : dates_.find_all(sentence)) {
      if (!found.range.end || found.weak) continue;
      ++prose_dates_;
      if (in_review_ && found.alone && !compares(line.text) && line.text.size() <= 300) {
        told_periods_.push_back({found, place});
        break;
      }
      out_.doubtful("start", found.range.start.to_string(), place, in_prose, found.inferred);
      out_.doubtful("end", found.range.end->to_string(), place, in_prose, found.inferred);
      break;
    }
  }

  // --- tables -------------------------------------------------------------------------------------------------------

  void read_table(const Block& block, const ReviewLine& line) {
    if (block.rows.empty()) return;
    if (line.section == Section::comparison) return;
    if (read_key_table(block, line)) return;
    const bool lessons = is_lesson_section(line.section) || line.section == Section::insight;
    if (read_lesson_table(block.rows, out_, line.block)) return;
    const TableReading reading{*context_.dictionary, out_, dates_, line.section, table_unit_, dates_.years().year};
    if (!lessons && read_figure_table(block.rows, reading, line.block)) return;
    if (read_record_table(block, line)) return;
    if (lessons)
      for (const auto& row : block.rows)
        if (row.size() == 1) add_lessons(row[0], line.section, out_, line.block);
  }

  // A cell's lines, as lines of a part.
  void read_cell_in(Section section, std::string_view cell, std::size_t block) {
    for (std::size_t from = 0; from <= cell.size();) {
      const std::size_t to = std::min(cell.find('\n', from), cell.size());
      const ReviewLine inside{std::string(trimmed(cell.substr(from, to - from))), block, section, true, 1};
      from = to + 1;
      if (!inside.text.empty()) read_in_section(inside, {inside.text, block});
    }
  }

  // Keys in the first column, or in every second one.
  bool read_key_table(const Block& block, const ReviewLine& line) {
    std::size_t keys = 0;
    std::size_t rows = 0;
    std::size_t fields = 0;
    const auto one_cell = [](const std::vector<std::string>& row) {
      return row.size() > 1 && std::ranges::all_of(row, [&](const std::string& cell) { return cell == row[0]; });
    };
    for (const auto& row : block.rows) {
      if (row.empty() || row[0].empty() || one_cell(row)) continue;
      ++rows;
      if (row.size() > 6 || row.size() < 2) return false;
      if (row.size() % 2 != 0 && !(row.size() == 3 && row[1] == row[2])) return false;
      const Meaning& meaning = meaning_of(row[0]);
      keys += meaning.kind != Meaning::Kind::none;
      fields += meaning.kind == Meaning::Kind::field || meaning.kind == Meaning::Kind::section ||
                meaning.kind == Meaning::Kind::written;
    }
    if (rows == 0 || keys * 2 < rows || fields == 0) return false;
    // 目标 | 实际 above values is a header, not two keys.
    if (rows >= 2 && block.rows[0].size() >= 2 && is_key(block.rows[0][1]) && fields < rows) return false;
    // A row of one merged cell: a heading inside the table, or the text below it.
    Section part = Section::none;
    for (const auto& row : block.rows) {
      if (one_cell(row)) {
        const SectionHeading heading = section_of(row[0]);
        if (heading.section != Section::none && row[0].find('\n') == std::string::npos &&
            (heading.exact || display_width(row[0]) <= 24))
          part = heading.section;
        else
          read_cell_in(part, row[0], line.block);
        continue;
      }
      for (std::size_t c = 0; c + 1 < row.size(); c += 2) {
        const KeyValue pair{row[c], row[c + 1]};
        const Meaning& meaning = meaning_of(pair.key);
        const Place place{pair.key + " | " + pair.value, line.block};
        if (meaning.kind == Meaning::Kind::section) {
          read_cell_in(meaning.section, pair.value, line.block);
        } else {
          read_pair(meaning, pair, line, place);
        }
      }
    }
    return true;
  }

  // One campaign in one row below its fields: 活动名称 | 活动时间 | 预算.
  bool read_record_table(const Block& block, const ReviewLine& line) {
    if (block.rows.size() != 2 || block.rows[0].size() < 2) return false;
    std::size_t fields = 0;
    for (const std::string& cell : block.rows[0]) fields += meaning_of(cell).kind == Meaning::Kind::field;
    if (fields * 2 < block.rows[0].size()) return false;
    for (std::size_t c = 0; c < block.rows[0].size() && c < block.rows[1].size(); ++c) {
      const KeyValue pair{block.rows[0][c], block.rows[1][c]};
      read_pair(meaning_of(pair.key), pair, line, {pair.key + " | " + pair.value, line.block});
    }
    return true;
  }

  // --- title and file name ------------------------------------------------------------------------------------------

  void read_title() {
    const Place title_place{title_, title_block_ == no_title ? ReviewValue::no_block : title_block_};
    const Place file_place{file_name_, ReviewValue::no_block};
    const TitleName title = name_in_title(title_);
    const TitleName file = name_in_title(file_name_);
    std::string name;
    if (!out_.has_certain("name")) {
      if (!given_.empty())
        out_.certain("name", name = given_, {given_, document_.blocks.empty() ? ReviewValue::no_block : 0});
      else if (title.reviewing && !title.name.empty())
        out_.certain("name", name = without_dates(title.name), title_place);
      else if (file.reviewing && !without_dates(file.name).empty())
        out_.certain("name", name = without_dates(file.name), file_place);
      else if (!title.name.empty())
        out_.doubtful("name", name = title.name, title_place, only_title);
    }
    if (!out_.has_certain("occasion"))
      for (const std::string* text : {&title_, &file_name_})
        if (const auto occasion = occasion_in(*text)) {
          out_.doubtful("occasion", *occasion, text == &title_ ? title_place : file_place, guessed);
          break;
        }
    if (out_.has_certain("start") || out_.has_certain("end")) return;
    for (const std::string* text : {&title_, &file_name_}) {
      const Place& place = text == &title_ ? title_place : file_place;
      const auto found = dates_.find_all(*text);
      const auto range = std::ranges::find_if(found, [](const FoundRange& each) { return each.range.end.has_value(); });
      if (range != found.end()) {
        put_date("start", range->range.start, *range, place, false);
        put_date("end", *range->range.end, *range, place, false);
        return;
      }
      // "2024年11月会员日": a month that the title itself names.
      if (found.size() == 1 && !found[0].inferred) {
        const bool month = found[0].range.start.precision == archive::Precision::month && text == &title_;
        if (month)
          put_date("start", found[0].range.start, found[0], place, false);
        else
          out_.doubtful("start", found[0].range.start.to_string(), place, only_title);
        return;
      }
    }
    if (const auto year = dates_.years().year) {
      const auto date = archive::Date::from_ymd(*year, 1, 1);
      if (date)
        out_.doubtful("start", archive::Date{date->days, archive::Precision::year}.to_string(), title_place,
                      only_title);
    }
  }

  // A name without a date of writing at its end: "双十一大促_20241120", "会员日 2024-03-08".
  static std::string without_dates(std::string_view name) {
    std::string_view text = name;
    const auto digits_at = [](std::string_view all, bool back) {
      std::size_t count = 0;
      while (count < all.size() && is_digit(back ? all[all.size() - 1 - count] : all[count])) ++count;
      return count;
    };
    if (const std::size_t back = digits_at(text, true); back == 8 && back < text.size()) text.remove_suffix(8);
    if (const std::size_t front = digits_at(text, false); front == 8 && front < text.size()) text.remove_prefix(8);
    return name_in_title(text).name;
  }

  // --- codes --------------------------------------------------------------------------------------------------------

  // A known code in title or file name is the document's own; in running text it may be another's.
  void find_code() {
    if (!context_.known_code || code_) return;
    for (const std::string* text : {&title_, &file_name_})
      for (const std::string& word : words_of(*text))
        if (context_.known_code(word)) {
          code_ = word;
          const Place place{*text, text == &title_ && title_block_ != no_title ? title_block_ : ReviewValue::no_block};
          if (!out_.has_certain("code")) out_.certain("code", word, place);
          return;
        }
    std::set<std::string> mentioned;
    for (const ReviewLine& line : lines_)
      for (const std::string& word : words_of(std::string_view(line.text).substr(0, 2'000)))
        if (mentioned.size() < 20 && context_.known_code(word) && mentioned.insert(word).second)
          out_.doubtful("code", word, {line.text, line.block}, other_code);
  }

  // What could be codes: the whole, and runs of letters, digits and - _ . in it that hold a digit.
  static std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    if (text.size() <= 100) words.push_back(archive::normalize_key(text));
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      bool digit = false;
      const auto fits = [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
      };
      while (end < text.size() && fits(text[end])) digit = digit || is_digit(text[end]), ++end;
      std::string_view word = text.substr(at, end - at);
      while (!word.empty() && (word.back() == '.' || word.back() == '-' || word.back() == '_')) word.remove_suffix(1);
      while (!word.empty() && (word.front() == '-' || word.front() == '_' || word.front() == '.'))
        word.remove_prefix(1);
      if (digit && word.size() >= 3 && word.size() <= 80) {
        words.emplace_back(word);
        // "D11-2024_复盘" and "D11-2024_review": the part before "_" too.
        if (const std::size_t cut = word.find('_'); cut != std::string_view::npos && cut >= 3)
          words.emplace_back(word.substr(0, cut));
      }
      at = end + 1;
    }
    return words;
  }

  const TextDocument& document_;
  std::string given_;
  const ReviewContext& context_;
  KeyMeanings keys_;
  std::optional<archive::Date> written_;
  std::string file_name_;
  std::size_t title_block_;
  std::string title_;
  std::vector<ReviewLine> lines_;
  ReviewDates dates_;
  ReviewCollector out_;
  std::optional<std::string> code_;
  Unit table_unit_;
  std::vector<std::pair<FoundRange, Place>> told_periods_;
  bool in_review_ = false;  // title or file name say so
  bool one_day_ = false;
  std::size_t summary_blocks_ = 0, prose_dates_ = 0, prose_ = 0;
};

// "第一波", "第二期": campaigns of one series; 预热期 and 爆发期 are phases of one.
bool names_wave(std::string_view heading) {
  const std::string words = heading_words(heading);
  std::string_view text = words;
  if (display_width(text) > 40 || !take_front(text, "第")) return false;
  std::size_t number = 0;
  while (number < text.size() &&
         (is_digit(text[number]) ||
          std::string_view("一二三四五六七八九十").find(text.substr(number, 3)) != std::string_view::npos))
    number += first_character(text.substr(number));
  text.remove_prefix(number);
  return number > 0 &&
         (text.starts_with("波") || text.starts_with("期") || text.starts_with("场") || text.starts_with("轮"));
}

// Headings of one level that each name a campaign of a series, with a period below each and none before the first.
std::vector<std::size_t> waves_of(const TextDocument& document, const ReviewContext& context) {
  std::vector<std::size_t> waves;
  std::size_t dated = 0;
  bool waits = false;  // for the period of the wave just opened
  KeyMeanings keys(*context.dictionary);
  const ReviewDates dates(context, {});
  for (std::size_t b = 0; b < document.blocks.size(); ++b) {
    const Block& block = document.blocks[b];
    if (block.type == Block::Type::heading && names_wave(block.text) &&
        (waves.empty() || document.blocks[waves[0]].level == block.level)) {
      waves.push_back(b);
      waits = true;
      continue;
    }
    if (block.type == Block::Type::table || block.type == Block::Type::heading || block.text.size() > 400) continue;
    const auto pair = first_key(block.text);
    if (!pair || keys.of(pair->key).field != "period") continue;
    if (waves.empty()) return {};
    const auto found = dates.read(pair->value);
    dated += waits && found && found->range.end;
    waits = false;
  }
  if (waves.size() < 2 || dated < waves.size()) waves.clear();
  return waves;
}

// "老客召回复盘（2024上半年两波）" → "老客召回".
std::string series_name(const TextDocument& document, std::string_view file_name) {
  const std::size_t title = title_block(document);
  std::string_view text =
      title == no_title ? std::string_view(document.title) : std::string_view(document.blocks[title].text);
  text = text.substr(0, std::min(text.find("（"), text.find("(")));
  const TitleName name = name_in_title(text);
  return name.name.empty() ? name_in_title(file_name.substr(0, file_name.rfind('.'))).name : name.name;
}

}  // namespace

DocumentReview extract_review(const TextDocument& document, std::string_view file_name, const ReviewContext& context) {
  return Extractor(document, file_name, context).run();
}

std::vector<DocumentReview> extract_reviews(const TextDocument& document, std::string_view file_name,
                                            const ReviewContext& context) {
  const std::vector<std::size_t> waves = waves_of(document, context);
  std::vector<DocumentReview> reviews;
  const std::string series = waves.empty() ? std::string() : series_name(document, file_name);
  for (std::size_t i = 0; i < waves.size(); ++i) {
    const auto begin = document.blocks.begin() + static_cast<std::ptrdiff_t>(waves[i]);
    const auto end = i + 1 < waves.size() ? document.blocks.begin() + static_cast<std::ptrdiff_t>(waves[i + 1])
                                          : document.blocks.end();
    TextDocument part;
    part.date = document.date;
    part.blocks.assign(begin, end);
    const std::string name = series + std::string(without_number(trimmed(begin->text)));
    DocumentReview review = Extractor(part, file_name, context, name).run();
    for (ReviewValue& value : review.values)
      if (value.block != ReviewValue::no_block) value.block += waves[i];
    reviews.push_back(std::move(review));
  }
  if (reviews.empty()) reviews.push_back(extract_review(document, file_name, context));
  return reviews;
}

}  // namespace almanac::importers
