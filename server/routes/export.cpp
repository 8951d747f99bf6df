// Downloads of the archive and of views.

#include "server/routes/parameters.h"

namespace almanac::server {
namespace {

Parameter file_format(std::string_view otherwise) {
  return word("format",
              otherwise == "jsonl" ? Text{"jsonl (default), csv (several tables: a ZIP archive) or xlsx",
                                          "jsonl（默认）、csv（多张表时为 ZIP）或 xlsx"}
                                   : Text{"csv (default), xlsx or jsonl", "csv（默认）、xlsx 或 jsonl"},
              {"jsonl", "csv", "xlsx"});
}
Parameter kinds() {
  return several("kind", {"only these: campaign, lesson, channel, product, segment, user, touchpoint, rate, synonym, "
                          "saved_search; of tables also goal, "
                          "result, cost, benefit, phase, milestone, experiment, competitor",
                          "只导出这些类型：campaign、lesson、channel、product、segment、user、touchpoint、rate、synonym"
                          "、saved_search；表格另有 goal、result、"
                          "cost、benefit、phase、milestone、experiment、competitor"});
}

}  // namespace

std::vector<Route> export_routes() {
  return {{"GET",
           "/api/v1/export",
           h::export_archive,
           Permission::read,
           {"Download the archive; its JSON lines can be imported again", "下载整个档案；JSONL 可重新导入"},
           {file_format("jsonl"), kinds(),
            flag("history", {"of JSON lines: versions and sources too", "JSONL 另含历史版本与来源"})}},
          {"GET",
           "/api/v1/export/campaigns",
           h::export_campaigns,
           Permission::read,
           {"Download the campaigns of a list, with its filters and order", "按列表的筛选和排序下载活动"},
           with(campaign_view(), {file_format("csv"), kinds()})},
          {"GET",
           "/api/v1/export/search",
           h::export_search,
           Permission::read,
           {"Download all hits of a search in its order; limit, cursor and what it counts are left aside",
            "按检索的排序下载全部结果；忽略每页条数、翻页和统计参数"},
           with(search_parameters(), {wait(), file_format("csv")})},
          {"GET",
           "/api/v1/export/touchpoints",
           h::export_touchpoints,
           Permission::read,
           {"Download touchpoints, with the filters of their list", "按列表的筛选下载触点"},
           with(touchpoint_view(), {file_format("csv")})}};
}

}  // namespace almanac::server
