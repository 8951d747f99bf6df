#include "archive/touchpoint_identity.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_identity_set.h"
#include "archive/touchpoint_keys.h"
#include "tests/support/temporary_directory.h"

using namespace almanac::archive;

namespace {
using Entry = IdentityEntry;

std::uint64_t some_hash(std::mt19937_64& random) {
  return random() % 3 == 0 ? random() % 20'000 * 0x9e3779b97f4a7c15ULL + 1 : random();
}
}  // namespace

TEST_CASE("an identity set finds every stored row under its hash, in what was loaded and in runs merged many times") {
  std::mt19937_64 random(1);
  IdentitySet set;
  std::multimap<std::uint64_t, std::uint64_t> model;
  std::uint64_t block = 1ull << 40;  // storage numbers may be large
  for (int i = 0; i < 50'000; ++i) {
    const std::uint64_t hash = some_hash(random);
    if (i % 3 == 0) ++block;
    set.insert({hash, block, static_cast<std::uint32_t>(i % 3)});
    model.emplace(hash, block);
  }
  set.finish();
  for (int runs = 0; runs < 150; ++runs) {
    std::vector<Entry> run;
    for (std::uint64_t i = random() % 300; i > 0; --i) {
      run.push_back({some_hash(random), ++block, 8191});
      model.emplace(run.back().hash, block);
    }
    set.adopt(IdentityRun(run));
  }
  CHECK(set.size() == model.size());
  std::size_t lost = 0;
  for (const auto& [hash, wanted] : model) {
    const auto entry = set.find(hash, [&](const Entry& candidate) { return candidate.block == wanted; });
    if (!entry || (entry->row != 8191 && entry->row > 2) || entry->hash != hash) ++lost;
  }
  CHECK(lost == 0);
  std::multiset<std::uint64_t> kept, wanted;
  set.for_each_hash([&](std::uint64_t hash) { kept.insert(hash >> 20); });
  for (const auto& [hash, of] : model) wanted.insert(hash >> 20);
  CHECK(kept == wanted);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t hash = random();
    if (!model.contains(hash)) CHECK_FALSE(set.find(hash, [](const Entry&) { return true; }));
  }
}

TEST_CASE("a superseded row is never found again, whether it was loaded, adopted or merged since") {
  constexpr std::uint64_t first = 42ull << 20, second = 43ull << 20, third = 99ull << 20;
  IdentitySet set;
  set.insert({first, 3, 8191});
  set.insert({second, 4, 1});
  set.finish();
  set.adopt(IdentityRun(std::vector<Entry>{{first, 9, 5}, {first, 9, 6}}));
  const auto any = [](const Entry&) { return true; };
  CHECK(set.find(first, any)->row == 5);
  set.erase({first, 9, 5});
  CHECK(set.find(first, any)->row == 6);
  for (std::uint64_t block = 20; block < 40; ++block) set.adopt(IdentityRun(std::vector<Entry>{{third, block, 0}}));
  CHECK(set.find(first, any)->block == 9);
  set.erase({first, 9, 6});
  CHECK(set.find(first, any)->block == 3);
  CHECK(set.find(first, any)->row == 8191);
  set.erase({first, 3, 8191});
  CHECK_FALSE(set.find(first, any));
  CHECK(set.find(second, any)->row == 1);
}

TEST_CASE("an identity set with its larger runs in a file finds and forgets as one in memory does") {
  almanac::tests::TemporaryDirectory directory;
  std::mt19937_64 random(4);
  IdentitySet in_file(directory.path()), in_memory, no_room(directory.path() / "missing");
  IdentitySet* const sets[] = {&in_file, &in_memory, &no_room};
  std::vector<Entry> stored;
  for (std::uint32_t i = 0; i < 200'000; ++i) stored.push_back({some_hash(random), 1 + i / 8192, i % 8192});
  for (IdentitySet* set : sets) {
    for (const Entry& entry : stored) set->insert(entry);
    set->finish();
  }
  for (std::uint64_t block = 100; block < 140; ++block) {
    std::vector<Entry> run;
    for (std::uint32_t row = 0; row < 8192; ++row) run.push_back({some_hash(random), block, row});
    for (IdentitySet* set : sets) set->adopt(IdentityRun(run));
    stored.insert(stored.end(), run.begin(), run.end());
  }
  CHECK(std::filesystem::is_empty(directory.path()));

  const auto place = [](IdentitySet& set, const Entry& wanted) {
    const auto found = set.find(wanted.hash, [&](const Entry& candidate) {
      return candidate.block == wanted.block && candidate.row == wanted.row;
    });
    return found.has_value();
  };
  // In order, so that whole runs are taken into memory, and erased in between, in memory and in the file.
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const bool erase = i % 97 == 0;
    for (IdentitySet* set : sets) {
      if (!place(*set, stored[i])) FAIL("lost row " << i);
      if (erase) set->erase(stored[i]);
      if (erase && place(*set, stored[i])) FAIL("row " << i << " is still there");
    }
  }
  // And at random.
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t row = random() % stored.size();
    for (IdentitySet* set : sets)
      if (place(*set, stored[row]) == (row % 97 == 0)) FAIL("wrong about row " << row);
  }
  std::vector<std::uint64_t> hashes[3];
  for (int i = 0; i < 3; ++i) {
    sets[i]->for_each_hash([&](std::uint64_t hash) { hashes[i].push_back(hash); });
    std::sort(hashes[i].begin(), hashes[i].end());
  }
  CHECK(hashes[0].size() == stored.size() - (stored.size() + 96) / 97);
  CHECK(hashes[0] == hashes[1]);
  CHECK(hashes[0] == hashes[2]);
}

TEST_CASE("the identity filter knows every hash it was given and few others") {
  std::mt19937_64 random(2);
  IdentityFilter filter;
  std::vector<std::uint64_t> hashes;
  while (!filter.full()) {
    hashes.push_back(random());
    filter.add(hashes.back());
  }
  for (const std::uint64_t hash : hashes)
    if (!filter.may_contain(hash)) FAIL("lost a hash");
  int mistaken = 0;
  for (int i = 0; i < 100'000; ++i) mistaken += filter.may_contain(random());
  CHECK(mistaken < 3000);
  filter.reset(1'000'000);
  CHECK_FALSE(filter.may_contain(hashes[0]));
}

TEST_CASE("a buffer finds its rows by identity until they are forgotten") {
  std::mt19937_64 random(3);
  TouchpointBuffer buffer;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    NumberedRow row;
    row.identity = random() % 5000;
    row.time_ms = i;
    buffer.add(row, "");
  }
  const auto find = [&](std::uint32_t number) {
    return buffer.find(buffer.row(number).identity, [&](std::uint32_t candidate) { return candidate == number; });
  };
  for (std::uint32_t i = 0; i < 20'000; i += 7)
    if (find(i) != std::optional<std::uint32_t>(i)) FAIL("lost row " << i);
  buffer.forget(14);
  buffer.supersede(21);
  CHECK_FALSE(find(14));
  CHECK_FALSE(find(21));
  CHECK(find(28));
  buffer.clear();
  CHECK_FALSE(buffer.find(1, [](std::uint32_t) { return true; }));
}

TEST_CASE("identity without an event id takes in every field, with one only the source and the id") {
  NumberedRow row;
  row.time_ms = 1'700'000'000'000;
  row.time_precision = 3;
  row.value = 5;
  row.value_scale = 0;
  RowTexts texts;
  texts.nodes[0] = hash_text("u1");
  const std::uint64_t hash = identity_hash(row, texts, "");
  const std::uint64_t by_event = identity_hash(row, texts, "e1");
  const auto differs = [&](auto change) {
    NumberedRow other = row;
    RowTexts other_texts = texts;
    change(other, other_texts);
    return identity_hash(other, other_texts, "") != hash && identity_hash(other, other_texts, "e1") == by_event;
  };
  CHECK(differs([](NumberedRow& r, RowTexts&) { r.value = 6; }));
  CHECK(differs([](NumberedRow& r, RowTexts&) { r.value_scale = 1; }));
  CHECK(differs([](NumberedRow& r, RowTexts&) { r.quantity_scale = 0; }));
  CHECK(differs([](NumberedRow& r, RowTexts&) { r.cost = 1; }));
  CHECK(differs([](NumberedRow& r, RowTexts&) { r.time_ms += 1; }));
  CHECK(differs([](NumberedRow& r, RowTexts&) { r.time_precision = 2; }));
  for (int i = 0; i < 4; ++i) CHECK(differs([i](NumberedRow&, RowTexts& t) { t.nodes[i] = 99; }));
  for (int i = 0; i < 6; ++i) CHECK(differs([i](NumberedRow&, RowTexts& t) { t.words[i] = 99; }));
  RowTexts other_source = texts;
  other_source.words[6] = hash_text("crm");
  CHECK(identity_hash(row, other_source, "e1") != by_event);
  CHECK(by_event != hash);
  NumberedRow milliseconds = row;
  milliseconds.time_precision = 4;
  CHECK(identity_hash(milliseconds, texts, "") == hash);
  CHECK(same_fields(milliseconds, row));
}

TEST_CASE("the hash of a text and of an identity are what they were when archives were written") {
  CHECK(hash_text("") == 0x2d06800538d394c2ULL);
  CHECK(identity_hash(NumberedRow{}, RowTexts{}, "") == identity_hash(NumberedRow{}, RowTexts{}, ""));
}

TEST_CASE("a vocabulary keeps provisional numbers until they are stored") {
  Vocabulary vocabulary;
  vocabulary.learn("old", 4, "old");
  vocabulary.free_from(5);
  const auto added = vocabulary.add("a-key-longer-than-the-slot");
  CHECK(added.number >= NumberMap::provisional);
  Vocabulary::Found found;
  REQUIRE(vocabulary.find("a-key-longer-than-the-slot", found));
  CHECK(found.number == added.number);
  KeyBatch first = vocabulary.take();
  first.number();
  CHECK(first.keys == std::vector<std::string>{"a-key-longer-than-the-slot"});
  CHECK(first.map.final_number(added.number) == 5);
  // While the first batch is being stored, rows go on to use its numbers, and new keys come.
  const auto later = vocabulary.add("later");
  CHECK_FALSE(vocabulary.all_stored());
  vocabulary.settle(first);
  REQUIRE(vocabulary.find("a-key-longer-than-the-slot", found));
  CHECK(found.number == 5);
  KeyBatch second = vocabulary.take();
  second.number();
  CHECK(second.next == 6);
  CHECK(second.map.final_number(added.number) == 5);
  CHECK(second.map.final_number(later.number) == 6);
  CHECK(second.map.final_number(no_number) == no_number);
  CHECK(second.map.final_number(4) == 4);
  vocabulary.settle(second);
  CHECK(vocabulary.all_stored());
  CHECK_FALSE(vocabulary.find("new", found));
  for (std::uint32_t i = 0; i < 50'000; ++i) vocabulary.learn("k" + std::to_string(i), i, "k" + std::to_string(i));
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    if (!vocabulary.find("k" + std::to_string(i), found) || found.number != i) FAIL("lost k" << i);
  }
}

TEST_CASE("a buffer's blocks hold its rows sorted by user, time and identity") {
  std::mt19937_64 random(9);
  TouchpointBuffer buffer;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    NumberedRow row;
    row.nodes[0] = static_cast<std::uint32_t>(random() % 3000 * 997);
    row.time_ms = static_cast<std::int64_t>(random() % 50);
    row.time_precision = 3;
    row.identity = random() % 1000;
    buffer.add(row, i % 5 ? "" : "e" + std::to_string(i));
  }
  buffer.supersede(17);
  const auto blocks = buffer.pack(NumberMaps());
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].description.rows == 8192);
  CHECK(blocks[2].description.rows == 20'000 - 2 * 8192);
  const auto& order = buffer.order();
  for (std::size_t i = 1; i < order.size(); ++i) {
    const NumberedRow& a = buffer.row(order[i - 1].row);
    const NumberedRow& b = buffer.row(order[i].row);
    if (std::tie(a.nodes[0], a.time_ms, a.identity) > std::tie(b.nodes[0], b.time_ms, b.identity))
      FAIL("out of order at " << i);
  }
  std::size_t dead = 0;
  for (const auto& block : blocks) dead += block.dead.size();
  CHECK(dead == 1);
}
