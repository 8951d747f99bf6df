#include "importers/duplicate_search.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "archive/duplicates.h"
#include "archive/names.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Kind;
using archive::LikelyDuplicate;
using archive::Text;

constexpr std::size_t most_pairs = 200;  // of a kind, of one import
constexpr std::size_t most_products = 500'000;
constexpr std::size_t most_channels = 2'000;  // beyond, channels are compared for equality alone

struct Name {
  std::string key, name;
  std::string key_form, name_form;  // folded, letters and digits only
};

// Letters and digits of any script. Names of products are many: what is ASCII is folded here.
std::string form_of(std::string_view text) {
  const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const std::string folded = ascii ? std::string(text) : archive::fold(text);
  std::string form;
  for (const char c : folded) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) form += c;
    if (c >= 'A' && c <= 'Z') form += static_cast<char>(c - 'A' + 'a');
  }
  return form;
}

std::vector<Name> names_of(const archive::Reads& reads, Kind kind, std::size_t most) {
  std::vector<Name> names;
  archive::for_each_record_name(reads, kind, [&](std::string_view key, std::string_view name) {
    if (names.size() < most)
      names.push_back({std::string(key), std::string(name), form_of(key), name == key ? "" : form_of(name)});
  });
  return names;
}

std::vector<std::u32string_view::value_type> code_points(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    char32_t point = byte;
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
      point = (point << 8) | static_cast<unsigned char>(text[i + k]);
    points.push_back(point);
    i += length;
  }
  return points;
}

// One character more, less or other, in names of four at least; a digit or a Latin letter that differs tells things apart.
bool nearly_same(const std::string& a, const std::string& b) {
  const auto x = code_points(a);
  const auto y = code_points(b);
  const auto& shorter = x.size() <= y.size() ? x : y;
  const auto& longer = x.size() <= y.size() ? y : x;
  if (shorter.size() < 4 || longer.size() - shorter.size() > 1) return false;
  const auto [p, q] = std::mismatch(shorter.begin(), shorter.end(), longer.begin());
  if (q == longer.end()) return false;
  const bool same_length = shorter.size() == longer.size();
  if (*q < 0x80 || (same_length && *p < 0x80)) return false;
  return std::equal(same_length ? p + 1 : p, shorter.end(), q + 1, longer.end());
}

class Search {
 public:
  explicit Search(Session& session) : session_(session), reads_(session.archive.read()) {}

  void run() {
    campaigns();
    channels();
    products();
  }
  const std::vector<LikelyDuplicate>& pairs() const { return pairs_; }

 private:
  bool add(Kind kind, const std::string& a, const std::string& b, const char* code, Text reason) {
    const auto& [first, second] = std::minmax(a, b);
    if (!seen_.insert(first + '\x1f' + second).second) return true;
    LikelyDuplicate pair;
    pair.kind = kind;
    pair.a = first;
    pair.b = second;
    pair.code = code;
    pair.reason = std::move(reason);
    pairs_.push_back(std::move(pair));
    return ++count_ < most_pairs;
  }

  void campaigns() {
    count_ = 0;
    seen_.clear();
    for (const std::string& key : archive::made_by(reads_, session_.import_id, Kind::campaign)) {
      for (const KnownCampaigns::Pair& other : session_.campaigns.alike(key)) {
        const bool more = other.together == Together::same
                              ? add(Kind::campaign, key, other.key, "same_name_and_dates",
                                    {"the same name and dates under two codes", "名称和日期相同，代码不同"})
                          : other.together == Together::overlaps
                              ? add(Kind::campaign, key, other.key, "same_name",
                                    {"the same name, and dates that overlap", "名称相同，日期有重叠"})
                              : add(Kind::campaign, key, other.key, "same_name",
                                    {"the same name, and one of them has no date", "名称相同，其中一个没有日期"});
        if (!more) return;
      }
    }
  }

  void channels() {
    count_ = 0;
    seen_.clear();
    const auto made = archive::made_by(reads_, session_.import_id, Kind::channel);
    std::unordered_set<std::string> fresh(made.begin(), made.end());
    for (const std::string& name : session_.report.mentioned.channels) fresh.insert(name);
    if (fresh.empty()) return;
    std::vector<Name> all;
    reads_.for_each_key(Kind::channel, [&](std::uint32_t, std::string_view key) {
      if (all.size() < most_channels) all.push_back({std::string(key), "", form_of(key), ""});
    });
    for (const Name& one : all) {
      if (!fresh.contains(one.key)) continue;
      const archive::Channel* shipped = session_.dictionary.find_channel(one.key);
      for (const Name& other : all) {
        if (other.key == one.key) continue;
        bool more = true;
        if (shipped && session_.dictionary.find_channel(other.key) == shipped)
          more = add(Kind::channel, one.key, other.key, "known_alias",
                     {"two names of one channel in the dictionary", "渠道词典中同一渠道的两个名称"});
        else if (!one.key_form.empty() && (one.key_form == other.key_form || nearly_same(one.key_form, other.key_form)))
          more = add(Kind::channel, one.key, other.key, "similar_name", {"nearly the same name", "名称相近"});
        if (!more) return;
      }
    }
  }

  void products() {
    count_ = 0;
    seen_.clear();
    const auto made = archive::made_by(reads_, session_.import_id, Kind::product);
    if (made.empty() || reads_.record_count<archive::Product>() > most_products) return;
    const std::unordered_set<std::string> fresh(made.begin(), made.end());
    const std::vector<Name> all = names_of(reads_, Kind::product, most_products);
    for (const bool by_key : {true, false}) {
      std::unordered_map<std::string_view, std::vector<const Name*>> groups;
      for (const Name& each : all) {
        const std::string& form = by_key ? each.key_form : each.name_form;
        if (form.size() < 3) continue;
        auto& group = groups[form];
        if (group.size() < 4) group.push_back(&each);
      }
      for (const Name& each : all) {
        if (!fresh.contains(each.key)) continue;
        const auto group = groups.find(by_key ? each.key_form : each.name_form);
        if (group == groups.end() || group->second.size() > 3) continue;  // a name that many share is no name
        for (const Name* other : group->second) {
          // Written exactly alike, names are those of variants.
          if (other->key == each.key || (!by_key && other->name == each.name)) continue;
          if (!add(Kind::product, each.key, other->key, "similar_name",
                   by_key
                       ? Text{"keys that differ in case, spaces or punctuation only", "编号仅大小写、空格或标点不同"}
                       : Text{"names that differ in case, spaces or punctuation only", "名称仅大小写、空格或标点不同"}))
            return;
        }
      }
    }
  }

  Session& session_;
  archive::Reader reads_;
  std::vector<LikelyDuplicate> pairs_;
  std::unordered_set<std::string> seen_;
  std::size_t count_ = 0;
};

}  // namespace

void list_duplicates(Session& session) {
  std::vector<LikelyDuplicate> pairs;
  {
    Search search(session);
    search.run();
    pairs = search.pairs();
  }
  if (pairs.empty()) return;
  session.archive.write(
      session.options.actor,
      [&](archive::Transaction& transaction) {
        for (const LikelyDuplicate& pair : pairs) archive::add_duplicate(transaction, pair);
      },
      session.import_id);
  archive::DuplicateQuery query;
  query.import_id = session.import_id;
  query.limit = 100;
  session.report.duplicates = archive::find_duplicates(session.archive.read(), query);
}

}  // namespace almanac::importers
