#pragma once
// Similar campaigns: the campaigns of the archive most like one of them, or like a text (a pasted brief), each part of the
// likeness with its share in the score.
//
//   score = sum of weight × likeness over the parts that the subject says something about / sum of their weights      (0–1)
//   share of a part = its weight × likeness / the sum of these                                                        (sum 1)
//
//   part       weight  likeness (0–1)
//   text         .30   the subject's 64 most telling words (root of how often × rarity): the share of their weights that the
//                      other campaign's text has. Words are pairs of Chinese characters and English stems.
//   theme        .08   1 if the same
//   occasion     .12   1 if the same, synonyms included (双十一 = 11.11)
//   channel      .12   common / all of both (Jaccard), channels above included
//   product      .08   the same of products
//   category     .08   … of product categories, every level
//   objective    .06   1 if the same
//   goal         .08   common / all metrics of the goals
//   mechanic     .07   common / all
//   segment      .07   common / all
//   type         .03   1 if the same
//   season       .06   1 − days between the starts within the year / 60, not below 0
//   budget       .08   smaller / larger
//   duration     .04   shorter / longer, in days
//
// Every part but text is symmetric. A campaign's own copy has the score 1. Exact: every campaign is compared, none is left out
// beforehand. Order: score, then start descending, then code. With as_of only what was known that day is compared.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/dictionary.h"
#include "search/document.h"
#include "search/index.h"

namespace almanac::search {

struct SimilarPartRow {
  std::string_view what;
  double weight;
  std::optional<Field> field;  // of parts that compare the values of a field
};
enum class SimilarPart : std::uint8_t {
  text,
  theme,
  occasion,
  channel,
  product,
  category,
  objective,
  goal,
  mechanic,
  segment,
  type,
  season,
  budget,
  duration,
  count_
};
inline constexpr SimilarPartRow similar_parts[] = {{"text", .30, {}},
                                                   {"theme", .08, Field::theme},
                                                   {"occasion", .12, Field::occasion},
                                                   {"channel", .12, Field::channel},
                                                   {"product", .08, Field::product},
                                                   {"category", .08, Field::category},
                                                   {"objective", .06, Field::objective},
                                                   {"goal", .08, Field::goal},
                                                   {"mechanic", .07, Field::mechanic},
                                                   {"segment", .07, Field::segment},
                                                   {"type", .03, Field::type},
                                                   {"season", .06, {}},
                                                   {"budget", .08, {}},
                                                   {"duration", .04, {}}};
inline constexpr std::size_t similar_part_count = static_cast<std::size_t>(SimilarPart::count_);
static_assert(std::size(similar_parts) == similar_part_count);
inline constexpr std::size_t most_similar_words = 64;
inline constexpr std::size_t most_brief_bytes = 64 * 1024;  // of text; the rest is not used and a note says so

// Made by DocumentMaker::campaign, or only partly filled. The campaign with its key is not among the answers.
struct SimilarQuery {
  std::optional<Document> campaign;
  // A brief: its words, and the dates, budget, channels, themes, occasions, metrics … that it names.
  std::string text;
  const archive::Dictionary* dictionary = nullptr;  // of metrics, for their names in the text; may be absent
  std::optional<archive::Date> as_of;
  std::size_t limit = 10;  // 1–100
};

struct SimilarReason {
  SimilarPart part = SimilarPart::text;
  double share = 0;     // of the score
  double likeness = 0;  // 0–1
  archive::Text detail;
  archive::Strings common;  // values or words in both
};

struct SimilarCampaign {
  Hit hit;                             // its score 0–1; without marks and snippet
  std::vector<SimilarReason> reasons;  // by share descending; only parts with a share
};

struct SimilarResponse {
  std::uint64_t revision = 0;
  std::uint64_t total = 0;  // campaigns with a score above 0
  std::vector<SimilarCampaign> items;
  archive::Json understood = archive::Json::object();  // of a text: what it was found to name, as fields of a campaign
  std::vector<archive::Text> notes;
};

// The body of GET …/similar.
archive::Json to_json(SimilarResponse response, archive::Language language);

}  // namespace almanac::search
