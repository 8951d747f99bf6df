// What was found, settled: the same value twice is one value, two values for one field are both left to a person.

#include <algorithm>
#include <set>

#include "archive/error.h"
#include "archive/name.h"
#include "archive/validate.h"
#include "importers/heading_form.h"
#include "importers/review_values.h"
#include "importers/value_text.h"

namespace almanac::importers {

using archive::Json;

const Doubt in_prose{"in_prose", {"met in a sentence, not behind a key or in a table", "出自叙述文字，不是字段或表格"}};
const Doubt approximate{"approximate", {"the document says about, over or nearly", "原文为约数（约、近、超等）"}};
const Doubt two_values{"two_values", {"the document gives more than one value for this", "文档中有不止一个不同的值"}};
const Doubt weak_year{"year_inferred",
                      {"its year is not written; only the file's properties suggest it", "未写年份，仅由文件属性推断"}};
const Doubt unclear_role{"unclear_role", {"goal or result is not said", "未说明是目标还是实际"}};
const Doubt unclear_date{"unclear_date", {"which date this is cannot be told with certainty", "无法确定这是什么日期"}};
const Doubt unclear_amount{"unclear_amount", {"the amount cannot be read without doubt", "金额无法确切读出"}};
const Doubt only_title{"only_title", {"only the title or file name suggests it", "仅由标题或文件名推断"}};
const Doubt other_code{"code_mentioned",
                       {"the text mentions this code, but not as its own", "正文提到了该代码，但不一定就是本活动"}};
const Doubt guessed{"from_name", {"taken from the campaign's name", "由活动名称推断"}};
const Doubt other_campaign{"other_campaign", {"it seems to be a plan of another campaign", "似乎是另一场活动的计划"}};
const Doubt refused{"refused", {"the record's rules refuse it", "不符合记录规则"}};

namespace {

constexpr std::size_t longest_evidence = 300;  // characters

bool is_list(std::string_view field) {
  static constexpr std::string_view lists[] = {"goals",    "results",  "costs",     "lessons", "phases",   "channels",
                                               "segments", "products", "mechanics", "tags",    "partners", "based_on"};
  return std::ranges::find(lists, field) != std::end(lists);
}
bool is_names(std::string_view field) {
  return is_list(field) && field != "goals" && field != "results" && field != "costs" && field != "lessons" &&
         field != "phases";
}

std::string member(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What two values must share to be values of one thing.
std::string identity(const ReviewValue& value) {
  std::string key = value.field;
  const Json& entry = value.value;
  if (value.field == "goals")
    return key + "\n" + member(entry, "metric") + "\n" + member(entry, "phase") +
           (member(entry, "metric").empty() ? member(entry, "text") : "");
  if (value.field == "results")
    for (const char* name : {"metric", "channel", "segment", "product", "phase", "from", "to", "source"})
      key += "\n" + member(entry, name);
  else if (value.field == "costs")
    key += "\n" + member(entry, "channel") + "\n" + member(entry, "kind");
  else if (value.field == "phases")
    key += "\n" + member(entry, "name");
  else if (value.field == "lessons")
    key += "\n" + archive::fold(member(entry, "statement"));
  else if (is_names(value.field))
    key += "\n" + archive::fold(entry.is_string() ? entry.get<std::string>() : "");
  return key;
}

// The value without what may differ between two mentions of it.
std::string substance(const ReviewValue& value) {
  if (!value.value.is_object())
    return value.value.is_string() ? archive::fold(value.value.get<std::string>()) : archive::dump(value.value);
  if (value.field == "lessons") return "";
  std::string text;
  for (const char* name : {"value", "target", "low", "high", "planned", "actual", "start", "end"})
    if (const auto found = value.value.find(name); found != value.value.end())
      text += std::string(name) + archive::dump(*found) + ";";
  return text;
}

}  // namespace

std::string shortened(std::string_view evidence) {
  std::string text;
  for (std::size_t characters = 0; !evidence.empty() && characters < longest_evidence; ++characters) {
    const std::size_t size = first_character(evidence);
    text += evidence[0] == '\n' || evidence[0] == '\t' ? std::string_view(" ") : evidence.substr(0, size);
    evidence.remove_prefix(size);
  }
  return evidence.empty() ? text : text + "…";
}

void ReviewCollector::certain(std::string_view field, Json value, const Place& place, bool inferred) {
  certain_[std::string(field)] = true;
  values_.push_back(
      {std::string(field), std::move(value), shortened(place.evidence), place.block, true, inferred, "", {}});
}

void ReviewCollector::certain_if_alone(std::string_view field, Json value, const Place& place) {
  totals_.push_back(
      {std::string(field), std::move(value), shortened(place.evidence), place.block, true, false, "", {}});
}

void ReviewCollector::doubtful(std::string_view field, Json value, const Place& place, const Doubt& doubt,
                               bool inferred) {
  values_.push_back({std::string(field), std::move(value), shortened(place.evidence), place.block, false, inferred,
                     std::string(doubt.code), doubt.text});
}

void ReviewCollector::correct(std::string_view field, Json value, const Place& place) {
  certain(field, std::move(value), place);
  corrections_[identity(values_.back())] = substance(values_.back());
}

void ReviewCollector::add_text(std::string_view part, std::string_view text, std::size_t block) {
  auto& [all, first] = texts_.try_emplace(std::string(part), std::string(), block).first->second;
  if (all.size() + text.size() > (256u << 10)) return;  // the document itself is stored whole
  if (!all.empty()) all += '\n';
  all += text;
}

bool ReviewCollector::has_certain(std::string_view field) const { return certain_.contains(field); }

bool ReviewCollector::add_advice(std::string_view advice) {
  if (values_.empty() || values_.back().field != "lessons" || values_.back().value.contains("advice")) return false;
  values_.back().value["advice"] = advice;
  return true;
}

void ReviewCollector::settle() {
  struct Seen {
    std::set<std::string> certain, doubtful;
  };
  std::map<std::string, Seen> seen;
  const auto corrected = [this](const ReviewValue& value) {
    const auto right = corrections_.find(identity(value));
    return right != corrections_.end() && right->second != substance(value);
  };
  if (!corrections_.empty()) {
    std::erase_if(values_, corrected);
    std::erase_if(totals_, corrected);
  }
  for (const ReviewValue& value : values_)
    if (value.certain) seen[identity(value)].certain.insert(substance(value));
  for (ReviewValue& total : totals_) {
    Seen& same = seen[identity(total)];
    if (!same.certain.empty() && !same.certain.contains(substance(total))) {
      total.certain = false;
      total.code = two_values.code;
      total.reason = two_values.text;
    } else {
      same.certain.insert(substance(total));
    }
    values_.push_back(std::move(total));
  }
  totals_.clear();
  std::vector<ReviewValue> kept;
  std::map<std::string, std::size_t> lessons;  // identity → place in kept
  for (ReviewValue& value : values_) {
    Seen& same = seen[identity(value)];
    // Once in the record, or once among what waits; a doubtful value that a certain one confirms is no news.
    if (!same.doubtful.insert(substance(value)).second) {
      if (value.field == "lessons" && value.value.contains("advice")) {
        const auto first = lessons.find(identity(value));
        if (first != lessons.end() && !kept[first->second].value.contains("advice"))
          kept[first->second].value["advice"] = value.value["advice"];
      }
      continue;
    }
    if (!value.certain && same.certain.contains(substance(value))) {
      same.doubtful.erase(substance(value));
      continue;
    }
    if (value.certain && same.certain.size() > 1) {
      value.certain = false;
      value.code = two_values.code;
      value.reason = two_values.text;
    }
    if (value.field == "lessons") lessons.emplace(identity(value), kept.size());
    kept.push_back(std::move(value));
  }
  values_ = std::move(kept);
}

// A record that the archive would refuse helps nobody: what is wrong with it waits for a person.
void ReviewCollector::check_record(DocumentReview& review, const archive::Dictionary& dictionary) {
  const auto drop = [&](std::string field) {
    field = field.substr(0, field.find('/', 1));
    if (field.starts_with('/')) field.erase(0, 1);
    if (!review.record.contains(field)) return false;
    review.record.erase(field);
    for (ReviewValue& value : review.values)
      if (value.certain && (value.field == field || value.field.starts_with(field + "/"))) {
        value.certain = false;
        value.code = refused.code;
        value.reason = refused.text;
      }
    return true;
  };
  for (int round = 0; round < 40; ++round) {
    std::string field;
    try {
      for (const archive::Finding& finding :
           archive::validate(archive::from_json_record<archive::Campaign>(review.record), dictionary))
        if (finding.is_error() && review.record.contains(finding.field.substr(1, finding.field.find('/', 1) - 1)))
          field = finding.field;
    } catch (const archive::Error& error) {
      field = error.where();
    }
    if (field.empty() || !drop(field)) return;
  }
}

DocumentReview ReviewCollector::finish(const archive::Dictionary& dictionary) {
  for (const auto& [part, text] : texts_) {
    const bool summary = part == "summary";
    values_.push_back(
        {summary ? part : "review/" + part, text.first, shortened(text.first), text.second, true, false, "", {}});
  }
  settle();
  DocumentReview review;
  std::stable_sort(values_.begin(), values_.end(),
                   [](const ReviewValue& a, const ReviewValue& b) { return a.block + 1 < b.block + 1; });
  for (const ReviewValue& value : values_) {
    if (!value.certain) continue;
    if (value.field.starts_with("review/"))
      review.record["review"][value.field.substr(7)] = value.value;
    else if (is_list(value.field))
      review.record[value.field].push_back(value.value);
    else
      review.record[value.field] = value.value;
  }
  review.values = std::move(values_);
  check_record(review, dictionary);
  return review;
}

bool DocumentReview::names_campaign() const {
  return record.contains("name") && (record.contains("start") || record.contains("end"));
}

Json DocumentReview::unconfirmed() const {
  Json list = Json::array();
  for (const ReviewValue& value : values) {
    if (value.certain) continue;
    Json entry{{"field", value.field},
               {"value", value.value},
               {"evidence", value.evidence},
               {"code", value.code},
               {"reason", Json{{"en", value.reason.en}, {"zh", value.reason.zh}}}};
    if (value.block != ReviewValue::no_block) entry["block"] = value.block;
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace almanac::importers
