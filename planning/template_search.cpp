#include "planning/template_search.h"

#include <stdlib.h>

#include <algorithm>
#include <map>

#include "archive/error.h"
#include "archive/store.h"
#include "planning/templates.h"

namespace almanac::planning {
namespace {

namespace fs = std::filesystem;
using archive::Kind;
using archive::Text;

fs::path new_directory() {
  std::error_code failed;
  std::string pattern = (fs::temp_directory_path(failed) / "almanac-templates-XXXXXX").string();
  if (!failed && ::mkdtemp(pattern.data()) != nullptr) return pattern;
  throw archive::Error(
      archive::ErrorKind::unavailable, "no_space",
      {"templates cannot be searched: the temporary directory cannot be written", "无法搜索模板：临时目录不可写"});
}

std::string language_of(const Template& one) { return one.language == archive::Language::zh ? "zh" : "en"; }

// What tells whether the files are still those: every text.
std::string state_of(const TemplateList& list) {
  std::string state;
  for (const Template& one : list.templates) state += one.id + '\n' + language_of(one) + '\n' + one.source + '\0';
  return state;
}

// The template as what the index of an archive takes: its text is a campaign's.
archive::Campaign disguised(const Template& one, const std::string& key) {
  archive::Campaign campaign;
  campaign.code = key;
  campaign.name = one.name;
  campaign.summary = one.id + "\n" + one.description;
  for (const TemplateLine& line : one.lines)
    if (line.type != TemplateLine::Type::slot) campaign.summary += "\n" + line.text;
  return campaign;
}

}  // namespace

struct TemplateSearch::Made {
  explicit Made(const TemplateList& list) : state(state_of(list)), directory(new_directory()) {
    archive::ArchiveOptions options;
    options.privacy = directory / "privacy";
    archive = archive::Archive::open(directory, archive::Access::read_write, options);
    archive->write("almanac", [&](archive::Transaction& transaction) {
      for (const Template& one : list.templates) {
        const std::string key = one.id + "." + language_of(one);
        transaction.put(disguised(one, key));
        templates.emplace(key, one);
      }
    });
    index = search::Index::open(directory / "index", *archive);
  }
  ~Made() {
    index.reset();
    archive.reset();
    std::error_code ignored;
    fs::remove_all(directory, ignored);
  }
  // Hits of the campaigns that stand for templates as hits of these.
  void undisguise(std::vector<search::Hit>& hits) const {
    for (search::Hit& hit : hits) {
      const Template& one = templates.at(hit.code);
      hit.kind = Kind::template_;
      hit.id = archive::graph_id(Kind::template_, hit.code);
      hit.code = one.id;
      hit.fields = archive::Json{{"description", one.description},
                                 {"language", language_of(one)},
                                 {"origin", one.origin == Origin::own ? "own" : "shipped"}};
    }
  }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;

  const std::string state;
  const fs::path directory;
  std::map<std::string, Template> templates;  // by key, "grai-review.zh"
  std::unique_ptr<archive::Archive> archive;
  std::unique_ptr<search::Index> index;
};

bool asks_for_templates(const search::Query& query) {
  if (std::find(query.kinds.begin(), query.kinds.end(), Kind::template_) == query.kinds.end()) return false;
  if (std::all_of(query.kinds.begin(), query.kinds.end(), [](Kind kind) { return kind == Kind::template_; }))
    return true;
  throw archive::Error(
      archive::ErrorKind::invalid_input, "templates_alone",
      {"templates are searched by themselves: ask for kind=template, and for the other kinds in another search",
       "模板单独搜索：请只用 kind=template，其他种类另行搜索"},
      "kind");
}

TemplateSearch::TemplateSearch(fs::path directory) : directory_(std::move(directory)) {}
TemplateSearch::~TemplateSearch() = default;

std::shared_ptr<const TemplateSearch::Made> TemplateSearch::made_now() const {
  const TemplateList list = load_templates(directory_);
  const std::lock_guard lock(mutex_);
  if (!made_ || made_->state != state_of(list)) made_ = std::make_shared<const Made>(list);
  return made_;
}

search::Response TemplateSearch::search(const search::Query& query, const search::Synonyms& synonyms) const {
  const auto made = made_now();
  search::Query asked = query;
  asked.kinds = {Kind::campaign};
  search::Response response = made->index->search(asked, synonyms);
  made->undisguise(response.hits);
  if (response.groups)
    for (search::Group& group : *response.groups) {
      group.kind = Kind::template_;
      made->undisguise(group.hits);
    }
  return response;
}

void TemplateSearch::each_hit(const search::Query& query, const search::Synonyms& synonyms,
                              const std::function<bool(const search::Hit&)>& visit) const {
  search::Query page = query;
  page.limit = search::max_limit;
  page.cursor.clear();
  do {
    const search::Response response = search(page, synonyms);
    for (const search::Hit& hit : response.hits)
      if (!visit(hit)) return;
    page.cursor = response.next_cursor;
  } while (!page.cursor.empty());
}

}  // namespace almanac::planning
