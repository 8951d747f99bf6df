#include "graph/cypher/aggregates.h"

#include <algorithm>
#include <cmath>

#include "graph/cypher/evaluate.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

class Count : public Accumulator {
 public:
  void add(const Value*, std::uint64_t times) override { count_ += static_cast<std::int64_t>(times); }
  Value result(Arena&) override { return Value::of(count_); }

 private:
  std::int64_t count_ = 0;
};

class Sum : public Accumulator {
 public:
  explicit Sum(Arena& keep) : keep_(keep) {}
  void add(const Value* values, std::uint64_t times) override {
    const Value& value = values[0];
    if (!value.is_number() && value.type != Type::duration) {
      fail_type("InvalidArgumentType",
                archive::filled(Text{"a {} cannot be summed", "{} 不能求和"}, name_of(value.type)));
    }
    const Value part = times == 1 ? value : multiply(value, Value::of(static_cast<std::int64_t>(times)), keep_);
    sum_ = empty_ ? keep(part, keep_) : cypher::add(sum_, part, keep_);
    empty_ = false;
  }
  Value result(Arena&) override { return empty_ ? Value::of(std::int64_t{0}) : sum_; }

 protected:
  Arena& keep_;
  Value sum_;
  bool empty_ = true;
};

class Average : public Accumulator {
 public:
  explicit Average(Arena& keep) : sum_(keep) {}
  void add(const Value* values, std::uint64_t times) override {
    count_ += times;
    const Value real = values[0].type == Type::integer ? Value::of(values[0].as_real()) : values[0];
    sum_.add(&real, times);
  }
  Value result(Arena& arena) override {
    if (count_ == 0) return {};
    return divide(sum_.result(arena), Value::of(static_cast<double>(count_)), arena);
  }

 private:
  Sum sum_;
  std::uint64_t count_ = 0;
};

template <int sign>  // -1: the least, 1: the greatest
class Extreme : public Accumulator {
 public:
  explicit Extreme(Arena& keep) : keep_(keep) {}
  void add(const Value* values, std::uint64_t) override {
    const auto found = best_.is_null() ? std::strong_ordering::equal : order(values[0], best_);
    if (best_.is_null() || (sign < 0 ? found < 0 : found > 0)) best_ = keep(values[0], keep_);
  }
  Value result(Arena&) override { return best_; }

 private:
  Arena& keep_;
  Value best_;
};

// Values in pieces of the arena, so that the budget knows of them.
class Values {
 public:
  explicit Values(Arena& arena) : arena_(arena) {}
  void push(const Value& value) {
    if (left_ == 0) {
      left_ = std::min<std::size_t>(4096, std::max<std::size_t>(4, size_));
      pieces_.push_back({arena_.array<Value>(left_), left_});
    }
    const auto& [place, count] = pieces_.back();
    place[count - left_--] = value;
    ++size_;
  }
  std::vector<Value> all() const {
    std::vector<Value> values;
    values.reserve(size_);
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const auto& [place, count] = pieces_[i];
      values.insert(values.end(), place, place + count - (i + 1 == pieces_.size() ? left_ : 0));
    }
    return values;
  }

 private:
  Arena& arena_;
  std::vector<std::pair<Value*, std::size_t>> pieces_;
  std::size_t left_ = 0, size_ = 0;  // places free in the last piece; values
};

class Collect : public Accumulator {
 public:
  explicit Collect(Arena& keep) : keep_(keep), items_(keep) {}
  void add(const Value* values, std::uint64_t times) override {
    const Value kept = keep(values[0], keep_);
    for (std::uint64_t i = 0; i < times; ++i) items_.push(kept);
  }
  Value result(Arena& arena) override { return make_list(arena, items_.all()); }

 private:
  Arena& keep_;
  Values items_;
};

template <bool continuous>
class Percentile : public Accumulator {
 public:
  explicit Percentile(Arena& keep) : numbers_(keep) {}
  void add(const Value* values, std::uint64_t times) override {
    if (!values[0].is_number() || !values[1].is_number()) {
      fail_type("InvalidArgumentType", {"a percentile wants numbers", "百分位数需要数字"});
    }
    share_ = values[1].as_real();
    if (!(share_ >= 0 && share_ <= 1)) {
      fail_argument("NumberOutOfRange", {"a percentile lies between 0.0 and 1.0", "百分位必须在 0.0 与 1.0 之间"});
    }
    for (std::uint64_t i = 0; i < times; ++i) numbers_.push(values[0]);
  }
  Value result(Arena& arena) override {
    std::vector<Value> numbers = numbers_.all();
    if (numbers.empty()) return {};
    std::sort(numbers.begin(), numbers.end(), [budget = arena.budget()](const Value& a, const Value& b) {
      if (budget != nullptr) budget->step();
      return order(a, b) < 0;
    });
    const auto count = static_cast<double>(numbers.size());
    if constexpr (!continuous) {
      const double place = std::ceil(share_ * count);
      return numbers[place < 1 ? 0 : static_cast<std::size_t>(place) - 1];
    } else {
      const double place = share_ * (count - 1);
      const auto below = static_cast<std::size_t>(place);
      const std::size_t above = std::min(below + 1, numbers.size() - 1);
      const double fraction = place - static_cast<double>(below);
      return Value::of(numbers[below].as_real() * (1 - fraction) + numbers[above].as_real() * fraction);
    }
  }

 private:
  Values numbers_;
  double share_ = 0;
};

template <bool of_sample>
class Deviation : public Accumulator {  // Welford
 public:
  void add(const Value* values, std::uint64_t times) override {
    if (!values[0].is_number()) {
      fail_type("InvalidArgumentType", {"a standard deviation wants numbers", "标准差需要数字"});
    }
    for (std::uint64_t i = 0; i < times; ++i) {
      ++count_;
      const double step = values[0].as_real() - mean_;
      mean_ += step / static_cast<double>(count_);
      squares_ += step * (values[0].as_real() - mean_);
    }
  }
  Value result(Arena&) override {
    const double freedom = static_cast<double>(count_) - (of_sample ? 1 : 0);
    return Value::of(freedom <= 0 ? 0.0 : std::sqrt(squares_ / freedom));
  }

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0, squares_ = 0;
};

template <class Made>
std::unique_ptr<Accumulator> make(Arena& keep) {
  if constexpr (std::is_constructible_v<Made, Arena&>)
    return std::make_unique<Made>(keep);
  else
    return std::make_unique<Made>();
}

constexpr Types integer_type = types_of(Type::integer);
constexpr Types real_type = types_of(Type::real);
constexpr Types summable = number_types | types_of(Type::duration);

constexpr Aggregate table[] = {
    {"count", 1, make<Count>, integer_type, any_type},
    {"sum", 1, make<Sum>, summable, summable},
    {"avg", 1, make<Average>, summable, summable},
    {"min", 1, make<Extreme<-1>>, any_type, any_type},
    {"max", 1, make<Extreme<1>>, any_type, any_type},
    {"collect", 1, make<Collect>, types_of(Type::list), any_type},
    {"percentileDisc", 2, make<Percentile<false>>, number_types, number_types},
    {"percentileCont", 2, make<Percentile<true>>, real_type, number_types},
    {"stDev", 1, make<Deviation<true>>, real_type, number_types},
    {"stDevP", 1, make<Deviation<false>>, real_type, number_types},
};

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

const Aggregate* find_aggregate(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(table), std::end(table), [&](const Aggregate& a) { return same_name(a.name, name); });
  return found == std::end(table) ? nullptr : found;
}

std::vector<std::string_view> aggregate_names() {
  std::vector<std::string_view> names;
  for (const Aggregate& aggregate : table) names.push_back(aggregate.name);
  return names;
}

}  // namespace almanac::graph::cypher
