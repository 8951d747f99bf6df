#include "cli/record_id.h"

#include "archive/error.h"

namespace almanac::cli {

using archive::Kind;
using archive::Text;

std::pair<Kind, std::string> record_named(const archive::Reads& reads, const std::string& id) {
  const auto parsed = archive::parse_graph_id(id);
  if (!parsed || reads.find_number(Kind::campaign, id)) return {Kind::campaign, id};
  return *parsed;
}

void throw_unknown_record(const archive::Reads& reads, Kind kind, const std::string& key) {
  const auto nearest = reads.nearest_key(kind, key);
  Text message = filled(Text{"there is no {}", "没有 {}"}, graph_id(kind, key));
  if (nearest) {
    const Text hint = filled(Text{"; did you mean {}?", "；是否想找 {}？"}, *nearest);
    message.en += hint.en;
    message.zh += hint.zh;
  }
  throw archive::Error(archive::ErrorKind::not_found, "unknown_record", message);
}

}  // namespace almanac::cli
