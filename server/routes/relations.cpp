// How things go together, and the named questions.

#include "server/routes/parameters.h"

namespace almanac::server {
namespace {

Parameter scope() {
  return {.name = "only.",
          .summary = {"only.DIMENSION: only touchpoints (campaigns) with one of these values, e.g. only.segment=新客",
                      "only.维度：只统计取这些值的触点（活动），例如 only.segment=新客"},
          .repeated = true,
          .prefix = true};
}
Parameter dimension(std::string_view name, Text summary) { return text(name, std::move(summary)); }
Parameter from() { return date("from", {"touchpoints of this day or later", "触点不早于此日"}); }
Parameter to() { return date("to", {"touchpoints of this day or earlier", "触点不晚于此日"}); }

}  // namespace

std::vector<Route> relation_routes() {
  return {
      {"GET",
       "/api/v1/relations",
       h::relations,
       Permission::read,
       {"Who was reached by what and what went with it: people, lift with its interval, campaigns behind it",
        "谁被什么触达、又与什么相伴：人数、提升度及区间、依据活动"},
       {dimension("rows",
                  {"what the rows are: channel (usual), category, segment, user.NAME …", "行的维度，默认 channel"}),
        dimension("columns", {"what the columns are: product (usual), event, campaign …", "列的维度，默认 product"}),
        several("row", {"only these rows", "只看这些行"}), several("column", {"only these columns", "只看这些列"}),
        several("row_event", {"events that make a row's value", "构成行值的行为"}),
        several("event", {"events that make a column's value, e.g. purchase", "构成列值的行为，例如 purchase"}),
        scope(),
        word("measure", {"order: lift (lower end), low_lift, both (people), jaccard", "排序方式"},
             {"lift", "low_lift", "both", "jaccard"}),
        word("unit", {"people, people by campaign, or people by the rows' times", "按人、按人×活动，或按人×行的时间"},
             {"person", "visit", "moment"}),
        flag("then", {"the column not before the row", "列不早于行"}),
        number("least", {"people below which a pair is too few", "少于此人数视为过少"}, 1, 1000, 5), from(), to(),
        as_of(), limit(1000, 50), timeout(), wait(), format()},
       "",
       "relations"},
      {"GET",
       "/api/v1/relations/gaps",
       h::relation_gaps,
       Permission::read,
       {"Pairs that campaigns have used each but never together", "活动中各自用过却从未同用的组合"},
       {dimension("rows", {"channel (usual), mechanic, occasion …", "行的维度，默认 channel"}),
        dimension("columns", {"category (usual), segment, month …", "列的维度，默认 category"}),
        several("row", {"only these rows", "只看这些行"}), several("column", {"only these columns", "只看这些列"}),
        scope(), as_of(), limit(1000, 50), timeout(), wait(), format()},
       "",
       "relation_gaps"},
      {"GET",
       "/api/v1/relations/results",
       h::relation_results,
       Permission::read,
       {"What campaigns reported, by channel, segment, product or anything they are grouped by",
        "按渠道、人群、产品等分组的上报效果"},
       {dimension("group", {"channel (usual), segment, product, mechanic …", "分组维度，默认 channel"}),
        several("value", {"only these", "只看这些"}),
        text("metric", {"metric; without one that of which most was reported", "指标；省略时取上报最多的"}), scope(),
        as_of(), limit(1000, 50), timeout(), wait(), format()},
       "",
       "relation_results"},
      {"GET",
       "/api/v1/relations/values",
       h::relation_values,
       Permission::read,
       {"Values of a dimension to choose from", "某一维度的可选值"},
       {needed("dimension", {"segment, category, user.NAME …", "维度"}), text("q", {"part of a name", "名称的一部分"}),
        flag("of_campaigns", {"of campaigns' own dimensions", "活动自身的维度"}), as_of(), limit(200, 20), wait()},
       "",
       "relation_values"},
      {"GET",
       "/api/v1/graph/questions",
       h::list_questions,
       Permission::read,
       {"The named questions and their parameters", "常用问题及其参数"},
       {},
       "",
       "questions"},
      {"GET",
       "/api/v1/graph/questions/{id}",
       h::ask_question,
       Permission::read,
       {"A named question asked: a table, its picture, the campaigns behind each row",
        "提出一个常用问题：表格、图及每行的依据活动"},
       {in_path("id", {"of the question", "问题的 id"}),
        from(),
        to(),
        as_of(),
        limit(1000, 50),
        timeout(),
        wait(),
        format(),
        {.name = "",
         .summary = {"parameters of the question by their names, e.g. category=BABY",
                     "按名称给出问题的参数，例如 category=BABY"},
         .repeated = true,
         .prefix = true}},
       "",
       "question_answer"},
  };
}

}  // namespace almanac::server
