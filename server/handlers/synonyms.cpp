// Synonyms: the groups that a team adds, and what searches take for each other altogether.

#include "archive/synonyms.h"

#include "archive/audit.h"
#include "search/synonyms.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

using archive::Strings;
using archive::SynonymGroup;
using Effective = search::Synonyms::Group;

Json to_answer(const Site& site, const SynonymGroup& group) {
  return {{"word", group.words.front()},
          {"words", group.words},
          {"version", group.revision},
          {"actor", group.actor},
          {"time", site.archive().zone().format({group.at_ms, archive::Precision::second})}};
}

Json sources_of(const Effective& group) {
  auto sources = Json::array();
  if (group.is_own) sources.push_back("own");
  if (group.is_shipped) sources.push_back("shipped");
  if (group.is_archive) sources.push_back("archive");
  return sources;
}

bool is_of(const Effective& group, std::string_view source) {
  return source == "all" || (source == "own" && group.is_own) || (source == "shipped" && group.is_shipped) ||
         (source == "archive" && group.is_archive);
}

Response as_text(const std::vector<Strings>& groups) {
  std::string text;
  for (const auto& words : groups) text += archive::synonym_text(words) + "\n";
  auto response = Response::text(std::move(text), "text/plain; charset=utf-8");
  response.with("Content-Disposition", "attachment; filename=\"synonyms.txt\"");
  return response;
}

// Everything with its version, as it stands in the archive.
Response own_ones(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto groups = archive::list_synonyms(reader);
  if (request.value("format") == "txt") {
    std::vector<Strings> words;
    for (const auto& group : groups) words.push_back(group.words);
    return as_text(words);
  }
  auto items = Json::array();
  for (const auto& group : groups) items.push_back(to_answer(site, group));
  const auto total = items.size();
  return page_of(request, reader.revision(), total, std::move(items), "", "synonyms.csv");
}

Strings words_in(const Json& list, const std::string& pointer) {
  const auto bad = [&] {
    throw HttpError(400, "words_expected",
                    {"a group is a list of words: [\"双十一\", \"double 11\"]",
                     "一组同义词须为词的列表：[\"双十一\", \"double 11\"]"},
                    pointer);
  };
  Strings words;
  if (!list.is_array()) bad();
  for (const auto& word : list) {
    if (!word.is_string()) bad();
    words.push_back(word.get<std::string>());
  }
  return words;
}

// One group each, and where it stands in the body.
struct Given {
  Strings words;
  std::string where;
};

// {"groups": [["a", "b"], …]}, or in the text form, one group a line.
std::vector<Given> groups_in(const Request& request) {
  std::vector<Given> groups;
  const auto type = request.header("content-type").value_or("");
  if (type.starts_with("text/plain")) {
    for (auto& line : archive::synonym_lines(request.body))
      groups.push_back({std::move(line.words), "line " + std::to_string(line.line)});
    return groups;
  }
  const auto body = request.json();
  const auto list = body.is_object() ? body.find("groups") : body.end();
  if (!body.is_object() || list == body.end() || !list->is_array())
    throw HttpError(400, "groups_expected",
                    {"send {\"groups\": [[\"a\", \"b\"], …]}, or as text/plain a group a line: a = b",
                     "请发送 {\"groups\": [[\"a\", \"b\"], …]}，或以 text/plain 每行一组：a = b"},
                    "/groups");
  for (const auto& each : *list) {
    const std::string where = "/groups/" + std::to_string(groups.size());
    groups.push_back({words_in(each, where), where});
  }
  return groups;
}

Response take_groups(Site& site, const Request& request, bool instead) {
  const auto groups = groups_in(request);
  for (const auto& group : groups)
    archive::checked_synonyms(group.words, group.where);  // the first wrong one, by its place
  std::map<archive::Put, std::uint64_t> counts;
  const auto revision = site.write(request, [&](archive::Transaction& transaction) {
    counts.clear();
    const auto before = archive::list_synonyms(transaction);
    if (instead) archive::remove_all_synonyms(transaction);
    for (const auto& group : groups) ++counts[archive::add_synonyms(transaction, group.words).put];
    if (counts[archive::Put::created] + counts[archive::Put::updated] > 0)
      archive::name_audit(transaction, "synonyms", std::to_string(groups.size()) + " groups");
  });
  return Response::of({{"revision", revision},
                       {"groups", groups.size()},
                       {"created", counts[archive::Put::created]},
                       {"updated", counts[archive::Put::updated]},
                       {"unchanged", counts[archive::Put::unchanged]},
                       {"total", archive::list_synonyms(site.archive().read()).size()}});
}

}  // namespace

Response list_synonyms(Site& site, const Request& request) {
  const auto source = request.value("source").value_or("own");
  if (source == "own") return own_ones(site, request);
  site.wait_for_index(request);
  const auto synonyms = site.index().synonyms();
  std::vector<Strings> words;
  auto items = Json::array();
  for (const auto& group : synonyms->groups()) {
    if (!is_of(group, source)) continue;
    words.push_back(group.words);
    items.push_back({{"word", group.words.front()}, {"words", group.words}, {"sources", sources_of(group)}});
  }
  if (request.value("format") == "txt") return as_text(words);
  const auto total = items.size();
  return page_of(request, site.index().revision(), total, std::move(items), "", "synonyms.csv");
}

Response add_synonyms(Site& site, const Request& request) { return take_groups(site, request, false); }
Response replace_synonyms(Site& site, const Request& request) { return take_groups(site, request, true); }

Response get_synonym(Site& site, const Request& request) {
  site.wait_for_index(request);
  const auto& word = request.path_value("word");
  const auto reader = site.archive().read();
  const auto own = archive::find_synonyms(reader, word);
  const auto synonyms = site.index().synonyms();
  const auto* group = synonyms->find(word);
  if (!own && !group)
    throw archive::Error(archive::ErrorKind::not_found, "unknown_synonym",
                         filled(Text{"nothing is searched together with {}", "没有与 {} 一同搜索的词"}, word));
  Json body{{"revision", reader.revision()}, {"word", word}};
  body["words"] = group ? group->words : own->words;
  body["sources"] = group ? sources_of(*group) : Json{"own"};
  if (group) body["also_searched"] = synonyms->others(search::Synonyms::key(word));
  if (own) body["own"] = to_answer(site, *own);
  auto response = Response::of(body);
  if (own) response.with("ETag", etag_of(static_cast<std::int64_t>(own->revision)));
  return response;
}

Response put_synonym(Site& site, const Request& request) {
  const auto body = request.json();
  const auto list = body.is_object() ? body.find("words") : body.end();
  const Strings words = words_in(body.is_object() ? (list == body.end() ? Json() : *list) : body, "/words");
  archive::SynonymPut put;
  conditional_write(site, request, [&](archive::Transaction& transaction) {
    put = archive::put_synonyms(transaction, request.path_value("word"), words, condition_of(request));
  });
  auto answer = to_answer(site, put.group);
  answer["joined"] = put.joined;
  auto response = Response::of(answer, put.put == archive::Put::created ? 201 : 200);
  response.with("ETag", etag_of(static_cast<std::int64_t>(put.group.revision)));
  if (put.put == archive::Put::created)
    response.with("Location", "/api/v1/synonyms/" + percent_encode(put.group.words.front()));
  return response;
}

Response delete_synonym(Site& site, const Request& request) {
  const auto& word = request.path_value("word");
  const auto revision = conditional_write(site, request, [&](archive::Transaction& transaction) {
    archive::remove_synonyms(transaction, word, condition_of(request));
  });
  return Response::of({{"revision", revision}, {"deleted", word}});
}

}  // namespace almanac::server::handlers
