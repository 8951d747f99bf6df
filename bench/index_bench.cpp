// Campaigns with text, from a JSONL file to an archive and a search index, against what raw Xapian needs for the same text.
//
//   index_bench [CAMPAIGNS] [ROUNDS] [DIRECTORY]      10,000 campaigns, 2 rounds unless told
//
//   raw      Xapian as it comes: TermGenerator with CJK n-grams and positions, its default flush threshold; one document a campaign,
//            all its text, one commit; the text is already in memory
//   import   importers::run of the JSONL file: reading, parsing, validating, storing, change log
//   index    search::Index::open on that archive: campaigns, lessons, channels and products, from the archive to a synced index
//
// They take turns; wall clock and processor time of each, medians of the rounds. Each contender runs in a process of its own, as
// Xapian takes its flush threshold from the environment.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xapian.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "archive/store.h"
#include "bench/campaign_text.h"
#include "importers/run.h"
#include "search/index.h"

namespace {

namespace fs = std::filesystem;
using namespace almanac;

struct Time {
  double wall = 0, cpu = 0;  // seconds
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Runs the work in a child process. Throws if it fails.
Time measure(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      work();
      ::_exit(0);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "index_bench: %s\n", error.what());
    } catch (const Xapian::Error& error) {
      std::fprintf(stderr, "index_bench: %s\n", error.get_msg().c_str());
    }
    ::_exit(1);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || ::wait4(child, &status, 0, &used) != child || status != 0)
    throw std::runtime_error("a contender failed");
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return {wall, seconds(used.ru_utime) + seconds(used.ru_stime)};
}

std::string text_of(const archive::Campaign& campaign) {
  std::string text = campaign.code + "\n" + campaign.name + "\n" + campaign.theme + "\n" + campaign.summary;
  for (const archive::Goal& goal : campaign.goals) text += "\n" + goal.text;
  for (const archive::Lesson& lesson : campaign.lessons) text += "\n" + lesson.statement + "\n" + lesson.advice;
  return text;
}

void index_raw(const std::vector<std::string>& texts, const fs::path& directory) {
  Xapian::WritableDatabase database(directory.string(), Xapian::DB_CREATE_OR_OVERWRITE);
  Xapian::TermGenerator generator;
  generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
  generator.set_stemmer(Xapian::Stem("en"));
  for (const std::string& text : texts) {
    Xapian::Document document;
    generator.set_document(document);
    generator.index_text(text);
    document.set_data(text);
    database.add_document(document);
    generator.set_termpos(0);
  }
  database.commit();
}

void import_file(const fs::path& file, const fs::path& directory, std::size_t campaigns) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  importers::ImportOptions options;
  options.files.push_back({file, {}});
  const importers::Report report = importers::run(*archive, options);
  if (report.state != importers::Report::State::done || report.files.size() != 1 || report.files[0].created < campaigns)
    throw std::runtime_error("the import did not take every campaign");
}

void index_archive(const fs::path& directory) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  search::Index::open(directory / "index", *archive);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t campaigns = argc > 1 ? std::stoul(argv[1]) : 10'000;
  const int rounds = argc > 2 ? std::stoi(argv[2]) : 2;
  const fs::path directory = argc > 3 ? fs::path(argv[3]) : fs::temp_directory_path() / "almanac-index-bench";
  fs::create_directories(directory);
  const fs::path file = directory / "campaigns.jsonl";
  std::vector<std::string> texts;
  {
    std::ofstream out(file);
    bench::Generator generator;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < campaigns; ++i) {
      const archive::Campaign made = generator.campaign(i, words);
      words.clear();
      out << archive::to_json_record(made).dump() << '\n';
      texts.push_back(text_of(made));
    }
  }
  std::vector<double> whole, wall;
  const auto print = [](const char* name, const Time& time) {
    std::printf("  %-8s %7.2f s  %7.2f CPU-s\n", name, time.wall, time.cpu);
    std::fflush(stdout);
  };
  const auto median = [](std::vector<double> list) {
    std::sort(list.begin(), list.end());
    return list[list.size() / 2];
  };
  for (int round = 0; round < rounds; ++round) {
    fs::remove_all(directory / "raw");
    fs::remove_all(directory / "data");
    const Time raw = measure([&] { index_raw(texts, directory / "raw"); });
    const Time imported = measure([&] { import_file(file, directory / "data", campaigns); });
    const Time indexed = measure([&] { index_archive(directory / "data"); });
    print("raw", raw);
    print("import", imported);
    print("index", indexed);
    wall.push_back((imported.wall + indexed.wall) / raw.wall);
    whole.push_back((imported.cpu + indexed.cpu) / raw.cpu);
  }
  std::printf("%zu campaigns: archive and index against raw Xapian: %.2f of its time, %.2f of its processor time\n",
              campaigns, median(wall), median(whole));
  fs::remove_all(directory);
}
