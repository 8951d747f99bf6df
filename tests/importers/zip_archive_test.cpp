#include "importers/zip_archive.h"

#include <catch2/catch.hpp>

#include "tests/importers/temp_zip.h"

using namespace almanac::importers;

namespace {

namespace fs = std::filesystem;

std::string read_code(const fs::path& path, const ZipLimits& limits = {}) {
  return code_of([&] {
    ZipArchive zip(path, limits);
    for (const auto& member : zip.members()) zip.read(member);
  });
}

}  // namespace

TEST_CASE("a ZIP's members come in order, with their bytes") {
  const std::string large(3'000'000, 'x');
  const TempZip made({{"a.txt", "first"}, {"folder/b.txt", ""}, {"c.bin", large.substr(0, 700'000) + "end"}});
  ZipArchive zip(made.path());
  REQUIRE(zip.members().size() == 3);
  CHECK(zip.members()[0].name == "a.txt");
  CHECK(zip.read(zip.members()[0]) == "first");
  CHECK(zip.read(zip.members()[1]).empty());
  CHECK(zip.read(zip.members()[2]) == large.substr(0, 700'000) + "end");
  CHECK(zip.read(zip.members()[0]) == "first");
  std::size_t pieces = 0;
  zip.scan(zip.members()[2], [&](std::string_view piece) {
    CHECK(piece.size() <= (256u << 10));
    ++pieces;
  });
  CHECK(pieces >= 3);
  const fs::path out = made.path().string() + ".out";
  zip.unpack(zip.members()[0], out);
  CHECK(fs::file_size(out) == 5);
  fs::remove(out);
}

TEST_CASE("a member is found by its exact name, else without regard to case") {
  const TempZip made({{"xl/Workbook.xml", "1"}, {"XL/workbook.xml", "2"}});
  ZipArchive zip(made.path());
  CHECK(zip.read(*zip.find("XL/workbook.xml")) == "2");
  CHECK(zip.read(*zip.find("xl/workbook.xml")) == "1");
  CHECK(zip.find("xl/workbook") == nullptr);
}

TEST_CASE("names are UTF-8, else GB18030, with slashes") {
  const TempZip made({{"活动.csv", ""}, {"\xBB\xEE\xB6\xAF\\\x97\x5C.csv", ""}, {"\xFF\xFF.csv", ""}});
  ZipArchive zip(made.path());
  CHECK(zip.members()[0].name == "活动.csv");
  CHECK(zip.members()[1].name.starts_with("活动/"));
  CHECK(zip.members()[1].name.find('\\') == std::string::npos);
  CHECK(zip.members()[2].name.find("\xEF\xBF\xBD") == 0);
}

TEST_CASE("a name that points outside of the archive is refused") {
  for (const char* name : {"../up.txt", "a/../../b", "/etc/passwd", "C:/x", "..", "a/..", "..\\up.txt"}) {
    INFO(name);
    const TempZip made{Packed{name, "x"}};
    CHECK(read_code(made.path()) == "unsafe_path");
  }
  const TempZip made{Packed{"a..b/..c/d..", "x"}};
  CHECK(read_code(made.path()) == "none");
}

TEST_CASE("limits count what really unpacks") {
  const TempZip made({{"zeros", std::string(5'000'000, '\0')}, {"more", std::string(400'000, 'y')}});
  CHECK(read_code(made.path()) == "too_large");  // deflate packs zeros 1:1,029
  ZipLimits limits;
  limits.ratio = 2'000;
  CHECK(read_code(made.path(), limits) == "none");
  limits.member_bytes = 4'000'000;
  CHECK(read_code(made.path(), limits) == "too_large");
  limits.member_bytes = 5'000'000;
  CHECK(read_code(made.path(), limits) == "none");
  limits.total_bytes = 5'300'000;
  CHECK(read_code(made.path(), limits) == "too_large");
  limits = {};
  limits.members = 1;
  CHECK(read_code(made.path(), limits) == "too_large");
}

TEST_CASE("a damaged or foreign file is refused, never a crash") {
  const TempZip made{Packed{"a.txt", "some text that is stored and checked, some text that is packed"}};
  const std::string whole = made.bytes();
  std::size_t refused = 0;
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    made.replace(whole.substr(0, cut));
    if (read_code(made.path()) == "damaged_file") ++refused;
  }
  CHECK(refused == whole.size());
  std::string changed = whole;
  changed[40] = static_cast<char>(changed[40] ^ 0x20);  // in the packed bytes
  made.replace(changed);
  CHECK(read_code(made.path()) == "damaged_file");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    changed = whole;
    changed[at] = static_cast<char>(~changed[at]);
    made.replace(changed);
    read_code(made.path());
  }
  CHECK(code_of([] { ZipArchive zip("no/such/file.zip"); }) == "no_such_file");
  CHECK(code_of([] { ZipArchive zip("/"); }) == "not_a_file");
}

TEST_CASE("an encrypted member is recognised") {
  const TempZip made{Packed{"a.txt", "secret"}};
  std::string bytes = made.bytes();
  bytes[6] = static_cast<char>(bytes[6] | 1);  // general purpose flag of the local header, then of the directory
  const std::size_t directory = bytes.find("PK\x01\x02");
  bytes[directory + 8] = static_cast<char>(bytes[directory + 8] | 1);
  made.replace(bytes);
  ZipArchive zip(made.path());
  CHECK(zip.members()[0].encrypted);
  CHECK(read_code(made.path()) == "encrypted_file");
}
