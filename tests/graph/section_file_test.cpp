#include "graph/section_file.h"

#include <sys/stat.h>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "archive/error.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::graph;

namespace {

std::vector<std::byte> some_bytes(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

SectionWriter sample() {
  SectionWriter writer;
  writer.add(some_bytes(1'000, 1));
  writer.add({});
  writer.add(some_bytes(300'000, 2));
  return writer;
}

const FileStamp stamp{1, "archive-1", 7, 3};

}  // namespace

TEST_CASE("sections come back as written") {
  tests::TemporaryDirectory directory;
  sample().write(directory / "f", stamp);
  const auto file = SectionFile::open(directory / "f");
  REQUIRE(file);
  CHECK(file->stamp().archive_id == "archive-1");
  CHECK(file->stamp().revision == 7);
  CHECK(file->stamp().last_block == 3);
  REQUIRE(file->count() == 3);
  CHECK(file->section(1).empty());
  const auto expected = some_bytes(300'000, 2);
  REQUIRE(file->section(2).size() == expected.size());
  CHECK(std::memcmp(file->section(2).data(), expected.data(), expected.size()) == 0);
}

TEST_CASE("a change of any byte is noticed") {
  const std::vector<std::byte> good = sample().to_bytes(stamp);
  REQUIRE(SectionFile::from_bytes(good));
  std::mt19937 random(3);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < 256; ++i) places.push_back(i);                             // header
  for (std::size_t i = good.size() - 300; i < good.size(); ++i) places.push_back(i);     // index
  for (int i = 0; i < 300; ++i) places.push_back(256 + random() % (good.size() - 256));  // sections
  for (const std::size_t place : places) {
    auto damaged = good;
    damaged[place] ^= static_cast<std::byte>(1U << (random() % 8));
    INFO("byte " << place);
    REQUIRE(SectionFile::from_bytes(damaged) == nullptr);
  }
}

TEST_CASE("truncated, foreign, empty and missing files are refused with their reason") {
  const std::vector<std::byte> good = sample().to_bytes(stamp);
  std::string why;
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{100}, std::size_t{256}, good.size() / 2, good.size() - 1}) {
    CHECK(SectionFile::from_bytes({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)}, &why) == nullptr);
    CHECK(why == "truncated");
  }
  auto longer = good;
  longer.push_back(std::byte{0});
  CHECK(SectionFile::from_bytes(longer, &why) == nullptr);
  CHECK(SectionFile::from_bytes(some_bytes(5'000, 9), &why) == nullptr);
  CHECK(why == "foreign");
  tests::TemporaryDirectory directory;
  CHECK(SectionFile::open(directory / "none", &why) == nullptr);
  CHECK(why == "absent");
  CHECK(SectionFile::open(directory.write("empty", ""), &why) == nullptr);
  CHECK(why == "truncated");
  std::filesystem::create_directory(directory / "directory");
  CHECK(SectionFile::open(directory / "directory", &why) == nullptr);
  CHECK(why == "foreign");
  REQUIRE(::mkfifo((directory / "pipe").c_str(), 0600) == 0);
  CHECK(SectionFile::open(directory / "pipe", &why) == nullptr);  // and does not wait for a writer
  CHECK(why == "foreign");
}

TEST_CASE("restamping changes the revision and nothing else") {
  tests::TemporaryDirectory directory;
  sample().write(directory / "f", stamp);
  restamp(directory / "f", {1, "archive-1", 9, 4});
  const auto file = SectionFile::open(directory / "f");
  REQUIRE(file);
  CHECK(file->stamp().revision == 9);
  CHECK(file->stamp().last_block == 4);
  sample().write(directory / "g", {1, "archive-1", 9, 4});
  std::ifstream a(directory / "f", std::ios::binary), b(directory / "g", std::ios::binary);
  CHECK(std::string(std::istreambuf_iterator<char>(a), {}) == std::string(std::istreambuf_iterator<char>(b), {}));
}

TEST_CASE("a file that cannot be written is an error that says where and leaves the old one") {
  tests::TemporaryDirectory directory;
  try {
    sample().write(directory / "absent" / "f", stamp);
    FAIL("written");
  } catch (const archive::Error& error) {
    CHECK(error.kind() == archive::ErrorKind::unavailable);
    CHECK(error.code() == "graph_not_stored");
    CHECK(error.message().zh.find("absent") != std::string::npos);
  }
}
