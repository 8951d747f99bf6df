#pragma once
// A draft: a template filled from chosen campaigns and lessons, as a value; then written as JSON, Markdown, HTML or
// DOCX.
//
// Every filled figure and sentence carries the code of the campaign it comes from. Figures are only put side by side:
// goals and results are compared where metric, basis, unit and scope are the same, and summed only where also the
// metric adds up (and the currency is one). What is not recorded is said in words; no figure is estimated here.

#include <optional>
#include <string>
#include <vector>

#include "archive/dictionary.h"
#include "archive/json.h"
#include "archive/records.h"
#include "archive/store.h"
#include "archive/text.h"
#include "archive/time.h"
#include "planning/templates.h"

namespace almanac::planning {

struct DraftRequest {
  Template form;               // get_template()
  archive::Strings campaigns;  // codes, in the order wanted; duplicates are taken once; at most 50
  archive::Strings lessons;    // lesson codes to quote; empty: all lessons of `campaigns`; at most 500
  std::string title;           // empty: made of the template's name and the codes
  std::optional<archive::Date> start, end;
  std::optional<archive::Date> as_of;               // uses nothing that was not known that day
  const archive::Dictionary* dictionary = nullptr;  // of metrics, with the team's additions; null: the shipped one
};

// A run of text. `cites`: the campaign code that the words before it come from, written as [CODE].
struct Span {
  std::string text;
  std::string cites;
  enum class Weight { normal, strong } weight = Weight::normal;
};
using Spans = std::vector<Span>;

struct Block {
  enum class Type { paragraph, bullets, numbers, tasks, quote, table, missing };  // missing: says what is not recorded
  Type type = Type::paragraph;
  std::vector<Spans> items;              // one for paragraph, quote and missing; one per entry of a list
  std::vector<std::string> columns;      // of a table
  std::vector<std::vector<Spans>> rows;  // of a table; each as long as `columns`
  // Empty, or per column the campaign that all its cells come from (else ""); such a column's head is "[CODE]".
  std::vector<std::string> column_cites{};
};

struct Section {
  int level = 1;        // 1–6
  std::string heading;  // empty: text before the first heading
  std::vector<Block> blocks;
};

struct Draft {
  std::string template_id, title;
  archive::Language language = archive::Language::zh;
  std::uint64_t revision = 0;  // of the archive it was made from
  struct Source {
    std::string code, name;
    std::optional<archive::Date> start, end;
  };
  std::vector<Source> sources;  // the campaigns drawn on, in the order of the request
  std::vector<Section> sections;
  archive::Campaign proposal;  // what draft_campaign() completes; no invented figure in it
};

// Throws Error invalid_input "no_campaigns", "too_many_campaigns", "too_many_lessons", "end_before_start"; not_found
// "unknown_campaign" or "unknown_lesson" with the nearest code. O(size of the records read).
Draft make_draft(const archive::Reads& reads, const DraftRequest& request);

// {"template","title","language","revision","campaigns":[{"code","name","start","end"}],
//  "sections":[{"level","heading","blocks":[{"type","items":[[{"text","cites"?,"strong"?}]]}]}],
//  a table has "columns":["…"], "column_cites"?:["",CODE] and "rows":[[[{"text","cites"?}]]] in the place of items,
//  "campaign":{…the record that would be saved…}}
archive::Json to_json(const Draft& draft);
std::string to_markdown(const Draft& draft);  // CommonMark with tables; content escaped

// An <article> for the page and for pasting into a document: plain elements, presentational attributes only (no style,
// no script), all text escaped; a citation links to `campaign_link` + percent-encoded code.
std::string to_html(const Draft& draft, std::string_view campaign_link = "/campaigns/");

// An Office Open XML document; the same draft gives the same bytes on every machine.
std::string to_docx(const Draft& draft);

// The campaign to be stored: status draft, based_on the sources, their goals as metric with basis and the last actual
// value as baseline (targets are the planner's to set), shared occasion, objective, type and currency, channels,
// mechanics, segments, products, phases (names without dates) and benefits (names). Code from title and date. Throws
// Error invalid_input "missing_date" when the draft has no start or end. The caller stores it with PutCondition{0}, so
// that an existing campaign is a conflict.
archive::Campaign draft_campaign(const Draft& draft);

}  // namespace almanac::planning
