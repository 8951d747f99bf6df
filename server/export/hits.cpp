#include "server/export/hits.h"

#include <array>

#include "server/export/csv_writer.h"
#include "server/export/workbook_writer.h"

namespace almanac::server {
namespace {

using archive::Json;

struct Column {
  std::string_view field, zh;  // field of the hit; in English it is its own heading
};

// Behind kind, code, title and score. `subkind`: what a lesson or a channel calls its kind.
constexpr Column columns[] = {{"theme", "活动主题"},
                              {"occasion", "节点"},
                              {"objective", "目的"},
                              {"type", "类型"},
                              {"status", "状态"},
                              {"start", "开始时间"},
                              {"end", "结束时间"},
                              {"currency", "币种"},
                              {"budget", "预算"},
                              {"spend", "实际费用"},
                              {"goal", "目标"},
                              {"result", "效果"},
                              {"attainment", "达成率"},
                              {"roi", "ROI"},
                              {"owner", "负责人"},
                              {"channels", "渠道"},
                              {"products", "产品"},
                              {"lesson", "首条经验"},
                              {"lessons_count", "经验数"},
                              {"campaign", "活动代码"},
                              {"campaigns", "所属活动"},
                              {"campaign_name", "活动名称"},
                              {"subkind", "细分类型"},
                              {"stage", "阶段"},
                              {"statement", "经验"},
                              {"advice", "建议"},
                              {"category", "品类"},
                              {"brand", "品牌"},
                              {"price", "价格"},
                              {"name", "名称"},
                              {"role", "角色"},
                              {"parent", "上级"},
                              {"file_name", "文件名"},
                              {"format", "格式"},
                              {"date", "日期"}};

std::vector<std::string> headings(archive::Language language) {
  const bool zh = language == archive::Language::zh;
  std::vector<std::string> list = zh ? std::vector<std::string>{"种类", "代码", "标题", "得分"}
                                     : std::vector<std::string>{"kind", "code", "title", "score"};
  for (const Column& column : columns) list.emplace_back(zh ? column.zh : column.field);
  list.emplace_back(zh ? "其他" : "other");
  return list;
}

// {"metric":"gmv","value":2000000,"unit":"CNY"} → gmv 2000000 CNY; lists joined by "; ".
std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return {};
  if (!value.is_array() && !value.is_object()) return archive::dump(value);
  std::string text;
  for (const Json& part : value) {
    const std::string one = text_of(part);
    if (!one.empty()) text += (text.empty() ? "" : value.is_array() ? "; " : " ") + one;
  }
  return text;
}

Cell cell_of(std::string_view field, const Json& value) {
  const std::string text = text_of(value);
  if (text.empty()) return {};
  if (value.is_number()) return {Cell::Is::number, text};
  const bool day = field == "start" || field == "end" || field == "date";
  return {day && text.size() == 10 ? Cell::Is::day : Cell::Is::text, text};
}

std::vector<Cell> cells_of(const search::Hit& hit) {
  Json rest = hit.fields;
  std::vector<Cell> cells = {{Cell::Is::text, std::string(archive::to_string(hit.kind))},
                             {Cell::Is::text, hit.code},
                             {Cell::Is::text, hit.title},
                             {Cell::Is::number, archive::dump(Json(hit.score))}};
  for (const Column& column : columns) {
    const auto found = rest.find(column.field == "subkind" ? std::string_view("kind") : column.field);
    cells.push_back(found == rest.end() ? Cell{} : cell_of(column.field, *found));
    if (found != rest.end()) rest.erase(found);
  }
  cells.push_back(rest.empty() ? Cell{} : Cell{Cell::Is::text, archive::dump(rest)});
  return cells;
}

class Lines {
 public:
  explicit Lines(const std::function<bool(std::string_view)>& write) : write_(write) {}
  void add(const search::Hit& hit) {
    text_ += archive::dump({{"kind", archive::to_string(hit.kind)},
                            {"id", hit.id},
                            {"code", hit.code},
                            {"title", hit.title},
                            {"score", hit.score},
                            {"fields", hit.fields}});
    text_ += '\n';
    if (text_.size() > 60'000) send();
  }
  void send() {
    if (!text_.empty() && !write_(text_)) throw ReaderGone();
    text_.clear();
  }

 private:
  const std::function<bool(std::string_view)>& write_;
  std::string text_;
};

}  // namespace

std::uint64_t write_hits(const EachHit& each_hit, const search::Query& query, ExportFormat format,
                         archive::Language language, const std::filesystem::path& scratch,
                         const std::function<bool(std::string_view)>& write) {
  std::uint64_t hits = 0;
  const auto each = [&](const auto& add) {
    each_hit(query, [&](const search::Hit& hit) {
      add(hit);
      ++hits;
      return true;
    });
  };
  try {
    if (format == ExportFormat::jsonl) {
      Lines lines(write);
      each([&](const search::Hit& hit) { lines.add(hit); });
      lines.send();
    } else if (format == ExportFormat::csv) {
      CsvStream csv(write);
      const int table = csv.begin({}, headings(language));
      each([&](const search::Hit& hit) { csv.row(table, cells_of(hit)); });
      csv.finish();
    } else {
      WorkbookWriter workbook(scratch, language);
      const int table = workbook.begin(archive::Text{"hits", "检索结果"}.in(language), headings(language));
      each([&](const search::Hit& hit) { workbook.row(table, cells_of(hit)); });
      workbook.finish();
      send_file(scratch, write);
    }
  } catch (const ReaderGone&) {
    // nobody reads on
  }
  return hits;
}

}  // namespace almanac::server
