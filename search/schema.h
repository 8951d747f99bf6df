#pragma once
// The stored form of the index, written down once: the indexer, the query compiler and the tests read these tables.
//
// One Xapian document per campaign, lesson, product and channel. Its parts:
//
//   terms     the words of its text and its filter values, each kind of term under a prefix (term_table, field_table).
//             Words are folded, so they are lower-case or not Latin, and prefixes are upper-case: no two can meet.
//   values    the row of facts that the columns in memory are loaded from (slot_table)
//   data      what a hit shows and its texts for the snippet: search/document.h, encode_data
//   metadata  "archive" the archive's id, "revision" the revision reached, "schema" schema_version, all set in the commit
//             that writes the documents
//
// Text is analysed by search/analysis.h. A Latin word or number is one term with its position, and its stem under Z without
// one. A run of Chinese characters gives a term per pair of neighbours (双十一: 双十, 十一) at the position of the first, so
// a word inside a word is a phrase of pairs and needs no segmentation, and a term per single character without position.
//
// What was known when (contract, Time): plan text of a campaign is indexed twice, under "" among all its text and under P
// alone. Without as_of a word is one posting list. With as_of = D it is
//     (word AND outcome_day <= D) OR Pword          of documents whose visible_day <= D.
// A campaign's outcome text counts as a whole from the day its last part was known: never too early.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace almanac::search {

inline constexpr std::string_view schema_version = "6";

// How often a word of title or code counts among the words of all text, so that a title match ranks before a body match by the
// one posting list that the word has anyway. Measured with bench/ranking.py: from 2 to 12 makes little difference there.
inline constexpr std::uint32_t title_weight = 12;

struct TermPrefix {
  std::string_view prefix, name, reason;
};

namespace prefix {
inline constexpr std::string_view word = "", stem = "Z", plan_word = "P", plan_stem = "ZP", title_word = "S",
                                  title_stem = "ZS", kind = "K", id = "Q", code = "XKC", attribute = "XV";
}

inline constexpr TermPrefix term_table[] = {
    {prefix::word, "word",
     "every word, number, character and pair of characters of all text; words and pairs with position"},
    {prefix::stem, "stem", "English stems of all text: what an unquoted Latin word looks for"},
    {prefix::plan_word, "plan word", "campaigns: the same of plan text alone, for as_of"},
    {prefix::plan_stem, "plan stem", "campaigns: stems of plan text alone, for as_of"},
    {prefix::title_word, "title word",
     "words of title and code with position: title:x; how much of a score the title earned"},
    {prefix::title_stem, "title stem", "stems of title and code"},
    {prefix::kind, "kind", "campaign, lesson, product, channel"},
    {prefix::id, "id", "the graph id: the document to replace or delete"},
    {prefix::code, "code", "the folded key as a whole: an exact code ranks first"},
    {prefix::attribute, "attribute", "name=value of further attributes, both folded"},
};

// The fields that filter (boolean terms) and are counted (columns in memory). Order: the stored row; append only and raise
// schema_version otherwise.
enum class Field : std::uint8_t {
  channel,
  theme,
  status,
  type,
  objective,
  occasion,
  mechanic,
  segment,
  product,
  category,
  tag,
  owner,
  team,
  region,
  year,
  stage,
  brand,
  role,
  mode,
  partner,
  lesson_kind,
  budget_band,
  goal,
  attainment,
  count_
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::count_);

struct FieldRow {
  Field field;
  std::string_view name, zh, prefix, reason;
  bool outcome = false;  // not known before outcome_day: as_of earlier than that neither filters by it nor counts it
};

inline constexpr FieldRow field_table[] = {
    {Field::channel, "channel", "渠道", "XC", "declared, in costs and results; with all channels above it"},
    {Field::theme, "theme", "主题", "XT", "the slogan"},
    {Field::status, "status", "状态", "XS", "of a campaign or a lesson", true},
    {Field::type, "type", "类型", "XY", "as written"},
    {Field::objective, "objective", "目的", "XO", "acquisition, activation, conversion …"},
    {Field::occasion, "occasion", "节点", "XN", "双十一, 春节 …"},
    {Field::mechanic, "mechanic", "玩法", "XM", "满减, 秒杀 …"},
    {Field::segment, "segment", "人群", "XG", "targeted"},
    {Field::product, "product", "产品", "XP", "SKU, promoted or sold"},
    {Field::category, "category", "品类", "XH", "of its products; every level from the widest, joined by \" > \""},
    {Field::tag, "tag", "标签", "XA", "of campaign or lesson"},
    {Field::owner, "owner", "负责人", "XW", "of campaign or lesson"},
    {Field::team, "team", "团队", "XE", "of a campaign"},
    {Field::region, "region", "地区", "XR", "of a campaign"},
    {Field::year, "year", "年份", "XJ", "every year from start to end, at most 20"},
    {Field::stage, "stage", "阶段", "XL", "of lessons: plan, prepare, execute, review", true},
    {Field::brand, "brand", "品牌", "XB", "of a product"},
    {Field::role, "role", "角色", "XQ", "of a channel: reach, media, creator, store"},
    {Field::mode, "mode", "形式", "XD", "online, offline …"},
    {Field::partner, "partner", "合作方", "XF", "of a campaign"},
    {Field::lesson_kind, "lesson_kind", "经验类型", "XK", "success, failure, suggestion, risk", true},
    {Field::budget_band, "budget_band", "预算档", "XU",
     "in the archive's currency: <10k, 10k-100k, 100k-500k, 500k-1m, 1m-5m, >=5m"},
    {Field::goal, "goal", "目标", "XI", "metrics of a campaign's goals, by the dictionary's name: gmv, new_users"},
    {Field::attainment, "attainment", "达成率", "XX",
     "of a campaign's main goal: <50%, 50-80%, 80-100%, 100-120%, >=120%; from its lower end on", true},
};
static_assert(std::size(field_table) == field_count);

enum class Slot : std::uint32_t { row = 0 };

struct SlotRow {
  Slot slot;
  std::string_view name, reason;
};
inline constexpr SlotRow slot_table[] = {
    {Slot::row, "row",
     "all facts of the document for the columns in memory (search/columns.h), read once at start in one pass"},
};

const FieldRow* find_field(std::string_view name);  // by name or Chinese name
inline const FieldRow& row_of(Field field) { return field_table[static_cast<std::size_t>(field)]; }

// A term no longer than Xapian allows (245 bytes): prefix + text, a longer one is cut and ends in a hash of the whole.
std::string make_term(std::string_view prefix, std::string_view text);

}  // namespace almanac::search
