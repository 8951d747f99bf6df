#include "importers/value.h"

#include <catch2/catch.hpp>

using namespace almanac::importers;
using almanac::archive::Decimal;
using almanac::archive::Dictionary;
using almanac::archive::Zone;

namespace {

// "value", "value [low,high]", with "~" about, "+" at least, "<" at most, then "%", currency and word; or "!code".
std::string number(std::string_view cell, const Unit& column = {}) {
  const auto parsed = parse_number(cell, column);
  if (!parsed) {
    CHECK_FALSE(parsed.reason().text.zh.empty());
    return "!" + parsed.reason().code;
  }
  std::string text = parsed->value.to_string();
  if (parsed->low) text += " [" + parsed->low->to_string() + "," + parsed->high->to_string() + "]";
  if (parsed->bound == Number::Bound::about) text += "~";
  if (parsed->bound == Number::Bound::at_least) text += "+";
  if (parsed->bound == Number::Bound::at_most) text += "<";
  if (parsed->rounded) text += " rounded";
  if (parsed->unit.percent) text += " %";
  if (!parsed->unit.currency.empty()) text += " " + parsed->unit.currency;
  if (!parsed->unit.word.empty()) text += " " + parsed->unit.word;
  return text;
}

const Zone shanghai("Asia/Shanghai");

std::string date(std::string_view cell, const DateSettings& settings = {}) {
  const auto parsed = parse_date(cell, settings, shanghai);
  return parsed ? parsed->to_string() : "!" + parsed.reason().code;
}

std::string time_of(std::string_view cell, const DateSettings& settings = {}) {
  const auto parsed = parse_time(cell, settings, shanghai);
  return parsed ? shanghai.format(*parsed) : "!" + parsed.reason().code;
}

std::string range(std::string_view cell, const DateSettings& settings = {}) {
  const auto parsed = parse_date_range(cell, settings, shanghai);
  if (!parsed) return "!" + parsed.reason().code;
  return parsed->start.to_string() + (parsed->end ? " " + parsed->end->to_string() : "") +
         (parsed->year_inferred ? " inferred" : "");
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("numbers as people write them") {
  CHECK(number("1234.5") == "1234.5");
  CHECK(number("-12") == "-12");
  CHECK(number(" 7 ") == "7");
  CHECK(number("1,234.5") == "1234.5");
  CHECK(number("12,34,567") == "1234567");
  CHECK(number("1 234 567") == "1234567");
  CHECK(number("１，２３４．５") == "1234.5");
  CHECK(number("−5") == "-5");
  CHECK(number("(1,234)") == "-1234");
  CHECK(number("（1,234.50）") == "-1234.5");
  CHECK(number("12.5万") == "125000");
  CHECK(number("3亿") == "300000000");
  CHECK(number("1亿2000万") == "120000000");
  CHECK(number("1.2百万") == "1200000");
  CHECK(number("50w") == "500000");
  CHECK(number("5k") == "5000");
  CHECK(number("2M") == "2000000");
  CHECK(number("2.5e6") == "2500000");
  CHECK(number("12.5%") == "12.5 %");
  CHECK(number("５０％") == "50 %");
  CHECK(number("0.1234567890123") == "0.123456789 rounded");
}

TEST_CASE("currencies and unit words") {
  CHECK(number("￥1,200") == "1200 CNY");
  CHECK(number("¥-5") == "-5 CNY");
  CHECK(number("-¥5") == "-5 CNY");
  CHECK(number("$5.20") == "5.2 USD");
  CHECK(number("€5") == "5 EUR");
  CHECK(number("HK$100") == "100 HKD");
  CHECK(number("CAD 12.34") == "12.34 CAD");
  CHECK(number("12.34 usd") == "12.34 USD");
  CHECK(number("50万元") == "500000 CNY");
  CHECK(number("5000人") == "5000 人");
  CHECK(number("1.2万单") == "12000 单");
}

TEST_CASE("bounds and ranges") {
  CHECK(number("约20万") == "200000~");
  CHECK(number("20万左右") == "200000~");
  CHECK(number("200万+") == "2000000+");
  CHECK(number("≥5%") == "5+ %");
  CHECK(number("不超过5万") == "50000<");
  CHECK(number("20–30万") == "250000 [200000,300000]");
  CHECK(number("20万-30万元") == "250000 [200000,300000] CNY");
  CHECK(number("20%~30%") == "25 [20,30] %");
  CHECK(number("约20至30万") == "250000 [200000,300000]~");
  CHECK(number("¥1,000-2,000") == "1500 [1000,2000] CNY");
  CHECK(number("30-20") == "!not_a_number");
}

TEST_CASE("the column's unit counts where the cell has none") {
  const Unit ten_thousand{Decimal{10'000, 0}, "CNY", false, ""};
  CHECK(number("50", ten_thousand) == "500000 CNY");
  CHECK(number("12.5", ten_thousand) == "125000 CNY");
  CHECK(number("50万", ten_thousand) == "500000 CNY");
  CHECK(number("500000元", ten_thousand) == "500000 CNY");
  CHECK(number("20–30", ten_thousand) == "250000 [200000,300000] CNY");
  Unit percent;
  percent.percent = true;
  CHECK(number("12.5", percent) == "12.5 %");
}

TEST_CASE("what is no number is refused, never read in part") {
  for (const auto cell : {"abc", "12abc", "1,23", "1,2345", "1.2.3", "1.234,56", "2024-11-11", "--5", "%", "¥", "3万5",
                          "()", "(-5)", "5千克", "1e", ".", "5 万 x", "￥5$"}) {
    INFO(cell);
    CHECK(number(cell) == "!not_a_number");
  }
  CHECK(number("123456789012345678901") == "!number_too_large");
  CHECK(number("99999999999亿") == "!number_too_large");
  CHECK(number("") == "!empty_value");
}

TEST_CASE("units stand in headers") {
  const auto header = [](std::string_view text) {
    const auto split = split_header_unit(text);
    if (!split.unit) return split.name;
    return split.name + "|" + split.unit->factor.to_string() + (split.unit->percent ? "%" : "") + split.unit->currency +
           split.unit->word;
  };
  CHECK(header("预算（万）") == "预算|10000");
  CHECK(header("预算(万元)") == "预算|10000CNY");
  CHECK(header("点击率(%)") == "点击率|1%");
  CHECK(header("消耗/元") == "消耗|1CNY");
  CHECK(header("Amount spent (INR)") == "Amount spent|1INR");
  CHECK(header("人数（人）") == "人数|1人");
  CHECK(header("预算（含税）") == "预算（含税）");
  CHECK(header("尺码(M)") == "尺码(M)");
  CHECK(header("城市/省") == "城市/省");
  CHECK(header("Campaign name") == "Campaign name");
  CHECK(parse_unit("单位：万元")->factor == Decimal{10'000, 0});
  CHECK_FALSE(parse_unit("说明"));
}

TEST_CASE("words for nothing are empty") {
  for (const auto cell :
       {"", "  ", "　", "-", "—", "——", "/", "待定", "暂无", "N/A", "#N/A", "null", "NULL", "NaN", "无"}) {
    INFO(cell);
    CHECK(is_empty(cell));
  }
  for (const auto cell : {"0", "否", "x", "无门槛券", "-1", "N", "未知"}) {
    INFO(cell);
    CHECK_FALSE(is_empty(cell));
  }
}

TEST_CASE("dates as people write them") {
  for (const auto cell : {"2024-11-11",
                          "2024/11/11",
                          "2024.11.11",
                          "2024年11月11日",
                          "２０２４年１１月１１日",
                          "20241111",
                          "Nov 11, 2024",
                          "11 Nov 2024",
                          "November 11 2024",
                          "11-Nov-2024",
                          "2024-11-11 20:00",
                          "2024-11-11T20:00:00",
                          "2024年11月11号",
                          "2024年11月11日（周一）",
                          "2024-11-11 00:00:00",
                          "1731254400",
                          "1731254400000",
                          "2024年 11月 11日",
                          "11.11.2024",
                          "2024-11-10T16:00:00Z"}) {
    INFO(cell);
    CHECK(date(cell) == "2024-11-11");
  }
  CHECK(date("2024-1-5") == "2024-01-05");
  CHECK(date("2024-11") == "2024-11");
  CHECK(date("2024年11月") == "2024-11");
  CHECK(date("2024/11") == "2024-11");
  CHECK(date("Nov 2024") == "2024-11");
  CHECK(date("2024") == "2024");
  CHECK(date("2024年") == "2024");
}

TEST_CASE("a date with two readings asks for its order") {
  CHECK(date("03/04/2024") == "!ambiguous_date");
  CHECK(date("03/04/2024", {.order = DateOrder::day_first}) == "2024-04-03");
  CHECK(date("03/04/2024", {.order = DateOrder::month_first}) == "2024-03-04");
  CHECK(date("31-08-2023") == "2023-08-31");
  CHECK(date("08/31/2023") == "2023-08-31");
  CHECK(date("04/04/2024") == "2024-04-04");
  CHECK(date("31-08-2023", {.order = DateOrder::month_first}) == "!no_such_date");
  CHECK(date("24/11/11") == "!ambiguous_date");
  CHECK(date("11/12/24", {.order = DateOrder::day_first}) == "2024-12-11");
  const auto parsed = parse_date("03/04/2024", {}, shanghai);
  CHECK(parsed.reason().text.en.find("date_order") != std::string::npos);
}

TEST_CASE("what is no date is refused with its reason") {
  CHECK(date("2024-02-30") == "!no_such_date");
  CHECK(date("2024-13-01") == "!no_such_date");
  CHECK(date("2024年0月1日") == "!no_such_date");
  CHECK(date("soon") == "!not_a_date");
  CHECK(date("2024-11-11x") == "!not_a_date");
  CHECK(date("11.11") == "!missing_year");
  CHECK(date("11月11日") == "!missing_year");
  CHECK(date("11月11日", {.default_year = 2024}) == "2024-11-11");
  CHECK(date("45607") == "!spreadsheet_serial");
  CHECK(date("45607.5") == "!spreadsheet_serial");
  CHECK(date("202411") == "!not_a_date");
  CHECK(date("") == "!empty_value");
}

TEST_CASE("times of day, offsets and epochs") {
  CHECK(time_of("2024-11-11") == "2024-11-11");
  CHECK(time_of("2024-11-11 20:00") == "2024-11-11T20:00:00+08:00");
  CHECK(time_of("2024/11/11 8:05:09") == "2024-11-11T08:05:09+08:00");
  CHECK(time_of("2024-11-11T20:00:00.250") == "2024-11-11T20:00:00.250+08:00");
  CHECK(time_of("2024-11-11T12:00:00Z") == "2024-11-11T20:00:00+08:00");
  CHECK(time_of("2024/11/11 12:00 +0000") == "2024-11-11T20:00:00+08:00");
  CHECK(time_of("2024年11月11日 20时30分") == "2024-11-11T20:30:00+08:00");
  CHECK(time_of("2024年11月11日20点") == "2024-11-11T20:00:00+08:00");
  CHECK(time_of("2024/11/11 下午8:05") == "2024-11-11T20:05:00+08:00");
  CHECK(time_of("11/31/2024 1:00 PM", {.order = DateOrder::month_first}) == "!no_such_date");
  CHECK(time_of("11/30/2024 1:00 PM", {.order = DateOrder::month_first}) == "2024-11-30T13:00:00+08:00");
  CHECK(time_of("2024/11/30 12:30 AM") == "2024-11-30T00:30:00+08:00");
  CHECK(time_of("2024/11/11 24:00") == "2024-11-12T00:00:00+08:00");
  CHECK(date("2024/11/11 24:00") == "2024-11-12");
  CHECK(time_of("1731326400") == "2024-11-11T20:00:00+08:00");
  CHECK(time_of("1731326400250") == "2024-11-11T20:00:00.250+08:00");
  CHECK(time_of("2024-11") == "2024-11");
  CHECK(time_of("2024/11/11 25:00") == "!not_a_time");
  CHECK(time_of("2024/11/11 20:61") == "!not_a_time");
  CHECK(time_of("2024/11/1120:00") == "!not_a_date");
  const Zone berlin("Europe/Berlin");
  CHECK(parse_time("2024/3/31 2:30", {}, berlin).reason().code == "skipped_by_daylight_saving");
}

TEST_CASE("date ranges") {
  const std::string expected = "2024-11-01 2024-11-11";
  for (const auto cell :
       {"2024.11.1-2024.11.11", "2024.11.1-11.11", "2024年11月1日-11日", "2024年11月1日-11月11日",
        "2024/11/1~2024/11/11", "2024-11-01 至 2024-11-11", "2024-11-01-2024-11-11", "2024-11-01—2024-11-11",
        "2024-11-01～11-11", "2024年11月1日至11日", "Nov 1, 2024 - Nov 11, 2024", "11月1日-2024年11月11日",
        "20241101-20241111", "2024/11/01 - 2024/11/11"}) {
    INFO(cell);
    CHECK(range(cell) == expected);
  }
  CHECK(range("11.1-11.11") == "!missing_year");
  CHECK(range("11.1-11.11", {.default_year = 2024}) == expected + " inferred");
  CHECK(range("2024.12.25-1.5") == "2024-12-25 2025-01-05");
  CHECK(range("2024-11-11") == "2024-11-11");
  CHECK(range("2024.10-2024.11") == "2024-10 2024-11");
  CHECK(range("2024年10月-11月") == "2024-10 2024-11");
  CHECK(range("2023-2024") == "2023 2024");
  CHECK(range("2024-11-11 - 2024-11-01") == "!end_before_start");
  CHECK(range("03/04/2024-05/04/2024") == "!ambiguous_date");
  CHECK(range("长期") == "!not_a_date");
}

TEST_CASE("booleans") {
  for (const auto cell : {"是", "有", "Yes", "TRUE", "1", "√", "ｙ"}) CHECK(*parse_boolean(cell));
  for (const auto cell : {"否", "无", "no", "False", "0", "×"}) CHECK_FALSE(*parse_boolean(cell));
  CHECK(parse_boolean("maybe").reason().code == "not_a_boolean");
}

TEST_CASE("lists are split at their separators, outside brackets") {
  CHECK(split_list("公众号；短信、App推送|微博，抖音\n小红书") ==
        List{"公众号", "短信", "App推送", "微博", "抖音", "小红书"});
  CHECK(split_list(" a ; ; b;a ") == List{"a", "b"});
  CHECK(split_list("微信（公众号、社群）、短信") == List{"微信（公众号、社群）", "短信"});
  CHECK(split_list("1、短信 2、微信；3、EDM") == List{"短信", "微信", "EDM"});
  CHECK(split_list("1,234") == List{"1,234"});
  CHECK(split_list("").empty());
  CHECK(split_list("618、双11") == List{"618", "双11"});
  CHECK(split_list("GROCERY/BREAD") == List{"GROCERY/BREAD"});
}

TEST_CASE("slash and plus split only where every part is known") {
  const KnownName known = [](std::string_view name) { return name == "短信" || name == "EDM" || name == "微博"; };
  CHECK(split_list("短信/EDM、微博", known) == List{"短信", "EDM", "微博"});
  CHECK(split_list("短信+微博", known) == List{"短信", "微博"});
  CHECK(split_list("短信/电话", known) == List{"短信/电话"});
}

TEST_CASE("prose is split at line breaks and numbering only") {
  CHECK(split_prose("短信太晚，转化低；下次提前。") == List{"短信太晚，转化低；下次提前。"});
  CHECK(split_prose("1、短信太晚，转化低；\n2、预算不足") == List{"短信太晚，转化低", "预算不足"});
  CHECK(split_prose("1.短信太晚；2.预算不足；3.人手不够") == List{"短信太晚", "预算不足", "人手不够"});
  CHECK(split_prose("（1）短信太晚（2）预算不足") == List{"短信太晚（2）预算不足"});
  CHECK(split_prose("（1）短信太晚；（2）预算不足") == List{"短信太晚", "预算不足"});
  CHECK(split_prose("①短信太晚②预算不足") == List{"短信太晚", "预算不足"});
  CHECK(split_prose("一、短信太晚\n二、预算不足") == List{"短信太晚", "预算不足"});
  CHECK(split_prose("- 短信太晚\n• 预算不足") == List{"短信太晚", "预算不足"});
  CHECK(split_prose("1、短信太晚") == List{"短信太晚"});
  CHECK(split_prose("一、二线城市转化好") == List{"一、二线城市转化好"});
  CHECK(split_prose("3.15大促转化好") == List{"3.15大促转化好"});
  CHECK(split_prose("1、2月转化好") == List{"1、2月转化好"});
  CHECK(split_prose(" \n ").empty());
}

TEST_CASE("goals in words become metrics with values, prose stays prose") {
  const auto dictionary = Dictionary::load("");
  const auto figures = [&](std::string_view cell) {
    std::string text;
    for (const auto& figure : parse_figures(cell, dictionary)) {
      text += (text.empty() ? "" : " | ") +
              (figure.metric.empty() ? "prose" : figure.metric + "=" + figure.number->value.to_string());
      CHECK_FALSE(figure.text.empty());
    }
    return text;
  };
  CHECK(figures("拉新5000人，GMV 200万") == "new_users=5000 | gmv=2000000");
  CHECK(figures("revenue=2000000; new_users=5000") == "revenue=2000000 | new_users=5000");
  CHECK(figures("GMV目标达到2,000,000元") == "gmv=2000000");
  CHECK(figures("目标GMV：200万") == "gmv=2000000");
  CHECK(figures("ROI 1:5") == "roi=5");
  CHECK(figures("GMV提升20%") == "prose");
  CHECK(figures("提升品牌知名度，GMV 200万") == "prose");
  CHECK(figures("1、GMV 200万\n2、提升品牌知名度") == "gmv=2000000 | prose");
  CHECK(figures("custom_metric=5") == "custom_metric=5");
  const auto range = parse_figures("GMV 200–300万", dictionary);
  REQUIRE(range.size() == 1);
  CHECK(range[0].number->low == Decimal{2'000'000, 0});
  CHECK(range[0].text == "GMV 200–300万");
}

TEST_CASE("a huge cell is answered quickly and its message stays short") {
  std::string huge;
  for (int i = 0; i < 200'000; ++i) huge += std::to_string(i % 10) + "-;";
  CHECK(parse_number(huge).reason().text.en.size() < 1'000);
  CHECK(parse_date_range(huge, {}, shanghai).reason().text.en.size() < 1'000);
  CHECK(parse_boolean(huge).reason().text.en.size() < 1'000);
  CHECK(split_list(huge).size() == 10);
  std::string names;
  for (int i = 0; i < 100'000; ++i) names += "n" + std::to_string(i) + ";";
  CHECK(split_list(names).size() == 100'000);
  CHECK(split_prose(std::string(1'000'000, ';')).empty());
  CHECK(parse_figures(huge, Dictionary::load("")).size() == 1);
}

TEST_CASE("a range that begins with the year, or stands under Chinese names, has the month before the day") {
  CHECK(range("2024/7/5-7/6") == "2024-07-05 2024-07-06");
  CHECK(range("7/5-7/6", {DateOrder::unknown, 2024}) == "!ambiguous_date");
  DateSettings chinese{DateOrder::unknown, 2024};
  chinese.month_before_day = true;
  CHECK(range("7/5-7/6", chinese) == "2024-07-05 2024-07-06 inferred");
  CHECK(range("03/04/2024", chinese) == "!ambiguous_date");
  CHECK(date("24年11月1日") == "2024-11-01");
}
