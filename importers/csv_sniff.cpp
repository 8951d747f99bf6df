#include <map>

#include "importers/csv_reader.h"

namespace almanac::importers {
namespace {

constexpr std::string_view candidates = ",;\t|";
constexpr std::size_t most_lines = 100;

// Cells of each of the first lines if `delimiter` cuts them; quoted cells may hold delimiters and line ends. A last
// line without line end is left out (the sample may cut it) unless it is the only one.
std::vector<std::size_t> cells_per_line(std::string_view sample, char delimiter) {
  std::vector<std::size_t> lines;
  std::size_t cells = 1;
  bool quoted = false, cell_start = true, blank = true;
  for (const char c : sample) {
    if (quoted) {
      quoted = c != '"';
      cell_start = !quoted;  // so that the second half of a doubled quote opens again
    } else if (c == '"' && cell_start) {
      quoted = true;
      cell_start = blank = false;
    } else if (c == '\n' || c == '\r') {
      if (!blank) lines.push_back(cells);
      if (lines.size() == most_lines) return lines;
      cells = 1;
      cell_start = blank = true;
    } else if (c == delimiter) {
      ++cells;
      cell_start = true;
      blank = false;
    } else {
      cell_start = cell_start && c == ' ';
      blank = blank && c == ' ';
    }
  }
  if (lines.empty() && !blank) lines.push_back(cells);
  return lines;
}

struct Score {
  std::size_t lines = 0;  // with the most frequent number of cells
  bool header = false;    // the first line has that number too
  std::size_t cells = 0;
  bool operator<(const Score& other) const {
    const std::size_t mine = 2 * lines + (header ? 1 : 0);
    const std::size_t theirs = 2 * other.lines + (other.header ? 1 : 0);
    return mine != theirs ? mine < theirs : cells < other.cells;
  }
};

Score score_of(const std::vector<std::size_t>& lines) {
  std::map<std::size_t, std::size_t> frequency;
  for (const std::size_t cells : lines) {
    if (cells >= 2) ++frequency[cells];
  }
  Score best;
  for (const auto& [cells, count] : frequency) {
    const Score score{count, lines.front() == cells, cells};
    if (best < score) best = score;
  }
  return best;
}

}  // namespace

char find_delimiter(std::string_view sample) {
  Score best;
  char chosen = ',';
  for (const char delimiter : candidates) {
    const Score score = score_of(cells_per_line(sample, delimiter));
    if (score.cells < 2 || !(best < score)) continue;
    best = score;
    chosen = delimiter;
  }
  return chosen;
}

char named_delimiter(std::string_view sample) {
  const bool named = sample.size() >= 5 && (sample.starts_with("sep=") || sample.starts_with("SEP=")) &&
                     (sample.size() == 5 || sample[5] == '\r' || sample[5] == '\n') && sample[4] != '"' &&
                     sample[4] != '\r' && sample[4] != '\n';
  return named ? sample[4] : '\0';
}

char line_end_of(std::string_view sample) {
  bool quoted = false, cell_start = true, cr = false;
  for (const char c : sample) {
    if (c == '"' && (quoted || cell_start)) {
      quoted = !quoted;
      cell_start = !quoted;  // so that the second half of a doubled quote opens again
    } else if (!quoted) {
      if (c == '\n') return '\n';
      cr = cr || c == '\r';
      cell_start = c == '\r' || candidates.find(c) != std::string_view::npos || (cell_start && c == ' ');
    }
  }
  // A quote that never closes hides every line end behind it.
  if (quoted && sample.find('\n') != std::string_view::npos) return '\n';
  return cr || (quoted && sample.find('\r') != std::string_view::npos) ? '\r' : '\n';
}

}  // namespace almanac::importers
