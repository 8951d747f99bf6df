#include "insight/function_help.h"

#include <algorithm>

namespace almanac::insight {
namespace {

using archive::Text;

struct Row {
  const char* name;
  const char* arguments;
  const char* result;
  const char* en;
  const char* zh;
};

constexpr Row rows[] = {
    // Aggregations.
    {"count", "[DISTINCT] value or *", "INTEGER", "how many values, or rows", "值（或行）的个数"},
    {"sum", "[DISTINCT] number", "NUMBER", "their sum", "总和"},
    {"avg", "[DISTINCT] number", "FLOAT", "their mean", "平均值"},
    {"min", "value", "ANY", "the least", "最小值"},
    {"max", "value", "ANY", "the largest", "最大值"},
    {"collect", "[DISTINCT] value", "LIST", "all of them as a list", "收集为列表"},
    {"percentileDisc", "number, share", "NUMBER", "the value at a share (0 to 1) of them", "百分位数（取实际值）"},
    {"percentileCont", "number, share", "FLOAT", "the same, between two values if it falls there",
     "百分位数（线性插值）"},
    {"stDev", "number", "FLOAT", "standard deviation of a sample", "样本标准差"},
    {"stDevP", "number", "FLOAT", "standard deviation of all", "总体标准差"},
    // Nodes, relationships, any value.
    {"coalesce", "value, …", "ANY", "the first that is not null", "第一个非空值"},
    {"nullIf", "a, b", "ANY", "null if both are equal, else a", "两值相等则为空，否则为 a"},
    {"id", "node or relationship", "INTEGER", "its number in this snapshot", "在当前快照中的编号"},
    {"elementId", "node or relationship", "STRING", "its id, such as campaign:D11-2024",
     "编号，例如 campaign:D11-2024"},
    {"startNode", "relationship", "NODE", "where it begins", "关系的起点"},
    {"endNode", "relationship", "NODE", "where it ends", "关系的终点"},
    {"type", "relationship", "STRING", "its type", "关系的类型"},
    {"length", "path", "INTEGER", "how many relationships it has", "路径的长度"},
    {"properties", "node, relationship or map", "MAP", "all properties", "全部属性"},
    {"exists", "property or pattern", "BOOLEAN", "whether it is there", "是否存在"},
    {"keys", "node, relationship or map", "LIST<STRING>", "the names of its properties", "属性名列表"},
    {"labels", "node", "LIST<STRING>", "its labels", "节点的标签"},
    {"nodes", "path", "LIST<NODE>", "the nodes along it", "路径上的节点"},
    {"relationships", "path", "LIST<RELATIONSHIP>", "the relationships along it", "路径上的关系"},
    {"rels", "path", "LIST<RELATIONSHIP>", "the same as relationships", "同 relationships"},
    {"timestamp", "", "INTEGER", "now, in milliseconds since 1970", "当前时间（1970 年以来的毫秒数）"},
    {"toInteger", "value", "INTEGER", "the value as a whole number, or null", "转为整数，不能则为空"},
    {"toFloat", "value", "FLOAT", "the value as a number, or null", "转为浮点数，不能则为空"},
    {"toBoolean", "value", "BOOLEAN", "the value as true or false, or null", "转为布尔值，不能则为空"},
    {"toString", "value", "STRING", "the value as a text", "转为文本"},
    // Lists.
    {"size", "list or text", "INTEGER", "how many items, or characters", "元素或字符的个数"},
    {"isEmpty", "list, map or text", "BOOLEAN", "whether it has nothing", "是否为空"},
    {"head", "list", "ANY", "the first item", "第一个元素"},
    {"last", "list", "ANY", "the last item", "最后一个元素"},
    {"tail", "list", "LIST", "all but the first item", "除第一个以外的元素"},
    {"reverse", "list or text", "LIST or STRING", "the other way round", "反转"},
    {"range", "first, last [, step]", "LIST<INTEGER>", "the numbers from first to last", "从 first 到 last 的整数"},
    // Texts.
    {"left", "text, length", "STRING", "its beginning", "左侧若干字符"},
    {"right", "text, length", "STRING", "its end", "右侧若干字符"},
    {"substring", "text, start [, length]", "STRING", "a part; the first character is 0", "子串，从 0 开始"},
    {"toLower", "text", "STRING", "in lower case", "转为小写"},
    {"toUpper", "text", "STRING", "in upper case", "转为大写"},
    {"lower", "text", "STRING", "the same as toLower", "同 toLower"},
    {"upper", "text", "STRING", "the same as toUpper", "同 toUpper"},
    {"trim", "text", "STRING", "without spaces at both ends", "去除两端空白"},
    {"lTrim", "text", "STRING", "without spaces at its beginning", "去除开头空白"},
    {"rTrim", "text", "STRING", "without spaces at its end", "去除末尾空白"},
    {"replace", "text, what, by", "STRING", "every what replaced", "替换所有匹配"},
    {"split", "text, at", "LIST<STRING>", "its parts between the separators", "按分隔符拆分"},
    // Numbers.
    {"abs", "number", "NUMBER", "without its sign", "绝对值"},
    {"ceil", "number", "FLOAT", "rounded up", "向上取整"},
    {"floor", "number", "FLOAT", "rounded down", "向下取整"},
    {"round", "number [, digits]", "FLOAT", "rounded, halves up", "四舍五入"},
    {"sign", "number", "INTEGER", "-1, 0 or 1", "符号：-1、0 或 1"},
    {"rand", "", "FLOAT", "a random number from 0 to 1", "0 到 1 的随机数"},
    {"e", "", "FLOAT", "Euler's number", "自然常数 e"},
    {"pi", "", "FLOAT", "π", "圆周率 π"},
    {"exp", "number", "FLOAT", "e to that power", "e 的幂"},
    {"log", "number", "FLOAT", "natural logarithm", "自然对数"},
    {"log10", "number", "FLOAT", "logarithm to base 10", "以 10 为底的对数"},
    {"sqrt", "number", "FLOAT", "square root", "平方根"},
    {"acos", "number", "FLOAT", "arc cosine, in radians", "反余弦（弧度）"},
    {"asin", "number", "FLOAT", "arc sine, in radians", "反正弦（弧度）"},
    {"atan", "number", "FLOAT", "arc tangent, in radians", "反正切（弧度）"},
    {"atan2", "y, x", "FLOAT", "the angle of a point, in radians", "点的方位角（弧度）"},
    {"cos", "radians", "FLOAT", "cosine", "余弦"},
    {"cot", "radians", "FLOAT", "cotangent", "余切"},
    {"sin", "radians", "FLOAT", "sine", "正弦"},
    {"tan", "radians", "FLOAT", "tangent", "正切"},
    {"degrees", "radians", "FLOAT", "in degrees", "弧度转角度"},
    {"radians", "degrees", "FLOAT", "in radians", "角度转弧度"},
    {"haversin", "radians", "FLOAT", "half the versine", "半正矢"},
    {"isNaN", "number", "BOOLEAN", "whether it is not a number", "是否为 NaN"},
    // Durations and epochs; the other functions of time are made below.
    {"datetime.fromEpoch", "seconds, nanoseconds", "DATETIME", "of a time since 1970", "由 1970 年以来的秒数得到"},
    {"datetime.fromEpochMillis", "milliseconds", "DATETIME", "of a time since 1970", "由 1970 年以来的毫秒数得到"},
    {"duration", "text or map", "DURATION", "such as duration('P1M') or duration({days: 7})",
     "时长，例如 duration('P1M')、duration({days: 7})"},
    {"duration.between", "from, to", "DURATION", "from one time to another", "两个时间之间的时长"},
    {"duration.inMonths", "from, to", "DURATION", "the same in whole months", "整月数"},
    {"duration.inDays", "from, to", "DURATION", "the same in whole days", "整天数"},
    {"duration.inSeconds", "from, to", "DURATION", "the same in seconds", "秒数"},
};

constexpr struct {
  const char* name;
  const char* result;
  const char* en;
  const char* zh;
} moments[] = {{"date", "DATE", "a date", "日期"},
               {"localtime", "LOCAL TIME", "a time of day", "时刻"},
               {"time", "TIME", "a time of day with its offset", "带时差的时刻"},
               {"localdatetime", "LOCAL DATETIME", "a date and time", "日期时间"},
               {"datetime", "DATETIME", "a date and time with its zone", "带时区的日期时间"}};

std::vector<FunctionHelp> made() {
  std::vector<FunctionHelp> all;
  const auto add = [&](std::string name, const std::string& arguments, const char* result, Text about) {
    std::string signature = name + "(" + arguments + ") :: " + result;
    all.push_back({std::move(name), std::move(signature), std::move(about)});
  };
  for (const Row& row : rows) add(row.name, row.arguments, row.result, {row.en, row.zh});
  for (const auto& moment : moments) {
    const std::string name = moment.name, en = moment.en, zh = moment.zh;
    add(name, "[text or map]", moment.result,
        {en + " of a text or of its parts; now without either", zh + "：由文本或各部分得到，省略时为当前"});
    for (const char* clock : {"transaction", "statement", "realtime"})
      add(name + "." + clock, "[zone]", moment.result, {"now, as " + en, "当前的" + zh});
    add(name + ".truncate", "unit [, value] [, parts]", moment.result,
        {"the beginning of its year, month, week, day, hour …", "截断到年、月、周、日、小时等的开始"});
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return all;
}

}  // namespace

const std::vector<FunctionHelp>& function_help() {
  static const std::vector<FunctionHelp> all = made();
  return all;
}

}  // namespace almanac::insight
