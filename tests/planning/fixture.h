#pragma once
// A small archive with campaigns made to disagree: bases, currencies and records left out.

#include <memory>
#include <string>

#include "archive/store.h"
#include "planning/draft.h"
#include "tests/support/temporary_directory.h"

namespace almanac::tests {

using archive::Campaign;
using archive::Date;
using archive::Decimal;

inline archive::Goal goal(std::string metric, const char* target, std::string basis = {}, std::string unit = {}) {
  archive::Goal g;
  g.metric = std::move(metric);
  if (target != nullptr) g.target = Decimal::parse(target);
  g.basis = std::move(basis);
  g.unit = std::move(unit);
  return g;
}

inline archive::Result result(std::string metric, const char* value, std::string basis = {}, std::string channel = {}) {
  archive::Result r;
  r.metric = std::move(metric);
  r.value = Decimal::parse(value);
  r.basis = std::move(basis);
  r.channel = std::move(channel);
  return r;
}

inline archive::Cost cost(std::string channel, const char* planned, const char* actual) {
  archive::Cost c;
  c.channel = std::move(channel);
  c.kind = "media";
  if (planned != nullptr) c.planned = Decimal::parse(planned);
  if (actual != nullptr) c.actual = Decimal::parse(actual);
  return c;
}

inline archive::Lesson lesson(std::string kind, std::string statement, std::string advice = {},
                              std::string stage = {}) {
  archive::Lesson l;
  l.kind = std::move(kind);
  l.statement = std::move(statement);
  l.advice = std::move(advice);
  l.stage = std::move(stage);
  return l;
}

inline Campaign campaign(std::string code, std::string start, std::string end, std::string currency = "CNY") {
  Campaign c;
  c.name = "活动 " + code;
  c.code = std::move(code);
  c.status = "finished";
  c.occasion = "双十一";
  c.start = Date::parse(start);
  c.end = Date::parse(end);
  c.currency = std::move(currency);
  return c;
}

class PlanningArchive {
 public:
  PlanningArchive() : archive_(archive::Archive::open(directory_.path(), archive::Access::read_write)) {}

  void put(const Campaign& c) {
    archive_->write("tester", [&](archive::Transaction& t) { t.put(c); });
  }
  archive::Archive& operator*() { return *archive_; }
  archive::Archive* operator->() { return archive_.get(); }

  planning::Draft draft(const std::string& slots, archive::Strings campaigns, planning::DraftRequest request = {}) {
    request.form = planning::parse_template("test.en.md", slots, planning::Origin::own);
    request.campaigns = std::move(campaigns);
    const auto reader = archive_->read();
    return planning::make_draft(reader, request);
  }
  std::string markdown(const std::string& slots, archive::Strings campaigns, planning::DraftRequest request = {}) {
    return planning::to_markdown(draft(slots, std::move(campaigns), std::move(request)));
  }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<archive::Archive> archive_;
};

// The two 双十一 campaigns of the design's example, with one figure of another basis each.
inline void add_double_elevens(PlanningArchive& archive) {
  auto a = campaign("D11-2023", "2023-11-01", "2023-11-11");
  a.goals = {goal("gmv", "2000000", "支付", "CNY"), goal("new_users", "5000")};
  a.results = {result("gmv", "1500000", "支付"), result("gmv", "1900000", "拍下"), result("cvr", "3.2")};
  a.costs = {cost("短信", "120000", "118000"), cost("公众号", nullptr, "30000.5")};
  a.budget = Decimal::parse("150000");
  a.spend = Decimal::parse("150000");
  a.lessons = {lesson("success", "预热越早转化越高", "提前两周预热", "plan"),
               lesson("failure", "催付短信撞上客服高峰", "分三批发", "execute")};
  a.lessons[0].applies_when = {{"channel", {"公众号"}}, {"occasion", {"双十一"}}};
  a.channels = {"短信", "公众号"};
  a.products = {"SKU1"};
  archive::Phase warm;
  warm.name = "预热";
  warm.start = Date::parse("2023-10-20");
  warm.end = Date::parse("2023-10-31");
  a.phases = {warm};
  archive::Review review;
  review.goal = "支付 200 万";
  review.insight = "老客先行\n新客后补";
  a.review = review;
  auto b = campaign("D11-2024", "2024-11-01", "2024-11-11");
  b.goals = {goal("gmv", "2200000", "支付", "CNY")};
  b.results = {result("gmv", "2300000", "支付"), result("cvr", "3.5")};
  b.costs = {cost("短信", "100000", "99999.5")};
  b.channels = {"短信"};
  archive.put(a);
  archive.put(b);
}

}  // namespace almanac::tests
