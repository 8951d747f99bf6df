#include "bench/graph_hand.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

namespace almanac::bench {
namespace {

using Rows = Hand::Rows;

Rows make_rows(std::vector<std::pair<std::uint32_t, std::uint32_t>> edges, std::uint32_t nodes) {
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  Rows rows;
  rows.offsets.resize(nodes + std::size_t{1});
  for (const auto& [near, far] : edges) {
    ++rows.offsets[near + std::size_t{1}];
    rows.far.push_back(far);
  }
  std::partial_sum(rows.offsets.begin(), rows.offsets.end(), rows.offsets.begin());
  return rows;
}

}  // namespace

Hand::Hand(const std::vector<Event>& events, const std::vector<Plan>& plans, const Size& size)
    : channels_of_(size.campaigns), users_(size.users), campaigns_(size.campaigns) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> there, back, products;
  for (const Event& e : events) {
    there.emplace_back(e.user, e.campaign);
    back.emplace_back(e.campaign, e.user);
  }
  for (std::uint32_t c = 0; c < size.campaigns; ++c) {
    for (const std::uint32_t p : plans[c].products) products.emplace_back(c, p);
    for (const std::uint32_t k : plans[c].channels)
      channels_of_[c] = static_cast<std::uint16_t>(channels_of_[c] | 1U << k);
  }
  campaigns_of_ = make_rows(std::move(there), users_);
  users_of_ = make_rows(std::move(back), campaigns_);
  products_of_ = make_rows(std::move(products), campaigns_);
  mark_.resize(users_ + std::max(campaigns_, size.products));
  found_.resize(mark_.size());
  count_.resize(campaigns_);
}

std::size_t Hand::neighbours(std::uint32_t user) {
  std::copy(campaigns_of_.begin(user), campaigns_of_.end(user), found_.begin());
  return campaigns_of_.degree(user);
}

std::size_t Hand::two_hops(std::uint32_t user) {
  ++epoch_;
  std::uint32_t* const mark = mark_.data();
  std::uint32_t* to = found_.data();
  std::uint32_t channels = 0;
  for (const auto* c = campaigns_of_.begin(user); c != campaigns_of_.end(user); ++c) {
    channels |= channels_of_.data()[*c];
    for (const auto* p = products_of_.begin(*c); p != products_of_.end(*c); ++p) {
      if (mark[*p] == epoch_) continue;
      mark[*p] = epoch_;
      *to++ = *p;
    }
  }
  return static_cast<std::size_t>(to - found_.data()) + static_cast<std::size_t>(std::popcount(channels));
}

std::size_t Hand::co_users(std::uint32_t user) {
  ++epoch_;
  std::uint32_t* const mark = mark_.data();
  std::uint32_t* to = found_.data();
  mark[user] = epoch_;
  for (const auto* c = campaigns_of_.begin(user); c != campaigns_of_.end(user); ++c) {
    for (const auto* v = users_of_.begin(*c); v != users_of_.end(*c); ++v) {
      if (mark[*v] == epoch_) continue;
      mark[*v] = epoch_;
      *to++ = *v;
    }
  }
  return static_cast<std::size_t>(to - found_.data());
}

// Campaigns are numbered after the users.
std::size_t Hand::distance(std::uint32_t user, std::uint32_t other) {
  if (user == other) return 0;
  epoch_ += 2;
  std::uint32_t mine = epoch_ - 1, theirs = epoch_;
  std::uint32_t* const mark = mark_.data();
  const auto cost = [&](const std::vector<std::uint32_t>& frontier) {
    std::uint64_t sum = 0;
    for (const std::uint32_t v : frontier) sum += v < users_ ? campaigns_of_.degree(v) : users_of_.degree(v - users_);
    return sum;
  };
  from_ = {user};
  to_ = {other};
  mark[user] = mine;
  mark[other] = theirs;
  for (std::size_t d = 1; !from_.empty() && !to_.empty(); ++d) {
    if (cost(from_) > cost(to_)) {
      from_.swap(to_);
      std::swap(mine, theirs);
    }
    next_.clear();
    for (const std::uint32_t v : from_) {
      const bool is_user = v < users_;
      const Rows& rows = is_user ? campaigns_of_ : users_of_;
      const std::uint32_t n = is_user ? v : v - users_;
      const std::uint32_t shift = is_user ? users_ : 0;
      for (const auto* p = rows.begin(n); p != rows.end(n); ++p) {
        const std::uint32_t z = *p + shift;
        if (mark[z] == theirs) return d;
        if (mark[z] == mine) continue;
        mark[z] = mine;
        next_.push_back(z);
      }
    }
    from_.swap(next_);
  }
  return 0;
}

double Hand::jaccard(std::uint32_t campaign) {
  std::uint32_t* const count = count_.data();
  std::uint32_t* to = found_.data();
  for (const auto* u = users_of_.begin(campaign); u != users_of_.end(campaign); ++u) {
    for (const auto* c = campaigns_of_.begin(*u); c != campaigns_of_.end(*u); ++c) {
      if (count[*c]++ == 0) *to++ = *c;
    }
  }
  std::vector<std::pair<float, std::uint32_t>> scored;
  scored.reserve(static_cast<std::size_t>(to - found_.data()));
  for (const std::uint32_t* c = found_.data(); c != to; ++c) {
    const auto all = users_of_.degree(campaign) + users_of_.degree(*c) - count[*c];
    if (*c != campaign) scored.emplace_back(static_cast<float>(count[*c]) / static_cast<float>(all), *c);
    count[*c] = 0;
  }
  const auto best = scored.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(10, scored.size()));
  std::partial_sort(scored.begin(), best, scored.end(), std::greater<>());
  double sum = 0;
  for (auto entry = scored.begin(); entry != best; ++entry) sum += entry->first;
  return sum;
}

double Hand::pagerank(int iterations) {
  const auto all = static_cast<float>(users_ + campaigns_);
  std::vector<float> user(users_, 1 / all), campaign(campaigns_, 1 / all), user_gives(users_),
      campaign_gives(campaigns_);
  const auto share = [](const std::vector<float>& rank, const Rows& rows, std::vector<float>& gives) {
    float lost = 0;
    for (std::uint32_t v = 0; v < rank.size(); ++v) {
      const auto degree = static_cast<float>(rows.degree(v));
      gives.data()[v] = degree == 0 ? 0 : rank.data()[v] / degree;
      lost += degree == 0 ? rank.data()[v] : 0;
    }
    return lost;
  };
  const auto gather = [](const Rows& rows, const std::vector<float>& gives, float base, std::vector<float>& rank) {
    const float* const from = gives.data();
    for (std::uint32_t v = 0; v < rank.size(); ++v) {
      float sum = 0;
      for (const auto* p = rows.begin(v); p != rows.end(v); ++p) sum += from[*p];
      rank.data()[v] = base + 0.85F * sum;
    }
  };
  for (int i = 0; i < iterations; ++i) {
    const float lost = share(user, campaigns_of_, user_gives) + share(campaign, users_of_, campaign_gives);
    const float base = (0.15F + 0.85F * lost) / all;
    gather(campaigns_of_, campaign_gives, base, user);
    gather(users_of_, user_gives, base, campaign);
  }
  return static_cast<double>(*std::max_element(campaign.begin(), campaign.end()));
}

std::size_t Hand::components() {
  std::vector<std::uint32_t> parents(users_ + campaigns_);
  std::iota(parents.begin(), parents.end(), 0U);
  std::uint32_t* const parent = parents.data();
  const auto root = [&](std::uint32_t v) {
    while (parent[v] != v) v = parent[v] = parent[parent[v]];
    return v;
  };
  for (std::uint32_t u = 0; u < users_; ++u) {
    for (const auto* c = campaigns_of_.begin(u); c != campaigns_of_.end(u); ++c) {
      const std::uint32_t a = root(u);
      const std::uint32_t b = root(*c + users_);
      if (a != b) parent[std::max(a, b)] = std::min(a, b);
    }
  }
  std::size_t count = 0;
  for (std::uint32_t v = 0; v < parents.size(); ++v) count += parent[v] == v ? 1 : 0;
  return count;
}

namespace {

// One graph of Louvain's.
struct Coarse {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> far;
  std::vector<float> weights, inner;
  std::uint32_t size() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
};

// Moves vertices in shuffled passes until few move; whether any did.
bool settle(const Coarse& graph, double all, std::vector<std::uint32_t>& community) {
  const std::uint32_t n = graph.size();
  std::vector<double> strength(n), total(n);
  std::vector<float> links(n);
  std::vector<std::uint32_t> order(n), touched;
  for (std::uint32_t v = 0; v < n; ++v) {
    strength[v] = static_cast<double>(graph.inner[v]);
    for (auto e = graph.offsets[v]; e < graph.offsets[v + std::size_t{1}]; ++e)
      strength[v] += static_cast<double>(graph.weights[e]);
    total[v] = strength[v];
  }
  std::iota(order.begin(), order.end(), 0U);
  Random random;
  for (std::uint32_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  const std::uint64_t* const offsets = graph.offsets.data();
  const std::uint32_t* const far = graph.far.data();
  const float* const weights = graph.weights.data();
  std::uint32_t* const of = community.data();
  bool any = false;
  std::size_t moved = n;
  for (int pass = 0; pass < 20 && moved > n / 1000; ++pass) {
    moved = 0;
    for (const std::uint32_t v : order) {
      touched.clear();
      for (auto e = offsets[v]; e < offsets[v + std::size_t{1}]; ++e) {
        const std::uint32_t c = of[far[e]];
        if (links.data()[c] == 0) touched.push_back(c);
        links.data()[c] += weights[e];
      }
      const std::uint32_t old = of[v];
      const double k = strength.data()[v];
      total.data()[old] -= k;
      std::uint32_t best = old;
      double best_gain = static_cast<double>(links.data()[old]) - total.data()[old] * k / all;
      for (const std::uint32_t c : touched) {
        const double gain = static_cast<double>(links.data()[c]) - total.data()[c] * k / all;
        if (gain > best_gain + 1e-9) {
          best_gain = gain;
          best = c;
        }
      }
      for (const std::uint32_t c : touched) links.data()[c] = 0;
      total.data()[best] += k;
      of[v] = best;
      moved += best != old ? 1 : 0;
    }
    any = any || moved != 0;
  }
  return any;
}

Coarse coarsen(const Coarse& graph, std::vector<std::uint32_t>& community) {
  std::vector<std::uint32_t> number(graph.size(), ~0U);
  std::uint32_t count = 0;
  for (std::uint32_t& c : community) {
    if (number[c] == ~0U) number[c] = count++;
    c = number[c];
  }
  std::vector<std::vector<std::uint32_t>> members(count);
  for (std::uint32_t v = 0; v < graph.size(); ++v) members[community[v]].push_back(v);
  Coarse next;
  next.inner.resize(count);
  std::vector<float> links(count);
  std::vector<std::uint32_t> touched;
  for (std::uint32_t c = 0; c < count; ++c) {
    touched.clear();
    for (const std::uint32_t v : members[c]) {
      next.inner[c] += graph.inner[v];
      for (auto e = graph.offsets[v]; e < graph.offsets[v + std::size_t{1}]; ++e) {
        const std::uint32_t d = community.data()[graph.far.data()[e]];
        if (links.data()[d] == 0) touched.push_back(d);
        links.data()[d] += graph.weights.data()[e];
      }
    }
    for (const std::uint32_t d : touched) {
      if (d == c) {
        next.inner[c] += links[d];
      } else {
        next.far.push_back(d);
        next.weights.push_back(links[d]);
      }
      links[d] = 0;
    }
    next.offsets.push_back(next.far.size());
  }
  return next;
}

}  // namespace

double Hand::louvain() {
  Coarse graph;
  for (std::uint32_t v = 0; v < users_ + campaigns_; ++v) {
    const bool is_user = v < users_;
    const Rows& rows = is_user ? campaigns_of_ : users_of_;
    const std::uint32_t n = is_user ? v : v - users_;
    for (const auto* p = rows.begin(n); p != rows.end(n); ++p) graph.far.push_back(*p + (is_user ? users_ : 0));
    graph.offsets.push_back(graph.far.size());
  }
  graph.weights.assign(graph.far.size(), 1);
  graph.inner.assign(graph.size(), 0);
  const auto all = static_cast<double>(graph.far.size());
  double q = 0;
  for (int level = 0; level < 10; ++level) {
    std::vector<std::uint32_t> community(graph.size());
    std::iota(community.begin(), community.end(), 0U);
    const std::uint32_t before = graph.size();
    const bool moved = settle(graph, all, community);
    graph = coarsen(graph, community);
    q = 0;
    for (std::uint32_t c = 0; c < graph.size(); ++c) {
      double total = static_cast<double>(graph.inner[c]);
      for (auto e = graph.offsets[c]; e < graph.offsets[c + std::size_t{1}]; ++e)
        total += static_cast<double>(graph.weights[e]);
      q += static_cast<double>(graph.inner[c]) / all - total / all * (total / all);
    }
    if (!moved || graph.size() == before) break;
  }
  return q;
}

}  // namespace almanac::bench
