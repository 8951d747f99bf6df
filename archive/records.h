#pragma once
// The records of the archive, as plain values (docs/record-formats.md describes every field).
//
// Each struct names its fields once, in its describe(): reading and writing JSON, comparing, flat rows and the field
// list of the documentation all follow from it. An absent value is an empty optional, string or list; zero is a value.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/decimal.h"
#include "archive/json.h"
#include "archive/text.h"
#include "archive/time.h"

namespace almanac::archive {

using Strings = std::vector<std::string>;
using Attributes = std::map<std::string, Json>;

struct Phase {
  std::string name, kind;
  std::optional<Date> start, end;
  std::optional<Decimal> budget;
  bool operator==(const Phase&) const = default;
};

struct Goal {
  std::string metric;
  std::optional<Decimal> target, low, high, baseline, weight;
  std::string unit, basis, parent, phase, text;
  bool operator==(const Goal&) const = default;
};

struct Result {
  std::string metric;
  std::optional<Decimal> value;
  std::string unit, basis, channel, segment, product, phase, variant;
  std::optional<Date> from, to, date;
  std::string source, text;
  bool operator==(const Result&) const = default;
};

struct Cost {
  std::string channel, kind;
  std::optional<Decimal> planned, actual, hours, rate;
  std::string bearer, text;
  bool operator==(const Cost&) const = default;
};

struct Benefit {
  std::string name, kind;
  std::optional<Decimal> face_value, threshold, issued, claimed, redeemed, cost;
  std::string bearer;
  bool operator==(const Benefit&) const = default;
};

struct Variant {
  std::string name;
  std::optional<bool> control;
  std::optional<Decimal> n, events;
  bool operator==(const Variant&) const = default;
};

struct Experiment {
  std::string hypothesis, metric;
  std::vector<Variant> variants;
  std::string verdict;
  std::optional<Date> date;
  bool operator==(const Experiment&) const = default;
};

struct Competitor {
  std::string name, action;
  std::optional<Date> date;
  std::string source;
  bool operator==(const Competitor&) const = default;
};

struct Milestone {
  std::string name;
  std::optional<Date> planned, actual;
  bool operator==(const Milestone&) const = default;
};

// GRAI: goal, result, analysis, insight.
struct Review {
  std::string goal, result, analysis, insight;
  std::optional<Date> date;
  bool operator==(const Review&) const = default;
};

struct Lesson {
  std::string code;                      // derived from campaign and folded statement when not given
  std::string campaign;                  // the campaign that taught it
  std::string kind;                      // success | failure | suggestion | risk | other words as written
  std::string statement, advice, stage;  // stage: plan | prepare | execute | review
  std::string evidence, owner, status;   // status: candidate | validated | routine | retired
  std::optional<Date> date;
  Strings tags;
  std::map<std::string, Strings> applies_when;  // channel, product, theme, occasion, segment, category, …
  bool operator==(const Lesson&) const = default;
};

struct Campaign {
  std::string code, name, theme, occasion, objective, type;
  Strings mechanics;
  std::string mode, status;
  std::optional<Date> start, end, planned_start, planned_end, announced;
  std::string currency;
  std::optional<Decimal> budget, spend;
  std::string owner, team, region, parent;
  Strings based_on, partners;
  std::string summary, highlights;
  Strings tags, segments, channels, products;
  std::vector<Phase> phases;
  std::vector<Milestone> milestones;
  std::vector<Goal> goals;
  std::vector<Result> results;
  std::vector<Cost> costs;
  std::vector<Benefit> benefits;
  std::vector<Experiment> experiments;
  std::vector<Competitor> competitors;
  std::vector<Lesson> lessons;
  std::optional<Review> review;
  Attributes attributes;
  bool operator==(const Campaign&) const = default;
};

struct User {
  std::string user;
  Attributes attributes;
  Strings tags;
  bool operator==(const User&) const = default;
};

struct Product {
  std::string sku, name;
  Strings category;  // levels, widest first
  std::string brand;
  std::optional<Decimal> price;
  Attributes attributes;
  bool operator==(const Product&) const = default;
};

struct Channel {
  std::string channel, name, kind, role, parent;
  Strings aliases;
  Attributes attributes;
  bool operator==(const Channel&) const = default;
};

struct Segment {
  std::string segment, name;
  std::optional<Decimal> size;
  Strings users;
  Attributes attributes;
  bool operator==(const Segment&) const = default;
};

// JSON of a record: fields in the order of its describe(), absent ones left out. `T` is one of the structs above.
template <class T>
Json to_json_record(const T& record);

// The record of a JSON object. Throws Error invalid_input with the JSON pointer for a value of the wrong shape; an unknown
// name goes to `attributes` where the record has them (campaigns, users, products, channels, segments), else throws.
template <class T>
T from_json_record(const Json& object);

// Names of the fields of T in order ("code", "name", …), for documentation, header matching and OpenAPI.
template <class T>
const Strings& field_names();

// Defined for the structs above in records.cpp.
#define ALMANAC_RECORD(T)                             \
  extern template Json to_json_record<T>(const T&);   \
  extern template T from_json_record<T>(const Json&); \
  extern template const Strings& field_names<T>();
ALMANAC_RECORD(Campaign)
ALMANAC_RECORD(Lesson)
ALMANAC_RECORD(User)
ALMANAC_RECORD(Product)
ALMANAC_RECORD(Channel)
ALMANAC_RECORD(Segment)
ALMANAC_RECORD(Goal)
ALMANAC_RECORD(Result)
ALMANAC_RECORD(Cost)
ALMANAC_RECORD(Phase)
ALMANAC_RECORD(Benefit)
ALMANAC_RECORD(Experiment)
ALMANAC_RECORD(Review)
#undef ALMANAC_RECORD

}  // namespace almanac::archive
