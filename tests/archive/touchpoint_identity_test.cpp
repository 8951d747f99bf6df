#include "archive/touchpoint_identity.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_keys.h"

using namespace almanac::archive;

TEST_CASE("an identity set finds every place under its hash, also when many rows share it") {
  std::mt19937_64 random(1);
  IdentitySet set;
  std::multimap<std::uint64_t, std::uint64_t> model;
  for (std::uint64_t i = 1; i <= 200'000; ++i) {
    const std::uint64_t hash = random() % 3 == 0 ? (random() % 20'000) * 0x9e3779b97f4a7c15ULL : random();
    set.insert(hash, IdentitySet::Place::stored(i, 7));
    if (model.size() < 3000) model.emplace(hash, i);
  }
  for (const auto& [hash, block] : model) {
    auto* place = set.find(hash, [&](IdentitySet::Place p) { return p.block() == block; });
    REQUIRE(place);
    CHECK(place->row() == 7);
  }
  CHECK(set.find(random(), [](IdentitySet::Place) { return true; }) == nullptr);
  CHECK(set.size() == 200'000);
}

TEST_CASE("a superseded place is taken over by its successor") {
  IdentitySet set;
  set.insert(42, IdentitySet::Place::buffered(1, 5));
  *set.find(42, [](IdentitySet::Place) { return true; }) = IdentitySet::Place::stored(3, 8191);
  auto* place = set.find(42, [](IdentitySet::Place) { return true; });
  REQUIRE(place);
  CHECK_FALSE(place->is_buffered());
  CHECK(place->block() == 3);
  CHECK(place->row() == 8191);
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
  const KeyBatch first = vocabulary.take();
  CHECK(first.keys == std::vector<std::string>{"a-key-longer-than-the-slot"});
  CHECK(first.map.final_number(added.number) == 5);
  // While the first batch is being stored, rows go on to use its numbers, and new keys come.
  const auto later = vocabulary.add("later");
  CHECK_FALSE(vocabulary.all_stored());
  vocabulary.settle(first);
  REQUIRE(vocabulary.find("a-key-longer-than-the-slot", found));
  CHECK(found.number == 5);
  const KeyBatch second = vocabulary.take();
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
    if (std::tie(a.nodes[0], a.time_ms, a.identity) > std::tie(b.nodes[0], b.time_ms, b.identity)) FAIL("out of order at " << i);
  }
  std::size_t dead = 0;
  for (const auto& block : blocks) dead += block.dead.size();
  CHECK(dead == 1);
}
