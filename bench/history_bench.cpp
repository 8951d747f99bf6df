// What history adds to an import: the same files into an archive that keeps versions, change log and audit log, and into one
// where a trigger drops each of their rows.
//
//   history_bench CAMPAIGNS TOUCHPOINTS ROUNDS DIRECTORY
//
// Without history the hashes of its rows are still computed (about 0.03 of the time), only nothing is stored. In turn, medians of
// the rounds. Campaigns have text (campaign_text.h) and come as JSONL, touchpoints as CSV.

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "archive/store.h"
#include "bench/campaign_text.h"
#include "bench/measure.h"
#include "bench/touchpoint_data.h"
#include "importers/run.h"

namespace {

using namespace almanac;
namespace fs = std::filesystem;

void write_campaigns(const fs::path& file, std::size_t count) {
  std::ofstream out(file);
  bench::Generator generator;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < count; ++i) {
    words.clear();
    out << archive::to_json_record(generator.campaign(i, words)).dump() << '\n';
  }
}

enum class History { kept, dropped };

void drop_history(const fs::path& directory) {
  sqlite3* database = nullptr;
  if (sqlite3_open((directory / "archive.db").c_str(), &database) != SQLITE_OK) throw std::runtime_error("no archive");
  for (const std::string table : {"record_version", "change", "audit"}) {
    const std::string sql =
        "CREATE TRIGGER no_" + table + " BEFORE INSERT ON \"" + table + "\" BEGIN SELECT RAISE(IGNORE); END";
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(database));
  }
  sqlite3_close(database);
}

void import_file(archive::Archive& archive, const fs::path& file) {
  importers::ImportOptions options;
  options.files.push_back({file, {}});
  if (importers::run(archive, options).state != importers::Report::State::done)
    throw std::runtime_error("the import failed");
}

// `before` is imported first and not counted (nothing if it is empty).
bench::Time import_once(const fs::path& directory, const fs::path& before, const fs::path& file, History history) {
  fs::remove_all(directory);
  fs::create_directories(directory);
  archive::Archive::open(directory, archive::Access::read_write, {.zone = "UTC"});
  if (history == History::dropped) drop_history(directory);
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  if (!before.empty()) import_file(*archive, before);
  return bench::timed([&] { import_file(*archive, file); });
}

void compare(const char* name, const fs::path& directory, const fs::path& before, const fs::path& file, int rounds) {
  std::vector<double> wall, cpu, wall_without, cpu_without;
  for (int round = 0; round < rounds; ++round) {
    const bench::Time with = import_once(directory / "with", before, file, History::kept);
    const bench::Time without = import_once(directory / "without", before, file, History::dropped);
    wall.push_back(with.wall);
    cpu.push_back(with.cpu);
    wall_without.push_back(without.wall);
    cpu_without.push_back(without.cpu);
  }
  std::printf(
      "%s: with history %.2f s, %.2f CPU-s; without %.2f s, %.2f CPU-s; history adds %.3f of the time, %.3f of the CPU "
      "time\n",
      name, bench::median(wall), bench::median(cpu), bench::median(wall_without), bench::median(cpu_without),
      bench::median(wall) / bench::median(wall_without) - 1, bench::median(cpu) / bench::median(cpu_without) - 1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "history_bench: see the head of bench/history_bench.cpp\n");
    return 2;
  }
  try {
    const std::size_t campaigns = std::strtoull(argv[1], nullptr, 10), rows = std::strtoull(argv[2], nullptr, 10);
    const int rounds = std::atoi(argv[3]);
    const fs::path directory = argv[4];
    fs::create_directories(directory);
    write_campaigns(directory / "campaigns.jsonl", campaigns);
    compare("campaigns", directory, {}, directory / "campaigns.jsonl", rounds);
    const bench::Names names(bench::users_of(rows));
    bench::write_campaigns((directory / "codes.csv").string(), names);
    bench::write_csv((directory / "touchpoints.csv").string(), bench::make_rows(rows), 0, rows, names);
    compare("touchpoints", directory, directory / "codes.csv", directory / "touchpoints.csv", rounds);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "history_bench: %s\n", error.what());
    return 1;
  }
}
