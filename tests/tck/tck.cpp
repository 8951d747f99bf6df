// script/tck DIR: every scenario of every .feature file under DIR; what failed or was skipped, a table by feature, and as the last line
// "N passed, N failed, N skipped". The exit code is 1 if a scenario failed.

#include <algorithm>
#include <iostream>
#include <map>

#include "tests/tck/runner.h"

namespace {

using namespace almanac::tests::tck;

struct Counts {
  std::size_t passed = 0, failed = 0, skipped = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: tck DIR [part of a feature's or scenario's name]\n";
    return 2;
  }
  const std::filesystem::path root = argv[1];
  const std::string part = argc > 2 ? argv[2] : "";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".feature") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::map<std::string, Counts> by_feature;
  Counts all;
  std::map<std::string, std::size_t> reasons;
  for (const auto& file : files) {
    const Feature feature = read_feature(file);
    const std::string place = std::filesystem::relative(file, root).replace_extension().string();
    for (const Scenario& scenario : feature.scenarios) {
      if ((place + " " + scenario.name).find(part) == std::string::npos) continue;
      const Outcome outcome = run(scenario, root);
      Counts& counts = by_feature[place];
      if (outcome.kind == Outcome::Kind::passed) {
        ++counts.passed;
        ++all.passed;
      } else if (outcome.kind == Outcome::Kind::failed) {
        ++counts.failed;
        ++all.failed;
        std::cout << "FAILED   " << place << " " << scenario.name << "\n      " << outcome.why << "\n";
      } else {
        ++counts.skipped;
        ++all.skipped;
        ++reasons[outcome.why];
        std::cout << "skipped  " << place << " " << scenario.name << ": " << outcome.why << "\n";
      }
    }
  }
  std::cout << "\npassed failed skipped  feature\n";
  for (const auto& [place, counts] : by_feature) {
    char line[64];
    std::snprintf(line, sizeof line, "%6zu %6zu %7zu  ", counts.passed, counts.failed, counts.skipped);
    std::cout << line << place << "\n";
  }
  for (const auto& [why, count] : reasons) std::cout << "\nskipped because " << why << ": " << count << "\n";
  std::cout << all.passed << " passed, " << all.failed << " failed, " << all.skipped << " skipped\n";
  return all.failed == 0 ? 0 : 1;
}
