// LibreOffice itself opens what is exported, and its text is the draft's.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/planning/fixture.h"

using namespace almanac;
using namespace almanac::tests;

namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE(
    "LibreOffice opens the DOCX of every shipped template and shows its headings, tables, lessons and citations") {
  PlanningArchive archive;
  add_double_elevens(archive);
  TemporaryDirectory directory;
  std::string files;
  std::vector<std::string> names;
  for (const auto& form : planning::load_templates({}).templates) {
    planning::DraftRequest request;
    request.form = form;
    request.campaigns = {"D11-2023", "D11-2024"};
    request.title = "双十一 <2025> & “草稿”";
    const auto reader = archive->read();
    const auto draft = planning::make_draft(reader, request);
    names.push_back(form.id + (form.language == archive::Language::zh ? "-zh" : "-en"));
    const auto file = directory.write(names.back() + ".docx", planning::to_docx(draft));
    files += " '" + file.string() + "'";
  }
  const auto out = directory / "out";
  const auto command = "soffice -env:UserInstallation=file://" + (directory / "profile").string() +
                       " --headless --convert-to txt:Text:UTF8 --outdir '" + out.string() + "'" + files +
                       " >/dev/null 2>&1";
  REQUIRE(std::system(command.c_str()) == 0);
  for (const auto& name : names) {
    const auto text = read(out / (name + ".txt"));
    INFO(name << "\n" << text);
    CHECK(text.find("双十一 <2025> & “草稿”") != std::string::npos);
    CHECK(text.find("[D11-2023]") != std::string::npos);
    CHECK(text.find("催付短信撞上客服高峰") != std::string::npos);
    CHECK(text.find("预热") != std::string::npos);
  }
  CHECK(read(out / "campaign-brief-zh.txt").find("217,999.5 CNY") != std::string::npos);
  CHECK(read(out / "grai-review-en.txt").find("104.5%") != std::string::npos);
}
