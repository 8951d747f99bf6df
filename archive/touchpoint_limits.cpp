#include "archive/touchpoint_limits.h"

#include <algorithm>

#include "archive/connection.h"
#include "archive/store.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using Select = TouchpointSelect;

template <class Count>
void TouchpointLimits::check_column(std::size_t index, std::uint32_t bit, const std::vector<std::uint32_t>& numbers,
                                    std::uint64_t block, Count count) {
  if (!(select_ & bit)) return;
  std::uint32_t highest = 0;  // of number + 1, so that no_number is 0
  for (const std::uint32_t number : numbers) highest = std::max(highest, number + 1);
  if (highest > limits_[index]) limits_[index] = count();
  if (highest > limits_[index]) damaged_touchpoints(block, "it names something unknown", "引用了不存在的对象");
}

void TouchpointLimits::check(const TouchpointColumns& columns, std::uint64_t block) {
  check_column(0, Select::user, columns.user, block, [&] { return reads_.count(Kind::user); });
  check_column(1, Select::campaign, columns.campaign, block, [&] { return reads_.count(Kind::campaign); });
  check_column(2, Select::channel, columns.channel, block, [&] { return reads_.count(Kind::channel); });
  check_column(3, Select::product, columns.product, block, [&] { return reads_.count(Kind::product); });
  const std::vector<std::uint32_t>* words[] = {&columns.type,   &columns.currency, &columns.variant, &columns.creative,
                                               &columns.region, &columns.device,   &columns.source};
  for (std::uint32_t i = 0; i < 7; ++i)
    check_column(4 + i, Select::type << i, *words[i], block,
                 [&] { return count_words(connection_of(reads_).database, static_cast<Word>(i + 1)); });
}

}  // namespace almanac::archive
