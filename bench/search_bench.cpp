// Search against raw Xapian on the same index: what the product adds to the engine.
//
//   search_bench prepare DIR [CAMPAIGNS]   writes a data directory DIR (archive and index) of synthetic campaigns, 10,000 unless told,
//                                          and DIR/queries.tsv: CLASS, the URL query string of GET /search, q, tab-separated
//   search_bench run DIR [PORT]            one JSON line per class, and one for all queries together: medians and 99th percentiles in
//                                          microseconds of
//                                            raw      Xapian in process: the same compiled query, top 10 by weight, exact total,
//                                                     the ten documents' data read; for class facet also counts by spies over
//                                                     every match, and Xapian's own snippets
//                                            product  Index::search: the same, with marks, snippets, facets and fields
//                                            http     GET /api/v1/search of the server on DIR that listens on 127.0.0.1:PORT,
//                                                     one connection kept, until the body is read
//                                          They take turns query by query, so that a busy machine disturbs all alike.
//
// The campaigns are those of campaign_text.h; queries are words and neighbours taken from them.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xapian.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/error.h"
#include "archive/store.h"
#include "bench/campaign_text.h"
#include "search/compile.h"
#include "search/index.h"
#include "search/snapshot.h"

namespace {

namespace fs = std::filesystem;
using namespace almanac;
using namespace almanac::search;
using bench::Generator;
using bench::Random;
using Clock = std::chrono::steady_clock;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.') {
      out += c;
    } else {
      char buffer[4];
      std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += buffer;
    }
  }
  return out;
}

void write_queries(std::ofstream& out, const archive::Campaign& campaign, const std::vector<std::string>& words,
                   Random& random) {
  const auto pick = [&] {
    for (;;)
      if (const std::string& word = words[random.below(words.size())]; word.size() >= 4) return word;
  };
  const auto put = [&](const char* kind, const std::string& q, const std::string& more = {}) {
    out << kind << "\tq=" << escaped(q) << "&limit=10" << more << '\t' << q << '\n';
  };
  put("word", pick());
  put("words", pick() + " " + pick() + " " + pick());
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::size_t at = (i * 7 + campaign.code.back()) % (words.size() - 1);
    if (words[at].size() < 4 || words[at + 1].size() < 4) continue;
    const bool han = static_cast<unsigned char>(words[at][0]) >= 0x80;
    put("phrase", "\"" + words[at] + (han ? "" : " ") + words[at + 1] + "\"");
    break;
  }
  const auto day = [&](int shift) {
    return archive::Date{campaign.start->days + shift, archive::Precision::day}.to_string();
  };
  put("facet", pick(),
      "&channel=" + escaped(campaign.channels[0]) + "&start_from=" + day(-365) + "&start_to=" + day(365) +
          "&facets=theme,year");
}

int prepare(const fs::path& directory, std::size_t campaigns) {
  fs::remove_all(directory);
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  Generator generator;
  std::ofstream queries(directory / "queries.tsv");
  std::size_t number = 0;
  const std::size_t step = std::max<std::size_t>(1, campaigns / 250);
  while (number < campaigns) {
    archive->write("bench", [&](archive::Transaction& transaction) {
      for (const std::size_t end = std::min(number + 1000, campaigns); number < end; ++number) {
        std::vector<std::string> words;
        const archive::Campaign made = generator.campaign(number, words);
        transaction.put(made);
        if (number % step == 0) write_queries(queries, made, words, generator.random());
      }
    });
  }
  const auto began = Clock::now();
  const auto index = Index::open(directory / "index", *archive);
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory / "index"))
    if (entry.is_regular_file()) bytes += entry.file_size();
  std::printf("{\"bench\":\"search_build\",\"campaigns\":%zu,\"documents\":%llu,\"seconds\":%.2f,\"megabytes\":%.1f}\n",
              campaigns, static_cast<unsigned long long>(index->documents()), seconds,
              static_cast<double>(bytes) / 1e6);
  return 0;
}

// Counts every value of every match's stored row of facts, as a spy over a value slot does.
struct RawSpy : Xapian::MatchSpy {
  void operator()(const Xapian::Document& document, double) override {
    ++counts[document.get_value(static_cast<Xapian::valueno>(Slot::start))];
  }
  std::map<std::string, std::uint64_t> counts;
};

double raw(const Query& query, const Xapian::Database& database, const Columns& columns, bool facets) {
  const auto began = Clock::now();
  const Parsed parsed = parse(query.q);
  CompileOptions options;
  Compiled compiled = compile(parsed, options, database, columns, Synonyms::shipped());
  Xapian::Query whole = compiled.query;
  for (const auto& [field, values] : query.filters)
    whole = {Xapian::Query::OP_FILTER, whole, filter(field, values, columns)};
  if (query.start_from)
    whole = {Xapian::Query::OP_FILTER, whole,
             Xapian::Query(Xapian::Query::OP_VALUE_RANGE, static_cast<Xapian::valueno>(Slot::start),
                           day_value(query.start_from->days), day_value(query.start_to->last_day()))};
  Xapian::Enquire enquire(database);
  enquire.set_query(whole);
  RawSpy theme, year;
  if (facets) {
    enquire.add_matchspy(&theme);
    enquire.add_matchspy(&year);
  }
  const Xapian::MSet found = enquire.get_mset(0, 10, database.get_doccount());
  std::size_t bytes = 0;
  for (auto hit = found.begin(); hit != found.end(); ++hit) {
    const std::string data = hit.get_document().get_data();
    bytes += data.size();
    if (facets) bytes += found.snippet(data, 200).size();
  }
  volatile std::size_t sink = bytes;
  static_cast<void>(sink);
  return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
}

double product(const Query& query, const Index& index, std::uint64_t& hits) {
  const auto began = Clock::now();
  hits += index.search(query).total;
  return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
}

double at(std::vector<double>& times, double share) {
  std::sort(times.begin(), times.end());
  return times[std::min(times.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times.size())))];
}

std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

Query query_of(const std::string& parameters) {
  Parameters list;
  for (std::size_t at_byte = 0; at_byte < parameters.size();) {
    const std::size_t end = std::min(parameters.find('&', at_byte), parameters.size());
    const std::string one = parameters.substr(at_byte, end - at_byte);
    const std::size_t equals = one.find('=');
    list.emplace_back(one.substr(0, equals), unescaped(one.substr(equals + 1)));
    at_byte = end + 1;
  }
  return from_parameters(list);
}

struct Asked {
  Query query;
  std::string path;
};

std::map<std::string, std::vector<Asked>> read_queries(const fs::path& directory) {
  std::map<std::string, std::vector<Asked>> classes;
  std::ifstream file(directory / "queries.tsv");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find('\t');
    const std::string parameters = line.substr(first + 1, line.find('\t', first + 1) - first - 1);
    Asked asked{query_of(parameters), "/api/v1/search?" + parameters};
    asked.query.match = Match::all;
    classes[line.substr(0, first)].push_back(std::move(asked));
  }
  return classes;
}

// One connection that stays open: one send a request, receives until Content-Length is there. A client that costs next to nothing,
// so that what is measured is the server.
class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("does not accept");
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  double get(const std::string& path) {
    const auto began = Clock::now();
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      fail("does not read");
    std::size_t bytes = 0, wanted = buffer_.size();
    while (bytes < wanted) {
      const ssize_t more = ::recv(socket_, buffer_.data() + bytes, buffer_.size() - bytes, 0);
      if (more <= 0) fail("does not answer");
      bytes += static_cast<std::size_t>(more);
      const std::string_view seen(buffer_.data(), bytes);
      const std::size_t head = seen.find("\r\n\r\n");
      if (wanted < buffer_.size() || head == std::string_view::npos) continue;
      const std::size_t length = seen.find("Content-Length: ");
      if (!seen.starts_with("HTTP/1.1 200") || length > head) fail("does not answer 200");
      wanted = head + 4 + std::stoul(std::string(seen.substr(length + 16, 10)));
    }
    return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
  }

 private:
  [[noreturn]] static void fail(const std::string& what) {
    throw archive::Error(archive::ErrorKind::unavailable, "no_answer",
                         {"the server " + what, "服务器没有应答：" + what});
  }

  int socket_;
  std::vector<char> buffer_ = std::vector<char>(1 << 20);
};

struct Times {
  std::vector<double> raw, product, http;  // microseconds
  std::uint64_t hits = 0;

  void add(const Times& other) {
    raw.insert(raw.end(), other.raw.begin(), other.raw.end());
    product.insert(product.end(), other.product.begin(), other.product.end());
    http.insert(http.end(), other.http.begin(), other.http.end());
    hits += other.hits;
  }
};

void print(const std::string& name, std::size_t queries, Times& times, bool with_http) {
  const auto figures = [](const char* what, std::vector<double>& list) {
    std::printf(",\"%s_us\":%.0f,\"%s_p99_us\":%.0f", what, at(list, 0.5), what, at(list, 0.99));
  };
  std::printf("{\"bench\":\"search\",\"class\":\"%s\",\"queries\":%zu,\"mean_hits\":%.0f", name.c_str(), queries,
              static_cast<double>(times.hits) / static_cast<double>(queries));
  figures("raw", times.raw);
  figures("product", times.product);
  if (with_http) figures("http", times.http);
  std::printf("}\n");
}

int run(const fs::path& directory, int port) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_only);
  const auto index = Index::open(directory / "index", *archive, archive::Access::read_only);
  std::ifstream pointer(directory / "index" / "CURRENT");
  std::string generation;
  std::getline(pointer, generation);
  const Xapian::Database database((directory / "index" / generation).string());
  const auto columns = load_columns(database);
  std::optional<Client> client;
  if (port > 0) client.emplace(port);

  Times all;
  std::size_t asked_in_all = 0;
  for (const auto& [name, queries] : read_queries(directory)) {
    Times times;
    for (int round = 0; round < 5; ++round) {
      for (const Asked& asked : queries) {
        const double a = raw(asked.query, database, *columns, name == "facet");
        const double b = product(asked.query, *index, times.hits);
        const double c = client ? client->get(asked.path) : 0;
        if (round == 0) continue;
        times.raw.push_back(a);
        times.product.push_back(b);
        times.http.push_back(c);
      }
    }
    times.hits /= 5;
    print(name, queries.size(), times, client.has_value());
    asked_in_all += queries.size();
    all.add(times);
  }
  print("all", asked_in_all, all, client.has_value());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  try {
    if (command == "prepare" && argc >= 3) return prepare(argv[2], argc > 3 ? std::stoul(argv[3]) : 10'000);
    if (command == "run" && argc >= 3) return run(argv[2], argc > 3 ? std::stoi(argv[3]) : 0);
  } catch (const archive::Error& error) {
    std::fprintf(stderr, "search_bench: %s\n", error.message().en.c_str());
    return 1;
  }
  std::fprintf(stderr, "usage: search_bench prepare DIR [CAMPAIGNS] | search_bench run DIR [PORT]\n");
  return 2;
}
