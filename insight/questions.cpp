#include "insight/questions.h"

#include <algorithm>
#include <fstream>

#include "archive/error.h"
#include "archive/nearest.h"
#include "insight/question_form.h"

// The shipped file, embedded by the build.
extern "C" const char almanac_embedded_questions[];
extern "C" const char almanac_embedded_questions_end[];

namespace almanac::insight {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Text;

namespace {

constexpr std::size_t most_files = 200;
constexpr std::size_t most_bytes = 64 * 1024;

std::string content_of(const std::filesystem::path& file) {
  std::error_code error;
  std::ifstream in;
  if (std::filesystem::is_regular_file(file, error)) in.open(file, std::ios::binary);  // a pipe would be waited for
  if (!in.is_open())
    throw Error(ErrorKind::invalid_input, "bad_question", {"this is no file that can be read", "这不是可读取的文件"});
  std::string text(most_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most_bytes)
    throw Error(ErrorKind::invalid_input, "bad_question",
                {"a file of questions has at most 64 KB", "问题文件最大 64 KB"});
  return text;
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& directory) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void QuestionBook::add(Question question) {
  const auto same =
      std::find_if(questions_.begin(), questions_.end(), [&](const Question& q) { return q.id == question.id; });
  if (same != questions_.end())
    *same = std::move(question);
  else
    questions_.push_back(std::move(question));
}

void QuestionBook::add_own(const Json& json, const std::string& file, const std::string& pointer) {
  try {
    Question question = question_from(json, pointer);
    question.own = true;
    const bool again = std::any_of(questions_.begin(), questions_.end(),
                                   [&](const Question& q) { return q.own && q.id == question.id; });
    if (again)
      throw Error(ErrorKind::invalid_input, "bad_question",
                  archive::filled(Text{"another question of your own has the id {}; choose one for each",
                                       "另一个自定义问题已使用 id {}；请使用不同的 id"},
                                  question.id),
                  pointer + "/id");
    add(std::move(question));
  } catch (const Error& error) {
    unread_.push_back({file, error.where(), error.message()});
  }
}

const QuestionBook& QuestionBook::shipped() {
  static const QuestionBook book = [] {
    QuestionBook made;
    const Json all = archive::parse_json({almanac_embedded_questions, almanac_embedded_questions_end});
    for (std::size_t i = 0; i < all.size(); ++i) made.add(question_from(all[i], "/" + std::to_string(i)));
    return made;
  }();
  return book;
}

QuestionBook QuestionBook::load(const std::filesystem::path& directory) {
  QuestionBook book = shipped();
  const auto files = json_files(directory);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string name = files[i].filename().string();
    if (i == most_files) {
      book.unread_.push_back({name, "", {"only the first 200 files of questions are read", "只读取前 200 个问题文件"}});
      break;
    }
    try {
      const Json json = archive::parse_json(content_of(files[i]));
      if (!json.is_array()) book.add_own(json, name, "");
      for (std::size_t k = 0; json.is_array() && k < json.size(); ++k)
        book.add_own(json[k], name, "/" + std::to_string(k));
    } catch (const Error& error) {
      book.unread_.push_back({name, error.where(), error.message()});
    }
  }
  return book;
}

const Question& QuestionBook::require(std::string_view id) const {
  std::vector<std::string> ids;
  for (const Question& question : questions_) {
    if (question.id == id) return question;
    ids.push_back(question.id);
  }
  Text otherwise;
  if (!unread_.empty())
    otherwise = archive::filled(
        Text{"; {} questions of your own cannot be read, the first in {}", "；有 {} 个自定义问题无法读取，第一个在 {}"},
        std::to_string(unread_.size()), unread_.front().file);
  throw Error(ErrorKind::not_found, "unknown_question",
              archive::did_you_mean(archive::filled(Text{"there is no question \"{}\"", "没有名为“{}”的问题"}, id),
                                    archive::nearest(id, ids), otherwise),
              "id");
}

Json to_json(const UnreadQuestion& unread, archive::Language language) {
  return {{"file", unread.file}, {"pointer", unread.pointer}, {"message", unread.message.in(language)}};
}

Json to_json(const Question& question, archive::Language language) {
  Json parameters = Json::array();
  for (const QuestionParameter& parameter : question.parameters) {
    static constexpr const char* types[] = {"values", "date", "metric", "choice"};
    Json json{{"name", parameter.name},
              {"type", types[static_cast<std::size_t>(parameter.type)]},
              {"label", parameter.label.in(language)},
              {"required", parameter.required},
              {"several", parameter.several}};
    if (!parameter.dimension.empty()) json["dimension"] = parameter.dimension;
    if (parameter.of_campaigns) json["of_campaigns"] = true;
    if (!parameter.usual.empty()) json["usual"] = parameter.usual;
    if (!parameter.choices.empty()) {
      json["choices"] = Json::array();
      for (const QuestionChoice& choice : parameter.choices)
        json["choices"].push_back({{"value", choice.value}, {"label", choice.label.in(language)}});
    }
    parameters.push_back(std::move(json));
  }
  return {{"id", question.id},
          {"title", question.title.in(language)},
          {"about", question.about.in(language)},
          {"own", question.own},
          {"parameters", std::move(parameters)}};
}

}  // namespace almanac::insight
