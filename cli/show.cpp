// almanac show CODE: one record, whole. `show campaign:D11-2024` or another graph id; a bare word is a campaign's code.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "archive/record_types.h"
#include "archive/store.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/record_id.h"

namespace almanac::cli {

using archive::Json;
using archive::Kind;
using archive::Text;

namespace {

template <class T>
Json record_of(const archive::Reads& reads, Kind kind, const std::string& key) {
  const auto stored = reads.find<T>(key);
  if (!stored) throw_unknown_record(reads, kind, key);
  Json json = to_json_record(stored->record);
  json["version"] = stored->version;
  json["revision"] = stored->revision;
  return json;
}

Json record_of(const archive::Reads& reads, Kind kind, const std::string& asked) {
  // A channel is found by any of its names.
  const auto number = kind == Kind::channel ? reads.find_by_name(Kind::channel, asked) : std::nullopt;
  const std::string key = number ? *reads.find_key(kind, *number) : asked;
  return archive::with_record_type(
      kind, [&]<class T>() { return record_of<T>(reads, kind, key); },
      []() -> Json {
        throw archive::Error(
            archive::ErrorKind::invalid_input, "no_record",
            {"only campaigns, users, products, channels, segments and lessons have a record of their own",
             "只有活动、用户、产品、渠道、人群和经验有自己的记录"});
      });
}

// Fields line by line; entries of lists indented. Long lists are cut: --json has all.
void print(const Json& value, const std::string& indent, const Context& context) {
  constexpr std::size_t most = 20;
  for (const auto& [name, item] : value.items()) {
    if (item.is_array() && !item.empty() && item[0].is_object()) {
      std::cout << indent << strong(name) << "\n";
      std::size_t shown = 0;
      for (const auto& entry : item) {
        if (shown++ == most) break;
        std::string line;
        for (const auto& [key, field] : entry.items())
          line += (line.empty() ? "" : "  ") + faint(key + "=") +
                  one_line(field.is_string() ? field.get<std::string>() : dump(field));
        std::cout << indent << "  - " << line << "\n";
      }
      if (item.size() > most)
        std::cout << indent << "  "
                  << context.say(filled({"… and {} more (--json shows all)", "……另有 {} 条（--json 显示全部）"},
                                        grouped(item.size() - most)))
                  << "\n";
    } else if (item.is_array()) {
      std::string line;
      std::size_t shown = 0;
      for (const auto& entry : item) {
        if (shown++ == most) break;
        line += (line.empty() ? "" : ", ") + (entry.is_string() ? entry.get<std::string>() : dump(entry));
      }
      if (item.size() > most)
        line += context.say(filled({" … and {} more", " ……另有 {} 个"}, grouped(item.size() - most)));
      std::cout << indent << strong(name) << "  " << one_line(line) << "\n";
    } else if (item.is_object()) {
      std::cout << indent << strong(name) << "\n";
      print(item, indent + "  ", context);
    } else {
      std::cout << indent << strong(name) << "  " << one_line(item.is_string() ? item.get<std::string>() : dump(item))
                << "\n";
    }
  }
}

int run_show(const Context& context, const std::string& id) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto reader = archive->read();
  const auto [kind, key] = record_named(reader, id);
  const Json record = record_of(reader, kind, key);
  if (context.output == Output::json)
    std::cout << dump(record) << "\n";
  else
    print(record, "", context);
  return done;
}

}  // namespace

Command add_show(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand("show", say({"Show one record whole", "完整显示一条记录"}));
  const auto id = std::make_shared<std::string>();
  app->add_option("code", *id,
                  say({"A campaign's code, or an id such as channel:短信 or product:SKU1",
                       "活动代码，或 channel:短信、product:SKU1 这样的标识"}))
      ->required()
      ->type_name("CODE");
  return {app, [id](const Context& context) { return run_show(context, *id); }};
}

}  // namespace almanac::cli
