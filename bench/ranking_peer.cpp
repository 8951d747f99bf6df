// What Almanac's ranking is measured against, for bench/ranking.py: Xapian's own BM25, as it comes.
//
//   ranking_peer rank DIR          DIR/docs.jsonl (id, title, text) asked DIR/queries.tsv (id, tab, question). Prints the best
//                                  ten of each question, a line each: question, document.
//   ranking_peer traditional       standard input in traditional characters, by OpenCC's phrase tables
//
// k1 .9 and b .4 as in the published runs; English stems, single characters and pairs of neighbours of Chinese, all terms
// of the question OR-ed.
#include <opencc/opencc.h>
#include <xapian.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

void analyse(Xapian::TermGenerator& generator, Xapian::Document& document, const std::string& text) {
  generator.set_document(document);
  generator.index_text(text);
}

std::string text_of(const nlohmann::json& record, const char* name) {
  const auto found = record.find(name);
  return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int rank(const std::string& directory) {
  Xapian::TermGenerator generator;
  generator.set_stemmer(Xapian::Stem("english"));
  generator.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
  generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);

  Xapian::WritableDatabase database(std::string(), Xapian::DB_BACKEND_INMEMORY);
  std::ifstream documents(directory + "/docs.jsonl");
  std::string line;
  while (std::getline(documents, line)) {
    const auto record = nlohmann::json::parse(line);
    Xapian::Document document;
    analyse(generator, document, text_of(record, "title"));
    analyse(generator, document, text_of(record, "text"));
    document.set_data(text_of(record, "id"));
    database.add_document(document);
  }

  std::ifstream questions(directory + "/queries.tsv");
  while (std::getline(questions, line)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos) continue;
    Xapian::Document words;
    analyse(generator, words, line.substr(tab + 1));
    std::vector<std::string> terms;
    for (auto term = words.termlist_begin(); term != words.termlist_end(); ++term) terms.push_back(*term);
    Xapian::Enquire enquire(database);
    enquire.set_weighting_scheme(Xapian::BM25Weight(.9, 0, 1, .4, 0));
    enquire.set_query(Xapian::Query(Xapian::Query::OP_OR, terms.begin(), terms.end()));
    const Xapian::MSet found = enquire.get_mset(0, 10);
    for (auto hit = found.begin(); hit != found.end(); ++hit)
      std::cout << line.substr(0, tab) << '\t' << hit.get_document().get_data() << '\n';
  }
  return documents.eof() && questions.eof() ? 0 : 1;
}

int traditional() {
  const opencc::SimpleConverter converter("s2twp.json");
  std::string line;
  while (std::getline(std::cin, line)) std::cout << converter.Convert(line) << '\n';
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string what = count > 1 ? arguments[1] : "";
  if (what == "rank" && count == 3) return rank(arguments[2]);
  if (what == "traditional" && count == 2) return traditional();
  std::fputs("usage: ranking_peer rank DIR | ranking_peer traditional\n", stderr);
  return 2;
}
