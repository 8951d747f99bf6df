#pragma once
// The two dictionaries that ship with the product and that a team can extend: channels and metrics, with their aliases
// in both languages. Data: archive/data/channels.toml and metrics.toml, embedded; a team's additions lie in
// DIR/dictionaries/channels.toml and metrics.toml in the same form and win.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/records.h"

namespace almanac::archive {

struct Metric {
  std::string name;  // "gmv"
  std::string en, zh;
  std::vector<std::string> aliases;  // both languages
  std::string unit;                  // "money", "count", "percent", "ratio"
  bool higher_is_better = true;
  bool additive = false;                // whether values of parts may be summed; rates and distinct people never
  std::vector<std::string> product_of;  // metrics whose product it is: gmv of orders and aov; usually none
};

class Dictionary {
 public:
  // The shipped dictionaries with the additions in `directory` (may be absent). Throws Error invalid_input with file, line
  // and column for a bad addition.
  static Dictionary load(const std::filesystem::path& directory);

  const std::vector<Metric>& metrics() const { return metrics_; }
  const std::vector<Channel>& channels() const { return channels_; }
  // By name or alias, folded.
  const Metric* find_metric(std::string_view name) const;
  const Channel* find_channel(std::string_view name) const;
  // The metric whose name or alias is spelled nearest, for "did you mean"; nullptr if none is near.
  const Metric* nearest_metric(std::string_view name) const;

 private:
  std::vector<Metric> metrics_;
  std::vector<Channel> channels_;
  std::vector<std::pair<std::string, std::size_t>> metric_names_, channel_names_;  // folded, sorted
};

class Reads;
const Dictionary& dictionary_of(const Reads& reads);  // of the open archive

}  // namespace almanac::archive
