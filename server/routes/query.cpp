// The query language: by links, and as Neo4j's Query API.

#include "server/routes/parameters.h"

namespace almanac::server {
namespace {

Parameter database() { return in_path("name", {"of the database: almanac", "数据库名：almanac"}); }
Parameter transaction() {
  return in_path("id", {"of the transaction, as its beginning answered", "事务编号，由开启事务时返回"});
}

// A query may take longer than the graph's other questions, if that is asked for.
Parameter longer() {
  return number("timeout_ms",
                {"how long the query may take; it is given up then, and when the client leaves",
                 "查询最多可用的毫秒数；超时或客户端离开时即中止"},
                1, 60'000, 10'000);
}

}  // namespace

std::vector<Route> query_routes() {
  return {
      {"GET",
       "/api/v1/graph/query",
       h::graph_query,
       Permission::read,
       {"A query in openCypher and its rows", "一条 openCypher 查询及其结果"},
       {needed("statement",
               {"the query, e.g. MATCH (c:Campaign) RETURN c.name", "查询语句，例如 MATCH (c:Campaign) RETURN c.name"}),
        several("parameter", {"a value for $NAME: NAME=JSON or NAME=text", "参数 $NAME 的值：NAME=JSON 或 NAME=文本"}),
        as_of(),
        number("limit", {"rows at most; the query's own LIMIT counts too", "最多返回的行数；查询自身的 LIMIT 同样有效"},
               1, 100'000, 1'000),
        flag("explain", {"the plan alone; nothing is run", "只返回执行计划，不执行"}), longer(), wait(), format()},
       "",
       "graph_query"},
      {"GET",
       "/api/v1/graph/schema",
       h::graph_schema,
       Permission::read,
       {"What the graph consists of, counted, and the functions and procedures of its query language",
        "图谱的组成与数量，以及查询语言的函数与过程"},
       {as_of(), longer(), wait()},
       "",
       "graph_schema"},
      {"POST",
       "/db/{name}/query/v2",
       h::query_statement,
       Permission::read,
       {"A statement, in the wire format of Neo4j's Query API", "执行一条语句（Neo4j Query API 的格式）"},
       {database(), as_of(), wait()},
       "query_statement",
       "query_answer",
       202},
      {"POST",
       "/db/{name}/query/v2/tx",
       h::begin_query_transaction,
       Permission::read,
       {"The same, beginning a transaction: one snapshot for several statements",
        "同上，并开启事务：多条语句共用一个快照"},
       {database(), as_of(), wait()},
       "query_statement",
       "query_answer",
       202},
      {"POST",
       "/db/{name}/query/v2/tx/{id}",
       h::query_in_transaction,
       Permission::read,
       {"A statement in a transaction; without one the transaction is kept alive",
        "在事务中执行语句；不带语句则仅保持事务"},
       {database(), transaction()},
       "query_statement",
       "query_answer",
       202},
      {"POST",
       "/db/{name}/query/v2/tx/{id}/commit",
       h::commit_query_transaction,
       Permission::read,
       {"Ends a transaction, after a last statement if there is one", "结束事务（可先执行最后一条语句）"},
       {database(), transaction()},
       "query_statement",
       "query_answer",
       202},
      {"DELETE",
       "/db/{name}/query/v2/tx/{id}",
       h::roll_back_query_transaction,
       Permission::read,
       {"Ends a transaction", "结束事务"},
       {database(), transaction()},
       "query_statement",
       "",
       202},
  };
}

}  // namespace almanac::server
