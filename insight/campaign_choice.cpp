#include "insight/campaign_choice.h"

namespace almanac::insight {

std::vector<bool> chosen_campaigns(const graph::CampaignGraph& graph, const Filters& filters, const graph::AsOf& as_of,
                                   const std::string& where) {
  const graph::NodeClass& nodes = graph.graph().classes()[graph::class_of_kind(archive::Kind::campaign)];
  std::vector<bool> chosen(nodes.size);
  for (std::uint32_t i = 0; i < nodes.size; ++i) {
    chosen[i] = !nodes.keys.at(i).empty() && (as_of.everything() || graph.known_by(nodes.first + i, as_of.day));
  }
  for (const auto& [name, values] : filters) {
    if (values.empty()) continue;
    const std::string place = where.empty() ? name : where + "." + name;
    const Dimension dimension(graph, name, as_of, place, Dimension::Of::campaigns);
    const std::vector<std::uint8_t> wanted = dimension.wanted(values, place);
    for (std::uint32_t i = 0; i < nodes.size; ++i) {
      bool any = false;
      dimension.each(std::int64_t{i} + 1, [&](std::uint32_t v) { any = any || wanted[v] != 0; });
      if (!any) chosen[i] = false;
    }
  }
  return chosen;
}

}  // namespace almanac::insight
