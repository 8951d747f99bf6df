// The API in one table. Adding a route is one entry here and one function in handlers/; the router, the checks of
// parameters and permissions, and /openapi.json follow.

#include "server/handlers/handlers.h"
#include "server/route.h"

namespace almanac::server {
namespace {

using In = Parameter::In;
using Type = Parameter::Type;
namespace h = handlers;

Parameter text(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary)}; }
Parameter several(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary), .repeated = true}; }
Parameter needed(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary), .required = true}; }
Parameter in_path(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary), .in = In::path, .required = true}; }
Parameter in_header(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary), .in = In::header}; }
Parameter flag(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary), .type = Type::boolean}; }
Parameter date(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary), .type = Type::date}; }
Parameter word(std::string_view name, Text summary, std::vector<std::string_view> words) {
  return {.name = name, .summary = std::move(summary), .one_of = std::move(words)};
}
Parameter number(std::string_view name, Text summary, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
  return {.name = name, .summary = std::move(summary), .type = Type::integer, .minimum = least, .maximum = most, .otherwise = otherwise};
}

Parameter as_of() { return date("as_of", {"use nothing that was not known at the end of this day", "只使用截至当日结束时已知的内容"}); }
Parameter wait() { return flag("wait", {"wait up to 2 s until the latest change is included", "最多等待 2 秒，直到包含最新修改"}); }
Parameter cursor() { return text("cursor", {"next_cursor of the page before", "上一页返回的 next_cursor"}); }
Parameter limit(std::int64_t most, std::int64_t otherwise) { return number("limit", {"how many at most", "最多返回多少条"}, 1, most, otherwise); }
Parameter format() { return word("format", {"json, or csv for a spreadsheet", "json，或 csv（用于电子表格）"}, {"json", "csv"}); }
Parameter dry_run() { return flag("dry_run", {"check everything, store nothing", "只检查，不写入"}); }
Parameter if_match() { return in_header("If-Match", {"the ETag that was read; 412 if the record changed since", "读取时的 ETag；若记录已被修改则返回 412"}); }
Parameter if_none_match() { return in_header("If-None-Match", {"an ETag (304 if unchanged), or * to create only", "ETag（未变则 304），或 * 表示只新建"}); }
Parameter idempotency_key() { return in_header("Idempotency-Key", {"a repetition with the same key has no second effect; kept 24 hours", "相同的键重复请求不会生效两次；保留 24 小时"}); }
Parameter code() { return in_path("code", {"the campaign's code, percent-encoded", "活动代码（百分号编码）"}); }

std::vector<Parameter> record_list() { return {limit(200, 50), cursor(), format()}; }
std::vector<Parameter> one_record(std::string_view name, Text summary) { return {in_path(name, std::move(summary)), if_none_match()}; }

std::vector<Parameter> search_parameters() {
  return {
      text("q", {"what to look for, up to 8 KB; may be empty beside a filter or facet", "检索词，最长 8 KB；有筛选或分面时可为空"}),
      word("match", {"every word, one of them, or every and else one", "全部词、任一词，或自动"}, {"auto", "all", "any"}),
      several("kind", {"campaign, lesson, product, channel", "种类：campaign、lesson、product、channel"}),
      several("type", {"campaign type", "活动类型"}),
      several("objective", {"objective", "目的"}),
      several("occasion", {"occasion", "节点"}),
      several("mechanic", {"mechanic", "玩法"}),
      several("segment", {"segment", "人群"}),
      several("channel", {"channel, its children included", "渠道（含下级）"}),
      several("product", {"product", "产品"}),
      several("theme", {"theme", "主题"}),
      several("status", {"status", "状态"}),
      several("tag", {"tag", "标签"}),
      several("owner", {"owner", "负责人"}),
      several("year", {"year of the start", "开始年份"}),
      several("category", {"product category, its children included", "产品类目（含下级）"}),
      several("stage", {"stage of a lesson", "经验所属阶段"}),
      several("budget_band", {"budget band", "预算区间"}),
      several("attainment", {"attainment band", "达成率区间"}),
      {.name = "attr.", .summary = {"attr.NAME: an attribute of one's own", "attr.名称：自定义属性"}, .repeated = true, .prefix = true},
      date("start_from", {"began on this day or later", "开始日期不早于"}),
      date("start_to", {"began on this day or earlier", "开始日期不晚于"}),
      text("budget_min", {"least budget", "最低预算"}),
      text("budget_max", {"largest budget", "最高预算"}),
      as_of(),
      word("sort", {"order of the hits", "排序"}, {"relevance", "start", "-start", "budget", "-budget", "roi", "-roi", "attainment", "-attainment", "name"}),
      number("limit", {"hits per page", "每页条数"}, 0, 200, 20),
      cursor(),
      text("facets", {"fields to count, separated by commas", "要统计的分面字段，以逗号分隔"}),
      wait(),
      format(),
  };
}

std::vector<Route> campaign_routes() {
  return {
      {"GET", "/api/v1/campaigns", h::list_campaigns, Permission::read, {"Campaigns, a page at a time", "活动列表"},
       {word("sort", {"order", "排序"}, {"start", "-start", "code", "name"}), text("status", {"only this status", "只看此状态"}), limit(200, 50), cursor(), format()},
       "", "campaign_list"},
      {"POST", "/api/v1/campaigns", h::create_campaign, Permission::write, {"Create a campaign; 409 if its code exists", "新建活动；代码已存在则返回 409"},
       {dry_run(), idempotency_key()}, "campaign", "campaign", 201},
      {"GET", "/api/v1/campaigns/{code}", h::get_campaign, Permission::read, {"One campaign with all its parts", "一个活动的全部内容"},
       {code(), if_none_match()}, "", "campaign"},
      {"PUT", "/api/v1/campaigns/{code}", h::put_campaign, Permission::write,
       {"Store a campaign whole; lists of channels and products that are left out stay", "整体保存活动；未给出的渠道和产品列表保持不变"},
       {code(), dry_run(), if_match(), if_none_match()}, "campaign", "campaign"},
      {"PATCH", "/api/v1/campaigns/{code}", h::patch_campaign, Permission::write, {"Change some fields (JSON merge patch, RFC 7396)", "修改部分字段（JSON merge patch，RFC 7396）"},
       {code(), dry_run(), if_match()}, "campaign_patch", "campaign"},
      {"DELETE", "/api/v1/campaigns/{code}", h::delete_campaign, Permission::write, {"Delete a campaign; its history stays", "删除活动；历史仍保留"},
       {code(), if_match()}, "", "deleted"},
      {"GET", "/api/v1/campaigns/{code}/history", h::campaign_history, Permission::read, {"Every version, newest first", "全部版本，最新在前"},
       {code(), format()}, "", "history"},
      {"GET", "/api/v1/campaigns/{code}/products", h::campaign_products, Permission::read, {"Products promoted", "推广的产品"},
       {code(), limit(1000, 100), cursor(), format()}, "", "product_list"},
      {"GET", "/api/v1/campaigns/{code}/channels", h::campaign_channels, Permission::read, {"Channels used", "使用的渠道"},
       {code(), limit(1000, 100), cursor(), format()}, "", "channel_list"},
      {"GET", "/api/v1/campaigns/{code}/lessons", h::campaign_lessons, Permission::read, {"Lessons it taught", "活动的经验"},
       {code(), format()}, "", "lesson_list"},
  };
}

std::vector<Route> record_routes() {
  return {
      {"GET", "/api/v1/users", h::list_users, Permission::read, {"Users", "用户列表"}, record_list(), "", "user_list"},
      {"GET", "/api/v1/users/{user}", h::get_user, Permission::read, {"One user", "一个用户"}, one_record("user", {"the user's id", "用户编号"}), "", "user"},
      {"GET", "/api/v1/channels", h::list_channels, Permission::read, {"Channels", "渠道列表"}, record_list(), "", "channel_list"},
      {"GET", "/api/v1/channels/{channel}", h::get_channel, Permission::read, {"One channel, by its name or another of its names", "一个渠道，可用任一别名"},
       one_record("channel", {"the channel", "渠道"}), "", "channel"},
      {"GET", "/api/v1/products", h::list_products, Permission::read, {"Products", "产品列表"}, record_list(), "", "product_list"},
      {"GET", "/api/v1/products/{sku}", h::get_product, Permission::read, {"One product", "一个产品"}, one_record("sku", {"the product's SKU", "产品 SKU"}), "", "product"},
      {"GET", "/api/v1/segments", h::list_segments, Permission::read, {"Segments", "人群列表"}, record_list(), "", "segment_list"},
      {"GET", "/api/v1/segments/{segment}", h::get_segment, Permission::read, {"One segment", "一个人群"}, one_record("segment", {"the segment", "人群"}), "", "segment"},
      {"GET", "/api/v1/lessons", h::list_lessons, Permission::read, {"Lessons", "经验列表"}, record_list(), "", "lesson_list"},
      {"POST", "/api/v1/lessons", h::create_lesson, Permission::write, {"Add a lesson to a campaign", "为活动添加一条经验"}, {idempotency_key()}, "lesson", "lesson", 201},
      {"GET", "/api/v1/lessons/{code}", h::get_lesson, Permission::read, {"One lesson", "一条经验"}, one_record("code", {"the lesson's code", "经验编号"}), "", "lesson"},
      {"PUT", "/api/v1/lessons/{code}", h::put_lesson, Permission::write, {"Store a lesson whole", "整体保存经验"},
       {in_path("code", {"the lesson's code", "经验编号"}), if_match(), if_none_match()}, "lesson", "lesson"},
      {"GET", "/api/v1/touchpoints", h::list_touchpoints, Permission::read, {"Touchpoints: the evidence behind the graph", "触点：图谱关系的依据"},
       {text("user", {"of this user", "用户"}), text("campaign", {"of this campaign; - for those without", "活动；- 表示无活动"}), text("channel", {"at this channel", "渠道"}),
        text("product", {"of this product", "产品"}), several("type", {"send, open, click, purchase …", "类型：send、open、click、purchase 等"}),
        date("from", {"on this day or later", "不早于"}), date("to", {"on this day or earlier", "不晚于"}), as_of(), limit(1000, 100), cursor(), format()},
       "", "touchpoint_list"},
      {"POST", "/api/v1/touchpoints", h::add_touchpoints, Permission::write, {"Add up to 10,000 touchpoints; the answer says what became of each", "写入至多 10,000 个触点；返回每条的结果"},
       {text("source", {"where event ids come from", "event_id 的来源"}), dry_run(), wait(), idempotency_key()}, "touchpoint_batch", "import_report"},
  };
}

std::vector<Route> exploring_routes() {
  return {
      {"GET", "/api/v1/search", h::search, Permission::read, {"Search campaigns, lessons, products and channels", "检索活动、经验、产品和渠道"}, search_parameters(), "", "search"},
      {"POST", "/api/v1/search", h::search_by_body, Permission::read, {"The same with its parameters as JSON, for long text", "同上，参数以 JSON 提交，适合长文本"},
       {wait(), format()}, "search_request", "search"},
      {"GET", "/api/v1/suggest", h::suggest, Permission::read, {"Names that fit what is being typed; pinyin initials too", "输入联想，支持拼音首字母"},
       {text("q", {"what was typed", "已输入的内容"}), limit(50, 10)}, "", "suggestions"},
      {"GET", "/api/v1/graph/node", h::graph_node, Permission::read, {"A node with its properties and the number of its neighbours", "节点的属性和邻居数量"},
       {needed("id", {"graph id, for example campaign:D11-2024", "节点编号，例如 campaign:D11-2024"}), as_of(), wait()}, "", "graph_node"},
      {"GET", "/api/v1/graph/neighbors", h::graph_neighbors, Permission::read, {"Neighbours of a node, the strongest first", "节点的邻居，关系强的在前"},
       {needed("node", {"graph id", "节点编号"}), several("relationship", {"only these relationships", "只看这些关系"}),
        word("direction", {"from the node, to it, or both", "方向"}, {"out", "in", "both"}), several("kind", {"only neighbours of this kind", "只看此种类的邻居"}),
        number("hops", {"how far", "跳数"}, 1, 4, 1), limit(1000, 50), word("order", {"order", "排序"}, {"weight", "-first", "-last", "label"}), as_of(), wait()},
       "", "graph_neighbors"},
      {"GET", "/api/v1/graph/paths", h::graph_paths, Permission::read, {"Shortest paths between two nodes, each step with its evidence", "两节点间的最短路径及每步依据"},
       {needed("from", {"graph id", "起点编号"}), needed("to", {"graph id", "终点编号"}), number("max_hops", {"longest path", "最大跳数"}, 1, 8, 6),
        number("k", {"how many paths", "路径数"}, 1, 20, 3), several("relationship", {"only over these relationships", "只经过这些关系"}), as_of(), wait()},
       "", "graph_paths"},
  };
}

std::vector<Route> working_routes() {
  return {
      {"GET", "/api/v1/imports", h::list_imports, Permission::read, {"Imports, newest first", "导入记录，最新在前"}, {limit(200, 50), cursor(), format()}, "", "import_list"},
      {"POST", "/api/v1/imports", h::create_import, Permission::write, {"Upload a file as the raw body, up to 512 MB; answers with a job", "以原始正文上传文件，最大 512 MB；返回任务"},
       {needed("name", {"the file's name", "文件名"}),
        word("kind", {"what its rows are", "行的种类"}, {"auto", "campaigns", "touchpoints", "users", "products", "channels", "segments", "lessons"}),
        text("map", {"a column mapping, as TOML text", "列映射（TOML 文本）"}), text("source", {"where event ids come from", "event_id 的来源"}),
        word("on_conflict", {"when an existing record differs", "与已有记录不同时"}, {"update", "skip", "fail"}),
        flag("create_missing", {"make drafts of unknown campaigns", "为未知活动建立草稿"}), dry_run(), idempotency_key()},
       "upload", "import", 202},
      {"GET", "/api/v1/imports/{id}", h::get_import, Permission::read, {"An import's progress and report", "导入的进度和报告"},
       {in_path("id", {"the job's or import's id", "任务或导入编号"})}, "", "import"},
      {"POST", "/api/v1/imports/{id}/cancel", h::cancel_import, Permission::write, {"Stop a job at its next row", "在下一行停止任务"},
       {in_path("id", {"the job's id", "任务编号"})}, "", "import", 202},
      {"GET", "/api/v1/imports/{id}/rejects", h::import_rejects, Permission::read, {"Every row that was not taken, with its reason, as CSV", "全部被拒行及原因（CSV）"},
       {in_path("id", {"the job's or import's id", "任务或导入编号"})}},
      {"GET", "/api/v1/templates", h::list_templates, Permission::read, {"Templates of plans, checklists and reviews", "方案、清单和复盘模板"}, {}, "", "template_list"},
      {"GET", "/api/v1/templates/{id}", h::get_template, Permission::read, {"One template with its source", "一个模板及其原文"},
       {in_path("id", {"the template's id", "模板编号"}), word("language", {"its language", "模板语言"}, {"zh", "en"})}, "", "template"},
      {"POST", "/api/v1/plans/draft", h::draft_plan, Permission::read, {"Fill a template from past campaigns, every figure cited", "用过往活动填充模板，每个数字注明出处"},
       {word("format", {"form of the draft", "草稿格式"}, {"json", "md", "html", "docx"})}, "draft_request", "draft"},
      {"POST", "/api/v1/plans", h::save_draft, Permission::write, {"Save such a draft as a campaign in status draft", "将草稿保存为状态为 draft 的活动"}, {idempotency_key()},
       "draft_request", "campaign", 201},
  };
}

std::vector<Route> system_routes() {
  return {
      {"GET", "/api/v1/archive", h::archive_info, Permission::read, {"The archive: name, zone, counts, whether it is sample data", "档案概况：名称、时区、数量、是否示例数据"}, {}, "", "archive"},
      {"POST", "/api/v1/archive/start-empty", h::start_empty, Permission::admin, {"From samples to an empty archive of one's own", "离开示例，进入自己的空档案"}, {}, "", "archive"},
      {"POST", "/api/v1/archive/show-samples", h::show_samples, Permission::admin, {"Back to the samples; one's own archive stays", "回到示例数据；自己的档案保留"}, {}, "", "archive"},
      {"GET", "/api/v1/session", h::get_session, Permission::open, {"Whether a token is needed, and who is signed in", "是否需要令牌及当前登录者"}, {}, "", "session"},
      {"POST", "/api/v1/session", h::create_session, Permission::open, {"Sign in with a token; it is kept in a cookie", "用令牌登录，保存在 Cookie 中"}, {}, "session_request", "session"},
      {"DELETE", "/api/v1/session", h::delete_session, Permission::open, {"Sign out", "退出登录"}, {}, "", "session"},
      {"GET", "/healthz", h::healthz, Permission::open, {"Alive", "存活检查"}, {}, "", "health"},
      {"GET", "/readyz", h::readyz, Permission::open, {"Index and graph have caught up", "索引和图谱是否就绪"}, {}, "", "ready"},
      {"GET", "/metrics", h::metrics, Permission::read, {"Counters for Prometheus", "Prometheus 指标"}, {}},
      {"GET", "/version", h::version, Permission::open, {"The running version", "当前版本"}, {}, "", "version"},
      {"GET", "/openapi.json", h::openapi, Permission::open, {"This description", "本说明文档"}, {}, "", "openapi"},
      {"POST", "/api/v1/local/import", h::local_import, Permission::local, {"Import files of this machine (used by the program)", "导入本机文件（由程序使用）"}, {}, "local_import", ""},
      {"POST", "/api/v1/local/reindex", h::local_reindex, Permission::local, {"Rebuild index and graph (used by the program)", "重建索引和图谱（由程序使用）"}, {}, "local_reindex", ""},
      {"GET", "/api/v1/local/tokens", h::list_tokens, Permission::local, {"Tokens, without their secrets", "令牌列表（不含密文）"}, {}, "", "token_list"},
      {"POST", "/api/v1/local/tokens", h::create_token, Permission::local, {"Make a token; its text is answered once", "新建令牌；文本只返回一次"}, {}, "token_request", "token", 201},
      {"POST", "/api/v1/local/tokens/revoke", h::revoke_token, Permission::local, {"Revoke a token", "撤销令牌"}, {}, "token_id", "revoked"},
  };
}

std::vector<Route> all_routes() {
  std::vector<Route> all;
  for (auto part : {exploring_routes(), campaign_routes(), record_routes(), working_routes(), system_routes()}) {
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  }
  return all;
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> table = all_routes();
  return table;
}

}  // namespace almanac::server
