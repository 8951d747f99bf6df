#include "archive/fixed_words.h"

#include <string>

namespace almanac::archive {
namespace {

struct Row {
  std::string_view list, word, zh;
};

constexpr Row rows[] = {
    {"kind", "campaign", "活动"},
    {"kind", "user", "用户"},
    {"kind", "channel", "渠道"},
    {"kind", "product", "产品"},
    {"kind", "theme", "主题"},
    {"kind", "occasion", "节点"},
    {"kind", "mechanic", "玩法"},
    {"kind", "segment", "人群"},
    {"kind", "lesson", "经验"},
    {"kind", "tag", "标签"},
    {"kind", "category", "品类"},
    {"kind", "document", "文档"},
    {"kind", "plan", "策划"},
    {"kind", "template", "模板"},
    {"status", "draft", "草稿"},
    {"status", "planned", "已计划"},
    {"status", "running", "进行中"},
    {"status", "finished", "已结束"},
    {"status", "reviewed", "已复盘"},
    {"status", "cancelled", "已取消"},
    {"status", "candidate", "待验证"},
    {"status", "validated", "已验证"},
    {"status", "routine", "已成惯例"},
    {"status", "retired", "已停用"},
    {"stage", "plan", "策划"},
    {"stage", "prepare", "准备"},
    {"stage", "execute", "执行"},
    {"stage", "review", "复盘"},
    {"lesson_kind", "success", "成功经验"},
    {"lesson_kind", "failure", "不足"},
    {"lesson_kind", "suggestion", "建议"},
    {"lesson_kind", "risk", "风险"},
    {"channel_kind", "internal", "自有"},
    {"channel_kind", "external", "外部"},
    {"action", "write", "写入"},
    {"action", "import", "导入或撤销导入"},
    {"action", "migrate", "升级格式"},
    {"action", "export", "导出（含个人数据）"},
    {"action", "export_user", "导出个人数据"},
    {"action", "erase_user", "删除个人数据"},
    {"action", "retention", "按保留期清理"},
    {"action", "backup", "备份"},
    {"action", "restore", "从备份恢复"},
    {"action", "token", "访问令牌"},
    {"action", "synonyms", "同义词"},
    {"action", "saved_search", "保存的搜索"},
};

}  // namespace

Text fixed_word(std::string_view list, std::string_view word) {
  for (const Row& row : rows) {
    if (row.list == list && row.word == word) return {std::string(word), std::string(row.zh)};
  }
  return {std::string(word), std::string(word)};
}

}  // namespace almanac::archive
