#pragma once
// The edges of one relationship while the touchpoint file is built from nothing: gathered by user, in order; written both
// ways.

#include <cstdint>
#include <vector>

#include "graph/touchpoint_graph.h"

namespace almanac::graph {

class EdgeBuffer {
 public:
  // `typed`: type and channel tell parallel edges apart (TOUCHED).
  enum class Form { plain, typed };
  explicit EdgeBuffer(Form form) : typed_(form == Form::typed) {}

  struct Candidate {
    std::uint32_t far, type, channel;  // the latter two as stored, 0 if plain
    std::int32_t day;
    std::uint32_t weight;
    auto operator<=>(const Candidate&) const = default;
    bool same_edge(const Candidate& other) const {
      return far == other.far && type == other.type && channel == other.channel;
    }
  };

  // The edges of the open user: candidates of the same edge become one, with the first day and the summed weight.
  void add(std::vector<Candidate>& list);
  void close_user() { offsets_.push_back(far_.size()); }
  void write(SchemaWriter& out);  // as read_edges() in touchpoint_graph.cpp expects

 private:
  void write_transposed(SchemaWriter& out, std::uint32_t sources, std::uint32_t targets) const;

  bool typed_;
  std::vector<std::uint64_t> offsets_{0};
  std::vector<std::uint32_t> far_, weights_, types_, channels_;
  std::vector<std::int32_t> days_;
};

}  // namespace almanac::graph
