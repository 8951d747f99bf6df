#pragma once
// Scenarios from the .feature files of the openCypher Technology Compatibility Kit (Gherkin, as far as the kit uses it). Outlines are
// expanded: one scenario per row of their examples.

#include <filesystem>
#include <string>
#include <vector>

namespace almanac::tests::tck {

struct Step {
  std::string text;  // without Given, When, Then, And
  std::string document;
  std::vector<std::vector<std::string>> table;
};

struct Scenario {
  std::string name;  // "[3] …", of outlines with "#2" for the second row
  std::vector<Step> steps;
};

struct Feature {
  std::string name;  // the file's, without ".feature"
  std::vector<Scenario> scenarios;
};

Feature read_feature(const std::filesystem::path& file);

}  // namespace almanac::tests::tck
