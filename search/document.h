#pragma once
// What the index holds of one record, as a plain value: title, texts, filter values, dates, and what a hit shows. No Xapian
// here; the tests' oracle searches these values directly.

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archive/documents.h"
#include "archive/json.h"
#include "archive/name.h"
#include "archive/store.h"
#include "search/schema.h"

namespace almanac::search {

inline constexpr std::int32_t no_day =
    std::numeric_limits<std::int32_t>::min();  // "absent"; as a first day: always known

struct TextPart {
  // Prose makes the best passages, names (lists of words, people, products) stand behind it, codes (conversion, paid_amount) in none.
  enum class Nature : std::uint8_t { prose, names, codes };
  std::string text;
  std::uint8_t weight = 1;  // how often each of its words counts
  Nature nature = Nature::prose;
};

struct Document {
  archive::Kind kind = archive::Kind::campaign;
  std::string key, title;
  std::vector<TextPart> plan, outcome;               // besides key and title
  std::map<Field, std::vector<std::string>> values;  // as written, each once, in order of appearance
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<std::string> aliases;  // channels: other names of the key

  std::int32_t start = no_day, end = no_day;  // of a campaign's own days: the last one
  std::int32_t visible_day = no_day;          // known from this day on
  std::int32_t outcome_day = no_day;          // outcome text and fields count from this day on
  std::optional<double> budget, roi, attainment;

  archive::Json plan_fields = archive::Json::object();     // of a hit, always
  archive::Json outcome_fields = archive::Json::object();  // of a hit, from outcome_day on
};

// Makes documents out of records; keeps the channel tree it has seen, so make one per batch. Reads the archive for channels,
// categories of products and a lesson's campaign.
class DocumentMaker {
 public:
  DocumentMaker(const archive::Reads& reads, std::string currency);

  Document campaign(const archive::Stored<archive::Campaign>& stored);
  Document lesson(const archive::Stored<archive::Lesson>& stored);
  Document product(const archive::Stored<archive::Product>& stored);
  Document channel(const archive::Stored<archive::Channel>& stored);
  Document text_document(const archive::Document& stored);  // a review, a brief: its whole text

  bool has_campaign(const archive::Lesson& lesson) const;  // whether campaign() has seen its campaign

  // The document of a node; nullopt if its record does not exist (deleted, bare) or its kind is not indexed.
  std::optional<Document> make(archive::Kind kind, std::uint32_t number);

 private:
  const std::vector<std::string>& channel_path(const std::string& key);  // itself, then what lies above it
  struct ProductFacts {
    std::string name, brand;
    std::vector<std::string> category;  // "A", "A > B", …
  };
  const ProductFacts& product_facts(const std::string& sku);
  void add_products(Document& document, const archive::Strings& skus);
  void add_campaign_values(Document& document, const archive::Campaign& campaign);

  // What lessons take over from their campaign; the last one used is kept, as lessons come campaign by campaign.
  struct Context {
    std::string code;
    Document values;
    std::string name, theme;
    std::int32_t end_day = no_day;
  };
  const Context* context_of(const std::string& campaign);
  void remember(const archive::Campaign& campaign);

  const archive::Reads& reads_;
  std::string currency_;
  std::map<std::string, std::vector<std::string>> channel_paths_;
  std::map<std::string, ProductFacts> products_;
  std::optional<Context> context_;
  std::set<std::string> known_campaigns_;  // seen by campaign()
};

// The stored data of a document and back: what a hit shows, and its text for the snippet, plan text last.
struct StoredHit {
  archive::Json plan_fields, outcome_fields;
  std::string_view plan_text, all_text;  // into the decoded bytes; the first is the end of the second
};
std::string encode_data(const Document& document);
StoredHit decode_data(std::string_view data);  // throws Error corrupt "damaged_index"

}  // namespace almanac::search
