#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

#include "cli/print.h"

namespace almanac::cli {

using std::chrono::steady_clock;

namespace {

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

}  // namespace

ProgressLine::ProgressLine(archive::Language language)
    : language_(language), terminal_(isatty(STDERR_FILENO) == 1), started_(steady_clock::now()), last_(started_) {}

ProgressLine::~ProgressLine() {
  if (terminal_ && shown_) std::cerr << "\r\x1b[K" << std::flush;
}

void ProgressLine::show(const importers::ImportProgress& progress) {
  const auto now = steady_clock::now();
  const auto gap = terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000);
  if (now - last_ < gap) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  const auto rate = static_cast<std::uint64_t>(seconds > 0 ? static_cast<double>(progress.rows) / seconds : 0);
  const std::uint64_t percent = progress.total_bytes ? progress.bytes * 100 / progress.total_bytes : 0;
  const archive::Text line =
      archive::filled({"[{}/{}] {}: {} %, {} rows, {} rows/s", "[{}/{}] {}：{} %，{} 行，每秒 {} 行"},
                      std::to_string(progress.file), std::to_string(progress.files), one_line(progress.path),
                      std::to_string(percent), grouped(progress.rows), grouped(rate));
  print(line.in(language_));
}

void ProgressLine::print(const std::string& line) {
  if (terminal_)
    std::cerr << "\r\x1b[K" << cut(line, terminal_width() - 1) << std::flush;
  else
    std::cerr << line << "\n";
  shown_ = true;
}

}  // namespace almanac::cli
