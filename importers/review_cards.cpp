// Lines that belong together although nothing but their place says so: cards of slides and pages, "2,310万" above 销售额, or 抖音 above
// "花费 198万"; and mails, whose quoted answers are another's words.

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_extractor.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t widest_card = 36;  // columns

// Words in brackets at the end go with the value: "总投入（预算420万）" of "398万".
std::pair<std::string_view, std::string_view> label_and_rest(std::string_view label) {
  const std::size_t open = std::min(label.find("（"), label.find("("));
  if (open == std::string_view::npos || open == 0) return {label, {}};
  return {trimmed(label.substr(0, open)), label.substr(open)};
}

}  // namespace

// A number with its unit, a ratio or a range of days, and nothing else.
bool Extractor::is_bare_value(std::string_view text) const {
  if (display_width(text) > widest_card || std::ranges::none_of(text, is_digit)) return false;
  std::string_view value = label_and_rest(text).first;
  if (value.starts_with("1:")) value.remove_prefix(2);
  if (parse_number(value)) return true;
  // "128.4万杯", "1.9万篇": up to two characters that count something.
  for (int cut = 0; cut < 2 && value.size() > 3 && static_cast<unsigned char>(value.back()) >= 0x80; ++cut) {
    value.remove_suffix(3);
    if (parse_number(value)) return true;
  }
  const auto found = dates_.read(value);
  return found && found->whole && found->range.end;
}

void Extractor::join_cards() {
  const auto is_card = [&](const ReviewLine& line) {
    return !line.heading && !line.item && !line.text.empty() && display_width(line.text) <= widest_card &&
           !is_lesson_section(line.section) && line.section != Section::comparison && line.section != Section::next;
  };
  const auto names_value = [&](const ReviewLine& line) {
    if (!is_card(line) || is_bare_value(line.text)) return false;
    const Meaning& meaning = meaning_of(std::string(metric_label(label_and_rest(line.text).first)));
    return meaning.kind == Meaning::Kind::metric || meaning.kind == Meaning::Kind::field;
  };
  const auto same_page = [&](std::size_t a, std::size_t b) {
    return document_.blocks[lines_[a].block].page == document_.blocks[lines_[b].block].page;
  };
  const auto names_channel = [&](const ReviewLine& line) {
    return is_card(line) && std::ranges::none_of(line.text, is_digit) &&
           context_.dictionary->find_channel(line.text) != nullptr;
  };
  std::vector<ReviewLine> joined;
  for (std::size_t i = 0; i < lines_.size();) {
    ReviewLine line = lines_[i];
    const bool next = i + 1 < lines_.size() && same_page(i, i + 1);
    if (next && is_card(line) && is_bare_value(line.text) && names_value(lines_[i + 1])) {
      const auto [label, rest] = label_and_rest(lines_[i + 1].text);
      line.text = std::string(metric_label(label)) + "：" + line.text + std::string(rest);
      i += 2;
    } else if (next && names_value(line) && is_bare_value(lines_[i + 1].text) && is_card(lines_[i + 1])) {
      const auto [label, rest] = label_and_rest(line.text);
      line.text = std::string(metric_label(label)) + "：" + lines_[i + 1].text + std::string(rest);
      i += 2;
    } else if (next && names_channel(line) && is_card(lines_[i + 1]) && !names_channel(lines_[i + 1]) &&
               std::ranges::any_of(lines_[i + 1].text, is_digit)) {
      std::size_t end = i + 1;
      std::string figures;
      while (end < lines_.size() && same_page(i, end) && is_card(lines_[end]) && !names_channel(lines_[end]))
        figures += (figures.empty() ? "" : "，") + lines_[end++].text;
      line.text += "：" + figures;
      i = end;
    } else {
      ++i;
    }
    joined.push_back(std::move(line));
  }
  lines_ = std::move(joined);
}

std::string_view Extractor::metric_label(std::string_view label) const {
  Role role = Role::unknown;
  for (const std::string_view whole : {"系列累计", "系列总", "系列", "累计", "期间", "全周期"})
    if (const std::size_t at = label.find(whole); at != std::string_view::npos) {
      const std::string_view rest = label.substr(at + whole.size());
      if (!rest.empty() && metric_of(rest, *context_.dictionary, role)) return rest;
    }
  return label;
}

void Extractor::cut_quoted_mail() {
  const auto begins_header = [](std::string_view text) {
    const std::string folded = archive::fold(text);
    for (const std::string_view word :
         {"发件人:", "发件人：", "from:", "寄件人:", "寄件人：", "-----original message", "-----原始邮件"})
      if (folded.starts_with(word)) return true;
    return false;
  };
  bool content = false;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    if (!begins_header(lines_[i].text)) {
      content = content || display_width(lines_[i].text) > 20;
      continue;
    }
    if (content) {
      lines_.resize(i);
      return;
    }
  }
}

void Extractor::read_mail_header() {
  for (const Block& block : document_.blocks) {
    if (block.type != Block::Type::table) continue;
    bool mail = false;
    std::string subject;
    for (const auto& row : block.rows) {
      if (row.size() < 2) continue;
      const std::string key = heading_words(row[0]);
      mail = mail || key == "发件人" || key == "收件人" || key == "from" || key == "to";
      if (key == "主题" || key == "标题" || key == "subject") subject = row[1];
    }
    if (mail && !subject.empty() && title_block_ == no_title) title_ = subject;
    is_mail_ = is_mail_ || mail;
    return;
  }
}

}  // namespace almanac::importers
