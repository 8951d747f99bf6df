#include "importers/sheet_campaign_text.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/campaign_name.h"
#include "importers/heading_form.h"
#include "importers/layout.h"
#include "importers/pair_columns.h"
#include "importers/review_text.h"
#include "importers/review_words.h"
#include "importers/sheet_campaign_facts.h"
#include "importers/sheet_campaign_lessons.h"
#include "importers/sheet_campaign_values.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::uint32_t longest_form = 500;  // rows; a longer sheet is a table
constexpr std::size_t longest_key = 48;      // bytes

std::string_view unit_text(const Unit& unit) {
  if (!unit.word.empty()) return {};
  if (unit.factor == archive::Decimal{10'000, 0}) return "（万元）";
  if (unit.factor == archive::Decimal{1'000, 0}) return "（千元）";
  if (unit.factor == archive::Decimal{1'000'000, 0}) return "（百万元）";
  return {};
}

class DocumentMaker {
 public:
  DocumentMaker(const SheetText& sheet, const SheetTextReading& reading)
      : sheet_(sheet), reading_(reading), keys_(reading.dictionary), lessons_(sheet) {}

  SheetDocument run() {
    // The year, and whether what is told happened: no name is taken from it.
    if (reading_.year != 0)
      document_.title = std::to_string(reading_.year) + (reading_.role == TitleRole::planned ? "年" : "年复盘");
    happened_ = reading_.role == TitleRole::actual || tells_outcome();
    for (row_ = 0; row_ < std::min(sheet_.rows(), longest_form); ++row_) take_row();
    // The first of several headings would be taken for the title.
    if (std::ranges::find(facts_, Block::Type::heading, &Block::type) != facts_.end()) {
      Block title;
      title.type = Block::Type::heading;
      title.level = 1;
      title.text = document_.title.empty() ? "复盘" : document_.title;
      if (reading_.role == TitleRole::planned) title.text += "方案";
      document_.blocks.push_back(std::move(title));
    }
    append(facts_);
    append(lessons_.blocks());
    return {std::move(document_), std::move(names_), std::move(rows_)};
  }

 private:
  void append(std::vector<Block>& blocks) {
    std::ranges::move(blocks, std::back_inserter(document_.blocks));
    blocks.clear();
  }

  bool in_table(std::uint32_t row, std::uint32_t column) const {
    return std::ranges::any_of(reading_.tables, [&](const CampaignTable& table) {
      return row >= table.top && row <= table.last && column >= table.left && column <= table.right();
    });
  }

  // Whether a key says that the campaign is over: 实际花费, 亮点, 实际GMV.
  bool tells_outcome() {
    if (reading_.role == TitleRole::planned) return false;
    for (std::uint32_t row = 0; row < std::min(sheet_.rows(), longest_form); ++row)
      for (const OwnCell& cell : own_cells(row)) {
        if (!is_form_key(cell.text, keys_)) continue;
        const Meaning& meaning = keys_.of(campaign_key(cell.text));
        if ((meaning.kind == Meaning::Kind::field && meaning.field == "spend") ||
            (meaning.kind == Meaning::Kind::metric && meaning.role == Role::actual) ||
            (meaning.kind == Meaning::Kind::section && is_lesson_section(meaning.section)))
          return true;
      }
    return false;
  }

  std::vector<OwnCell> own_cells(std::uint32_t row) const {
    std::vector<OwnCell> cells;
    for (std::uint32_t column = 0; column < sheet_.width(row); ++column) {
      if (!sheet_.own(row, column) || in_table(row, column)) continue;
      // Merged down from the row above: said there.
      if (row > 0 && sheet_.cell(row, column).merged && sheet_.text(row - 1, column) == sheet_.text(row, column) &&
          !(column > 0 && sheet_.text(row, column - 1) == sheet_.text(row, column)))
        continue;
      cells.push_back({column, sheet_.text(row, column)});
    }
    return cells;
  }

  void take_row() {
    if (reading_.column) return take_row_of_column(*reading_.column);
    const std::vector<OwnCell> cells = own_cells(row_);
    if (cells.empty()) return;
    if (cells.size() == 2 && take_part(cells[0].text, cells[1].text)) return;
    if (cells.size() >= 2 && take_lessons(cells)) return;
    if (cells.size() == 1) return take_line(cells[0].text);
    // 1 | 私域复购好: the number of a statement and it
    if (lessons_.is_open() && cells.size() == 2 && is_item_number(cells[0].text)) return take_line(cells[1].text);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool has_value = i + 1 < cells.size();
      if (has_value && heads_of_pair(cells[i].text) && figures_of_pair(cells[i + 1].text)) {
        take_pair(cells[i].text, cells[i + 1].text);
        ++i;
      } else if (const std::string both = goal_and_result(cells, i); !both.empty()) {
        take_pair(cells[i].text, both);
        i += 2;
      } else if (has_value && has_values_beside(cells, i)) {
        // GMV | 500万 | 600万: of two columns that are neither's key.
        while (i + 1 < cells.size() && !is_form_key(cells[i + 1].text, keys_)) ++i;
      } else if (has_value && is_form_key(cells[i].text, keys_) && !is_form_key_alone(cells[i + 1].text)) {
        take_pair(cells[i].text, cells[i + 1].text);
        ++i;
      } else {
        take_line(cells[i].text);
      }
    }
  }

  // 一、活动概况 | 活动时间5月15日—6月18日，覆盖…: a numbered part and its prose, beside each other or in one cell behind a colon.
  bool take_part(std::string_view heading, std::string_view text) {
    constexpr std::size_t longest_heading = 24;  // columns
    if (line_number(heading).form != LineNumber::Form::chinese || display_width(heading) > longest_heading ||
        parse_number(text))
      return false;
    const std::string called = campaign_key(bare_key(heading));
    if (rows_.empty() || rows_.back() != row_) rows_.push_back(row_);
    const Meaning& meaning = keys_.of(called);
    // 费用 | 共花费52万：万相台30万…: prose about it.
    const bool prose = is_amount(called) && std::ranges::count_if(text, is_digit) > 0 && !is_digit(text[0]);
    if (meaning.kind == Meaning::Kind::field && meaning.field != "summary" && meaning.field != "goals" && !prose) {
      take_pair(called, text);
      return true;
    }
    const SectionHeading section = section_of(called);
    if (section.exact && is_lesson_section(section.section)) {
      lessons_.open(called);
      lessons_.take(text);
      lessons_.close();
      return true;
    }
    Block block;
    block.type = Block::Type::heading;
    block.level = 2;
    block.text = called;
    facts_.push_back(std::move(block));
    for (std::string& sentence : split_prose(text)) put(std::move(sentence));
    return true;
  }

  // Lines of lessons under the header that these cells are.
  bool take_lessons(const std::vector<OwnCell>& cells) {
    if (const auto last = lessons_.take_columns(row_, cells)) {
      row_ = *last;
      return true;
    }
    const auto last = lessons_.take_table(row_, cells);
    if (!last) return false;
    if (rows_.empty() || rows_.back() < row_)
      for (std::uint32_t row = row_; row <= *last; ++row) rows_.push_back(row);
    row_ = *last;
    return true;
  }

  static bool is_item_number(std::string_view text) {
    if (text.size() <= 2) return std::ranges::all_of(text, is_digit);
    return text.size() <= 6 && line_number(std::string(text) + "x").form != LineNumber::Form::none;
  }

  // GMV | 目标330万 | 实际358万; empty: something else.
  std::string goal_and_result(const std::vector<OwnCell>& cells, std::size_t i) {
    if (i + 2 >= cells.size() || !is_form_key(cells[i].text, keys_)) return {};
    const Meaning& meaning = keys_.of(campaign_key(cells[i].text));
    if (meaning.kind != Meaning::Kind::metric || !cells[i + 1].text.starts_with("目标") ||
        !(cells[i + 2].text.starts_with("实际") || cells[i + 2].text.starts_with("完成")))
      return {};
    return std::string(cells[i + 1].text) + "，" + std::string(cells[i + 2].text);
  }

  // Whether a key is followed by two values of one kind side by side.
  bool has_values_beside(const std::vector<OwnCell>& cells, std::size_t i) {
    if (i + 2 >= cells.size() || !is_form_key(cells[i].text, keys_)) return false;
    const auto is_value = [&](const OwnCell& cell) {
      return parse_number(cell.text) || (std::ranges::count_if(cell.text, is_digit) >= 4 && is_digit(cell.text[0]) &&
                                         !is_form_key(cell.text, keys_));
    };
    return is_value(cells[i + 1]) && is_value(cells[i + 2]) && cells[i + 2].column == cells[i + 1].column + 1;
  }

  // A cell that is a key and no value: of "负责人 | | 状态 | 已结束" the first has none.
  bool is_form_key_alone(std::string_view text) {
    if (parse_number(text)) return false;
    const Meaning& meaning = keys_.of(campaign_key(text));
    return meaning.kind == Meaning::Kind::field && !dictionary_word(text);
  }
  // "直播" is a field's name nowhere, but a channel.
  bool dictionary_word(std::string_view text) const { return reading_.dictionary.find_channel(text) != nullptr; }

  void take_row_of_column(std::uint32_t column) {
    const std::string_view value = sheet_.text(row_, column);
    for (std::uint32_t left = 0; left < column; ++left) {
      const std::string_view key = sheet_.text(row_, left);
      if (key.empty()) continue;
      if (!value.empty() && !is_empty(value) && is_form_key(key, keys_)) take_pair(key, value);
      return;
    }
  }

  void take_pair(std::string_view key, std::string_view value) {
    if (is_empty(value) || is_of_next(key)) return;
    // 预算/实际 | 50万 / 46.7万
    if (const auto heads = heads_of_pair(key))
      if (const auto figures = figures_of_pair(value)) {
        take_pair(heads->first, figures->first);
        return take_pair(heads->second, figures->second);
      }
    // 项目 | 内容 heads a form.
    if (is_one_of(value, {"内容", "说明", "详情", "信息", "填写内容", "明细", "具体内容", "备注"})) return;
    // 档期 names the occasion, or its days.
    const bool days = bare_key(key) == "档期" && std::ranges::count_if(value, is_digit) >= 3 &&
                      value.find_first_of(".-/~") != std::string_view::npos;
    const std::string called = days ? "活动时间" : campaign_key(key);
    const Meaning& meaning = keys_.of(called);
    if (meaning.kind == Meaning::Kind::written || meaning.kind == Meaning::Kind::phase) return;
    if (rows_.empty() || rows_.back() != row_) rows_.push_back(row_);
    if (meaning.kind == Meaning::Kind::section && is_lesson_section(meaning.section)) {
      lessons_.open(called);
      lessons_.take(value);
      lessons_.close();
      return;
    }
    std::string line = called;
    // What the form of a campaign that has been spent on or looked back at measures, happened.
    if (meaning.kind == Meaning::Kind::metric && meaning.role == Role::unknown && happened_)
      line = static_cast<unsigned char>(line[0]) < 0x80 ? line + " actual" : "实际" + line;
    const bool amount =
        (meaning.kind == Meaning::Kind::field && (meaning.field == "budget" || meaning.field == "spend")) ||
        (meaning.kind == Meaning::Kind::metric && meaning.metric->unit == "money");
    if (amount && meaning.unit == Unit{} && !split_header_unit(key).unit) line += unit_text(reading_.unit);
    std::string text = meaning.kind == Meaning::Kind::field ? form_value(meaning.field, value) : std::string(value);
    if (meaning.field == "name") return take_name(value);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos;) text.replace(at, 1, "；");
    put(line + "：" + text);
  }

  // "防晒季上新（2024）", "《春茶节》"
  void take_name(std::string_view value) {
    constexpr std::size_t longest = 120;  // columns
    std::string name(bare_campaign_name(value));
    if (display_width(name) > longest || name.find("。") != std::string::npos || name.find('\n') != std::string::npos)
      return;
    if (std::ranges::none_of(names_, [&](const std::string& known) { return same_campaign(known, name); }))
      names_.push_back(std::move(name));
  }

  void put_goal(std::string_view metric, std::string_view value) {
    Block block;
    block.type = Block::Type::table;
    block.rows = {{"指标", "目标"}, {std::string(metric), std::string(value)}};
    facts_.push_back(std::move(block));
  }

  void put(std::string text) {
    Block block;
    block.text = std::move(text);
    facts_.push_back(std::move(block));
  }

  void take_line(std::string_view text) {
    const std::string called = campaign_key(text);
    const SectionHeading heading = section_of(called);
    if (text == reading_.title && !heading.exact) return take_title(text);
    if (!lessons_.is_open() && is_of_next(text)) return;
    if (const std::size_t at = text.find("：");
        at != std::string_view::npos && at > 0 && take_part(text.substr(0, at), trimmed(text.substr(at + 3))))
      return;
    // "结论：" with its items in one cell.
    if (const std::size_t end = text.find('\n'); end != std::string_view::npos)
      if (section_of(text.substr(0, end)).exact) {
        lessons_.open(trimmed(text.substr(0, end)));
        lessons_.take(text.substr(end + 1));
        lessons_.close();
        return;
      }
    if (text.empty() || (is_footnote(text) && !text.starts_with("说明") && keys_in(text) < 2)) return;
    const bool numbered = line_number(text).form != LineNumber::Form::none;
    const bool summary = bare_key(text) == "小结" || bare_key(text) == "总结";
    if (heading.exact || summary) return lessons_.open(summary ? "总结" : called);
    if (lessons_.is_open() && !next_is_table()) return lessons_.take(text);
    lessons_.close();
    if (numbered && display_width(text) <= 24) return;  // a caption
    for (std::size_t from = 0; from <= text.size();) {
      std::size_t to = text.size(), size = 1;
      for (const std::string_view sign : {"｜", "|", "  ", "　", "\n", "；"})
        if (const std::size_t at = text.find(sign, from); at < to) to = at, size = sign.size();
      take_piece(trimmed(text.substr(from, to - from)));
      from = to + size;
    }
  }

  // How many of the keys of a form stand before colons in the line: "活动时间：2.8-2.12   负责人：高远   预算：20万".
  int keys_in(std::string_view text) {
    int keys = 0;
    for (std::size_t from = 0; from <= text.size();) {
      std::size_t to = text.size(), size = 1;
      for (const std::string_view sign : {"｜", "|", "  ", "　", "；"})
        if (const std::size_t at = text.find(sign, from); at < to) to = at, size = sign.size();
      const auto pair = first_key(trimmed(text.substr(from, to - from)));
      keys += pair && is_form_key(pair->key, keys_);
      from = to + size;
    }
    return keys;
  }

  // "38焕新周 抖音自播场次明细", "… 渠道：抖音信息流+腾讯广告": what a title says beside the name.
  void take_title(std::string_view title) {
    std::size_t from = 0;
    while (from <= title.size()) {
      const std::size_t to = std::min(title.find(' ', from), title.size());
      const std::string_view part = trimmed(title.substr(from, to - from));
      if (const auto pair = first_key(part); pair && is_form_key(pair->key, keys_))
        take_pair(pair->key, pair->value);
      else if (from > 0 && names_platform(part))
        if (const std::string channel = campaign_in_title(part); !channel.empty()) put("渠道：" + channel);
      from = to + 1;
    }
  }

  bool next_is_table() const { return row_ + 1 < sheet_.rows() && in_table(row_ + 1, first_column(row_ + 1)); }
  std::uint32_t first_column(std::uint32_t row) const {
    for (std::uint32_t column = 0; column < sheet_.width(row); ++column)
      if (!sheet_.text(row, column).empty()) return column;
    return 0;
  }

  bool is_amount(const std::string& key) {
    const Meaning& meaning = keys_.of(campaign_key(key));
    return meaning.kind == Meaning::Kind::field && (meaning.field == "budget" || meaning.field == "spend");
  }

  // "预算90万" → "预算：90万".
  void take_piece(std::string_view text) {
    if (text.empty()) return;
    if (text.find("：") == std::string_view::npos && text.find(':') == std::string_view::npos) {
      std::size_t digit = 0;
      while (digit < text.size() && !is_digit(text[digit])) digit += first_character(text.substr(digit));
      const std::string key(trimmed(text.substr(0, digit)));
      const std::string_view value = trimmed(text.substr(std::min(digit, text.size())));
      if (!key.empty() && key.size() <= longest_key && parse_number(value) && is_form_key(key, keys_))
        return put(campaign_key(key) + "：" + std::string(value));
      // "MQL目标1,200"
      static constexpr std::string_view goal = "目标";
      // "目标GMV 650万，费比≤13%"
      if (text.starts_with(goal) && text.find("，") != std::string_view::npos)
        return put(std::string(goal) + "：" + std::string(trimmed(text.substr(goal.size()))));
      const std::size_t comma = std::min({text.find("，"), text.find("；"), text.size()});
      if (comma < text.size() && !key.empty() && key.size() <= longest_key && is_form_key(key, keys_) &&
          parse_number(trimmed(text.substr(digit, std::max(comma, digit) - digit))) && is_amount(key)) {
        take_piece(trimmed(text.substr(0, comma)));
        return take_piece(trimmed(text.substr(comma + std::string_view("，").size())));
      }
      if (const std::size_t at = key.find(goal); at != std::string::npos && parse_number(value)) {
        std::string metric = key;
        metric.erase(at, goal.size());
        if (is_written_metric(metric)) return put_goal(metric, value);
      }
      return put(std::string(text));
    }
    const auto pair = first_key(text);
    // "预算：20万元   实际：18.6万元"
    if (pair && pair->key == "实际" && !facts_.empty() && facts_.back().text.starts_with("预算"))
      return take_pair("实际花费", pair->value);
    if (!pair || !is_form_key(pair->key, keys_)) return put(std::string(text));
    // "总花费：78.4万，总预算80万；其中…": an amount, and more.
    const std::string_view value = pair->value;
    const std::size_t comma = std::min({value.find("，"), value.find("；"), value.size()});
    if (!is_amount(std::string(pair->key)) || comma == value.size() || !parse_number(value.substr(0, comma)))
      return take_pair(pair->key, value);
    take_pair(pair->key, value.substr(0, comma));
    take_piece(trimmed(value.substr(comma + std::string_view("，").size())));
  }

  const SheetText& sheet_;
  const SheetTextReading& reading_;
  KeyMeanings keys_;
  TextDocument document_;
  std::vector<Block> facts_;
  std::vector<std::string> names_;
  std::vector<std::uint32_t> rows_;
  std::uint32_t row_ = 0;
  bool happened_ = false;
  LessonParts lessons_;
};

}  // namespace

SheetDocument document_of_sheet(const SheetText& sheet, const SheetTextReading& reading) {
  return DocumentMaker(sheet, reading).run();
}

}  // namespace almanac::importers
