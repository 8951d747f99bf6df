// almanac duplicates, almanac unconfirmed: what imports have left to a person, listed and decided. Beside a running server both go
// through the server, with the same output.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "archive/duplicates.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/unconfirmed.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/up_to_date.h"
#include "importers/confirm.h"
#include "importers/decide.h"

namespace almanac::cli {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Language;
using archive::LikelyDuplicate;
using archive::Text;
using archive::Unconfirmed;

namespace {

constexpr std::size_t page = 200;

// The pages of a list of the server, one after the other.
Json all_of(const Client& client, const std::string& target) {
  Json items = Json::array();
  std::string cursor;
  do {
    const Json answer =
        client.get(target + "&limit=" + std::to_string(page) + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const Json& item : answer.at("items")) items.push_back(item);
    const auto next = answer.find("next_cursor");
    cursor = next != answer.end() && next->is_string() ? next->get<std::string>() : std::string();
  } while (!cursor.empty());
  return items;
}

// The same of the archive: `find` gives what comes behind an id.
template <class Find, class Show>
Json all_here(Find find, Show show) {
  Json items = Json::array();
  for (std::uint64_t after = 0;;) {
    const auto found = find(after);
    for (const auto& each : found) items.push_back(show(each));
    if (found.size() < page) return items;
    after = found.back().id;
  }
}

// --- duplicates ----------------------------------------------------------------------------------------------------

struct Pair {
  std::string verb = "list", a, b;
  bool all = false;
};

Json pairs_of(const Context& context, const std::optional<Client>& client, bool all) {
  if (client) return all_of(*client, std::string("/api/v1/duplicates?state=") + (all ? "all" : "open"));
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto reads = archive->read();
  return all_here(
      [&](std::uint64_t after) {
        archive::DuplicateQuery query;
        if (all) query.state.reset();
        query.after = after;
        query.limit = page;
        return archive::find_duplicates(reads, query);
      },
      [&](const LikelyDuplicate& pair) { return importers::to_json(pair, archive->zone(), context.language); });
}

// The pair of these two keys, in either order.
Json find_pair(const Context& context, const std::optional<Client>& client, const Pair& options) {
  for (Json& pair : pairs_of(context, client, true)) {
    const std::string a = pair.value("a", ""), b = pair.value("b", "");
    if ((a == options.a && b == options.b) || (a == options.b && b == options.a)) return pair;
  }
  throw Error(ErrorKind::not_found, "unknown_duplicate",
              filled({"{} and {} are not listed as likely duplicates; almanac duplicates shows those that are",
                      "{} 和 {} 不在疑似重复之列；almanac duplicates 列出全部"},
                     options.a, options.b));
}

Json decide(const Context& context, const std::optional<Client>& client, const Pair& options) {
  const std::uint64_t id = find_pair(context, client, options).at("id").get<std::uint64_t>();
  const std::string leader = options.verb == "same" ? options.a : std::string();
  if (client) {
    Json body{{"state", options.verb}};
    if (!leader.empty()) body["leader"] = leader;
    return client->post("/api/v1/duplicates/" + std::to_string(id), body);
  }
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  const LikelyDuplicate pair =
      importers::decide_duplicate(*archive, id, *archive::duplicate_state_from(options.verb), leader, system_user());
  bring_up_to_date(context.data, *archive);
  return importers::to_json(pair, archive->zone(), context.language);
}

void print_pair(const Context& context, const Json& pair) {
  const std::string state = pair.value("state", "");
  const Text said = state == "same"        ? Text{"same, {} stays", "相同，保留 {}"}
                    : state == "different" ? Text{"different", "不同"}
                                           : Text{"open", "待判断"};
  std::cout << pad(pair.value("kind", ""), 9) << " " << strong(one_line(pair.value("a", ""))) << " | "
            << strong(one_line(pair.value("b", ""))) << "  " << context.say(filled(said, pair.value("leader", "")))
            << "\n  " << faint(one_line(pair.value("reason", ""))) << "\n";
}

int run_duplicates(const Context& context, const Pair& options) {
  const auto client = Client::of(context.data, context.language);
  if (options.verb != "list") {
    if (options.a.empty() || options.b.empty()) {
      std::cerr << "almanac: "
                << context.say(filled({"name both keys, e.g. almanac duplicates {} 双十一 11.11",
                                       "请给出两个键，例如 almanac duplicates {} 双十一 11.11"},
                                      options.verb))
                << "\n";
      return wrong_usage;
    }
    const Json pair = decide(context, client, options);
    if (context.output == Output::json)
      std::cout << dump(pair) << "\n";
    else
      print_pair(context, pair);
    return done;
  }
  const Json pairs = pairs_of(context, client, options.all);
  if (context.output == Output::json) {
    std::cout << dump(Json{{"items", pairs}}) << "\n";
    return done;
  }
  for (const Json& pair : pairs) print_pair(context, pair);
  if (pairs.empty())
    std::cout << context.say({"Nothing to decide.", "没有待判断的重复。"}) << "\n";
  else
    std::cerr << context.say({"Decide with: almanac duplicates same KEEP OTHER, or different A B",
                              "用 almanac duplicates same 保留的键 另一个键，或 different A B 判断"})
              << "\n";
  return done;
}

// --- unconfirmed values --------------------------------------------------------------------------------------------

struct Value {
  std::string verb = "list", id, correction, campaign;
  bool all = false;
};

Json values_of(const Context& context, const std::optional<Client>& client, const Value& options) {
  Json values;
  if (client) {
    values = all_of(*client, std::string("/api/v1/unconfirmed?state=") + (options.all ? "all" : "open"));
  } else {
    const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
    const auto reads = archive->read();
    values = all_here(
        [&](std::uint64_t after) {
          archive::UnconfirmedQuery query;
          if (options.all) query.state.reset();
          query.after = after;
          query.limit = page;
          return archive::find_unconfirmed(reads, query);
        },
        [&](const Unconfirmed& value) { return importers::to_json(value, archive->zone()); });
  }
  Json wanted = Json::array();
  for (Json& value : values)
    if (options.campaign.empty() || value.value("key", "") == options.campaign) wanted.push_back(std::move(value));
  return wanted;
}

// What was typed: JSON where it is some, else a text.
std::optional<Json> correction_of(const Value& options) {
  if (options.correction.empty()) return std::nullopt;
  try {
    return archive::parse_json(options.correction);
  } catch (const Error&) {
    return Json(options.correction);
  }
}

Json decide(const Context& context, const std::optional<Client>& client, const Value& options) {
  const auto corrected = correction_of(options);
  const bool confirms = options.verb == "confirm";
  if (client) {
    Json body{{"state", confirms ? "confirmed" : "dismissed"}};
    if (confirms && corrected) body["value"] = *corrected;
    return client->post("/api/v1/unconfirmed/" + options.id, body);
  }
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  const std::uint64_t id = std::strtoull(options.id.c_str(), nullptr, 10);
  const Unconfirmed value = confirms ? importers::confirm_value(*archive, id, corrected, system_user())
                                     : importers::dismiss_value(*archive, id, system_user());
  bring_up_to_date(context.data, *archive);
  return importers::to_json(value, archive->zone());
}

void print_value(const Context& context, const Json& value) {
  const std::string state = value.value("state", "");
  const Json& held = value.at("value");
  std::cout << pad(std::to_string(value.value("id", std::uint64_t{0})), 5) << " "
            << strong(one_line(value.value("key", ""))) << "  " << value.value("field", "") << " = "
            << cut(one_line(held.is_string() ? held.get<std::string>() : dump(held)), 90)
            << (state == "confirmed"   ? context.say({"  confirmed", "  已确认"})
                : state == "dismissed" ? context.say({"  dismissed", "  已忽略"})
                                       : std::string())
            << "\n      " << faint(cut(one_line(value.value("evidence", "")), 110)) << "\n";
}

int run_unconfirmed(const Context& context, const Value& options) {
  const auto client = Client::of(context.data, context.language);
  if (options.verb != "list") {
    if (options.id.empty() || options.id.find_first_not_of("0123456789") != std::string::npos) {
      std::cerr << "almanac: "
                << context.say(filled({"name the value's number, e.g. almanac unconfirmed {} 12",
                                       "请给出编号，例如 almanac unconfirmed {} 12"},
                                      options.verb))
                << "\n";
      return wrong_usage;
    }
    const Json value = decide(context, client, options);
    if (context.output == Output::json)
      std::cout << dump(value) << "\n";
    else
      print_value(context, value);
    return done;
  }
  const Json values = values_of(context, client, options);
  if (context.output == Output::json) {
    std::cout << dump(Json{{"items", values}}) << "\n";
    return done;
  }
  for (const Json& value : values) print_value(context, value);
  if (values.empty())
    std::cout << context.say({"Nothing waits to be confirmed.", "没有等待确认的值。"}) << "\n";
  else
    std::cerr << context.say({"Decide with: almanac unconfirmed confirm NUMBER [VALUE], or reject NUMBER",
                              "用 almanac unconfirmed confirm 编号 [更正后的值]，或 reject 编号 处理"})
              << "\n";
  return done;
}

}  // namespace

Command add_duplicates(CLI::App& program, Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "duplicates", say({"List keys that likely mean the same, and decide", "列出疑似重复的键并判断"}));
  const auto options = std::make_shared<Pair>();
  app->add_option(
         "what", options->verb,
         say({"list (default), same KEEP OTHER, or different A B, e.g. almanac duplicates same 抖音 Douyin",
              "list（默认）、same 保留的键 另一个键，或 different A B，例如 almanac duplicates same 抖音 Douyin"}))
      ->check(CLI::IsMember({"list", "same", "different"}))
      ->type_name("list|same|different");
  app->add_option("a", options->a, say({"One key; of same the one that stays", "一个键；same 时为保留的键"}))
      ->type_name("A");
  app->add_option("b", options->b, say({"The other key", "另一个键"}))->type_name("B");
  app->add_flag("--all", options->all, say({"Those that are decided too", "包括已判断的"}));
  return {app, [options](const Context& context) { return run_duplicates(context, *options); }};
}

Command add_unconfirmed(CLI::App& program, Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "unconfirmed", say({"List values that wait to be confirmed, and decide", "列出等待确认的值并处理"}));
  const auto options = std::make_shared<Value>();
  app->add_option(
         "what", options->verb,
         say({"list (default), confirm NUMBER [VALUE], or reject NUMBER, e.g. almanac unconfirmed confirm 12 200000",
              "list（默认）、confirm 编号 [更正后的值]，或 reject 编号，例如 almanac unconfirmed confirm 12 200000"}))
      ->check(CLI::IsMember({"list", "confirm", "reject"}))
      ->type_name("list|confirm|reject");
  app->add_option("number", options->id, say({"The value's number, as the list has it", "列表中的编号"}))
      ->type_name("NUMBER");
  app->add_option("value", options->correction,
                  say({"What it should be instead, as text or JSON", "更正后的值，文字或 JSON"}))
      ->type_name("VALUE");
  app->add_option("--campaign", options->campaign,
                  say({"Of this campaign only, e.g. --campaign D11-2024", "只看该活动，例如 --campaign D11-2024"}))
      ->type_name("CODE");
  app->add_flag("--all", options->all, say({"Those that are decided too", "包括已处理的"}));
  return {app, [options](const Context& context) { return run_unconfirmed(context, *options); }};
}

}  // namespace almanac::cli
