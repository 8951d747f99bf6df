#include "bench/search_peers.h"

#include <xapian.h>

#include <algorithm>
#include <fstream>

#include "archive/name.h"
#include "archive/time.h"
#include "bench/peer_document.h"
#include "search/analysis.h"
#include "search/catch_up.h"
#include "search/document.h"

namespace almanac::bench {
namespace {

namespace fs = std::filesystem;
using search::Field;
using Class = Question::Class;

constexpr Xapian::valueno start_slot = 0, theme_slot = 1, year_slot = 2;

std::string first(const search::Document& document, Field field) {
  const auto found = document.values.find(field);
  return found == document.values.end() || found->second.empty() ? std::string() : found->second.front();
}

class StockXapian : public SearchPeer {
 public:
  explicit StockXapian(const fs::path& directory) : database_(directory.string()) {
    parser_.set_database(database_);
    parser_.set_default_op(Xapian::Query::OP_AND);
    parser_.set_stemmer(Xapian::Stem("en"));
    parser_.set_stemming_strategy(Xapian::QueryParser::STEM_SOME);
  }

  std::uint64_t ask(const Question& question) override {
    Xapian::Query query = parsed(question);
    const bool facet = question.kind == Class::facet;
    if (facet)
      query = {Xapian::Query::OP_FILTER, query,
               Xapian::Query(
                   Xapian::Query::OP_AND, Xapian::Query("XC" + question.channel),
                   Xapian::Query(Xapian::Query::OP_VALUE_RANGE, start_slot, day(question.from), day(question.to)))};
    Xapian::Enquire enquire(database_);
    enquire.set_query(query);
    Xapian::ValueCountMatchSpy theme(theme_slot), year(year_slot);
    if (facet) {
      enquire.add_matchspy(&theme);
      enquire.add_matchspy(&year);
    }
    const Xapian::MSet found = enquire.get_mset(0, 10, database_.get_doccount());
    std::size_t bytes = 0;
    for (auto hit = found.begin(); hit != found.end(); ++hit) {
      const std::string data = hit.get_document().get_data();
      bytes += data.size();
      if (facet)
        bytes += found
                     .snippet(data, 200, Xapian::Stem("en"),
                              Xapian::MSet::SNIPPET_BACKGROUND_MODEL | Xapian::MSet::SNIPPET_CJK_NGRAM)
                     .size();
    }
    for (auto* spy : {&theme, &year})
      for (auto value = spy->values_begin(); facet && value != spy->values_end(); ++value) bytes += (*value).size();
    volatile std::size_t sink = bytes;
    static_cast<void>(sink);
    return found.get_matches_estimated();
  }

 private:
  Xapian::Query parsed(const Question& question) {
    constexpr unsigned flags = Xapian::QueryParser::FLAG_DEFAULT | Xapian::QueryParser::FLAG_CJK_NGRAM;
    if (question.kind == Class::phrase) return parser_.parse_query("\"" + question.text + "\"", flags);
    try {
      return parser_.parse_query(question.text, flags);
    } catch (const Xapian::QueryParserError&) {  // of 1.4.22, for "Latin 中文 Latin": then every word by itself
      Xapian::Query query;
      for (const std::string& word : words_of(question.text)) {
        const Xapian::Query one = parser_.parse_query(word, flags);
        query = query.empty() ? one : Xapian::Query(Xapian::Query::OP_AND, query, one);
      }
      return query;
    }
  }

  Xapian::Database database_;
  Xapian::QueryParser parser_;
};

}  // namespace

std::string day(std::int32_t days) { return archive::Date{days, archive::Precision::day}.to_string(); }

Plain plain_of(const search::Document& document) {
  Plain plain;
  plain.title = document.title;
  plain.text = document.title + "\n" + document.key;
  for (const auto* parts : {&document.plan, &document.outcome})
    for (const search::TextPart& part : *parts) plain.text += "\n" + part.text;
  if (document.start != search::no_day) plain.start = day(document.start);
  plain.theme = first(document, Field::theme);
  plain.year = first(document, Field::year);
  if (const auto found = document.values.find(Field::channel); found != document.values.end())
    plain.channels = found->second;
  return plain;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::string pairs_of(const std::string& text) {
  const search::Tokens tokens = search::tokenize(text);
  std::string out;
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    const bool glyph = tokens.list[i].type == search::Token::Type::glyph;
    if (glyph && !tokens.has_pair(i) && i > 0 && tokens.has_pair(i - 1)) continue;
    if (!out.empty()) out += ' ';
    out += glyph && tokens.has_pair(i) ? tokens.pair(i) : tokens.text(i);
  }
  return out;
}

void build_xapian(const archive::Reads& reads, const std::string& currency, const fs::path& directory) {
  Xapian::WritableDatabase database(directory.string(), Xapian::DB_CREATE_OR_OVERWRITE);
  Xapian::TermGenerator generator;
  generator.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
  generator.set_stemmer(Xapian::Stem("en"));
  search::for_each_indexed(reads, currency, [&](const search::Document& source) {
    const Plain plain = plain_of(source);
    Xapian::Document document;
    generator.set_document(document);
    generator.set_termpos(0);
    generator.index_text(plain.text);
    for (const std::string& channel : plain.channels) document.add_boolean_term("XC" + channel);
    document.add_value(start_slot, plain.start);
    document.add_value(theme_slot, plain.theme);
    document.add_value(year_slot, plain.year);
    document.set_data(plain.text);
    database.add_document(document);
  });
  database.commit();
}

void write_table(const archive::Reads& reads, const std::string& currency, const fs::path& file) {
  std::ofstream out(file);
  const auto tidy = [](std::string text) {
    for (char& c : text)
      if (c == '\t' || c == '\n' || c == '\\') c = ' ';
    return text;
  };
  search::for_each_indexed(reads, currency, [&](const search::Document& source) {
    const Plain plain = plain_of(source);
    std::string channels;
    for (const std::string& channel : plain.channels) channels += (channels.empty() ? "" : ",") + tidy(channel);
    out << tidy(plain.title) << '\t' << (plain.start.empty() ? "\\N" : plain.start) << '\t' << tidy(plain.theme) << '\t'
        << plain.year << "\t{" << channels << "}\t" << tidy(pairs_of(plain.text)) << '\n';
  });
}

std::unique_ptr<SearchPeer> open_xapian(const fs::path& directory) { return std::make_unique<StockXapian>(directory); }

std::vector<std::uint64_t> count_by_hand(const archive::Reads& reads, const std::string& currency,
                                         const std::vector<Question>& questions) {
  const Xapian::Stem stem("en");
  const auto is_latin = [](const std::string& word) { return static_cast<unsigned char>(word[0]) < 0x80; };
  // Of a text: its Latin words as stems, each between spaces, so that a phrase is a substring as well, but of one
  // part only, and with nothing Chinese in between.
  const auto stems_of = [&](const std::string& text, bool stemmed) {
    std::string out = " ", word;
    for (const char c : text + " ") {
      if (std::isalnum(static_cast<unsigned char>(c))) {
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      } else if (!word.empty()) {
        out += (stemmed ? stem(word) : word) + " ";
        word.clear();
      }
      if (c == '\n' || static_cast<unsigned char>(c) >= 0x80) out += "| ";
    }
    return out;
  };
  std::vector<std::vector<std::string>> wanted;
  for (const Question& question : questions) {
    auto& list = wanted.emplace_back();
    if (question.kind == Class::phrase)
      list.push_back(is_latin(question.text) ? " " + question.text + " " : archive::fold(question.text));
    else
      for (const std::string& word : words_of(question.text))
        list.push_back(is_latin(word) ? " " + stem(word) + " " : archive::fold(word));
  }
  std::vector<std::uint64_t> counts(questions.size(), 0);
  search::for_each_indexed(reads, currency, [&](const search::Document& document) {
    const Plain plain = plain_of(document);
    const std::string stems = stems_of(plain.text, true), plainly = stems_of(plain.text, false);
    const std::string folded = archive::fold(plain.text);
    const std::int32_t start = document.start;
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const Question& question = questions[i];
      if (question.kind == Class::facet &&
          (start < question.from || start > question.to ||
           std::find(plain.channels.begin(), plain.channels.end(), question.channel) == plain.channels.end()))
        continue;
      const std::string& latin = question.kind == Class::phrase ? plainly : stems;
      counts[i] += std::all_of(wanted[i].begin(), wanted[i].end(), [&](const std::string& word) {
        return (word[0] == ' ' ? latin : folded).find(word) != std::string::npos;
      });
    }
  });
  return counts;
}

}  // namespace almanac::bench
