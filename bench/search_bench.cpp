// Search through HTTP against stock Xapian and SQLite's FTS5 in process, on the same documents and questions (search_peers.h).
//
//   search_bench prepare DIR [CAMPAIGNS]     writes a data directory DIR with an archive of synthetic campaigns, 10,000 unless told, and
//                                            DIR/queries.tsv: CLASS, the URL query string of GET /search, q, tab-separated
//   search_bench build DIR product|xapian|fts5   builds that index of the archive: documents, CPU seconds, peak memory, size
//   search_bench table DIR FILE              the documents as lines, for search_peer.py
//   search_bench run DIR [PORT]              one JSON line per class, and one for all together: medians and 99th percentiles of
//                                              xapian   stock Xapian in process; for class facet with facets and its snippets
//                                              fts5     SQLite's FTS5 in process
//                                              product  Index::search: with marks, snippets, facets and fields
//                                              http     GET /api/v1/search of the server on DIR that listens on 127.0.0.1:PORT, one
//                                                       connection kept, until the body is read
//                                            They take turns query by query, so that a busy machine disturbs all alike.
//   search_bench count DIR                   totals of Index::search against those counted by reading every text
//   search_bench load PORT PATHS CLIENTS SECONDS   requests/s and latencies of CLIENTS connections at once; PATHS: a path a line
//   search_bench floor DIR PORT              a bare server over stock Xapian, one database handle a thread: what load is compared with
//   search_bench paths DIR CLASS|all product|floor   the paths of the queries, for load
//
// The campaigns are those of campaign_text.h; queries are words and neighbours taken from them.
#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xapian.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "archive/error.h"
#include "archive/store.h"
#include "bench/campaign_text.h"
#include "bench/search_peers.h"
#include "search/index.h"
#include "search/synonyms.h"

namespace {

namespace fs = std::filesystem;
using namespace almanac;
using namespace almanac::search;
using bench::Generator;
using bench::Question;
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
  return 0;
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double megabytes(const fs::path& directory) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file()) bytes += entry.file_size();
  return static_cast<double>(bytes) / 1e6;
}

int build(const fs::path& directory, const std::string& what) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  const fs::path target = what == "product" ? directory / "index" : directory / "peers" / what;
  fs::remove_all(target);
  fs::create_directories(target);
  const double cpu = cpu_seconds();
  const auto began = Clock::now();
  if (what == "product") {
    Index::open(target, *archive);
  } else {
    const archive::Reader reader = archive->read();
    (what == "xapian" ? bench::build_xapian : bench::build_fts5)(reader, archive->currency(), target);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  std::printf(
      "{\"bench\":\"search_build\",\"index\":\"%s\",\"seconds\":%.2f,\"cpu_seconds\":%.2f,\"peak_mb\":%.0f,"
      "\"megabytes\":%.1f}\n",
      what.c_str(), seconds, cpu_seconds() - cpu, static_cast<double>(used.ru_maxrss) / 1024, megabytes(target));
  return 0;
}

int table(const fs::path& directory, const fs::path& file) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_only);
  bench::write_table(archive->read(), archive->currency(), file);
  return 0;
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
  Question question;
};

Question question_of(const std::string& kind, const Query& query) {
  Question question;
  question.kind = kind == "word"     ? Question::Class::word
                  : kind == "words"  ? Question::Class::words
                  : kind == "phrase" ? Question::Class::phrase
                                     : Question::Class::facet;
  question.text = query.q;
  std::erase(question.text, '"');
  if (query.start_from) {
    question.channel = query.filters.at("channel").front();
    question.from = query.start_from->days;
    question.to = query.start_to->last_day();
  }
  return question;
}

std::map<std::string, std::vector<Asked>> read_queries(const fs::path& directory) {
  std::map<std::string, std::vector<Asked>> classes;
  std::ifstream file(directory / "queries.tsv");
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find('\t');
    const std::string parameters = line.substr(first + 1, line.find('\t', first + 1) - first - 1);
    Asked asked{query_of(parameters), "/api/v1/search?" + parameters, {}};
    asked.query.match = Match::all;
    asked.question = question_of(line.substr(0, first), asked.query);
    classes[line.substr(0, first)].push_back(std::move(asked));
  }
  return classes;
}

// One connection that stays open: one send a request, receives until Content-Length is there. A client that costs next to nothing,
// so that what is measured is the server.
class Client {
 public:
  explicit Client(int port) : port_(port) { connect(); }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  double get(const std::string& path) {
    const auto began = Clock::now();
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    // A server may close a connection after many requests; then the next is asked over a new one.
    if (!answers(request)) {
      ::close(socket_);
      connect();
      if (!answers(request)) fail("does not answer");
    }
    return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
  }

 private:
  [[noreturn]] static void fail(const std::string& what) {
    throw archive::Error(archive::ErrorKind::unavailable, "no_answer",
                         {"the server " + what, "服务器没有应答：" + what});
  }

  void connect() {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("does not accept");
  }

  // False if the connection was closed before the first byte of the answer.
  bool answers(const std::string& request) {
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      return false;
    std::size_t bytes = 0, wanted = buffer_.size();
    while (bytes < wanted) {
      const ssize_t more = ::recv(socket_, buffer_.data() + bytes, buffer_.size() - bytes, 0);
      if (more <= 0 && bytes == 0) return false;
      if (more <= 0) fail("breaks off its answer");
      bytes += static_cast<std::size_t>(more);
      const std::string_view seen(buffer_.data(), bytes);
      const std::size_t head = seen.find("\r\n\r\n");
      if (wanted < buffer_.size() || head == std::string_view::npos) continue;
      const std::size_t length = seen.find("Content-Length: ");
      if (!seen.starts_with("HTTP/1.1 200") || length > head) fail("does not answer 200");
      wanted = head + 4 + std::stoul(std::string(seen.substr(length + 16, 10)));
    }
    return true;
  }

  int port_;
  int socket_ = -1;
  std::vector<char> buffer_ = std::vector<char>(1 << 20);
};

using Times = std::map<std::string, std::vector<double>>;  // contender → microseconds

void print(const std::string& name, std::size_t queries, std::uint64_t hits, Times& times) {
  std::printf("{\"bench\":\"search\",\"class\":\"%s\",\"queries\":%zu,\"mean_hits\":%.0f", name.c_str(), queries,
              static_cast<double>(hits) / static_cast<double>(queries));
  for (auto& [contender, list] : times)
    std::printf(",\"%s_us\":%.0f,\"%s_p99_us\":%.0f", contender.c_str(), at(list, 0.5), contender.c_str(),
                at(list, 0.99));
  std::printf("}\n");
  std::fflush(stdout);
}

double timed(const std::function<std::uint64_t()>& work, std::uint64_t& hits) {
  const auto began = Clock::now();
  hits += work();
  return std::chrono::duration<double, std::micro>(Clock::now() - began).count();
}

int run(const fs::path& directory, int port) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_only);
  const auto index = Index::open(directory / "index", *archive, archive::Access::read_only);
  const auto xapian = bench::open_xapian(directory / "peers/xapian");
  const auto fts5 = fs::exists(directory / "peers/fts5") ? bench::open_fts5(directory / "peers/fts5") : nullptr;
  std::optional<Client> client;
  if (port > 0) client.emplace(port);

  Times all;
  std::size_t asked_in_all = 0;
  std::uint64_t hits_in_all = 0;
  constexpr int rounds = 3;
  for (const auto& [name, queries] : read_queries(directory)) {
    Times times;
    std::uint64_t hits = 0, ignored = 0;
    for (int round = 0; round < rounds; ++round) {
      for (const Asked& asked : queries) {
        std::map<std::string, double> took;
        took["xapian"] = timed([&] { return xapian->ask(asked.question); }, ignored);
        if (fts5 && round == 1) took["fts5"] = timed([&] { return fts5->ask(asked.question); }, ignored);
        took["product"] = timed([&] { return index->search(asked.query).total; }, hits);
        if (client) took["http"] = client->get(asked.path);
        if (round == 0) continue;
        for (const auto& [contender, time] : took) {
          times[contender].push_back(time);
          all[contender].push_back(time);
        }
      }
    }
    print(name, queries.size(), hits / rounds, times);
    asked_in_all += queries.size();
    hits_in_all += hits / rounds;
  }
  print("all", asked_in_all, hits_in_all, all);
  return 0;
}

// The product also finds other words for the same, which no count of words knows.
bool has_synonym(const Asked& asked) {
  if (asked.question.kind == Question::Class::phrase) return false;
  for (std::size_t at_byte = 0; at_byte < asked.question.text.size();) {
    const std::size_t end = std::min(asked.question.text.find(' ', at_byte), asked.question.text.size());
    if (!Synonyms::shipped().others(asked.question.text.substr(at_byte, end - at_byte)).empty()) return true;
    at_byte = end + 1;
  }
  return false;
}

int count(const fs::path& directory) {
  const auto archive = archive::Archive::open(directory, archive::Access::read_only);
  const auto index = Index::open(directory / "index", *archive, archive::Access::read_only);
  std::vector<Asked> asked;
  for (const auto& [name, queries] : read_queries(directory))
    for (const Asked& one : queries)
      if (!has_synonym(one)) asked.push_back(one);
  std::vector<Question> questions;
  for (const Asked& one : asked) questions.push_back(one.question);
  const auto wanted = bench::count_by_hand(archive->read(), archive->currency(), questions);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto found = index->search(asked[i].query).total;
    if (found == wanted[i]) continue;
    if (++wrong <= 5)
      std::fprintf(stderr, "%s: %llu, counted %llu\n", to_string(asked[i].query).c_str(),
                   static_cast<unsigned long long>(found), static_cast<unsigned long long>(wanted[i]));
  }
  std::printf("{\"bench\":\"search_count\",\"queries\":%zu,\"wrong\":%zu}\n", asked.size(), wrong);
  return 0;
}

int paths(const fs::path& directory, const std::string& wanted, bool of_floor) {
  for (const auto& [name, queries] : read_queries(directory)) {
    if (wanted != "all" && wanted != name) continue;
    for (const Asked& asked : queries)
      std::printf("%s\n", of_floor ? ("/ask?class=" + name + "&" + asked.path.substr(asked.path.find('?') + 1)).c_str()
                                   : asked.path.c_str());
  }
  return 0;
}

int load(int port, const fs::path& file, std::size_t clients, double seconds) {
  std::vector<std::string> list;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) list.push_back(line);
  std::atomic<std::size_t> next{0};
  std::vector<std::vector<double>> times(clients);
  const auto began = Clock::now();
  const auto spent = [&] { return std::chrono::duration<double>(Clock::now() - began).count(); };
  std::vector<std::jthread> threads;
  for (std::size_t k = 0; k < clients; ++k)
    threads.emplace_back([&, k] {
      Client client(port);
      while (spent() < seconds) times[k].push_back(client.get(list[next++ % list.size()]));
    });
  threads.clear();
  const double took = spent();
  std::vector<double> all;
  for (const auto& one : times) all.insert(all.end(), one.begin(), one.end());
  std::printf("{\"bench\":\"search_load\",\"clients\":%zu,\"per_second\":%.1f,\"median_us\":%.0f,\"p99_us\":%.0f}\n",
              clients, static_cast<double>(all.size()) / took, at(all, 0.5), at(all, 0.99));
  return 0;
}

int serve_floor(const fs::path& directory, int port) {
  httplib::Server server;
  server.new_task_queue = [] { return new httplib::ThreadPool(8); };
  server.set_keep_alive_max_count(1'000'000);
  server.set_tcp_nodelay(true);
  server.Get("/ask", [&](const httplib::Request& request, httplib::Response& response) {
    thread_local const auto peer = bench::open_xapian(directory / "peers/xapian");
    Parameters parameters;
    for (const auto& [name, value] : request.params)
      if (name != "class") parameters.emplace_back(name, value);
    const auto total = peer->ask(question_of(request.get_param_value("class"), from_parameters(parameters)));
    response.set_content("{\"total\":" + std::to_string(total) + "}", "application/json");
  });
  std::printf("ready\n");
  std::fflush(stdout);
  return server.listen("127.0.0.1", port) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  const std::string command = argc > 1 ? words[1] : "";
  const auto word = [&](std::size_t i, const char* otherwise) { return i < words.size() ? words[i] : otherwise; };
  try {
    if (command == "prepare" && argc >= 3) return prepare(words[2], std::stoul(word(3, "10000")));
    if (command == "build" && argc == 4) return build(words[2], words[3]);
    if (command == "table" && argc == 4) return table(words[2], words[3]);
    if (command == "run" && argc >= 3) return run(words[2], std::stoi(word(3, "0")));
    if (command == "count" && argc == 3) return count(words[2]);
    if (command == "paths" && argc == 5) return paths(words[2], words[3], words[4] == "floor");
    if (command == "load" && argc == 6)
      return load(std::stoi(words[2]), words[3], std::stoul(words[4]), std::stod(words[5]));
    if (command == "floor" && argc == 4) return serve_floor(words[2], std::stoi(words[3]));
  } catch (const archive::Error& error) {
    std::fprintf(stderr, "search_bench: %s\n", error.message().en.c_str());
    return 1;
  } catch (const Xapian::Error& error) {
    std::fprintf(stderr, "search_bench: %s\n", error.get_msg().c_str());
    return 1;
  }
  std::fprintf(stderr,
               "usage: search_bench prepare DIR [CAMPAIGNS] | build DIR product|xapian|fts5 | table DIR FILE | run DIR "
               "[PORT] | count DIR |\n"
               "       paths DIR CLASS|all product|floor | load PORT PATHS CLIENTS SECONDS | floor DIR PORT\n");
  return 2;
}
