#pragma once
// Collecting findings: the rules that many fields share, each with its reason and remedy. Internal to archive/.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/validate.h"

namespace almanac::archive {

class Findings {
 public:
  void error(std::string field, std::string value, std::string code, Text reason, Text remedy) {
    put(Finding::Severity::error, std::move(field), std::move(value), std::move(code), std::move(reason),
        std::move(remedy));
  }
  void warning(std::string field, std::string value, std::string code, Text reason, Text remedy) {
    put(Finding::Severity::warning, std::move(field), std::move(value), std::move(code), std::move(reason),
        std::move(remedy));
  }

  void required(const std::string& field, const std::string& value);
  void name(const std::string& field, const std::string& value);
  void text(const std::string& field, const std::string& value);
  void not_negative(const std::string& field, const std::optional<Decimal>& value);
  void period(const std::string& field, const std::optional<Date>& start, const std::optional<Date>& end);
  void currency(const std::string& field, const std::string& value);
  template <class List>
  void one_of(const std::string& field, const std::string& value, const List& allowed, const char* code) {
    if (value.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    std::string list;
    for (const char* item : allowed) list += (list.empty() ? "" : ", ") + std::string(item);
    error(field, value, code, filled({"\"{}\" is not known here", "此处不认识“{}”"}, value),
          filled({"write one of: {}", "可用：{}"}, list));
  }

  std::vector<Finding> take() { return std::move(findings_); }

 private:
  void put(Finding::Severity severity, std::string field, std::string value, std::string code, Text reason,
           Text remedy) {
    findings_.push_back(
        {severity, std::move(field), std::move(value), std::move(code), std::move(reason), std::move(remedy)});
  }
  std::vector<Finding> findings_;
};

inline std::string at(const char* list, std::size_t index, const char* field) {
  return "/" + std::string(list) + "/" + std::to_string(index) + "/" + field;
}

// The parts of validate(Campaign), one file each.
void check_goals(const Campaign& campaign, const Dictionary& dictionary, Findings& findings);    // validate_goals.cpp
void check_results(const Campaign& campaign, const Dictionary& dictionary, Findings& findings);  // validate_goals.cpp
void check_money(const Campaign& campaign, Findings& findings);                                  // validate_money.cpp

}  // namespace almanac::archive
