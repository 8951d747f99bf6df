#include "graph/edge_buffer.h"

#include <algorithm>
#include <numeric>

namespace almanac::graph {
namespace {

void write_list(SchemaWriter& out, const std::vector<std::uint64_t>& list_offsets,
                const std::vector<std::uint32_t>& ends, const std::vector<std::int32_t>& since,
                const std::vector<std::uint32_t>& counts, std::uint32_t limit) {
  const bool unweighted = std::all_of(counts.begin(), counts.end(), [](std::uint32_t w) { return w == 1; });
  out.column(pack_plain(std::span<const std::uint32_t>(ends), limit));
  out.column(pack(std::span<const std::uint64_t>(list_offsets)));
  out.column(pack(std::span<const std::int32_t>(since)));
  out.column(unweighted ? PackBuffer() : pack(std::span<const std::uint32_t>(counts)));
}

}  // namespace

void EdgeBuffer::add(std::vector<Candidate>& list) {
  std::sort(list.begin(), list.end());
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0 && list[i].same_edge(list[i - 1])) {
      weights_.back() += list[i].weight;
      continue;
    }
    far_.push_back(list[i].far);
    days_.push_back(list[i].day);
    weights_.push_back(list[i].weight);
    if (!typed_) continue;
    types_.push_back(list[i].type);
    channels_.push_back(list[i].channel);
  }
}

void EdgeBuffer::write(SchemaWriter& out) {
  while (offsets_.size() > 1 && offsets_.back() == offsets_[offsets_.size() - 2])
    offsets_.pop_back();  // users after the last
  const auto sources = static_cast<std::uint32_t>(offsets_.size() - 1);
  std::uint32_t targets = 0;
  for (const std::uint32_t target : far_) targets = std::max(targets, target + 1);
  write_list(out, offsets_, far_, days_, weights_, targets);
  write_transposed(out, sources, targets);
  out.column(pack(std::span<const std::uint32_t>(types_)));
  out.column(pack(std::span<const std::uint32_t>(channels_)));
}

void EdgeBuffer::write_transposed(SchemaWriter& out, std::uint32_t sources, std::uint32_t targets) const {
  std::vector<std::uint64_t> starts(std::size_t{targets} + 1);
  for (const std::uint32_t target : far_) ++starts[target + std::size_t{1}];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<std::uint64_t> next(starts.begin(), starts.end() - 1);
  std::vector<std::uint32_t> ends(far_.size()), counts(far_.size());
  std::vector<std::int32_t> since(far_.size());
  for (std::uint32_t source = 0; source < sources; ++source) {
    for (std::uint64_t i = offsets_[source]; i < offsets_[source + std::size_t{1}]; ++i) {
      const std::uint64_t place = next[far_[i]]++;
      ends[place] = source;
      counts[place] = weights_[i];
      since[place] = days_[i];
    }
  }
  write_list(out, starts, ends, since, counts, sources);
}

}  // namespace almanac::graph
