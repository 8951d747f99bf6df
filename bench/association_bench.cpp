// Associations of channels and products against hand-written loops over arrays made for that one question, in one run, on
// synthetic touchpoints (bench/touchpoint_data.h).
//
//   association_bench [DIR [ROWS [CSV]]]     DIR is kept, and used again if it is there; 2 million rows unless told otherwise
//
// With a file named, it also writes the touchpoints' numbers there (user, campaign, channel, product), and tells the median time of the ten
// campaigns that share most people with one of 300 (Jaccard), for bench/graph_peer.py to ask others the same.
//
// By hand: per user a mask of channels and the distinct products, made before the clock starts; counted is what the
// clock covers: a row of sixteen counters for each product of each user, then the lift of every pair. Associations read the packed
// touchpoints each time, as their filters and dates can differ each time, and also tell interval, p and false discovery rate.

#include "insight/associations.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "archive/imports.h"
#include "archive/store.h"
#include "bench/measure.h"
#include "bench/touchpoint_data.h"
#include "graph/algorithms/similar.h"
#include "graph/graph.h"

using namespace almanac;

namespace {

struct Hand {
  std::vector<std::uint32_t> masks;
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> products;
  std::uint32_t product_count = 0;

  explicit Hand(const graph::TouchpointGraph& rows) {
    std::vector<std::uint32_t> own;
    std::map<std::int64_t, std::uint32_t> lanes;  // of the channels that occur
    for (std::uint32_t user = 0; user < rows.user_count(); ++user) {
      std::uint32_t mask = 0;
      own.clear();
      for (std::uint64_t i = rows.rows_begin(user); i < rows.rows_end(user); ++i) {
        if (const auto channel = rows.at(graph::Field::channel, i); channel != 0)
          mask |= 1U << lanes.try_emplace(channel, lanes.size() % 16).first->second;
        if (const auto product = rows.at(graph::Field::product, i); product != 0)
          own.push_back(static_cast<std::uint32_t>(product - 1));
      }
      std::sort(own.begin(), own.end());
      own.erase(std::unique(own.begin(), own.end()), own.end());
      masks.push_back(mask);
      products.insert(products.end(), own.begin(), own.end());
      offsets.push_back(products.size());
    }
    for (const std::uint32_t product : products) product_count = std::max(product_count, product + 1);
  }

  // The number of pairs that met, and the highest lift.
  std::pair<std::size_t, double> count() const {
    std::vector<std::uint32_t> cells(std::size_t{product_count} * 16, 0);
    for (std::size_t user = 0; user < masks.size(); ++user) {
      std::uint32_t lanes[16];
      for (int k = 0; k < 16; ++k) lanes[k] = masks[user] >> k & 1U;
      for (std::uint64_t i = offsets[user]; i < offsets[user + 1]; ++i) {
        std::uint32_t* row = &cells[std::size_t{products[i]} * 16];
        for (int k = 0; k < 16; ++k) row[k] += lanes[k];
      }
    }
    std::vector<std::uint32_t> of_product(product_count, 0), of_channel(16, 0);
    for (const std::uint32_t product : products) ++of_product[product];
    for (const std::uint32_t mask : masks) {
      for (int k = 0; k < 16; ++k) of_channel[k] += mask >> k & 1U;
    }
    std::size_t met = 0;
    double best = 0;
    for (std::uint32_t p = 0; p < product_count; ++p) {
      for (int k = 0; k < 16; ++k) {
        const std::uint32_t both = cells[std::size_t{p} * 16 + k];
        if (both == 0) continue;
        ++met;
        best = std::max(best, static_cast<double>(both) * static_cast<double>(masks.size()) /
                                  (static_cast<double>(of_product[p]) * of_channel[k]));
      }
    }
    return {met, best};
  }
};

void write_csv(const graph::TouchpointGraph& rows, const char* file) {
  std::FILE* out = std::fopen(file, "w");
  if (out == nullptr) throw std::runtime_error(std::string("cannot write ") + file);
  std::fprintf(out, "u,c,k,p\n");
  for (std::uint32_t user = 0; user < rows.user_count(); ++user) {
    for (std::uint64_t i = rows.rows_begin(user); i < rows.rows_end(user); ++i) {
      std::fprintf(out, "%u,%ld,%ld,%ld\n", user, static_cast<long>(rows.at(graph::Field::campaign, i)),
                   static_cast<long>(rows.at(graph::Field::channel, i)),
                   static_cast<long>(rows.at(graph::Field::product, i)));
    }
  }
  std::fclose(out);
}

// Of 300 campaigns evenly spread over the numbers, as the peers are asked.
void share_most(const graph::CampaignGraph& snapshot) {
  graph::Budget budget;
  const graph::Projection projection(snapshot.graph(), {graph::class_of_kind(archive::Kind::campaign),
                                                        {{graph::touched_table}, graph::Along::in},
                                                        {{graph::touched_table}, graph::Along::out}});
  graph::Similarity similarity(projection, budget);
  const std::uint32_t campaigns = snapshot.graph().classes()[graph::class_of_kind(archive::Kind::campaign)].size;
  std::vector<double> times;
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < 300; ++i) {
    const auto campaign = static_cast<graph::Vertex>(std::uint64_t{campaigns} * i / 300);
    times.push_back(bench::timed([&] { found += similarity.jaccard(campaign, 10, budget).size(); }).wall);
  }
  std::printf("campaigns %u\n", campaigns);
  std::printf("jaccard %.1f us median of 300, %zu found\n", bench::median(times) * 1e6, found);
}

void make(const std::filesystem::path& directory, std::size_t count) {
  const std::vector<bench::Row> rows = bench::make_rows(count);
  const bench::Names names(bench::users_of(count));
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  archive->write("bench", [&](archive::Transaction& t) {
    for (const std::string& code : names.campaign) {
      archive::Campaign campaign;
      campaign.code = campaign.name = code;
      campaign.start = archive::Date::parse("2024-01-01");
      t.put(campaign);
    }
  });
  archive::ImportLog log(*archive);
  const auto import = log.begin("bench", "rows", "", "");
  {
    archive::TouchpointStream stream(*archive, import.id, 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string id = std::to_string(i);
      archive::TouchpointRow row;
      row.user = names.user[rows[i].user];
      row.campaign = names.campaign[rows[i].campaign];
      row.channel = names.channel[rows[i].channel];
      row.product = names.product[rows[i].product];
      row.type = names.type[rows[i].type];
      row.event_id = id;
      row.time = {rows[i].time_ms, archive::Precision::second};
      if (rows[i].cents >= 0) row.value = archive::Decimal::make(rows[i].cents, 2);
      row.row = i + 1;
      stream.add(row);
    }
    stream.flush();
  }
  log.finish(import.id, "done", archive::Json::object());
  graph::Graph::open(directory / "graph", *archive);
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path directory =
      argc > 1 ? argv[1] : std::filesystem::temp_directory_path() / "almanac-association-bench";
  if (!std::filesystem::exists(directory / "archive.db"))
    make(directory, argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 2'000'000);
  const auto archive = archive::Archive::open(directory, archive::Access::read_only);
  const auto graph = graph::Graph::open(directory / "graph", *archive, archive::Access::read_only);
  const auto snapshot = graph->snapshot();
  const Hand hand(snapshot->touchpoints());
  insight::AssociationRequest request;
  request.rows = {"channel", {}, {}};
  request.columns = {"product", {}, {}};
  request.codes = 0;
  insight::AssociationRequest with_codes = request;
  with_codes.codes = 10;
  insight::AssociationRequest filtered = request;
  filtered.columns.only = {{"event", {"purchase"}}};
  std::vector<double> by_hand, counted, coded, bought;
  std::size_t met = 0, pairs = 0;
  for (int i = 0; i < 7; ++i) {
    by_hand.push_back(bench::timed([&] { met = hand.count().first; }).cpu);
    counted.push_back(bench::timed([&] {
                        graph::Budget budget;
                        pairs = insight::associations(*snapshot, request, budget).tested;
                      }).cpu);
    coded.push_back(bench::timed([&] {
                      graph::Budget budget;
                      insight::associations(*snapshot, with_codes, budget);
                    }).cpu);
    bought.push_back(bench::timed([&] {
                       graph::Budget budget;
                       insight::associations(*snapshot, filtered, budget);
                     }).cpu);
  }
  const double floor = bench::median(by_hand);
  const auto line = [&](const char* what, const std::vector<double>& times) {
    std::printf("%-60s %8.1f ms   ratio %5.2f\n", what, bench::median(times) * 1e3, bench::median(times) / floor);
  };
  if (argc > 3) {
    write_csv(snapshot->touchpoints(), argv[3]);
    share_most(*snapshot);
  }
  std::printf("%zu pairs by hand, %zu tested\n", met, pairs);
  line("channel x product by hand: people and lift", by_hand);
  line("associations: people, lift, interval, p and q (goal <= 1.5)", counted);
  line("  and the campaigns behind the best 50", coded);
  line("  of purchases only", bought);
}
