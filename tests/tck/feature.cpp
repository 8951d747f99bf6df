#include "tests/tck/feature.h"

#include <fstream>
#include <map>

namespace almanac::tests::tck {
namespace {

std::string trimmed(const std::string& line) {
  const std::size_t from = line.find_first_not_of(" \t\r");
  if (from == std::string::npos) return {};
  return line.substr(from, line.find_last_not_of(" \t\r") - from + 1);
}

bool starts(const std::string& line, const std::string& with) { return line.rfind(with, 0) == 0; }

// | a | b |, where \| is a bar, \\ a backslash, \n a new line.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::string cell;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && (line[i + 1] == '|' || line[i + 1] == '\\' || line[i + 1] == 'n')) {
      cell += line[i + 1] == 'n' ? '\n' : line[i + 1];
      ++i;
    } else if (line[i] == '|') {
      cells.push_back(trimmed(cell));
      cell.clear();
    } else {
      cell += line[i];
    }
  }
  return cells;
}

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) lines_.push_back(line);
    feature_.name = file.stem().string();
  }

  Feature read() {
    for (; at_ < lines_.size(); ++at_) {
      const std::string line = trimmed(lines_[at_]);
      if (line.empty() || line[0] == '#' || line[0] == '@') continue;
      if (starts(line, "Feature:")) continue;
      if (starts(line, "Background:")) {
        open({}, false);
        in_background_ = true;
      } else if (starts(line, "Scenario Outline:")) {
        open(trimmed(line.substr(17)), true);
      } else if (starts(line, "Scenario:")) {
        open(trimmed(line.substr(9)), false);
      } else if (starts(line, "Examples:")) {
        in_examples_ = true;
        header_.clear();
      } else if (line[0] == '|') {
        read_row(line);
      } else if (starts(line, "\"\"\"")) {
        read_document();
      } else {
        read_step(line);
      }
    }
    close();
    return std::move(feature_);
  }

 private:
  void open(const std::string& name, bool outline) {
    close();
    current_ = {name, {}};
    is_outline_ = outline;
    is_open_ = true;
    examples_.clear();
  }

  void close() {
    in_examples_ = false;
    if (in_background_) {
      background_ = current_.steps;
      in_background_ = false;
    } else if (is_open_) {
      current_.steps.insert(current_.steps.begin(), background_.begin(), background_.end());
      if (!is_outline_) {
        feature_.scenarios.push_back(current_);
      } else {
        for (std::size_t i = 0; i < examples_.size(); ++i) feature_.scenarios.push_back(filled(examples_[i], i + 1));
      }
    }
    is_open_ = false;
  }

  Scenario filled(const std::map<std::string, std::string>& values, std::size_t number) const {
    const auto fill = [&](std::string text) {
      for (const auto& [name, value] : values) {
        const std::string hole = "<" + name + ">";
        for (std::size_t at = text.find(hole); at != std::string::npos; at = text.find(hole, at + value.size())) {
          text.replace(at, hole.size(), value);
        }
      }
      return text;
    };
    Scenario scenario = current_;
    scenario.name = fill(scenario.name) + " #" + std::to_string(number);
    for (Step& step : scenario.steps) {
      step.text = fill(step.text);
      step.document = fill(step.document);
      for (auto& row : step.table) {
        for (std::string& cell : row) cell = fill(cell);
      }
    }
    return scenario;
  }

  void read_row(const std::string& line) {
    const std::vector<std::string> cells = cells_of(line);
    if (!in_examples_) {
      if (!current_.steps.empty()) current_.steps.back().table.push_back(cells);
      return;
    }
    if (header_.empty()) {
      header_ = cells;
      return;
    }
    std::map<std::string, std::string> values;
    for (std::size_t i = 0; i < std::min(cells.size(), header_.size()); ++i) values[header_[i]] = cells[i];
    examples_.push_back(std::move(values));
  }

  void read_document() {
    const std::size_t indent = lines_[at_].find('"');
    std::string text;
    for (++at_; at_ < lines_.size() && !starts(trimmed(lines_[at_]), "\"\"\""); ++at_) {
      const std::string& line = lines_[at_];
      text += line.size() > indent ? line.substr(indent) : trimmed(line);
      text += '\n';
    }
    if (!current_.steps.empty()) current_.steps.back().document = text;
  }

  void read_step(const std::string& line) {
    for (const char* word : {"Given ", "When ", "Then ", "And ", "But "}) {
      if (!starts(line, word)) continue;
      current_.steps.push_back({trimmed(line.substr(std::string(word).size())), {}, {}});
      return;
    }
  }

  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  Feature feature_;
  std::vector<Step> background_;
  Scenario current_;
  std::vector<std::string> header_;
  std::vector<std::map<std::string, std::string>> examples_;
  bool is_outline_ = false, is_open_ = false, in_background_ = false, in_examples_ = false;
};

}  // namespace

Feature read_feature(const std::filesystem::path& file) { return Reader(file).read(); }

}  // namespace almanac::tests::tck
