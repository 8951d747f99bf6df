// Reads of one campaign and pages of 50 of many, in process.
//
//   list_bench CAMPAIGNS DIRECTORY
//
// CPU time, which a busy machine does not change much. Every order with every filter (from one value in thousands to one in two), with pairs of filters and with none: the first page, and
// one from the middle. DIRECTORY keeps the archive; a later run uses it again.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "archive/store.h"
#include "bench/campaign_text.h"
#include "bench/measure.h"

namespace {

using namespace almanac;
namespace fs = std::filesystem;
using archive::Campaign;
using archive::CampaignQuery;

std::string one_of(std::mt19937& random, const char* name, std::uint32_t count) {
  // The square makes some values frequent and most rare, as in life.
  const double x = std::uniform_real_distribution<>(0, 1)(random);
  return name + std::to_string(static_cast<std::uint32_t>(x * x * count));
}

void fill(archive::Archive& archive, std::size_t count) {
  bench::Generator generator;
  std::mt19937 random(7);
  std::vector<std::string> words;
  static const char* statuses[] = {"finished", "finished", "finished", "reviewed",
                                   "running",  "planned",  "draft",    "cancelled"};
  for (std::size_t first = 0; first < count; first += 2000) {
    archive.write("bench", [&](archive::Transaction& transaction) {
      for (std::size_t i = first; i < std::min(first + 2000, count); ++i) {
        words.clear();
        Campaign campaign = generator.campaign(i, words);
        campaign.status = statuses[random() % 8];
        campaign.theme = one_of(random, "主题", 400);
        campaign.occasion = one_of(random, "节点", 24);
        campaign.objective = one_of(random, "目的", 6);
        campaign.type = one_of(random, "类型", 8);
        campaign.owner = one_of(random, "负责人", 300);
        campaign.channels = {one_of(random, "渠道", 40), one_of(random, "渠道", 40)};
        campaign.products = {one_of(random, "SKU", 3000), one_of(random, "SKU", 3000), one_of(random, "SKU", 3000)};
        if (random() % 5 == 0) campaign.parent = "P" + std::to_string(random() % 500);
        campaign.start = archive::Date::parse(std::to_string(2015 + random() % 10) + "-0" +
                                              std::to_string(1 + random() % 9) + "-1" + std::to_string(random() % 10));
        campaign.end = campaign.start;
        campaign.budget = archive::Decimal::make(static_cast<std::int64_t>(random() % 5'000'000), 0);
        campaign.spend = archive::Decimal::make(static_cast<std::int64_t>(random() % 5'000'000), 0);
        transaction.put(campaign);
      }
    });
  }
}

struct Named {
  std::string name;
  CampaignQuery query;
};

std::vector<Named> filters() {
  std::vector<Named> all = {{"none", {}}};
  const auto add = [&](const std::string& name, const auto& set) {
    Named one{name, {}};
    set(one.query);
    all.push_back(one);
  };
  for (const char* word : {"finished", "draft"})
    add(std::string("status ") + word, [&](CampaignQuery& q) { q.status = word; });
  for (const char* number : {"0", "9", "300"}) {
    const std::string n = number;
    add("theme " + n, [&](CampaignQuery& q) { q.theme = "主题" + n; });
    add("owner " + n, [&](CampaignQuery& q) { q.owner = "负责人" + n; });
    add("product " + n, [&](CampaignQuery& q) { q.product = "SKU" + n; });
  }
  for (const char* number : {"0", "20"}) {
    const std::string n = number;
    add("occasion " + n, [&](CampaignQuery& q) { q.occasion = "节点" + n; });
    add("channel " + n, [&](CampaignQuery& q) { q.channel = "渠道" + n; });
  }
  for (const char* number : {"0", "5"}) {
    const std::string n = number;
    add("objective " + n, [&](CampaignQuery& q) { q.objective = "目的" + n; });
    add("type " + n, [&](CampaignQuery& q) { q.type = "类型" + n; });
  }
  add("parent", [](CampaignQuery& q) { q.parent = "P7"; });
  add("start of a year", [](CampaignQuery& q) {
    q.start_from = archive::Date::parse("2019-01-01");
    q.start_to = archive::Date::parse("2019-12-31");
  });
  add("start of a day", [](CampaignQuery& q) { q.start_from = q.start_to = archive::Date::parse("2019-03-14"); });
  add("budget above half", [](CampaignQuery& q) { q.budget_least = archive::Decimal::make(2'500'000, 0); });
  add("budget of a hundredth", [](CampaignQuery& q) {
    q.budget_least = archive::Decimal::make(2'500'000, 0);
    q.budget_most = archive::Decimal::make(2'550'000, 0);
  });
  add("status and year", [](CampaignQuery& q) {
    q.status = "finished";
    q.start_from = archive::Date::parse("2019-01-01");
  });
  add("channel and budget", [](CampaignQuery& q) {
    q.channel = "渠道0";
    q.budget_least = archive::Decimal::make(2'500'000, 0);
  });
  add("frequent channel and rare theme", [](CampaignQuery& q) {
    q.channel = "渠道0";
    q.theme = "主题300";
  });
  add("two of one half, few in common", [](CampaignQuery& q) {
    q.status = "finished";
    q.objective = "目的0";
    q.type = "类型7";
  });
  return all;
}

double milliseconds(const std::function<void()>& work) { return bench::timed(work).cpu * 1e3; }

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::fprintf(stderr, "list_bench CAMPAIGNS DIRECTORY\n"), 2;
  const auto count = static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10));
  const fs::path directory = argv[2];
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  if (archive->read().record_count<Campaign>() < count) fill(*archive, count);
  const auto reader = archive->read();

  std::vector<std::string> codes;
  reader.for_each_key(archive::Kind::campaign, [&](std::uint32_t number, std::string_view key) {
    if (number % 17 == 0 && !key.starts_with("P")) codes.emplace_back(key);
  });
  std::mt19937 random(3);
  std::vector<double> reads;
  for (int i = 0; i < 5000; ++i) {
    const auto& code = codes[random() % codes.size()];
    reads.push_back(milliseconds([&] { reader.find<Campaign>(code); }));
  }
  std::sort(reads.begin(), reads.end());
  std::printf("one campaign of %zu: median %.3f ms, 99th percentile %.3f ms\n", count, reads[reads.size() / 2],
              reads[reads.size() * 99 / 100]);

  using Sort = CampaignQuery::Sort;
  const std::pair<const char*, Sort> sorts[] = {
      {"start", Sort::start},   {"end", Sort::end},     {"name", Sort::name},      {"code", Sort::code},
      {"budget", Sort::budget}, {"spend", Sort::spend}, {"changed", Sort::changed}};
  std::vector<double> pages;
  double worst = 0;
  std::string worst_name;
  for (const auto& filter : filters()) {
    for (const auto& [name, sort] : sorts) {
      for (const bool descending : {false, true}) {
        CampaignQuery query = filter.query;
        query.sort = sort;
        query.descending = descending;
        for (int page = 0; page < 2; ++page) {
          std::vector<double> rounds;
          archive::CampaignPage found;
          for (int round = 0; round < 3; ++round)
            rounds.push_back(milliseconds([&] { found = reader.campaigns(query); }));
          const double took = bench::median(rounds);
          pages.push_back(took);
          if (took > worst) {
            worst = took;
            worst_name = filter.name + ", by " + (descending ? "-" : "") + name + (page ? ", a later page" : "");
          }
          for (int skip = 0; skip < 40 && !found.next_cursor.empty(); ++skip) {
            query.cursor = found.next_cursor;
            found = reader.campaigns(query);
          }
          if (query.cursor.empty()) break;
        }
      }
    }
  }
  std::printf("a page of 50, %zu pairs of filter and order: median %.2f ms, worst %.2f ms (%s)\n", pages.size(),
              bench::median(pages), worst, worst_name.c_str());
  return 0;
}
