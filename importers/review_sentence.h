#pragma once
// One sentence of a review, read clause by clause. Internal to importers: importers/review_prose.h says what becomes of it.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/review_prose.h"

namespace almanac::importers {

struct Clause {
  std::string_view text;
  bool bracket = false;  // it stands in brackets: it speaks of the figure before it
  bool parts = false;  // "万相台86万" of "共花费171.6万：万相台86万": the first part of the sum before it
};

// Who a clause speaks of.
struct Subject {
  enum class Kind { campaign, channel, other } kind = Kind::campaign;
  std::string channel;
};

struct Direct {
  const archive::Metric* metric = nullptr;
  Number number;
  Role role = Role::unknown;
  bool told = false;     // by a verb: "达到"
  bool planned = false;  // by a verb of goals: "控制在"
};

// How many bytes of one of the words stand at the front; 0: none of them.
std::size_t take_any(std::string_view text, std::initializer_list<std::string_view> words);
bool take_front_any(std::string_view& text, std::initializer_list<std::string_view> words);
// A number, whatever it counts: "96.3万杯", "35,000户".
std::optional<Number> count_of(std::string_view text);
// Days, phases and groups that are a part of the campaign.
bool names_part(std::string_view clause);

class Sentence {
 public:
  Sentence(std::string_view text, const ProseReading& reading, const Place& place);
  // True if anything was found.
  bool read();

 private:
  // --- the clause (review_prose.cpp) ---
  void read_clause(const Clause& clause);
  // What is not certain is offered as the sentence's words allow.
  void read_doubtful(std::string_view clause);
  // "由沈其遇负责"
  bool read_owner(std::string_view text);
  // "活动时间为2024年5月20日至6月20日", "主题“囤茶正当时”", "总预算120万元".
  bool read_field(std::string_view text);

  // --- whom it speaks of (review_subjects.cpp) ---
  // What says no more than "the campaign" in front of a metric.
  void strip_leads(std::string_view& text) const;
  // "冰饮" of a 夏日冰饮季, "三天", "全国86店": what the figures are of is the whole campaign.
  bool strip_own_words(std::string_view& text) const;
  // "核心数据：GMV 60万", "抖音：花费5万": what a line is about, unless it is a field's key.
  void take_label(std::string_view& text);
  // The longest channel at the front becomes the subject, and leaves the clause.
  void find_subject(std::string_view& text);

  // --- figures (review_prose_figures.cpp) ---
  // The metric and its value, if the clause is nothing else.
  std::optional<Direct> direct(std::string_view text) const;
  // "全国86店预售礼券" of a 预售: all of it.
  bool is_whole(std::string_view words) const;
  // "4,310人入会"
  std::optional<Direct> number_first(std::string_view text) const;
  Role role_of(const Direct& found, std::string_view clause) const;
  bool put(const Direct& found, std::string_view clause);
  // "实际 230万" behind "目标GMV 200万"; "（目标80万元）" behind its figure.
  bool read_labelled(std::string_view text, const archive::Metric* metric);
  void read_of_channel(std::string_view text);
  // "京东386万" behind "天猫GMV 902万": a number alone is of the metric that the list is of.
  std::optional<Direct> of_list(std::string_view text) const;
  // "报名 11,840 人" where a table of the document counts 报名人数.
  void read_own_of_channel(std::string_view text);

  // --- goals, budgets and costs beside figures (review_prose_goals.cpp) ---
  // "GMV应为386.2万元" in a sentence that corrects.
  bool read_correction(std::string_view text);
  // A field was read; if it was what the campaign cost, its amount.
  void note_spent(std::string_view text);
  // "京准通98.6万元" behind "实际投入171.4万元，其中": what a channel cost. A metric ends the list.
  bool read_part_of_spend(std::string_view text);
  // The longest number at the front.
  static std::optional<Number> front_number(std::string_view text);
  void put_goal(const std::string& metric, const Number& number);
  // Behind a figure: "为目标900万元的116.2%", "完成季度目标20万人的108%", "超过6.5亿元的目标", "高于立项时设定的10%", "目标是90万杯",
  // "完成目标（1,200万元）的111.7%".
  bool read_goal(std::string_view text);
  // "批的预算是240万", "在预算不超过180万元的前提下", "比65万的预算省", "超出预算200万元" behind what was spent.
  bool read_budget(std::string_view text);
  // A figure of a metric that nobody knows: its name is as written if its goal stands behind it, or if a table of the document
  // has it.
  bool read_written(std::string_view text);

  const ProseReading& reading_;
  Place place_;
  std::vector<Clause> clauses_;
  std::size_t at_ = 0;
  Subject subject_;
  bool compared_ = false, any_ = false;
  const archive::Metric* last_ = nullptr;  // of the clause just read
  // Of the result before, while channels with nothing but a number may follow; `list_` is that of the clause being read.
  const archive::Metric *next_in_list_ = nullptr, *list_ = nullptr;
  std::string last_name_;
  bool last_percent_ = false;
  std::optional<double> spent_;
  bool spend_last_ = false, parts_of_spend_ = false;
};

}  // namespace almanac::importers
