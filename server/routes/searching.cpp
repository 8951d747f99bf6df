// What searching is given and keeps: synonyms, saved searches, lists of searches.

#include "server/routes/parameters.h"
#include "server/search_list.h"

namespace almanac::server {
namespace {

Parameter own_name() { return in_path("name", {"the search's name", "搜索名称"}); }
Parameter batch_id() { return in_path("id", {"the job's id", "任务编号"}); }
Parameter a_word() { return in_path("word", {"a word of the group, in any spelling", "组中任一词，写法不限"}); }

std::vector<Route> synonym_routes() {
  return {
      {"GET",
       "/api/v1/synonyms",
       h::list_synonyms,
       Permission::read,
       {"Words that mean the same: the archive's own groups, or what searches use altogether",
        "同义词：此档案自有的各组，或搜索实际使用的全部"},
       {word("source",
             {"own (default): what the team has added; all, or those with words that ship with the program or are "
              "other names in "
              "the archive",
              "own（默认）：团队添加的；all 为全部；shipped 为随程序提供的；archive 为档案中的别名"},
             {"own", "all", "shipped", "archive"}),
        word("format", {"txt: one group a line, as it is taken in", "txt：每行一组，可再导入"}, {"json", "csv", "txt"}),
        wait()},
       "",
       "synonym_list"},
      {"POST",
       "/api/v1/synonyms",
       h::add_synonyms,
       Permission::write,
       {"Add groups: {\"groups\": [[…]]}, or text/plain with one group a line (a = b); a group that shares a word with "
        "others joins them",
        "添加同义词组：{\"groups\": [[…]]}，或 text/plain 每行一组（a = b）；有共同词的组会合并"},
       {idempotency_key()},
       "synonym_groups",
       "synonym_import"},
      {"PUT",
       "/api/v1/synonyms",
       h::replace_synonyms,
       Permission::write,
       {"The same in place of all groups of the archive's own", "同上，并替换全部自有的组"},
       {},
       "synonym_groups",
       "synonym_import"},
      {"GET",
       "/api/v1/synonyms/{word}",
       h::get_synonym,
       Permission::read,
       {"What is searched together with a word, and the archive's own group that has it",
        "与某词一同搜索的词，及含有该词的自有组"},
       {a_word(), wait()},
       "",
       "synonym"},
      {"PUT",
       "/api/v1/synonyms/{word}",
       h::put_synonym,
       Permission::write,
       {"The words that mean the same as this one from now on; groups of the archive's own that have one of them are "
        "joined",
        "设定与该词同义的词；自有组中含有其中任一词的会合并"},
       {a_word(), if_match(), if_none_match()},
       "synonym_words",
       "synonym"},
      {"DELETE",
       "/api/v1/synonyms/{word}",
       h::delete_synonym,
       Permission::write,
       {"Remove the archive's own group that has this word", "删除含有该词的自有组"},
       {a_word(), if_match()},
       "",
       "deleted"},
  };
}

std::vector<Route> batch_routes() {
  return {
      {"GET",
       "/api/v1/searches/batch",
       h::list_batches,
       Permission::read,
       {"Lists of searches, newest first", "批量搜索，最新在前"},
       {format()},
       "",
       "search_batch_list"},
      {"POST",
       "/api/v1/searches/batch",
       h::create_batch,
       Permission::read,
       {"Up to 10,000 searches as one job: a JSON array of texts or parameters, text/plain with one query a line, or "
        "text/csv with a "
        "column q and filters",
        "一次提交最多 10,000 条搜索：JSON 数组（文本或参数对象）、text/plain 每行一条，或 text/csv（q 列及筛选列）"},
       {text("name", {"what to call it, a file's name for example", "名称，例如文件名"}),
        number("limit", {"hits kept of each", "每条保留的结果数"}, 0, max_search_hits, 10), wait(), idempotency_key()},
       "search_batch_request",
       "search_batch",
       202},
      {"GET",
       "/api/v1/searches/batch/{id}",
       h::get_batch,
       Permission::read,
       {"How far a list of searches is", "批量搜索的进度"},
       {batch_id()},
       "",
       "search_batch"},
      {"POST",
       "/api/v1/searches/batch/{id}/cancel",
       h::cancel_batch,
       Permission::read,
       {"Stop behind the search that is being asked; the answers so far stay", "在当前这条搜索后停止；已有结果保留"},
       {batch_id()},
       "nothing",
       "search_batch",
       202},
      {"GET",
       "/api/v1/searches/batch/{id}/results",
       h::batch_results,
       Permission::read,
       {"The answers so far: of each search total, match and its best hits",
        "目前的结果：每条搜索的总数、匹配方式和最佳结果"},
       {batch_id(),
        word("format", {"json (default), jsonl or csv", "json（默认）、jsonl 或 csv"}, {"json", "jsonl", "csv"})},
       "",
       "search_batch_results"},
  };
}

std::vector<Route> saved_routes() {
  return {
      {"GET",
       "/api/v1/searches",
       h::list_searches,
       Permission::read,
       {"Saved searches by name", "已保存的搜索，按名称排列"},
       {limit(1000, 100), cursor(), format()},
       "",
       "saved_search_list"},
      {"GET",
       "/api/v1/searches/{name}",
       h::get_search,
       Permission::read,
       {"A saved search, without running it", "一个已保存的搜索（不运行）"},
       {own_name(), if_none_match()},
       "",
       "saved_search"},
      {"PUT",
       "/api/v1/searches/{name}",
       h::put_search,
       Permission::write,
       {"Save a search under this name", "以此名称保存搜索"},
       {own_name(), if_match(), if_none_match()},
       "saved_search_request",
       "saved_search"},
      {"DELETE",
       "/api/v1/searches/{name}",
       h::delete_search,
       Permission::write,
       {"Remove a saved search", "删除已保存的搜索"},
       {own_name(), if_match()},
       "",
       "deleted"},
      {"POST",
       "/api/v1/searches/{name}/run",
       h::run_search,
       Permission::read,
       {"Run it: the answer of the search, and the hits that are new and gone since it was last marked as seen",
        "运行：搜索结果，以及自上次标记已看以来新增和消失的条目"},
       {own_name(),
        flag("seen", {"mark what is found now as seen (role write)", "将此次结果标记为已看（需 write 角色）"}),
        number("limit", {"hits per page; default: what the search says", "每页条数；默认按搜索所设"}, 0, 200, 20),
        cursor(), wait()},
       "nothing",
       "saved_search_run"},
  };
}

}  // namespace

// Lists of searches before saved ones: a name may be anything but "batch".
std::vector<Route> searching_routes() {
  auto all = synonym_routes();
  for (auto part : {batch_routes(), saved_routes()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace almanac::server
