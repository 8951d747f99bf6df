#include "importers/pdf_layout.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "importers/heading_form.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr double wide_gap = 1.6;        // of the font size: more is the space between two columns
constexpr double wide_space = 0.7;      // of the font size: more is a space even between Chinese characters
constexpr double paragraph_gap = 0.75;  // of the font size: more white between two lines begins a paragraph

bool is_wide_character(std::string_view text, bool at_end) {
  if (text.empty()) return false;
  std::size_t at = 0;
  if (at_end) {
    at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  }
  return static_cast<unsigned char>(text[at]) >= 0xE2 && text.size() - at >= 3;
}

// Joins what stands side by side, or line under line: Chinese without a space unless it stands `far` apart.
void join(std::string& text, std::string_view next, bool apart, bool far = false) {
  if (!text.empty() && (far || (apart && !(is_wide_character(text, true) || is_wide_character(next, false)))))
    text += ' ';
  text += next;
}

bool ends_sentence(std::string_view text) {
  for (const std::string_view sign : {"。", "！", "？", "；", "：", ".", "!", "?", ";", ":"})
    if (text.ends_with(sign)) return true;
  return false;
}

// Digits replaced, so that page numbers compare equal.
std::string shape_of(std::string_view text) {
  std::string shape;
  for (const char c : text)
    if (!is_digit(c))
      shape += c;
    else if (shape.empty() || shape.back() != '0')
      shape += '0';
  return shape;
}

}  // namespace

std::string PdfLayout::Line::text() const {
  std::string all;
  for (const Cell& cell : cells) {
    if (!all.empty()) all += '\t';
    all += cell.text;
  }
  return all;
}

std::vector<PdfLayout::Line> PdfLayout::lines_of(std::vector<PdfWord> words, std::uint32_t page) const {
  std::stable_sort(words.begin(), words.end(),
                   [](const PdfWord& a, const PdfWord& b) { return a.top + a.bottom < b.top + b.bottom; });
  std::vector<Line> lines;
  for (std::size_t i = 0; i < words.size();) {
    // Words whose middle lies within the first word's height are of one line.
    double bottom = words[i].bottom;
    double top = words[i].top;
    std::size_t end = i + 1;
    while (end < words.size()) {
      const double middle = (words[end].top + words[end].bottom) / 2;
      const double first_middle = (top + bottom) / 2;
      if (middle > bottom || std::abs(middle - first_middle) > std::max(1.0, (bottom - top) * 0.5)) break;
      ++end;
    }
    std::stable_sort(words.begin() + static_cast<std::ptrdiff_t>(i), words.begin() + static_cast<std::ptrdiff_t>(end),
                     [](const PdfWord& a, const PdfWord& b) { return a.left < b.left; });
    Line line;
    line.page = page;
    line.left = words[i].left;
    line.top = top;
    line.bold = true;
    for (std::size_t k = i; k < end; ++k) {
      const PdfWord& word = words[k];
      const double gap = k == i ? 0 : word.left - line.cells.back().right;
      const double size = std::max(word.size, 4.0);
      if (k == i || gap > wide_gap * size)
        line.cells.push_back({word.text, word.left, word.right});
      else
        join(line.cells.back().text, word.text, words[k - 1].space_after || gap > 0.15 * size, gap > wide_space * size);
      line.cells.back().right = std::max(line.cells.back().right, word.right);
      line.right = std::max(line.right, word.right);
      line.top = std::min(line.top, word.top);
      line.bottom = std::max(line.bottom, word.bottom);
      line.size = std::max(line.size, word.size);
      line.bold = line.bold && word.bold;
    }
    lines.push_back(std::move(line));
    i = end;
  }
  if (!lines.empty()) lines.front().edge = lines.back().edge = true;
  return lines;
}

void PdfLayout::add_page(std::vector<PdfWord> words, std::uint32_t page) {
  ++pages_;
  auto lines = lines_of(std::move(words), page);
  std::move(lines.begin(), lines.end(), std::back_inserter(lines_));
  if (lines_.size() > builder_.limits().blocks) refuse_too_large("blocks", builder_.limits().blocks);
}

void PdfLayout::drop_running_lines() {
  std::map<std::string, std::uint32_t> counts;
  for (const Line& line : lines_)
    if (line.edge) ++counts[shape_of(line.text())];
  std::erase_if(lines_, [&](const Line& line) {
    if (!line.edge) return false;
    const std::string shape = shape_of(line.text());
    const bool number =
        shape == "0" || shape == "- 0 -" || shape == "0/0" || shape == "0 / 0" || shape == "第0页" || shape == "Page 0";
    return number || (pages_ >= 3 && counts[shape] * 2 > pages_ && !line.cells.empty() && shape.size() < 200);
  });
}

// Lines whose parts begin at the same places. Returns the line behind, or `from` if there is no table.
std::size_t PdfLayout::add_table(std::size_t from) {
  if (lines_[from].cells.size() < 2) return from;
  std::vector<double> columns;
  for (const Cell& cell : lines_[from].cells) columns.push_back(cell.left);
  const double slack = std::max(lines_[from].size, 6.0) * 1.2;
  // The column of a part: that whose beginning or whose middle it shares.
  const auto column_of = [&](const Cell& cell, std::size_t least) {
    for (std::size_t i = least; i < columns.size(); ++i) {
      const double end = i + 1 < columns.size() ? columns[i + 1] : 1e9;
      if (std::abs(cell.left - columns[i]) <= slack || (cell.left > columns[i] && cell.left < end - slack * 0.5))
        return i;
    }
    return columns.size();
  };
  std::vector<std::vector<std::string>> rows;
  std::size_t at = from;
  std::size_t full = 0;
  for (; at < lines_.size(); ++at) {
    const Line& line = lines_[at];
    if (line.page != lines_[from].page && line.cells.size() != columns.size()) break;
    if (at > from && line.page == lines_[at - 1].page && line.top - lines_[at - 1].bottom > 3 * line.size) break;
    // A line of one part is a cell that runs over two lines if it does not begin at the margin.
    const bool wrapped = line.cells.size() == 1 && !rows.empty() && line.cells[0].left > columns[0] + slack;
    if (line.cells.size() < 2 && !wrapped) break;
    std::vector<std::string> row(columns.size());
    std::size_t least = 0;
    bool fits = true;
    for (const Cell& cell : line.cells) {
      const std::size_t column = column_of(cell, least);
      if (column == columns.size()) {
        fits = false;
        break;
      }
      row[column] = cell.text;
      least = column + 1;
    }
    if (!fits) break;
    if (wrapped && line.top - lines_[at - 1].bottom < paragraph_gap * line.size) {
      for (std::size_t i = 0; i < row.size(); ++i)
        if (!row[i].empty()) join(rows.back()[i], row[i], true);
      continue;
    }
    if (wrapped) break;
    ++full;
    rows.push_back(std::move(row));
  }
  if (full < 2) return from;
  builder_.add_table(std::move(rows), lines_[from].page);
  return at;
}

std::size_t PdfLayout::add_paragraph(std::size_t from, double body_size, double right_edge) {
  std::string text = lines_[from].text();
  bool bold = lines_[from].bold;
  std::size_t at = from + 1;
  for (; at < lines_.size(); ++at) {
    const Line& last = lines_[at - 1];
    const Line& line = lines_[at];
    const bool form = line_number(line.text()).form != LineNumber::Form::none;
    const bool same = std::abs(line.size - last.size) < 0.5 && line.bold == last.bold && line.cells.size() == 1 &&
                      last.cells.size() == 1;
    const bool full = last.right > right_edge - 2.5 * std::max(last.size, 6.0);
    const bool near = line.page != last.page || line.top - last.bottom < paragraph_gap * line.size;
    if (form || !same || !full || !near || (line.page != last.page && ends_sentence(text))) break;
    join(text, line.text(), true);
  }
  const bool large = lines_[from].size > body_size * 1.15;
  builder_.add_paragraph(text, bold || large, lines_[from].page);
  return at;
}

void PdfLayout::finish() {
  drop_running_lines();
  if (lines_.empty()) return;
  // The body's font size is that of most characters; the right edge that of the longest lines.
  std::map<long, std::size_t> sizes;
  std::vector<double> rights;
  for (const Line& line : lines_) {
    sizes[std::lround(line.size * 2)] += line.text().size();
    rights.push_back(line.right);
  }
  const auto most =
      std::max_element(sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::sort(rights.begin(), rights.end());
  const double right_edge = rights[rights.size() - 1 - rights.size() / 20];
  for (std::size_t i = 0; i < lines_.size();) {
    const std::size_t behind = add_table(i);
    i = behind > i ? behind : add_paragraph(i, static_cast<double>(most->first) / 2, right_edge);
  }
}

}  // namespace almanac::importers
