#pragma once
// A progress line on a terminal's standard error; where that is no terminal, nothing but a line every ten seconds.

#include <chrono>
#include <string>

#include "archive/text.h"
#include "importers/run.h"

namespace almanac::cli {

class ProgressLine {
 public:
  explicit ProgressLine(archive::Language language);
  ~ProgressLine();  // clears the line

  void show(const importers::ImportProgress& progress);

 private:
  void print(const std::string& line);

  archive::Language language_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point started_, last_;
};

}  // namespace almanac::cli
