// How fast touchpoints come in, against the plainest thing a program could do with SQLite.
//
//   plain    the same rows, parsed in memory and interned to integers beforehand, 50 per INSERT, into one table without
//            any index; WAL, synchronous=FULL, 50,000 rows a commit
//   stream   archive::TouchpointStream over rows parsed in memory: interning, identity, sorting, packing, storing
//   import   importers::run from the CSV file: reading, parsing, validating and all of the above
//
// Wall clock, in one run, alternating so that all three meet the same noise; the median of the rounds is printed.
//   import_bench [ROWS] [ROUNDS] [DIRECTORY]

#include <sqlite3.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "archive/imports.h"
#include "archive/store.h"
#include "importers/run.h"

namespace {

using namespace almanac;
namespace fs = std::filesystem;

constexpr std::uint32_t users = 100'000, campaigns = 10'000, channels = 16, products = 5'000, types = 6;
constexpr const char* type_names[types] = {"send", "impression", "open", "click", "add_to_cart", "purchase"};

struct Row {
  std::uint32_t user, campaign, channel, product, type;
  std::int64_t time_ms, cents;  // cents < 0: no value
};

// Few users do much: the square of a uniform number. Times run through a year.
std::vector<Row> make_rows(std::size_t count) {
  std::mt19937_64 random(20241111);
  const auto below = [&](std::uint64_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  std::vector<Row> rows(count);
  for (std::size_t i = 0; i < count; ++i) {
    Row& row = rows[i];
    const double u = static_cast<double>(random() >> 11) / 9007199254740992.0;
    row.user = static_cast<std::uint32_t>(u * u * users);
    row.campaign = below(campaigns);
    row.channel = below(channels);
    row.product = below(products);
    row.type = below(types);
    row.time_ms =
        1'704'067'200'000 + static_cast<std::int64_t>(i * (366ull * 86'400 / count + 1)) * 1000 + below(3600) * 1000ll;
    row.cents = row.type == 5 ? 100 + below(100'000) : -1;
  }
  return rows;
}

struct Names {
  std::vector<std::string> user, campaign, channel, product;
  Names() {
    const auto fill = [](std::vector<std::string>& names, std::uint32_t count, const char* form) {
      char text[32];
      for (std::uint32_t i = 0; i < count; ++i) {
        std::snprintf(text, sizeof text, form, i);
        names.emplace_back(text);
      }
    };
    fill(user, users, "U%08u");
    fill(campaign, campaigns, "CAMP-%05u");
    fill(channel, channels, "channel-%02u");
    fill(product, products, "SKU%06u");
  }
};

std::string csv_time(std::int64_t ms) {
  const archive::Date day{static_cast<std::int32_t>(ms / 86'400'000), archive::Precision::day};
  const std::int64_t second = ms / 1000 % 86'400;
  char text[16];
  std::snprintf(text, sizeof text, " %02d:%02d:%02d", static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
  return day.to_string() + text;
}

void write_csv(const fs::path& file, const std::vector<Row>& rows, const Names& names) {
  FILE* out = std::fopen(file.c_str(), "wb");
  if (!out) throw std::runtime_error("cannot write " + file.string());
  std::fputs("user_id,campaign_code,channel,product_sku,event,time,value\n", out);
  for (const Row& row : rows) {
    std::fprintf(out, "%s,%s,%s,%s,%s,%s,", names.user[row.user].c_str(), names.campaign[row.campaign].c_str(),
                 names.channel[row.channel].c_str(), names.product[row.product].c_str(), type_names[row.type],
                 csv_time(row.time_ms).c_str());
    if (row.cents >= 0)
      std::fprintf(out, "%lld.%02lld", static_cast<long long>(row.cents / 100),
                   static_cast<long long>(row.cents % 100));
    std::fputc('\n', out);
  }
  std::fclose(out);
}

struct Time {
  double wall = 0, cpu = 0;
};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Time timed(const std::function<void()>& work) {
  const double cpu = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), cpu_seconds() - cpu};
}

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
      touchpoint.type = type_names[row.type];
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

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
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

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 2'000'000;
  const std::size_t rounds = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 3;
  const fs::path directory = argc > 3 ? fs::path(argv[3]) : fs::temp_directory_path() / "almanac-import-bench";
  try {
    fs::remove_all(directory);
    fs::create_directories(directory);
    const std::vector<Row> rows = make_rows(count);
    const Names names;
    const fs::path csv = directory / "touchpoints.csv";
    write_csv(csv, rows, names);
    std::printf("%zu touchpoints, CSV of %.0f MB, %zu rounds\n", count, static_cast<double>(fs::file_size(csv)) / 1e6,
                rounds);
    Contender by_plain{"plain", {}, {}}, by_stream{"stream", {}, {}}, by_import{"import", {}, {}};
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
      }
    }
    by_plain.print(count, by_plain);
    by_stream.print(count, by_plain);
    by_import.print(count, by_plain);
    measure_scan(*archive::Archive::open(directory / "import", archive::Access::read_only));
    const double ratio = median(by_plain.wall) / median(by_import.wall);
    std::printf("import of touchpoints against plain inserts: %.2f (limit 0.5) %s\n", ratio,
                ratio >= 0.5 ? "ok" : "TOO SLOW");
    fs::remove_all(directory);
    return ratio >= 0.5 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "import_bench: %s\n", error.what());
    return 1;
  }
}
