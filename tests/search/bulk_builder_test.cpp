// An index built of parts is the one that adding the documents one after another gives.
#include "search/bulk_builder.h"

#include <catch2/catch.hpp>

#include "random_archive.h"
#include "search/catch_up.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;
namespace fs = std::filesystem;

namespace {

// All that a database holds, readable.
std::string all_of(const Xapian::Database& database) {
  std::string out = std::to_string(database.get_doccount()) + " to " + std::to_string(database.get_lastdocid()) + "\n";
  for (auto key = database.metadata_keys_begin(); key != database.metadata_keys_end(); ++key)
    out += *key + "=" + database.get_metadata(*key) + "\n";
  for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
    out += *term;
    for (auto posting = database.postlist_begin(*term); posting != database.postlist_end(*term); ++posting) {
      out += " " + std::to_string(*posting) + "*" + std::to_string(posting.get_wdf()) + "/" +
             std::to_string(posting.get_doclength());
      for (auto at = posting.positionlist_begin(); at != posting.positionlist_end(); ++at)
        out += "," + std::to_string(*at);
    }
    out += "\n";
  }
  for (auto posting = database.postlist_begin(""); posting != database.postlist_end(""); ++posting) {
    const Xapian::Document document = database.get_document(*posting);
    out += std::to_string(*posting) + ": " + document.get_data();
    for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) out += " " + *term;
    for (auto value = document.values_begin(); value != document.values_end(); ++value) out += "|" + *value;
    out += "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("parts give the same index, whether there are none, one, some, or so many that merged ones are merged") {
  const auto [campaigns, part_documents] = GENERATE(std::pair{0u, 100u}, std::pair{1u, 100u}, std::pair{40u, 7u},
                                                    std::pair{150u, 2u}, std::pair{64u, 1u}, std::pair{65u, 1u});
  CAPTURE(campaigns, part_documents);
  Fixture f;
  Random random(7);
  for (unsigned i = 0; i < campaigns; ++i) f.put(random_campaign(random, "C" + std::to_string(i)));
  const archive::Reader reader = f.archive->read();
  const IndexState state{"someone's", 77};

  BulkBuilder builder(f.directory / "parts", part_documents);
  Xapian::WritableDatabase plain((f.directory / "plain").string(), Xapian::DB_CREATE);
  for_each_indexed(reader, "CNY", [&](const Document& document) {
    builder.add(document);
    plain.add_document(stored_form(document).document);
  });
  set_state(plain, state);
  plain.commit();
  builder.finish(f.directory / "merged", state);

  const Xapian::Database merged((f.directory / "merged").string());
  CHECK(all_of(merged) == all_of(plain));
  CHECK(state_of(merged).revision == 77);
}

TEST_CASE("nothing of the parts stays behind, not even of a build that was given up") {
  Fixture f;
  f.put(campaign("A", "会员日"));
  {
    BulkBuilder builder(f.directory / "parts");
    for_each_indexed(f.archive->read(), "CNY", [&](const Document& document) { builder.add(document); });
    CHECK(fs::exists(f.directory / "parts"));
  }
  CHECK_FALSE(fs::exists(f.directory / "parts"));
}
