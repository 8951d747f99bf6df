#include "insight/measured.h"

#include <algorithm>
#include <array>

#include "archive/as_of.h"
#include "archive/figures.h"
#include "archive/rates.h"

namespace almanac::insight {
namespace {

using archive::Decimal;
using archive::no_amount;
using archive::no_number;
using archive::Sum;
using archive::TouchpointColumns;
using archive::Word;

enum Type { send, impression, open, click, visit, signup, add_to_cart, redeem, purchase, share, refund, type_count };
constexpr std::array<std::string_view, type_count> type_names = {
    "send", "impression", "open", "click", "visit", "signup", "add_to_cart", "redeem", "purchase", "share", "refund"};

std::optional<Decimal> amount_at(const std::vector<std::int64_t>& digits, const std::vector<std::uint8_t>& scale,
                                 std::size_t row) {
  if (scale[row] == no_amount) return std::nullopt;
  return Decimal{digits[row], scale[row]};
}

// Money of one metric: the campaign's currency at once, others by day until the end.
class Money {
 public:
  void add(const std::string& currency, const std::string& wanted, std::int32_t day, Decimal amount) {
    ++n_;
    if (currency == wanted) return own_.add(amount);
    foreign_[{currency, day}].add(amount);
  }
  std::uint64_t n() const { return n_; }

  // The exact sum of what is in `wanted` or can be converted.
  std::optional<Decimal> settle(const archive::Reads& reads, const std::string& metric, const std::string& wanted,
                                MeasuredGroup& group) const {
    Sum sum = own_;
    for (const auto& [key, part] : foreign_) {
      if (!part.total()) continue;
      const archive::Date day{key.second, archive::Precision::day};
      if (const auto converted = archive::convert(reads, *part.total(), key.first, wanted, day)) {
        sum.add(converted->amount);
        if (metric != "gmv") continue;
        const auto [source, is_new] = group.converted_from.try_emplace(key.first, *part.total());
        if (!is_new) source->second = archive::add(source->second, *part.total()).value_or(source->second);
      } else {
        auto& list = group.unconverted;
        auto known = std::find_if(list.begin(), list.end(), [&](const Unconverted& each) {
          return each.metric == metric && each.currency == key.first;
        });
        if (known == list.end()) known = list.insert(list.end(), Unconverted{metric, key.first, {}, 0});
        known->amount = archive::add(known->amount, *part.total()).value_or(known->amount);
        known->n += part.count();
      }
    }
    return sum.total();
  }

 private:
  Sum own_;
  std::map<std::pair<std::string, std::int32_t>, Sum> foreign_;
  std::uint64_t n_ = 0;
};

// Users as they come, sorted within a block: neighbours are told apart at once, the rest at the end.
class People {
 public:
  void add(std::uint32_t user) {
    if (users_.empty() || users_.back() != user) users_.push_back(user);
  }
  std::uint64_t count() {
    std::sort(users_.begin(), users_.end());
    users_.erase(std::unique(users_.begin(), users_.end()), users_.end());
    return users_.size();
  }

 private:
  std::vector<std::uint32_t> users_;
};

class Tally {
 public:
  void add(Type type, std::uint32_t user) {
    ++counts_[type];
    if (type == purchase) buyers_.add(user);
    if (type == visit) visitors_.add(user);
    if (type == signup) new_users_.add(user);
    if (type <= visit) reached_.add(user);
  }
  void add_any() { ++touchpoints_; }
  Money sales, refunds;
  Sum units;

  MeasuredGroup settle(const archive::Reads& reads, const std::string& currency) {
    MeasuredGroup group;
    group.touchpoints = touchpoints_;
    const auto put = [&](const char* metric, const std::string& unit, std::optional<Decimal> value, std::uint64_t n) {
      if (value && n > 0) group.figures.push_back({metric, unit, *value, n});
    };
    const auto count = [](std::uint64_t n) { return Decimal::make(static_cast<std::int64_t>(n), 0); };
    const auto gmv = sales.settle(reads, "gmv", currency, group);
    const std::uint64_t orders = counts_[purchase], buyers = buyers_.count(), visitors = visitors_.count();
    put("gmv", currency, gmv, sales.n());
    put("orders", "", count(orders), orders);
    put("buyers", "", count(buyers), orders);
    put("units_sold", "", units.total(), units.count());
    put("redeemed", "", count(counts_[redeem]), counts_[redeem]);
    put("new_users", "", count(new_users_.count()), counts_[signup]);
    put("add_to_cart", "", count(counts_[add_to_cart]), counts_[add_to_cart]);
    put("shares", "", count(counts_[share]), counts_[share]);
    put("visits", "", count(counts_[visit]), counts_[visit]);
    put("visitors", "", count(visitors), counts_[visit]);
    put("clicks", "", count(counts_[click]), counts_[click]);
    put("opens", "", count(counts_[open]), counts_[open]);
    put("impressions", "", count(counts_[impression]), counts_[impression]);
    put("sends", "", count(counts_[send]), counts_[send]);
    put("reach", "", count(reached_.count()),
        counts_[send] + counts_[impression] + counts_[open] + counts_[click] + counts_[visit]);
    put("refund_orders", "", count(counts_[refund]), counts_[refund]);
    put("refund_amount", currency, refunds.settle(reads, "refund_amount", currency, group), refunds.n());
    const auto percent = [&](std::uint64_t part, std::uint64_t whole) {
      return archive::divide(*Decimal::make(static_cast<std::int64_t>(part) * 100, 0), *count(whole));
    };
    // A ratio of sums needs all of both: money that could not be converted is missing from gmv.
    if (gmv && orders > 0 && sales.n() == orders && group.unconverted.empty())
      put("aov", currency, archive::divide(*gmv, *count(orders)), orders);
    if (counts_[impression] > 0 && counts_[click] > 0)
      put("ctr", "%", percent(counts_[click], counts_[impression]), counts_[impression]);
    if (visitors > 0 && buyers > 0) put("cvr", "%", percent(buyers, visitors), counts_[visit]);
    return group;
  }

 private:
  std::array<std::uint64_t, type_count> counts_{};
  std::uint64_t touchpoints_ = 0;
  People buyers_, visitors_, new_users_, reached_;
};

class Measuring {
 public:
  Measuring(const archive::Reads& reads, const std::map<std::uint32_t, std::string>& campaigns, std::string currency)
      : reads_(reads),
        campaigns_(campaigns),
        currency_(std::move(currency)),
        zone_(archive::zone_of(reads)),
        currencies_(reads.words(Word::currency)) {
    for (const std::string& word : reads.words(Word::type)) {
      const auto known = std::find(type_names.begin(), type_names.end(), word);
      types_.push_back(static_cast<Type>(known - type_names.begin()));
    }
  }

  Measured run(std::optional<std::int64_t> until_ms) {
    using Select = archive::TouchpointSelect;
    archive::TouchpointScan scan;
    scan.to_ms = until_ms;
    scan.columns = Select::user | Select::campaign | Select::channel | Select::type | Select::currency | Select::time |
                   Select::value | Select::quantity;
    reads_.scan_touchpoints(scan, [&](const archive::TouchpointBlock& block, const TouchpointColumns& columns) {
      auto dead = block.dead.begin();
      for (std::size_t row = 0; row < columns.size(); ++row) {
        while (dead != block.dead.end() && *dead < row) ++dead;
        if (dead != block.dead.end() && *dead == row) continue;
        if (columns.campaign[row] == no_number) continue;
        if (until_ms && columns.time_ms[row] > *until_ms) continue;
        const auto campaign = campaigns_.find(columns.campaign[row]);
        if (campaign != campaigns_.end()) add(columns, row, campaign->second);
      }
    });
    measured_.all = all_.settle(reads_, currency_);
    for (auto& [number, tally] : channels_)
      measured_.channels[reads_.find_key(archive::Kind::channel, number).value_or("")] =
          tally.settle(reads_, currency_);
    return std::move(measured_);
  }

 private:
  void add(const TouchpointColumns& columns, std::size_t row, const std::string& campaign_currency) {
    const std::int64_t time = columns.time_ms[row];
    if (!measured_.first_ms || time < *measured_.first_ms) measured_.first_ms = time;
    if (!measured_.last_ms || time > *measured_.last_ms) measured_.last_ms = time;
    add_to(all_, columns, row, campaign_currency);
    if (columns.channel[row] != no_number) add_to(channels_[columns.channel[row]], columns, row, campaign_currency);
  }

  void add_to(Tally& tally, const TouchpointColumns& columns, std::size_t row, const std::string& campaign_currency) {
    tally.add_any();
    const Type type = columns.type[row] < types_.size() ? types_[columns.type[row]] : type_count;
    if (type == type_count) return;  // a type of the team's own
    tally.add(type, columns.user[row]);
    if (type != purchase && type != refund) return;
    if (type == purchase) tally.units.add(amount_at(columns.quantity, columns.quantity_scale, row));
    auto value = amount_at(columns.value, columns.value_scale, row);
    if (!value) return;
    if (type == refund && value->is_negative()) value->digits = -value->digits;
    const std::uint32_t word = columns.currency[row];
    const std::string& currency = word < currencies_.size() ? currencies_[word] : campaign_currency;
    const std::int32_t day = currency == currency_ ? 0 : zone_.date_of(columns.time_ms[row]).days;
    (type == purchase ? tally.sales : tally.refunds).add(currency, currency_, day, *value);
  }

  const archive::Reads& reads_;
  const std::map<std::uint32_t, std::string>& campaigns_;
  const std::string currency_;
  const archive::Zone zone_;
  const std::vector<std::string> currencies_;
  std::vector<Type> types_;
  Tally all_;
  std::map<std::uint32_t, Tally> channels_;
  Measured measured_;
};

}  // namespace

const MeasuredFigure* MeasuredGroup::find(std::string_view metric) const {
  for (const MeasuredFigure& figure : figures)
    if (figure.metric == metric) return &figure;
  return nullptr;
}

Measured measure(const archive::Reads& reads, const std::map<std::uint32_t, std::string>& campaigns,
                 const std::string& currency, std::optional<std::int64_t> until_ms) {
  return Measuring(reads, campaigns, currency).run(until_ms);
}

}  // namespace almanac::insight
