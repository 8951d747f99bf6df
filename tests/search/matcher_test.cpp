#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <set>

#include "archive/error.h"
#include "search/matcher.h"

using namespace almanac::search;
using Catch::WithinRel;
using Type = Expression::Type;

namespace {

// Documents as lists of words, each at its position; in memory and in a database beside it.
struct World {
  Xapian::WritableDatabase database{"", Xapian::DB_BACKEND_INMEMORY};
  std::vector<std::vector<std::string>> texts;  // by id; 0 is none
  std::shared_ptr<const Columns> columns = std::make_shared<const Columns>();
  PostingCache cache;

  explicit World(std::vector<std::vector<std::string>> documents) : texts(std::move(documents)) {
    texts.insert(texts.begin(), std::vector<std::string>{});
    Columns::Changes rows;
    for (DocumentId id = 1; id < texts.size(); ++id) {
      Xapian::Document document;
      for (Xapian::termpos at = 0; at < texts[id].size(); ++at) document.add_posting(texts[id][at], at + 1);
      database.add_document(document);
      Row row;
      row.facts.alive = true;
      row.facts.start = static_cast<std::int32_t>(id * 10);
      row.facts.outcome_day = static_cast<std::int32_t>(id % 7);
      if (id % 3 != 0) row.facts.budget = id * 100.0;
      row.length = static_cast<std::uint32_t>(texts[id].size());
      rows[id] = row;
    }
    columns = columns->with(rows);
  }
};

constexpr std::int32_t today = 3;

// The slow way: a document at a time, straight from the definitions.
struct Oracle {
  const World& world;

  std::uint32_t count(DocumentId id, const std::string& word) const {
    return static_cast<std::uint32_t>(std::count(world.texts[id].begin(), world.texts[id].end(), word));
  }
  std::uint32_t count(DocumentId id, const Expression& leaf) const {
    const auto& text = world.texts[id];
    if (leaf.type == Type::term) return count(id, leaf.terms[0]);
    bool stands = false;
    for (std::size_t at = 0; at < text.size() && !stands; ++at) {
      stands = true;
      for (std::size_t k = 0; k < leaf.terms.size(); ++k)
        stands = stands && at + leaf.offsets[k] < text.size() && text[at + leaf.offsets[k]] == leaf.terms[k];
    }
    std::uint32_t least = stands ? 255 : 0;
    for (const std::string& term : leaf.terms) least = std::min(least, count(id, term));
    return least;
  }
  double weight(DocumentId id, const Expression& leaf) const {
    double total = 0, tells = 0;
    const auto all = static_cast<double>(world.texts.size() - 1);
    for (const auto& text : world.texts) total += static_cast<double>(text.size());
    for (const std::string& term : leaf.terms) {
      double n = 0;
      for (DocumentId other = 1; other < world.texts.size(); ++other) n += count(other, term) > 0 ? 1 : 0;
      double odds = (all - n + .5) / (n + .5);
      if (odds < 2) odds = odds / 2 + 1;
      if (n > 0) tells += std::log(odds);
    }
    const double f = count(id, leaf);
    const double length = total == 0 ? 0 : static_cast<double>(world.texts[id].size()) / (total / all);
    return tells * (bm25_k1 + 1) * f / (f + bm25_k1 * (1 - bm25_b + bm25_b * length));
  }
  // Whether it matches; its weight if so.
  std::optional<double> match(DocumentId id, const Expression& e) const {
    const Facts& facts = world.columns->facts(id);
    std::vector<std::optional<double>> below;
    for (const Expression& child : e.children) below.push_back(match(id, child));
    double sum = 0;
    std::size_t matching = 0;
    for (const auto& one : below) {
      sum += one.value_or(0);
      matching += one ? 1 : 0;
    }
    const auto when = [&](bool condition, double value) {
      return condition ? std::optional(value * e.factor) : std::nullopt;
    };
    switch (e.type) {
      case Type::nothing:
        return std::nullopt;
      case Type::everything:
        return 0;
      case Type::term:
      case Type::phrase:
        return count(id, e) > 0 ? when(true, weight(id, e)) : std::nullopt;
      case Type::prefix: {
        std::set<std::string> words;
        for (const auto& text : world.texts)
          for (const std::string& word : text)
            if (word.starts_with(e.terms[0])) words.insert(word);
        double all = 0;
        bool any = false;
        std::uint32_t used = 0;
        for (const std::string& word : words) {
          if (used++ == e.most) break;
          if (count(id, word) == 0) continue;
          any = true;
          all += weight(id, Expression::of_term(word));
        }
        return when(any, all);
      }
      case Type::start:
        return when(facts.start >= e.low && facts.start <= e.high, 0);
      case Type::budget:
        return when(facts.budget && *facts.budget >= e.low && *facts.budget <= e.high, 0);
      case Type::over:
        return when(facts.outcome_day <= today, 0);
      case Type::known: {
        const auto& one = below[facts.outcome_day <= today ? 0 : 1];
        return when(one.has_value(), one.value_or(0));
      }
      case Type::all:
        return when(matching == below.size(), sum);
      case Type::any:
        return when(matching >= e.least, sum + e.bonus * static_cast<double>(matching));
      case Type::first: {
        const auto first = std::find_if(below.begin(), below.end(), [](const auto& one) { return one.has_value(); });
        return when(first != below.end(), first == below.end() ? 0 : **first);
      }
      case Type::filter:
        return when(matching == below.size(), below[0].value_or(0));
      case Type::without:
        return when(below[0] && matching == 1, below[0].value_or(0));
      case Type::maybe:
        return when(below[0].has_value(), sum);
    }
    return std::nullopt;
  }
};

std::vector<std::vector<std::string>> random_texts(std::mt19937& random, std::size_t documents) {
  std::vector<std::vector<std::string>> texts(documents);
  for (auto& text : texts)
    for (std::size_t n = random() % 12; n > 0; --n)
      text.push_back(std::string(1, static_cast<char>('a' + random() % 6)) + std::string(random() % 2, 'x'));
  return texts;
}

Expression random_expression(std::mt19937& random, int depth) {
  const auto word = [&] {
    return std::string(1, static_cast<char>('a' + random() % 7)) + std::string(random() % 2, 'x');
  };
  const auto children = [&](std::size_t n) {
    std::vector<Expression> list;
    for (; n > 0; --n) list.push_back(random_expression(random, depth - 1));
    return list;
  };
  Expression made;
  switch (depth == 0 ? random() % 5 : random() % 13) {
    case 0:
    case 1:
      made = Expression::of_term(word());
      break;
    case 2:
      made = Expression::of(Type::phrase);
      made.terms = {word(), word()};
      made.offsets = {0, static_cast<std::uint32_t>(1 + random() % 2)};
      break;
    case 3:
      made = Expression::of(Type::prefix);
      made.terms = {std::string(1, static_cast<char>('a' + random() % 7))};
      made.most = static_cast<std::uint32_t>(1 + random() % 3);
      break;
    case 4:
      made = Expression::of(random() % 2   ? Type::start
                            : random() % 2 ? Type::budget
                            : random() % 2 ? Type::over
                                           : Type::everything);
      made.low = static_cast<double>(random() % 300);
      made.high = made.low + static_cast<double>(random() % 3000);
      break;
    case 5:
      made = Expression::of(Type::known, children(2));
      break;
    case 6:
    case 7:
      made = Expression::of(Type::all, children(2 + random() % 2));
      break;
    case 8:
    case 9:
      made = Expression::of(Type::any, children(2 + random() % 4));
      made.least = static_cast<std::uint32_t>(1 + random() % 2);
      if (random() % 3 == 0) made.bonus = 8;
      if (random() % 3 == 0) made.type = Type::first;
      if (made.type == Type::first) made.least = 1;
      if (made.type == Type::first) made.bonus = 0;
      break;
    case 10:
      made = Expression::of(Type::filter, children(2));
      break;
    case 11:
      made = Expression::of(Type::without, children(2));
      break;
    default:
      made = Expression::of(Type::maybe, children(2));
  }
  if (random() % 4 == 0) made.factor = static_cast<double>(random() % 3) / 2;
  return made;
}

}  // namespace

TEST_CASE("random expressions match what a document at a time gives, found as well as judged, with the same weights") {
  std::mt19937 random(20240607);
  for (int world_number = 0; world_number < 30; ++world_number) {
    World world(random_texts(random, 5 + random() % 60));
    const Oracle oracle{world};
    MatcherOptions options;
    options.as_of_day = today;
    for (int i = 0; i < 40; ++i) {
      const Expression expression = random_expression(random, 3);
      Postings postings(world.database, world.cache);
      Matcher matcher(postings, *world.columns, options);
      const Matches found = matcher.find(expression);
      std::vector<DocumentId> wanted, every;
      for (DocumentId id = 1; id < world.texts.size(); ++id) {
        every.push_back(id);
        if (oracle.match(id, expression)) wanted.push_back(id);
      }
      REQUIRE(found.ids == wanted);
      for (std::size_t k = 0; k < found.ids.size(); ++k)
        REQUIRE_THAT(found.weights[k] + 1, WithinRel(*oracle.match(found.ids[k], expression) + 1, 1e-9));
      std::vector<double> weights(every.size(), 0.0);
      const std::vector<bool> judged = matcher.judge(every, expression, weights);
      for (std::size_t k = 0; k < every.size(); ++k) {
        const auto one = oracle.match(every[k], expression);
        REQUIRE(judged[k] == one.has_value());
        if (one) REQUIRE_THAT(weights[k] + 1, WithinRel(*one + 1, 1e-9));
      }
      REQUIRE(matcher.complete());
    }
  }
}

TEST_CASE("within a narrowing just those of all matches are found, with the same weights to the last bit") {
  std::mt19937 random(20240608);
  for (int world_number = 0; world_number < 20; ++world_number) {
    World world(random_texts(random, 5 + random() % 100));
    MatcherOptions options;
    options.as_of_day = today;
    for (int i = 0; i < 40; ++i) {
      const Expression expression = random_expression(random, 3);
      Narrowing narrowing;
      if (random() % 3 > 0) {
        narrowing.set.emplace(world.columns->end_id());
        for (DocumentId id = 1; id < world.texts.size(); ++id)
          if (random() % 3 > 0) narrowing.set->add(id);
      }
      if (random() % 2 == 0) narrowing.start_from = static_cast<std::int32_t>(random() % 600);
      if (random() % 2 == 0) narrowing.start_to = static_cast<std::int32_t>(200 + random() % 800);
      Postings postings(world.database, world.cache);
      Matcher everywhere(postings, *world.columns, options), within(postings, *world.columns, options);
      within.narrow_to(narrowing);
      const Matches all = everywhere.find(expression), found = within.find(expression);
      Matches wanted;
      for (std::size_t k = 0; k < all.ids.size(); ++k) {
        if (narrowing.set && !narrowing.set->contains(all.ids[k])) continue;
        const std::int32_t start = world.columns->facts(all.ids[k]).start;
        if (narrowing.in_range() && start == no_day) continue;
        if (narrowing.start_from && start < *narrowing.start_from) continue;
        if (narrowing.start_to && start > *narrowing.start_to) continue;
        wanted.ids.push_back(all.ids[k]);
        wanted.weights.push_back(all.weights[k]);
      }
      REQUIRE(found.ids == wanted.ids);
      REQUIRE(found.weights == wanted.weights);
    }
  }
}

TEST_CASE("few candidates are looked up in the database, with the same result as through the whole list") {
  std::vector<std::vector<std::string>> texts(500, {"often"});
  texts[77].push_back("rare");
  texts[400].push_back("rare");
  World world(texts);
  std::vector<Expression> both;
  both.push_back(Expression::of_term("often"));
  both.push_back(Expression::of_term("rare"));
  const Expression expression = Expression::of(Type::all, std::move(both));
  Postings postings(world.database, world.cache);
  Matcher matcher(postings, *world.columns, {});
  const Matches skipped = matcher.find(expression);
  REQUIRE(skipped.ids == std::vector<DocumentId>{78, 401});
  REQUIRE(world.cache.find("rare"));
  REQUIRE_FALSE(world.cache.find("often"));
  postings.list("often");
  const Matches listed = matcher.find(expression);
  REQUIRE(listed.ids == skipped.ids);
  REQUIRE(listed.weights == skipped.weights);
}

TEST_CASE("the cache forgets the lists that were not asked for longest, and never holds more than it may") {
  PostingCache cache(4000);
  const auto list = [] {
    auto made = std::make_shared<PostingList>();
    for (DocumentId id = 1; id <= 100; ++id) made->add(id, 1);
    return made;
  };
  for (const char* key : {"a", "b", "c"}) cache.put(key, list());
  REQUIRE(cache.find("a"));
  for (const char* key : {"d", "e"}) cache.put(key, list());
  REQUIRE(cache.find("a"));
  REQUIRE_FALSE(cache.find("b"));
  REQUIRE(cache.find("e"));
  auto huge = std::make_shared<PostingList>();
  for (DocumentId id = 1; id <= 1000; ++id) huge->add(id, 1);
  cache.put("huge", huge);
  REQUIRE_FALSE(cache.find("huge"));
  REQUIRE(cache.find("a"));
}

TEST_CASE("when documents change, the lists that none of them is in stay, of terms as of phrases") {
  World world({{"a", "b", "c"}, {"b", "c"}});
  Postings postings(world.database, world.cache);
  for (const char* term : {"a", "b", "c"}) postings.list(term);
  postings.phrase({"a", "b"}, {0, 1});
  postings.phrase({"b", "c"}, {0, 1});
  const auto later = world.cache.without({"a", "other"});
  REQUIRE_FALSE(later->find("a"));
  REQUIRE(later->find("b") == world.cache.find("b"));
  Postings after(world.database, *later);
  REQUIRE(after.phrase({"b", "c"}, {0, 1}) == postings.phrase({"b", "c"}, {0, 1}));
  REQUIRE(after.phrase({"a", "b"}, {0, 1}) != postings.phrase({"a", "b"}, {0, 1}));
}

TEST_CASE("a search that is out of time gives what it has and says so") {
  World world({{"a"}, {"b"}});
  Postings postings(world.database, world.cache);
  MatcherOptions options;
  options.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  Matcher matcher(postings, *world.columns, options);
  REQUIRE(matcher.find(Expression::of_term("a")).ids.empty());
  REQUIRE_FALSE(matcher.complete());
}

TEST_CASE("galloping finds the first id that is not smaller") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::set<DocumentId> set;
    for (std::size_t n = random() % 50; n > 0; --n) set.insert(static_cast<DocumentId>(random() % 100));
    const std::vector<DocumentId> ids(set.begin(), set.end());
    const std::size_t from = ids.empty() ? 0 : random() % ids.size();
    const auto wanted = static_cast<DocumentId>(random() % 110);
    std::size_t slow = from;
    while (slow < ids.size() && ids[slow] < wanted) ++slow;
    REQUIRE(gallop(ids, from, wanted) == slow);
  }
}
