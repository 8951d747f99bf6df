// almanac token create|list|revoke. A token opens the server to other machines; it is shown once.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "archive/store.h"
#include "archive/tokens.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;

namespace {

struct Options {
  std::string name, role = "write", expires, id;
};

Json to_json(const archive::Token& token, const archive::Zone& zone) {
  const auto time = [&](std::int64_t ms) { return ms ? Json(zone.format({ms, archive::Precision::second})) : Json(); };
  return {{"id", token.id},
          {"name", token.name},
          {"role", to_string(token.role)},
          {"created", time(token.created_ms)},
          {"expires", time(token.expires_ms)},
          {"revoked", time(token.revoked_ms)}};
}

std::unique_ptr<archive::Archive> open(const Context& context) {
  return archive::Archive::open(context.data, archive::Access::read_write);
}

std::int64_t expiry_of(const std::string& date, const archive::Zone& zone) {
  if (date.empty()) return 0;
  const auto day = archive::Date::parse(date);
  if (!day)
    throw archive::Error(archive::ErrorKind::invalid_input, "bad_date",
                         filled({"--expires must be a date like 2027-01-31, not \"{}\"",
                                 "--expires 应为 2027-01-31 这样的日期，而不是“{}”"},
                                date),
                         "--expires");
  return zone.end_of(*day);
}

int run_create(const Context& context, const Options& options) {
  Json answer;
  if (const auto client = Client::of(context.data, context.language)) {
    Json body{{"name", options.name}, {"role", options.role}};
    if (!options.expires.empty())
      body["expires_ms"] =
          expiry_of(options.expires, archive::Archive::open(context.data, archive::Access::read_only)->zone());
    answer = client->post("/api/v1/local/tokens", body);
  } else {
    const auto archive = open(context);
    const auto made = archive::Tokens(*archive).create(options.name, *archive::role_from(options.role),
                                                       expiry_of(options.expires, archive->zone()), system_user());
    answer = to_json(made.token, archive->zone());
    answer["token"] = made.text;
  }
  if (context.output == Output::json) {
    std::cout << dump(answer) << "\n";
    return done;
  }
  std::cout << answer.value("token", "") << "\n";
  std::cerr << context.say({"This is shown once: keep it safe. The page asks for it; programs send it as "
                            "\"Authorization: Bearer …\".",
                            "令牌只显示这一次，请妥善保存。网页会要求输入；程序以 “Authorization: Bearer …” 发送。"})
            << "\n";
  return done;
}

int run_list(const Context& context) {
  Json list = Json::array();
  if (const auto client = Client::of(context.data, context.language)) {
    list = client->get("/api/v1/local/tokens").value("items", Json::array());
  } else {
    const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
    for (const auto& token : archive::Tokens(*archive).list()) list.push_back(to_json(token, archive->zone()));
  }
  if (context.output == Output::json) {
    std::cout << dump(Json{{"items", list}}) << "\n";
    return done;
  }
  if (list.empty())
    std::cout << context.say({"No token yet: almanac token create NAME", "还没有令牌：almanac token create 名称"})
              << "\n";
  for (const auto& token : list) {
    const auto text = [&](const char* name) {
      return token.contains(name) && token[name].is_string() ? token[name].get<std::string>() : std::string();
    };
    std::string state;
    if (!text("revoked").empty())
      state = context.say({"revoked ", "已撤销 "}) + text("revoked");
    else if (!text("expires").empty())
      state = context.say({"until ", "有效至 "}) + text("expires");
    std::cout << text("id") << "  " << pad(text("role"), 6) << "  " << pad(one_line(text("name")), 24) << "  " << state
              << "\n";
  }
  return done;
}

int run_revoke(const Context& context, const Options& options) {
  if (const auto client = Client::of(context.data, context.language))
    client->post("/api/v1/local/tokens/revoke", Json{{"id", options.id}});
  else
    archive::Tokens(*open(context)).revoke(options.id, system_user());
  if (context.output == Output::json)
    std::cout << dump(Json{{"id", options.id}, {"revoked", true}}) << "\n";
  else
    std::cout << context.say(filled({"Token {} is revoked.", "令牌 {} 已撤销。"}, options.id)) << "\n";
  return done;
}

}  // namespace

std::vector<Command> add_token(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* token = program.add_subcommand(
      "token", say({"Tokens for other machines: create, list, revoke", "供其他机器使用的令牌：create、list、revoke"}));
  token->require_subcommand(1);
  const auto options = std::make_shared<Options>();
  CLI::App* create = token->add_subcommand("create", say({"Make a token and show it once", "创建令牌（只显示一次）"}));
  create
      ->add_option("name", options->name,
                   say({"Who or what it is for, e.g. dashboard", "用途或使用者，例如 dashboard"}))
      ->required()
      ->type_name("NAME");
  create->add_option("--role", options->role, say({"What it may do, e.g. --role read", "权限，例如 --role read"}))
      ->check(CLI::IsMember({"read", "write", "admin"}))
      ->type_name("read|write|admin")
      ->capture_default_str();
  create
      ->add_option("--expires", options->expires,
                   say({"Last day it is valid, e.g. --expires 2027-01-31", "最后有效日，例如 --expires 2027-01-31"}))
      ->type_name("DATE");
  CLI::App* list = token->add_subcommand("list", say({"List the tokens", "列出令牌"}));
  CLI::App* revoke = token->add_subcommand("revoke", say({"Revoke a token", "撤销令牌"}));
  revoke->add_option("id", options->id, say({"Its id, from almanac token list", "编号，见 almanac token list"}))
      ->required()
      ->type_name("ID");
  return {{create, [options](const Context& context) { return run_create(context, *options); }},
          {list, run_list},
          {revoke, [options](const Context& context) { return run_revoke(context, *options); }}};
}

}  // namespace almanac::cli
