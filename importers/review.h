#pragma once
// The campaign that a review document (复盘, post-mortem, retrospective) speaks of: its name, dates, goals, figures and lessons, by
// rules alone, so that the same document always gives the same answer.
//
// A value is *certain* when a sentence gives nothing but its name and it ("支付订单81,230单", "总预算120万元"), or when a key ("活动预算：50万"), a heading ("亮点") or a table's header (指标 | 目标 | 实际) says what it is and it
// reads without doubt. Certain values make `record`, which is merged like an imported record. Everything else that was found is kept
// with its reason, for a person to confirm: what prose only hints at, two different values for one field, a year that
// only the file's properties tell. Changes ("同比增长 15%"), other years and other campaigns ("去年 GMV 200 万") are no values of this
// campaign and are not kept at all.
//
//   const TextDocument document = read_docx(path);
//   const DocumentReview review = extract_review(document, "2024双十一复盘.docx", context);
//   if (review.code) attach(document, *review.code, review.record);
//   else if (review.names_campaign()) create(review.record);
//   else store_alone(document);

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/dictionary.h"
#include "archive/json.h"
#include "archive/text.h"
#include "archive/time.h"
#include "importers/document.h"
#include "importers/value.h"

namespace almanac::importers {

struct ReviewContext {
  const archive::Dictionary* dictionary = nullptr;  // both required
  const archive::Zone* zone = nullptr;
  // Whether a campaign of exactly this code exists. Without it no code is taken for known.
  std::function<bool(std::string_view code)> known_code = {};
  DateOrder date_order = DateOrder::unknown;  // of 03/04/2024; unknown: such a date is left to be confirmed
};

// One value as it was found.
struct ReviewValue {
  std::string field;  // as in the record: "budget", "goals", "results", "costs", "lessons", "start", "review/goal" …
  archive::Json value;   // as in the record: "2024-11-01", 500000, {"metric": "gmv", "value": 2300000, "unit": "CNY"}
  std::string evidence;  // the sentence, or the row ("GMV | 200万 | 230万") it came from, at most 300 characters
  std::size_t block = no_block;  // index in TextDocument::blocks
  bool certain = false;
  bool inferred = false;  // a date whose year was taken from elsewhere
  std::string
      code;  // why it is not certain: "in_prose", "two_values", "year_inferred", "approximate" …; empty if certain
  archive::Text reason;  // the same for a person

  static constexpr std::size_t no_block = static_cast<std::size_t>(-1);  // the file name, the properties
};

struct DocumentReview {
  // The certain values in the archive's record format (archive/records.h, Campaign): only fields that the document gives; no "code"
  // unless the document names one. Ready for merging; never holds an empty list.
  archive::Json record = archive::Json::object();
  std::vector<ReviewValue> values;  // all of them in reading order, certain or not
  std::optional<std::string> code;  // a known code that the document names as its own (key line, title or file name)
  std::optional<archive::Date> document_date;  // when it was written, as far as it says: for lessons and the review

  // A name and a start or end, all certain: enough to make a campaign.
  bool names_campaign() const;
  // The values that are not certain: [{field, value, evidence, reason:{en, zh}, code, block}].
  archive::Json unconfirmed() const;
};

// `file_name` without folders. Linear in the document. Never throws for what a document says.
DocumentReview extract_review(const TextDocument& document, std::string_view file_name, const ReviewContext& context);
// One for each campaign of a series: headings ("第一波", "第二波") with a period below each, or the rows or columns of a table that each
// have a name, a period and figures (importers/review_series.h). Else the one of the whole document. Never empty.
std::vector<DocumentReview> extract_reviews(const TextDocument& document, std::string_view file_name,
                                            const ReviewContext& context);

}  // namespace almanac::importers
