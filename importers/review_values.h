#pragma once
// Where found values gather, and how money, figures and dates of a review are read. Internal to importers.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "importers/review.h"
#include "importers/review_words.h"

namespace almanac::importers {

// Why a value waits for confirmation: a stable code and the sentence for it.
struct Doubt {
  std::string_view code;
  archive::Text text;
};
extern const Doubt in_prose, approximate, two_values, weak_year, unclear_role, unclear_date, unclear_amount, only_title,
    other_code, guessed, refused, other_campaign;

// The place a value was found at.
struct Place {
  std::string evidence;
  std::size_t block = ReviewValue::no_block;
};

class ReviewCollector {
 public:
  void certain(std::string_view field, archive::Json value, const Place& place, bool inferred = false);
  // Certain unless another certain value of the same thing differs: the total of a table of channels.
  void certain_if_alone(std::string_view field, archive::Json value, const Place& place);
  void doubtful(std::string_view field, archive::Json value, const Place& place, const Doubt& doubt,
                bool inferred = false);
  // What a document says to be right instead of something it said before ("更正：GMV应为386万元"): other values of the same go.
  void correct(std::string_view field, archive::Json value, const Place& place);
  // Text of a part of the review: "goal", "result", "analysis", "insight", and "summary".
  void add_text(std::string_view part, std::string_view text, std::size_t block);
  bool has_certain(std::string_view field) const;
  // Advice for the lesson found last, which has none yet; false if there is none such.
  bool add_advice(std::string_view advice);

  // Settles what contradicts or repeats itself, and makes the record of the certain rest.
  DocumentReview finish(const archive::Dictionary& dictionary);

 private:
  void settle();
  void check_record(DocumentReview& review, const archive::Dictionary& dictionary);

  std::vector<ReviewValue> values_, totals_;
  std::map<std::string, std::pair<std::string, std::size_t>, std::less<>> texts_;
  std::map<std::string, bool, std::less<>> certain_;
  std::map<std::string, std::string> corrections_;  // identity → substance
};

// --- figures --------------------------------------------------------------------------------------------------------

// What the place says of a number without words of its own.
enum class Role { unknown, target, actual };

struct FigureReading {
  const archive::Dictionary& dictionary;
  ReviewCollector& out;
  Role role = Role::unknown;
  bool certain = true;           // whether plain figures here are; prose never is
  bool total = false;            // of a table's parts
  std::optional<int> year = {};  // the campaign's: a clause that names another is not about it
};

// "GMV 200万，拉新 5000 人" and sentences that hold figures. False if the text holds none.
bool read_figures(std::string_view text, const FigureReading& reading, const Place& place);
// The value behind a metric's key: "230万（目标200万，完成率115%）", "目标200万，实际230万".
void read_metric_value(const std::string& metric, std::string_view value, const Unit& unit,
                       const FigureReading& reading, const Place& place);
// One number as a goal or result. `metric` as in the dictionary or as written.
void add_figure(const std::string& metric, const Number& number, Role role, const FigureReading& reading,
                const Place& place, archive::Json extra = archive::Json::object());
// "50万元（含税）" as `field` (budget, spend); false if it is no amount.
bool read_amount_field(std::string_view field, std::string_view value, const Unit& unit, ReviewCollector& out,
                       const Place& place);
// "总预算 50 万元，花费 47 万" in a sentence: doubtful.
void read_amounts_in_prose(std::string_view text, ReviewCollector& out, const Place& place);
// The metric that "实际GMV" or "GMV" names; nullptr if none. Sets the role if the words say it.
const archive::Metric* metric_of(std::string_view words, const archive::Dictionary& dictionary, Role& role);

std::string shortened(std::string_view evidence);

// --- dates ----------------------------------------------------------------------------------------------------------

// Where a year comes from that a date does not write.
struct YearSource {
  std::optional<int> year;               // "2024双十一大促"
  std::optional<archive::Date> written;  // the review's own date: the campaign lies before it
  bool weak = false;                     // only the file's properties say it
  bool chinese = false;                  // the text is: 9/10 is the tenth of September
};

struct FoundRange {
  DateRange range;
  bool inferred = false, weak = false;
  bool whole = false;                    // the text is nothing else
  bool alone = true;                     // no other digits stand beside it
  std::string before = {}, behind = {};  // a few characters of the text around it, in plain form; of find_all only
};

class ReviewDates {
 public:
  ReviewDates(const ReviewContext& context, YearSource years) : context_(&context), years_(years) {}
  const YearSource& years() const { return years_; }
  // The date or range that a text is, or the only one that it holds.
  std::optional<FoundRange> read(std::string_view text) const;
  // All that it holds, in order.
  std::vector<FoundRange> find_all(std::string_view text) const;

 private:
  std::optional<FoundRange> read_whole(std::string_view text) const;
  const ReviewContext* context_;
  YearSource years_;
};
// Years from 2000 to 2099 that a text names: "2024双十一", "2024年", "20241111".
std::vector<int> years_in(std::string_view text);

}  // namespace almanac::importers
