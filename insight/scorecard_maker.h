#pragma once
// The parts of a scorecard: scorecard.cpp with results, money, channels, benefits and milestones, scorecard_goals.cpp, scorecard_rollup.cpp.
// Internal to insight/.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/figures.h"
#include "archive/store.h"
#include "insight/measured.h"
#include "insight/rollup.h"

namespace almanac::insight {

class ScorecardMaker {
 public:
  ScorecardMaker(const archive::Reads& reads, const archive::Stored<archive::Campaign>& stored,
                 archive::Language language, std::optional<archive::Date> as_of);

  archive::Json make();

 private:
  std::string name_of(const std::string& metric) const;
  void put_why(archive::Json& object, std::string_view why) const;
  archive::Json goals() const;
  archive::Json goal_checks() const;
  static const MeasuredFigure* comparable(const std::string& metric, const std::string& unit,
                                          const MeasuredGroup& group);
  archive::Json touchpoints(const MeasuredFigure& figure, const std::string& channel = {}) const;
  archive::Json row(const std::string& metric, const archive::Figure* reported, const MeasuredFigure* found,
                    const std::string& channel = {}) const;
  archive::Json results() const;
  archive::Json spend() const;
  archive::Json efficiency(const archive::Efficiency& figure) const;
  static archive::Json group(const archive::CostGroup& group, const char* name);
  std::string channel_key(const std::string& channel) const;
  std::vector<archive::Figure> channel_figures(const std::string& key) const;
  archive::Json channels() const;
  archive::Json channel(const std::string& key, const std::vector<archive::ChannelCosts>& costs,
                        const archive::Spend& spend) const;
  archive::Json benefits() const;
  archive::Json milestones() const;
  static archive::Json unconverted(const MeasuredGroup& group);
  archive::Json measured() const;
  archive::Json rollup() const;

  const archive::Reads& reads_;
  const archive::Campaign& campaign_;
  const archive::Language language_;
  const archive::FigureContext context_;
  const std::string currency_;
  const std::vector<archive::Figure> figures_;
  const std::optional<std::int64_t> until_ms_;
  const Measured measured_;
  const std::optional<Rollup> rollup_;
  Measured family_;
};

// A member of the answer, left out where there is no value.
void put(archive::Json& object, const char* name, const std::string& value);
void put(archive::Json& object, const char* name, const std::optional<archive::Decimal>& value);
// The value, or null.
archive::Json optional_json(const std::optional<archive::Decimal>& value);
archive::Json optional_json(const std::optional<double>& value);
archive::Json evidence(const std::vector<std::string>& fields);

}  // namespace almanac::insight
