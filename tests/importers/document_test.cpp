// Documents as blocks. The files were made by Word's and LibreOffice's own writers (tests/data/importers/documents/make.py).

#include <catch2/catch.hpp>
#include <fstream>

#include "archive/error.h"
#include "importers/document.h"
#include "importers/heading_form.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::importers;
using Type = Block::Type;

namespace {

std::filesystem::path sample(const std::string& name) { return std::string(ALMANAC_TEST_DATA) + "/documents/" + name; }

// One line a block: "1# text" a heading, "- " and "1. " items by level, "| a | b" a table's rows.
std::string outline(const TextDocument& document) {
  std::string lines;
  for (const Block& block : document.blocks) {
    if (block.type == Type::heading) lines += std::to_string(block.level) + "# " + block.text + "\n";
    if (block.type == Type::paragraph) lines += block.text + "\n";
    if (block.type == Type::item)
      lines += std::string(2 * (block.level - 1u), ' ') + (block.numbered ? "1. " : "- ") + block.text + "\n";
    for (const auto& row : block.rows) {
      for (const std::string& cell : row) lines += "| " + cell + " ";
      lines += "\n";
    }
  }
  return lines;
}

bool has_note(const TextDocument& document, std::string_view code) {
  return std::ranges::any_of(document.notes, [&](const Note& note) { return note.code == code; });
}

std::string error_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const archive::Error& error) {
    CHECK(!error.message().zh.empty());
    return error.code();
  }
  return "none";
}

class Folder {
 public:
  std::filesystem::path file(std::string_view name, std::string_view bytes) const {
    return directory_.write(name, bytes);
  }
  TextDocument markdown(std::string_view text) const { return read_markdown(file("a.md", text)); }
  TextDocument html(std::string_view text) const { return read_html(file("a.html", text)); }
  TextDocument text(std::string_view text) const { return read_plain_text(file("a.txt", text)); }

 private:
  tests::TemporaryDirectory directory_;
};

}  // namespace

// --- Markdown ----------------------------------------------------------------------------------------------------------

TEST_CASE("Markdown gives headings, paragraphs, items and tables in order", "[document]") {
  const auto document = Folder().markdown(
      "# 双十一复盘\n\n正文 **加粗** 与[链接](http://x)。\n\n1. 第一\n   - 里层\n2. 第二\n\n"
      "| 指标 | 实际 |\n|---|---|\n| GMV | 230万 |\n\n## 结论\n\nEnglish line\ngoes on.\n");
  CHECK(outline(document) ==
        "1# 双十一复盘\n正文 加粗 与链接。\n1. 第一\n  - 里层\n1. 第二\n| 指标 | 实际 \n| GMV | 230万 \n2# 结论\n"
        "English line goes on.\n");
  CHECK(document.title == "双十一复盘");
}

TEST_CASE("Front matter gives title, date and author, and its other entries as a table", "[document]") {
  const auto document = Folder().markdown(
      "---\ntitle: 'FSA: A Campaign'\ndate: 2015-08-19 10:00:04 -0400\nauthors:\n  - kdaniel\nslug: "
      "fsa\n---\n\nText.\n");
  CHECK(document.title == "FSA: A Campaign");
  CHECK(document.date == "2015-08-19 10:00:04 -0400");
  CHECK(document.author == "kdaniel");
  CHECK(outline(document) == "| slug | fsa \nText.\n");
}

TEST_CASE("A rule at the top of Markdown is no front matter", "[document]") {
  CHECK(outline(Folder().markdown("---\n\nText only.\n\n---\n\nMore.\n")) == "Text only.\nMore.\n");
}

TEST_CASE("Chinese lines that follow each other in Markdown stay lines", "[document]") {
  CHECK(outline(Folder().markdown("# 题\n\n活动名称：甲\n活动时间：2024.1.1\n")) ==
        "1# 题\n活动名称：甲\n活动时间：2024.1.1\n");
}

TEST_CASE("What is struck out in Markdown is left out and said so", "[document]") {
  const auto document = Folder().markdown("# 题\n\n预算 ~~40万~~ 50万\n");
  CHECK(outline(document) == "1# 题\n预算 50万\n");
  CHECK(has_note(document, "struck_text"));
}

TEST_CASE("HTML inside Markdown is read as HTML", "[document]") {
  CHECK(outline(Folder().markdown(
            "# a\n\n<table><tr><td>指标</td><td>值</td></tr><tr><td>GMV</td><td>5</td></tr></table>\n")) ==
        "1# a\n| 指标 | 值 \n| GMV | 5 \n");
}

TEST_CASE("Bold lines are headings where Markdown has no others", "[document]") {
  CHECK(outline(Folder().markdown("**复盘报告**\n\n**目标**\n\n做到 100 单。\n")) ==
        "1# 复盘报告\n4# 目标\n做到 100 单。\n");
}

TEST_CASE("Markdown that costs a parser quadratic time is read as text, soon", "[document]") {
  const Folder folder;
  for (const std::string_view unit : {"![[]()", "> ", "- ", "[", "**a ", "`", "<!--", "a|"}) {
    std::string text;
    while (text.size() < 400'000) text += unit;
    CAPTURE(unit);
    const auto start = std::chrono::steady_clock::now();
    error_of([&] { folder.markdown(text); });
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  }
}

TEST_CASE("Public posts of digital.gov are read with title, date and text", "[document]") {
  const auto document = read_markdown(sample("fsa_campaign.md"));
  CHECK(document.title == "FSA: Using a Data-Driven Marketing Campaign to Inform Your Audience");
  CHECK(document.date.starts_with("2015-08-19"));
  CHECK(text_of(document).find("garnered more than 10 million views") != std::string::npos);
  CHECK(text_of(document).find("legacy-img") == std::string::npos);
  CHECK(std::ranges::count(document.blocks, Type::item, &Block::type) == 10);
}

// --- HTML --------------------------------------------------------------------------------------------------------------

TEST_CASE("HTML gives its text without scripts, styles and what is hidden", "[document]") {
  const auto document = Folder().html(
      "<html><head><title>页名</title><style>p{}</style><meta name=author content=张三></head><body><h2>结果</h2>"
      "<p>GMV&nbsp;230<b>万</b><br>第二行<script>alert(1)</script><p style='display: "
      "none'>x<ul><li>甲<ol><li>乙</ol></ul>"
      "<table><tr><th rowspan=2>渠道<th "
      "colspan=2>花费<tr><td>计划<td>实际<tr><td>短信<td>1<td>2</table></body></html>");
  CHECK(outline(document) ==
        "2# 结果\nGMV 230万\n第二行\n- 甲\n  1. 乙\n| 渠道 | 花费 | 花费 \n| 渠道 | 计划 | 实际 \n| 短信 | 1 | 2 \n");
  CHECK(document.title == "页名");
  CHECK(document.author == "张三");
}

TEST_CASE("HTML in GB18030 is read by its declaration and by its bytes", "[document]") {
  const std::string gbk = "\xB8\xB4\xC5\xCC\xB1\xA8\xB8\xE6";  // 复盘报告
  const Folder folder;
  const auto declared = folder.html("<meta charset=gb2312><h1>" + gbk + "</h1>");
  CHECK(outline(declared) == "1# 复盘报告\n");
  CHECK(declared.encoding == Encoding::gb18030);
  std::string longer = "<h1>" + gbk + "</h1>";
  for (int i = 0; i < 20; ++i) longer += "<p>" + gbk;
  CHECK(folder.html(longer).title == "复盘报告");
}

TEST_CASE("A declaration that the bytes contradict is not believed", "[document]") {
  CHECK(Folder().html("<meta charset=gb2312><h1>复盘报告</h1>").title == "复盘报告");
}

TEST_CASE("A table that arranges the page is no table", "[document]") {
  CHECK(outline(Folder().html("<table><tr><td><h1>题</h1><table><tr><td>a<td>b</table></td></tr></table>")) ==
        "1# 题\n| a | b \n");
}

TEST_CASE("HTML nested very deeply does not crash", "[document]") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  deep += "text";
  const Folder folder;
  const std::string code = error_of([&] { folder.html(deep); });
  CHECK((code == "none" || code == "no_text"));
}

TEST_CASE("A page without text says so", "[document]") {
  CHECK(error_of([] { Folder().html("<html><body><script>app()</script></body></html>"); }) == "no_text");
}

// --- plain text --------------------------------------------------------------------------------------------------------

TEST_CASE("Plain text keeps its lines, joins those that an editor broke, and finds headings and items", "[document]") {
  const auto document = Folder().text(
      "会员日复盘\r\n\r\n一、目标\r\n拉新 500 人。\r\n二、不足\r\n1、备货不足。\r\n2、短信太晚。\r\n\r\n"
      "This line was broken by an editor at a fixed width of about\r\nseventy columns.\r\n");
  CHECK(outline(document) ==
        "1# 会员日复盘\n1# 一、目标\n拉新 500 人。\n1# 二、不足\n1. 备货不足。\n1. 短信太晚。\n"
        "This line was broken by an editor at a fixed width of about seventy columns.\n");
}

TEST_CASE("Plain text in GB18030 and UTF-16 is decoded", "[document]") {
  const Folder folder;
  CHECK(folder.text("\xBB\xEE\xB6\xAF\xB8\xB4\xC5\xCC\n\xC4\xBF\xB1\xEA\xA3\xBA\xC0\xAD\xD0\xC2\n").title ==
        "活动复盘");
  CHECK(folder.text(std::string("\xFF\xFE\x0D\x59\xD8\x76\n\0", 8)).title == "复盘");
}

TEST_CASE("Broken bytes in text are shown and counted, not fatal", "[document]") {
  const auto document = Folder().text("good line\nbad \xFF line\n");
  CHECK(has_note(document, "broken_characters"));
  CHECK(text_of(document).find("bad \xEF\xBF\xBD line") != std::string::npos);
}

TEST_CASE("An empty text file has no text", "[document]") {
  CHECK(error_of([] { Folder().text("  \n\n"); }) == "no_text");
}

TEST_CASE("Numbering is told from numbers", "[document]") {
  using Form = LineNumber::Form;
  CHECK(line_number("一、目标").form == Form::chinese);
  CHECK(line_number("十二、附录").value == 12);
  CHECK(line_number("（三）渠道").form == Form::chinese_brackets);
  CHECK(line_number("2.1 结果").form == Form::decimal_levels);
  CHECK(line_number("3. 结果").form == Form::decimal);
  CHECK(line_number("第二部分 结果").form == Form::part);
  CHECK(line_number("① 甲").form == Form::circled);
  CHECK(line_number("- 甲").form == Form::bullet);
  CHECK(line_number("11.11大促").form == Form::none);
  CHECK(line_number("2024.11.1 上线").form == Form::none);
  CHECK(line_number("2.5万人").form == Form::none);
  CHECK(line_number("一线城市").form == Form::none);
  CHECK(without_number("一、 目标") == "目标");
}

// --- DOCX --------------------------------------------------------------------------------------------------------------

TEST_CASE("DOCX gives headings by style, items by numbering, tables", "[document]") {
  const auto document = read_docx(sample("grai_zh.docx"));
  const std::string text = outline(document);
  CHECK(text.starts_with("1# 2024双十一大促复盘报告\n1# 一、活动基本信息\n活动名称：2024双十一大促\n"));
  CHECK(text.find("| 指标 | 目标 | 实际 | 完成率 \n| GMV | 200万 | 230万 | 115% \n") != std::string::npos);
  CHECK(text.find("\n2# 亮点\n1. 社群打卡提前一周预热，加购明显提升\n") != std::string::npos);
  CHECK(text.find("\n- 短信触达偏晚，打开率低于预期。\n") != std::string::npos);
  CHECK(document.title == "2024双十一大促复盘报告");
  CHECK(document.author == "李敏");
}

TEST_CASE("DOCX: Chinese style names, inherited levels, revisions, text boxes, merges", "[document]") {
  const auto document = read_docx(sample("traps.docx"));
  CHECK(outline(document) ==
        "1# 中文样式名\n2# 继承的大纲级别\n3# 段落自己的大纲级别\n预算50万元\n框前\n框中文字\n甲\t乙\n丙\n"
        "| 合计 | 合计 | 9 \n| 短信 | a | 1 \n| 短信 | b | 2 \n");
  CHECK(has_note(document, "tracked_changes"));
  CHECK(has_note(document, "struck_text"));
  CHECK(has_note(document, "footnotes"));
}

TEST_CASE("DOCX without heading styles: headings by numbering and bold", "[document]") {
  CHECK(outline(read_docx(sample("no_styles.docx"))) ==
        "1# 春季会员日活动复盘\n1# 一、活动背景\n会员日是每季度的固定活动，本次主题为“春日焕新”。\n1# 二、活动效果\n3# "
        "2.1 销售情况\n"
        "活动期间成交额 86 万元。\n1# 三、经验总结\n1. 会员价提前三天公示，到店率更高。\n1. "
        "赠品备货不足，第二天断货。\n");
}

TEST_CASE("A DOCX that is cut off, or no ZIP, or encrypted is refused with its reason", "[document]") {
  const Folder folder;
  std::ifstream in(sample("grai_zh.docx"), std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  CHECK(error_of([&] { read_docx(folder.file("cut.docx", whole.substr(0, whole.size() / 2))); }) == "damaged_file");
  CHECK(error_of([&] { read_docx(folder.file("text.docx", "not a zip")); }) == "damaged_file");
  CHECK(error_of([&] { read_docx(folder.file("pw.docx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest")); }) ==
        "encrypted_file");
  CHECK(error_of([&] { read_docx(sample("slides_zh.pptx")); }) == "damaged_file");
  CHECK(error_of([&] { read_docx(folder.file("x", "").parent_path() / "none.docx"); }) == "no_such_file");
}

TEST_CASE("Limits of text, blocks and size hold", "[document]") {
  DocumentLimits limits;
  limits.blocks = 3;
  CHECK(error_of([&] { read_docx(sample("grai_zh.docx"), limits); }) == "too_large");
  limits = {};
  limits.text_bytes = 100;
  CHECK(error_of([&] { read_pdf(sample("review_zh.pdf"), limits); }) == "too_large");
  limits = {};
  limits.file_bytes = 1000;
  CHECK(error_of([&] { read_pptx(sample("slides_zh.pptx"), limits); }) == "too_large");
}

// --- PPTX and PDF ------------------------------------------------------------------------------------------------------

TEST_CASE("PPTX: slides in order, title, items by level, tables, notes", "[document]") {
  const auto document = read_pptx(sample("slides_zh.pptx"));
  CHECK(outline(document) ==
        "1# 618年中大促复盘\n- 活动时间：2024.6.1-6.18\n- 负责人：王强\n2# 目标与结果\n- 整体完成目标\n"
        "| 指标 | 目标 | 实际 \n| GMV | 300万 | 285万 \n| 新客数 | 2000 | 2310 \n口头补充：退款后口径\n"
        "2# 亮点与不足\n- 亮点\n  - 直播间专属券拉动转化\n- 不足\n  - 客服排班不足，响应慢\n");
  CHECK(document.blocks.front().page == 1);
  CHECK(document.blocks.back().page == 3);
}

TEST_CASE("PDF: headings, paragraphs joined without spaces, tables", "[document]") {
  const auto document = read_pdf(sample("review_zh.pdf"));
  const std::string text = outline(document);
  CHECK(
      text.starts_with("1# 中秋礼盒活动复盘\n1# "
                       "一、活动信息\n活动名称：中秋礼盒预售\n活动时间：2024年8月20日至9月17日\n活动预算：30万元\n"));
  CHECK(text.find("| 指标 | 目标 | 实际 \n| 销售额 | 150万 | 162万 \n| 订单数 | 6000 | 6480 \n") != std::string::npos);
  CHECK(text.find(
            "预售期分两档定价，早鸟价带动了三成订单，但后期补货不及时，造成大约两百单延迟发货，客诉集中在中秋前三天，"
            "需要在下一次活动之前与仓库约定补货触发线和每日盘点时间。") != std::string::npos);
}

TEST_CASE("A PDF without text and one with a password say what to do", "[document]") {
  CHECK(error_of([] { read_pdf(sample("picture.pdf")); }) == "no_text");
  CHECK(error_of([] { read_pdf(sample("password.pdf")); }) == "encrypted_file");
  CHECK(error_of([] { read_pdf(Folder().file("bad.pdf", "%PDF-1.4 nothing")); }) == "damaged_file");
}

TEST_CASE("The text of a document has a line a block and tabs between cells", "[document]") {
  CHECK(text_of(Folder().markdown("# 题\n\n|a|b|\n|-|-|\n|c|d|\n")) == "题\na\tb\nc\td\n");
}
