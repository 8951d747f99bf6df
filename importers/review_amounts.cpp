// Money of the campaign: "50万元（含税）" behind 预算, "总预算50万元，花费47万" in a sentence.

#include <algorithm>

#include "archive/name.h"
#include "importers/review_clauses.h"
#include "importers/review_values.h"
#include "importers/value_text.h"

namespace almanac::importers {

bool read_amount_field(std::string_view field, std::string_view value, const Unit& unit, ReviewCollector& out,
                       const Place& place) {
  std::string_view text = trimmed(value);
  // "预算 40 万，实际 38.5 万" says itself which is which.
  if (const auto clauses = figure_clauses(text, false); clauses.size() >= 2 && !is_digit(text[0])) {
    bool any = false;
    for (const std::string_view clause : clauses) {
      const std::string plain = plain_form(clause);
      std::string_view rest = plain;
      const bool planned = take_front(rest, "预算") || take_front(rest, "计划");
      if (!planned && !take_front(rest, "实际花费") && !take_front(rest, "实际")) continue;
      for (const std::string_view link : {"为", ":", "是"}) take_front(rest, link);
      if (const auto number = parse_number(rest, unit); number && number->bound == Number::Bound::exact &&
                                                        !number->low && !number->unit.percent &&
                                                        number->unit.word.empty() && !number->value.is_negative()) {
        out.certain(planned ? "budget" : "spend", archive::to_json(number->value), place);
        if (!number->unit.currency.empty()) out.certain("currency", number->unit.currency, place);
        any = true;
      }
    }
    if (any) return true;
  }
  // "266万元，预算270万元"
  if (const auto clauses = figure_clauses(text, false);
      clauses.size() == 2 && is_digit(text[0]) && (field == "spend" || field == "budget")) {
    const std::string plain = plain_form(clauses[1]);
    std::string_view rest = plain;
    const bool planned = take_front(rest, "预算") || take_front(rest, "计划");
    const bool actual = !planned && (take_front(rest, "实际花费") || take_front(rest, "实际"));
    for (const std::string_view link : {"为", ":", "是"}) take_front(rest, link);
    const auto whole = parse_number(clauses[0], unit), other = parse_number(rest, unit);
    if (whole && other && ((planned && field == "spend") || (actual && field == "budget"))) {
      read_amount_field(planned ? "budget" : "spend", rest, unit, out, place);
      return read_amount_field(field, clauses[0], unit, out, place);
    }
  }
  // "4.16万元（预算4.5万元）"
  if (const std::size_t open = std::min(text.find("（"), text.find("(")); open != std::string_view::npos && open > 0) {
    const std::string inside = plain_form(text.substr(open));
    std::string_view rest = inside;
    take_front(rest, "(");
    const bool planned = take_front(rest, "预算") || take_front(rest, "计划");
    const bool actual = !planned && (take_front(rest, "实际花费") || take_front(rest, "实际"));
    for (const std::string_view link : {"为", ":", "是"}) take_front(rest, link);
    take_back(rest, ")");
    const auto whole = parse_number(text.substr(0, open), unit);
    const auto other = parse_number(rest, unit);
    const bool fits_in = whole && other && other->unit.word.empty() && !other->unit.percent && !other->low &&
                         other->bound == Number::Bound::exact;
    if (fits_in && ((planned && field == "spend") || (actual && field == "budget"))) {
      read_amount_field(planned ? "budget" : "spend", rest, unit, out, place);
      return read_amount_field(field, text.substr(0, open), unit, out, place);
    }
  }
  bool rest_has_amount = false;
  auto number = parse_number(text, unit);
  if (!number) {
    const auto clauses = figure_clauses(text, false);
    if (clauses.empty() || !text.starts_with(clauses[0])) return false;
    number = parse_number(clauses[0], unit);
    // "50万，后追加至60万": what stands behind may change it. A part of it ("其中媒体 30 万") does not, nor does a share.
    const std::string_view behind = text.substr(clauses[0].size());
    const bool parts =
        archive::fold(behind).find("其中") != std::string::npos || behind.find("含") != std::string_view::npos;
    for (std::size_t i = 1; i < clauses.size() && !parts; ++i) {
      std::string_view rest = clauses[i];
      while (!rest.empty() && !is_digit(rest[0])) rest.remove_prefix(first_character(rest));
      const auto other = parse_number(rest);
      rest_has_amount = rest_has_amount ||
                        (other && !other->unit.percent && (other->unit.word.empty() || !other->unit.currency.empty()));
    }
  }
  if (!number) {
    // "原定 40 万，实际批复 50 万"
    std::string_view rest = text;
    while (!rest.empty() && !is_digit(rest[0])) rest.remove_prefix(first_character(rest));
    const auto clauses = figure_clauses(rest, false);
    const auto doubtful = clauses.empty() ? parse_number("") : parse_number(clauses[0], unit);
    if (!doubtful || doubtful->unit.percent || !doubtful->unit.word.empty()) return false;
    out.doubtful(field, archive::to_json(doubtful->value), place, unclear_amount);
    return true;
  }
  if (number->unit.percent || !number->unit.word.empty()) return false;
  if (number->value.is_negative()) return false;
  const Doubt* doubt = number->bound != Number::Bound::exact || number->low ? &approximate
                       : rest_has_amount                                    ? &unclear_amount
                                                                            : nullptr;
  if (doubt) {
    out.doubtful(field, archive::to_json(number->value), place, *doubt);
    return true;
  }
  out.certain(field, archive::to_json(number->value), place);
  if (!number->unit.currency.empty()) out.certain("currency", number->unit.currency, place);
  return true;
}

void read_amounts_in_prose(std::string_view text, ReviewCollector& out, const Place& place) {
  static constexpr std::string_view budget_words[] = {"活动总预算", "活动预算",     "总预算", "整体预算",
                                                      "预算",       "total budget", "budget"};
  static constexpr std::string_view spend_words[] = {"实际总花费",  "实际花费",     "总花费",   "总消耗", "实际消耗",
                                                     "实际支出",    "总费用",       "实际费用", "总投入", "花费",
                                                     "total spend", "actual spend", "spend",    "spent"};
  for (const std::string_view sentence : figure_clauses(text, true)) {
    if (!has_digit(sentence)) continue;
    bool other = false;
    for (const std::string_view clause : figure_clauses(sentence, false)) {
      if (compares(clause)) other = true;
      if (other || !has_digit(clause) || denies(clause) || is_change(clause)) continue;
      bool verb = false;
      std::string plain = lower_ascii(with_colon(clause, &verb));
      std::string_view rest = plain;
      for (const std::string_view lead :
           {"本次活动", "本次", "此次", "活动", "我们", "项目", "the ", "our ", "we ", "campaign "})
        take_front(rest, lead);
      const auto read = [&](auto& words, std::string_view field) {
        for (const std::string_view word : words) {
          std::string_view amount = rest;
          if (!take_front(amount, word)) continue;
          for (const std::string_view link : {"共计", "合计", "约为", "为", "是", "共", "了", ":", "达"})
            take_front(amount, link);
          const auto found = number_in_front(amount);
          if (!found) return false;
          const Number* number = &found->first;
          if (number->unit.percent || !number->unit.word.empty() || number->value.is_negative()) return false;
          out.doubtful(field, archive::to_json(number->value), {std::string(sentence), place.block},
                       number->bound == Number::Bound::exact ? in_prose : approximate);
          return true;
        }
        return false;
      };
      if (!read(budget_words, "budget")) read(spend_words, "spend");
    }
  }
}

}  // namespace almanac::importers
