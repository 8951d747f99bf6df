#include "importers/ready_mappings.h"

#include <string_view>
#include <vector>

// Made by almanac_embed(): the bytes of each mapping and their end.
#define ALMANAC_READY_MAPPINGS(USE) \
  USE(google_ads) USE(meta_ads) USE(baidu) USE(qihoo_360) USE(sogou) USE(shenma) USE(toutiao) USE(tmall)

#define ALMANAC_DECLARE(name) \
  extern const unsigned char almanac_embedded_map_##name[], almanac_embedded_map_##name##_end[];
extern "C" {
ALMANAC_READY_MAPPINGS(ALMANAC_DECLARE)
}
#undef ALMANAC_DECLARE

namespace almanac::importers {
namespace {

Mapping read(const unsigned char* begin, const unsigned char* end, const char* name) {
  return parse_mapping({reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)}, name);
}

}  // namespace

std::span<const Mapping> ready_mappings() {
#define ALMANAC_READ(name) read(almanac_embedded_map_##name, almanac_embedded_map_##name##_end, #name),
  static const std::vector<Mapping> all = {ALMANAC_READY_MAPPINGS(ALMANAC_READ)};
#undef ALMANAC_READ
  return all;
}

const Mapping* ready_mapping_for(std::span<const std::string> columns) {
  const Mapping* best = nullptr;
  std::size_t most = 0;
  for (const Mapping& mapping : ready_mappings())
    for (const FileRule& rule : mapping.files)
      if (rule.kind == RowKind::campaigns && rule.header.size() > most && fits(rule, columns)) {
        most = rule.header.size();
        best = &mapping;
      }
  return best;
}

}  // namespace almanac::importers
