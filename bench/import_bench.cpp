// How fast touchpoints come in, against the plainest thing a program could do with SQLite; and the stages of that.
//
//   import_bench compare ROWS ROUNDS DIRECTORY
//     plain    the same rows, parsed in memory and interned to integers beforehand, 50 per INSERT, into one table without
//              any index; WAL, synchronous=FULL, 50,000 rows a commit
//     stream   archive::TouchpointStream over rows parsed in memory: interning, identity, sorting, packing, storing
//     import   importers::run from the CSV file: reading, parsing, validating and all of the above
//     graph    the snapshot of those rows, from nothing
//   Wall clock, in one run, alternating so that all meet the same noise; the median of the rounds is printed.
//
//   import_bench csv ROWS DIRECTORY
//     The CSV stage alone: fields found, and fields to columns of integers (keys interned, times and amounts read).
//
//   import_bench data ROWS LATER STEM
//     Writes STEM.csv, STEM.later.csv (rows that follow) and STEM.campaigns.csv, for whoever measures from outside.
//
//   import_bench once ARCHIVE CSV
//     One import into an archive, for its peak memory.

#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "archive/imports.h"
#include "archive/store.h"
#include "archive/touchpoint_keys.h"
#include "bench/measure.h"
#include "bench/touchpoint_data.h"
#include "graph/graph.h"
#include "importers/byte_source.h"
#include "importers/csv_reader.h"
#include "importers/encoding.h"
#include "importers/run.h"
#include "importers/touchpoint_row.h"

namespace {

using namespace almanac;
using bench::median;
using bench::Names;
using bench::Row;
using bench::Time;
using bench::timed;
namespace fs = std::filesystem;

void check(int code, sqlite3* database) {
  if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database));
}

void plain(const fs::path& directory, const std::vector<Row>& rows) {
  constexpr std::size_t per_statement = 50, per_commit = 50'000;
  sqlite3* database = nullptr;
  check(sqlite3_open((directory / "plain.db").c_str(), &database), database);
  const auto run = [&](const char* sql) { check(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), database); };
  run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
  run("CREATE TABLE touchpoint (user INTEGER, campaign INTEGER, channel INTEGER, product INTEGER, type INTEGER, time "
      "INTEGER, value INTEGER)");
  std::string sql = "INSERT INTO touchpoint VALUES (?,?,?,?,?,?,?)";
  for (std::size_t i = 1; i < per_statement; ++i) sql += ",(?,?,?,?,?,?,?)";
  sqlite3_stmt* insert = nullptr;
  check(sqlite3_prepare_v2(database, sql.c_str(), -1, &insert, nullptr), database);
  run("BEGIN");
  for (std::size_t begin = 0; begin + per_statement <= rows.size(); begin += per_statement) {
    int at = 0;
    for (std::size_t i = begin; i < begin + per_statement; ++i) {
      const Row& row = rows[i];
      for (const std::uint32_t number : {row.user, row.campaign, row.channel, row.product, row.type})
        sqlite3_bind_int64(insert, ++at, number);
      sqlite3_bind_int64(insert, ++at, row.time_ms);
      if (row.cents >= 0)
        sqlite3_bind_int64(insert, ++at, row.cents);
      else
        sqlite3_bind_null(insert, ++at);
    }
    check(sqlite3_step(insert), database);
    sqlite3_reset(insert);
    if ((begin + per_statement) % per_commit == 0) run("COMMIT; BEGIN");
  }
  run("COMMIT");
  sqlite3_finalize(insert);
  sqlite3_close(database);
}

// An archive with the campaigns, which the touchpoints do not make.
std::unique_ptr<archive::Archive> make_archive(const fs::path& directory, const Names& names) {
  auto archive = archive::Archive::open(directory, archive::Access::read_write, {.zone = "UTC"});
  archive->write("bench", [&](archive::Transaction& transaction) {
    for (const std::string& code : names.campaign) {
      archive::Campaign campaign;
      campaign.code = campaign.name = code;
      campaign.start = archive::Date::parse("2024-01-01");
      transaction.put(campaign);
    }
  });
  return archive;
}

void stream(archive::Archive& archive, const std::vector<Row>& rows, const Names& names) {
  archive::ImportLog log(archive);
  const std::uint64_t id = log.begin("bench", "stream", "", "").id;
  {
    archive::TouchpointStream touchpoints(archive, id, 0);
    archive::TouchpointRow touchpoint;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      touchpoint.user = names.user[row.user];
      touchpoint.campaign = names.campaign[row.campaign];
      touchpoint.channel = names.channel[row.channel];
      touchpoint.product = names.product[row.product];
      touchpoint.type = names.type[row.type];
      touchpoint.time = {row.time_ms, archive::Precision::second};
      touchpoint.value.reset();
      if (row.cents >= 0) touchpoint.value = archive::Decimal{row.cents, 2};
      touchpoint.row = i + 2;
      touchpoints.push(touchpoint);
    }
    touchpoints.flush();
  }
  log.finish(id, "done", archive::Json::object());
}

void import_file(archive::Archive& archive, const fs::path& file, std::size_t rows) {
  importers::ImportOptions options;
  options.files.push_back({file, {}});
  const importers::Report report = importers::run(archive, options);
  if (report.state != importers::Report::State::done || report.files.size() != 1 ||
      report.files[0].created + report.files[0].unchanged != rows)
    throw std::runtime_error("the import did not take every row");
}

struct Contender {
  const char* name;
  std::vector<double> wall, cpu;
  void add(Time time) {
    wall.push_back(time.wall);
    cpu.push_back(time.cpu);
  }
  void print(std::size_t rows, const Contender& plain) const {
    const double million = static_cast<double>(rows) / 1e6;
    std::printf("%-8s %8.3f M rows/s  %8.3f M rows/CPU-s  ratio %.2f\n", name, million / median(wall),
                million / median(cpu), median(plain.wall) / median(wall));
  }
};

void measure_scan(const archive::Archive& archive) {
  const archive::Reader reader = archive.read();
  archive::TouchpointScan scan;
  using Select = archive::TouchpointSelect;
  scan.columns =
      Select::user | Select::campaign | Select::channel | Select::product | Select::type | Select::time | Select::value;
  std::size_t rows = 0;
  const Time time = timed([&] {
    reader.scan_touchpoints(scan, [&](const archive::TouchpointBlock&, const archive::TouchpointColumns& columns) {
      rows += columns.size();
    });
  });
  std::printf("scan     %8.3f M rows/s over %zu rows\n", static_cast<double>(rows) / 1e6 / time.wall, rows);
  std::printf("size     %8.1f bytes a row (archive.db, keys and campaigns included)\n",
              static_cast<double>(fs::file_size(archive.directory() / "archive.db")) / static_cast<double>(rows));
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void compare(std::size_t count, std::size_t rounds, const fs::path& directory) {
  const std::vector<Row> rows = bench::make_rows(count);
  const Names names(bench::users_of(count));
  const fs::path csv = directory / "touchpoints.csv";
  bench::write_csv(csv, rows, 0, count, names);
  std::printf("%zu touchpoints, CSV of %.0f MB, %zu rounds\n", count, static_cast<double>(fs::file_size(csv)) / 1e6,
              rounds);
  Contender by_plain{"plain", {}, {}}, by_stream{"stream", {}, {}}, by_import{"import", {}, {}},
      by_graph{"graph", {}, {}};
  for (std::size_t round = 0; round < rounds; ++round) {
    for (const char* name : {"plain", "stream", "import"})
      fs::remove_all(directory / name), fs::create_directories(directory / name);
    by_plain.add(timed([&] { plain(directory / "plain", rows); }));
    {
      const auto archive = make_archive(directory / "stream", names);
      by_stream.add(timed([&] { stream(*archive, rows, names); }));
    }
    {
      const auto archive = make_archive(directory / "import", names);
      by_import.add(timed([&] { import_file(*archive, csv, count); }));
      by_graph.add(timed([&] { graph::Graph::open(directory / "import" / "graph", *archive); }));
    }
  }
  for (const Contender* each : {&by_plain, &by_stream, &by_import, &by_graph}) each->print(count, by_plain);
  measure_scan(*archive::Archive::open(directory / "import", archive::Access::read_only));
  std::printf("import of touchpoints against plain inserts: %.2f\n", median(by_plain.wall) / median(by_import.wall));
  std::printf("import and graph, M rows a CPU second: %.2f\n",
              static_cast<double>(count) / 1e6 / (median(by_import.cpu) + median(by_graph.cpu)));
}

// The best of some rounds: this is about what the code can do, and it takes a tenth of a second.
double best_gb_per_second(std::size_t bytes, const std::function<void()>& work) {
  double best = 1e9;
  for (int round = 0; round < 7; ++round) best = std::min(best, timed(work).wall);
  return static_cast<double>(bytes) / best / 1e9;
}

importers::CsvReader csv_reader(const fs::path& file) {
  return importers::CsvReader(importers::decoded_source(importers::open_source(file), importers::Encoding::utf8));
}

void measure_csv(std::size_t count, const fs::path& directory) {
  const fs::path file = directory / "touchpoints.csv";
  bench::write_csv(file, bench::make_rows(count), 0, count, Names(bench::users_of(count)));
  const std::size_t bytes = fs::file_size(file);
  const double split = best_gb_per_second(bytes, [&] {
    importers::CsvReader reader = csv_reader(file);
    std::size_t fields = 0;
    while (reader.next() == importers::Read::row) fields += reader.row().cells.size();
    if (fields != count * 7) throw std::runtime_error("a field was lost");
  });
  const double columns = best_gb_per_second(bytes, [&] {
    importers::CsvReader reader = csv_reader(file);
    importers::FastTime times(archive::Zone("UTC"), {});
    std::array<archive::Vocabulary, 5> keys;
    std::array<std::vector<std::uint32_t>, 5> numbers;
    std::vector<std::int64_t> instants, values;
    while (reader.next() == importers::Read::row) {
      const auto& cells = reader.row().cells;
      for (std::size_t i = 0; i < keys.size(); ++i) {
        archive::Vocabulary::Found found;
        if (!keys[i].find(cells[i], found)) found = keys[i].add(cells[i]);
        numbers[i].push_back(found.number);
      }
      const auto time = times.parse(cells[5]);
      instants.push_back(time ? time->ms : 0);
      const auto value = archive::Decimal::parse(cells[6]);
      values.push_back(value ? value->digits : 0);
    }
    if (instants.size() != count) throw std::runtime_error("a row was lost");
  });
  std::printf("csv split, GB/s: %.2f\ncsv to interned columns, GB/s: %.2f\n", split, columns);
}

void write_data(std::size_t count, std::size_t later, const std::string& stem) {
  const std::vector<Row> rows = bench::make_rows(count + later);
  const Names names(bench::users_of(count + later));
  bench::write_csv(stem + ".csv", rows, 0, count, names);
  bench::write_csv(stem + ".later.csv", rows, count, count + later, names);
  bench::write_campaigns(stem + ".campaigns.csv", names);
}

// From the first byte of the file to the last commit; the archive's opening and its graph are not in it.
void import_once(const fs::path& directory, const fs::path& csv) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_write, {.zone = "UTC"});
  importers::ImportOptions options;
  options.files.push_back({csv, {}});
  const Time time = timed([&] {
    if (importers::run(*archive, options).state != importers::Report::State::done)
      throw std::runtime_error("the import failed");
  });
  std::printf("seconds: %.3f CPU seconds: %.3f peak memory, MB: %.0f distinct keys: %u\n", time.wall, time.cpu,
              peak_memory_mb(),
              archive->read().count(archive::Kind::user) + archive->read().count(archive::Kind::product) +
                  archive->read().count(archive::Kind::campaign));
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const std::string what = arguments.empty() ? "" : arguments[0];
  const auto number = [&](std::size_t i) { return std::strtoull(arguments[i].c_str(), nullptr, 10); };
  const auto fresh = [](const fs::path& directory) {
    fs::remove_all(directory);
    fs::create_directories(directory);
    return directory;
  };
  try {
    if (what == "compare" && arguments.size() == 4) {
      compare(number(1), number(2), fresh(arguments[3]));
    } else if (what == "csv" && arguments.size() == 3) {
      measure_csv(number(1), fresh(arguments[2]));
    } else if (what == "data" && arguments.size() == 4) {
      write_data(number(1), number(2), arguments[3]);
    } else if (what == "once" && arguments.size() == 3) {
      import_once(arguments[1], arguments[2]);
    } else {
      std::fprintf(stderr, "import_bench: see the head of bench/import_bench.cpp\n");
      return 2;
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "import_bench: %s\n", error.what());
    return 1;
  }
}
