#pragma once
// Where people are named in texts: finds any of many keys, and takes them out. Internal to archive/ and to what cleans files of the
// data directory.
//
// A key counts where it stands by itself: not inside a longer run of letters and digits ("u1" is not in "u12"), and a short number not
// inside a date or a decimal either. It is also found as JSON and as CSV write it.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/json.h"

namespace almanac::archive {

struct Trace {
  std::string key;          // normalised
  std::string replacement;  // "erased:17"
};

class Traces {
 public:
  explicit Traces(const std::vector<Trace>& people);

  bool empty() const { return replacements_.empty(); }
  // Linear in the text, times the number of different lengths of keys.
  bool find(std::string_view text) const;
  std::string replaced(std::string_view text) const;  // each key by its person's replacement
  // The replacement of a text that is nothing but a key; nullptr if it is none.
  const std::string* of(std::string_view key) const;

  // Takes the people out of a report or any other JSON: keys are replaced wherever they stand, in names of members too. An object that
  // is about one of them (its member "user" or "key" is a key) or whose "raw" or "value" names one keeps no values. True if anything
  // changed.
  bool scrub(Json& json) const;

 private:
  // Length of the key that begins at `at`; 0: none.
  std::size_t match(std::string_view text, std::size_t at, const std::string*& replacement) const;

  std::unordered_map<std::string_view, const std::string*> keys_;  // every written form
  std::vector<std::string> forms_, replacements_;
  std::vector<std::size_t> lengths_;
  bool begins_[256] = {};
};

}  // namespace almanac::archive
