#pragma once
// Sentences of a review: "总预算120万元", "支付订单81,230单，客单价133.7元", "短信发送22万条，带来销售额19.6万元". Internal to importers.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/review_values.h"

namespace almanac::importers {

struct ProseReading {
  const archive::Dictionary& dictionary;
  ReviewCollector& out;
  Role role = Role::unknown;  // of the part that the sentences lie in
  bool in_review = false;     // the document calls itself a review: what it tells happened
  std::optional<int> year;    // the campaign's
  std::string_view title;     // a word of the campaign's own name restricts nothing: 直播间 of a 直播专场
  bool one_day = false;       // 当日 is the whole campaign
  bool channels = false;      // the heading says that channels follow: a label is one
  const std::vector<std::string>* own_channels = nullptr;  // names that the document gives its channels; required
  const std::vector<std::string>* own_metrics = nullptr;   // names of metrics in the document's tables; required
  // A key with a value in a sentence ("总预算", "120万元"): true if it was read as a field of the campaign.
  std::function<bool(const std::string& key, std::string_view value, const Place&)> field;
};

// Certain: a metric's name with one value directly before or behind it, and a field's key with its value, of the campaign or of one
// channel that the dictionary knows. Else as read_figures and read_amounts_in_prose say. False if nothing was found. Linear.
// Channels, segments and products that a sentence lists.
void read_phrases(std::string_view sentence, const ProseReading& reading, const Place& place);

bool read_prose(std::string_view text, const ProseReading& reading, const Place& place);

}  // namespace almanac::importers
