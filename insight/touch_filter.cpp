#include "insight/touch_filter.h"

#include <algorithm>

namespace almanac::insight {

using graph::Field;

namespace {

// The column's values of [begin, end), as numbers; widths are told apart once a block.
template <class T>
void decode(const graph::PackedColumn& column, std::uint64_t begin, std::uint64_t end, std::vector<T>& out) {
  out.resize(static_cast<std::size_t>(end - begin));
  const graph::PackShape shape = column.shape();
  if (shape.width == 0) {
    std::fill(out.begin(), out.end(), static_cast<T>(shape.base));
    return;
  }
  column.visit([&](const auto raw) {
    const auto base = static_cast<std::uint64_t>(shape.base);
    T* to = out.data();
    if (shape.unit == 1) {
      for (std::uint64_t i = begin; i < end; ++i) *to++ = static_cast<T>(base + raw[i]);
    } else {
      for (std::uint64_t i = begin; i < end; ++i) *to++ = static_cast<T>(base + raw[i] * shape.unit);
    }
  });
}

}  // namespace

void RowReader::want(Field field) { wanted_[static_cast<std::size_t>(field)] = true; }

void RowReader::read(std::uint64_t begin, std::uint64_t end, RowBlock& block) const {
  block.begin = begin;
  block.end = end;
  for (std::size_t i = 0; i < graph::field_count; ++i) {
    if (!wanted_[i]) continue;
    const auto field = static_cast<Field>(i);
    if (field == Field::time)
      decode(touchpoints_.column(field), begin, end, block.times);
    else
      decode(touchpoints_.column(field), begin, end, block.numbers[i]);
  }
}

TouchFilter::TouchFilter(const graph::CampaignGraph& graph, const Filters& filters, const graph::AsOf& as_of,
                         const std::string& where) {
  if (!as_of.everything()) within(INT64_MIN, as_of.end_ms + 1);
  for (const auto& [name, values] : filters) {
    if (values.empty()) continue;
    const std::string place = where.empty() ? name : where + "." + name;
    Dimension dimension(graph, name, as_of, place);
    std::vector<std::uint8_t> wanted = dimension.wanted(values, place);
    const auto any_of = [&](std::int64_t number) {
      std::uint8_t found = 0;
      dimension.each(number, [&](std::uint32_t v) { found |= wanted[v]; });
      return found;
    };
    const auto masked = [&](std::size_t numbers) {
      std::vector<std::uint8_t> takes(numbers + 1, 0);
      for (std::size_t n = 1; n < takes.size(); ++n) takes[n] = any_of(static_cast<std::int64_t>(n));
      return takes;
    };
    const auto& classes = graph.graph().classes();
    switch (dimension.by()) {
      case Dimension::By::time:
        times_.push_back({std::move(dimension), std::move(wanted)});
        break;
      case Dimension::By::user: {
        auto takes = masked(classes[graph::class_of_kind(archive::Kind::user)].size);
        takes.erase(takes.begin());
        if (users_.empty()) {
          users_ = std::move(takes);
        } else {
          for (std::size_t i = 0; i < users_.size(); ++i) users_[i] &= takes[i];
        }
        break;
      }
      case Dimension::By::word:
        narrow(dimension.field(), masked(dimension.size()));
        break;
      case Dimension::By::campaign:
        narrow(Field::campaign, masked(classes[graph::class_of_kind(archive::Kind::campaign)].size));
        break;
      case Dimension::By::channel:
        narrow(Field::channel, masked(classes[graph::class_of_kind(archive::Kind::channel)].size));
        break;
      case Dimension::By::product:
        narrow(Field::product, masked(classes[graph::class_of_kind(archive::Kind::product)].size));
        break;
    }
  }
}

void TouchFilter::narrow(Field field, std::vector<std::uint8_t> takes) {
  for (FieldMask& mask : fields_) {
    if (mask.field != field) continue;
    for (std::size_t i = 0; i < takes.size(); ++i) mask.takes[i] &= takes[i];
    return;
  }
  fields_.push_back({field, std::move(takes)});
}

void TouchFilter::within(std::int64_t from_ms, std::int64_t to_ms) {
  window_ = true;
  from_ms_ = std::max(from_ms_, from_ms);
  to_ms_ = std::min(to_ms_, to_ms);
}

void TouchFilter::prepare(RowReader& reader) const {
  for (const FieldMask& mask : fields_) reader.want(mask.field);
  if (window_ || !times_.empty()) reader.want(Field::time);
}

void TouchFilter::apply(const RowBlock& block, std::vector<std::uint8_t>& passes) const {
  const std::size_t rows = block.size();
  for (const FieldMask& mask : fields_) {
    const std::uint32_t* numbers = block.numbers[static_cast<std::size_t>(mask.field)].data();
    const std::uint8_t* takes = mask.takes.data();
    for (std::size_t i = 0; i < rows; ++i) passes[i] &= takes[numbers[i]];
  }
  if (window_) {
    for (std::size_t i = 0; i < rows; ++i)
      passes[i] &= static_cast<std::uint8_t>(block.times[i] >= from_ms_ && block.times[i] < to_ms_ ? 1 : 0);
  }
  for (const TimeMask& mask : times_) {
    for (std::size_t i = 0; i < rows; ++i) {
      if (passes[i] == 0) continue;
      mask.dimension.each(block.times[i], [&](std::uint32_t v) { passes[i] = mask.takes[v]; });
    }
  }
}

}  // namespace almanac::insight
