#include "graph/cypher/ast.h"

namespace almanac::graph::cypher {

Expr::Expr(Op op_, Extent extent_) : op(op_), extent(extent_) {}
Expr::~Expr() = default;

bool is_writing(ClauseKind kind) { return kind >= ClauseKind::create; }

}  // namespace almanac::graph::cypher
