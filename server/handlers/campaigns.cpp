#include <algorithm>

#include "archive/campaign_sort.h"
#include "archive/records.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

using archive::Campaign;
using archive::Kind;
using archive::Stored;

// A campaign with more products than this answers without them and says how many; /products pages through them.
constexpr std::size_t products_shown = 200;

// Members that an answer adds to the record; a record sent back with them is understood.
constexpr std::string_view added_members[] = {"version", "revision", "product_count", "products_link", "warnings"};

std::string address_of(std::string_view code) { return "/api/v1/campaigns/" + percent_encode(code); }

Json to_answer(const archive::Reads& reads, const Stored<Campaign>& stored) {
  auto body = archive::to_json_record(stored.record);
  const auto products = reads.link_count(stored.number, Kind::product);
  if (products > products_shown) {
    body.erase("products");
    body["products_link"] = address_of(stored.record.code) + "/products";
  }
  body["product_count"] = products;
  body["version"] = stored.version;
  body["revision"] = reads.revision();
  return body;
}

Stored<Campaign> get(const archive::Reads& reads, std::string_view code, std::size_t product_limit = SIZE_MAX) {
  auto stored = reads.find<Campaign>(code, product_limit);
  if (!stored) throw_unknown(reads, Kind::campaign, code);
  return std::move(*stored);
}

Json object_of(const Request& request) {
  auto body = request.json();
  if (!body.is_object()) {
    throw HttpError(400, "object_expected",
                    {"the body is one campaign as a JSON object", "正文须为一个活动的 JSON 对象"}, "/");
  }
  for (const auto name : added_members) body.erase(std::string(name));
  return body;
}

// A campaign that no rule stops, with the warnings that go into the answer.
struct Checked {
  Campaign campaign;
  std::vector<archive::Finding> warnings;
};

Checked checked(Campaign campaign, const archive::Reads& reads) {
  campaign.code = archive::normalize_key(campaign.code);
  auto findings = archive::validate(campaign, reads);
  require_valid(findings);
  return {std::move(campaign), std::move(findings)};
}

Response dry_run_answer(const Checked& made, const Request& request) {
  return Response::of({{"dry_run", true},
                       {"campaign", archive::to_json_record(made.campaign)},
                       {"warnings", archive::to_json(made.warnings, request.language)}});
}

// The code in the path names the record; a different one in the body is a mistake, not a renaming.
void take_code(Json& body, const std::string& code) {
  const auto given = body.find("code");
  if (given != body.end() && given->is_string() && archive::normalize_key(given->get<std::string>()) != code) {
    throw HttpError(400, "other_code",
                    filled(Text{"the path names {}, the body {}; a code never changes",
                                "路径中的代码是 {}，正文中是 {}；活动代码不可修改"},
                           code, given->get<std::string>()),
                    "/code");
  }
  body["code"] = code;
}

Response stored_answer(Site& site, const Request& request, const archive::PutOutcome& outcome,
                       const std::vector<archive::Finding>& warnings) {
  const auto reader = site.archive().read();
  const auto stored = get(reader, outcome.key, products_shown);
  auto body = to_answer(reader, stored);
  body["warnings"] = archive::to_json(warnings, request.language);
  auto response = Response::of(body, outcome.put == archive::Put::created ? 201 : 200);
  response.with("ETag", etag_of(stored.version));
  if (outcome.put == archive::Put::created) response.with("Location", address_of(outcome.key));
  return response;
}

void derive_missing_code(Campaign& campaign) {
  if (!campaign.code.empty()) return;
  const auto date = campaign.start           ? campaign.start
                    : campaign.end           ? campaign.end
                    : campaign.planned_start ? campaign.planned_start
                                             : campaign.planned_end;
  if (!date) {
    throw HttpError(400, "missing_date",
                    {"a campaign without a code needs a start or an end, of which its code is made",
                     "没有代码的活动须有开始或结束日期，用于生成代码"},
                    "/start");
  }
  campaign.code = archive::derive_code(campaign.name, *date);
}

[[noreturn]] void throw_must_exist(const std::string& code) {
  throw archive::Error(archive::ErrorKind::conflict, "does_not_exist",
                       filled(Text{"there is no campaign {} to change", "没有可修改的活动 {}"}, code), "If-Match");
}

void check_exists_if_asked(const Request& request, const archive::Reads& reads, const std::string& code) {
  if (request.header("if-match") == "*" && !reads.find<Campaign>(code, 0)) throw_must_exist(code);
}

// RFC 7396. Depth is bounded by the parser's limit.
void merge_patch(Json& target, const Json& patch) {
  if (!patch.is_object()) {
    target = patch;
    return;
  }
  if (!target.is_object()) target = Json::object();
  for (const auto& [name, value] : patch.items()) {
    if (value.is_null()) {
      target.erase(name);
    } else {
      merge_patch(target[name], value);
    }
  }
}

Response linked(Site& site, const Request& request, Kind target) {
  const auto reader = site.archive().read();
  const auto campaign = get(reader, request.path_value("code"), 0);
  const auto limit = static_cast<std::size_t>(request.number("limit", 100));
  auto keys = reader.linked_keys(campaign.number, target, request.value("cursor").value_or(""), limit + 1);
  const bool more = keys.size() > limit;
  if (more) keys.pop_back();
  auto items = Json::array();
  for (const auto& key : keys) {
    Json item;
    if (target == Kind::product) {
      const auto stored = reader.find<archive::Product>(key);
      item = stored ? archive::to_json_record(stored->record) : Json{{"sku", key}};
    } else {
      const auto stored = reader.find<archive::Channel>(key);
      item = stored ? archive::to_json_record(stored->record) : Json{{"channel", key}};
    }
    items.push_back(std::move(item));
  }
  return page_of(request, reader.revision(), reader.link_count(campaign.number, target), std::move(items),
                 more ? keys.back() : "", std::string(archive::to_string(target)) + "s.csv");
}

void take_order(const Request& request, archive::CampaignQuery& query) {
  const auto order =
      archive::campaign_sort_from(request.value("sort").value_or("-start")).value();  // the route checks it
  query.sort = order.sort;
  query.descending = order.descending;
}

void take_filters(const Request& request, archive::CampaignQuery& query) {
  const std::pair<const char*, std::string archive::CampaignQuery::*> texts[] = {
      {"status", &archive::CampaignQuery::status},     {"theme", &archive::CampaignQuery::theme},
      {"occasion", &archive::CampaignQuery::occasion}, {"objective", &archive::CampaignQuery::objective},
      {"type", &archive::CampaignQuery::type},         {"owner", &archive::CampaignQuery::owner},
      {"parent", &archive::CampaignQuery::parent},     {"channel", &archive::CampaignQuery::channel},
      {"product", &archive::CampaignQuery::product}};
  for (const auto& [name, member] : texts) query.*member = archive::normalize_key(request.value(name).value_or(""));
  if (const auto day = request.value("start_from")) query.start_from = archive::Date::parse(*day);
  if (const auto day = request.value("start_to")) query.start_to = archive::Date::parse(*day);
  const auto amount = [&](const char* name) -> std::optional<archive::Decimal> {
    const auto text = request.value(name);
    if (!text) return std::nullopt;
    const auto number = archive::Decimal::parse(*text);
    if (!number)
      throw HttpError(400, "bad_number", filled(Text{"\"{}\" is not a number", "“{}”不是数字"}, *text), name);
    return number;
  };
  query.budget_least = amount("budget_min");
  query.budget_most = amount("budget_max");
}

}  // namespace

archive::CampaignQuery campaign_query_of(const Request& request) {
  archive::CampaignQuery query;
  take_order(request, query);
  take_filters(request, query);
  return query;
}

Response list_campaigns(Site& site, const Request& request) {
  auto query = campaign_query_of(request);
  query.limit = static_cast<std::size_t>(request.number("limit", 50));
  query.cursor = request.value("cursor").value_or("");
  const auto reader = site.archive().read();
  const auto page = reader.campaigns(query);
  auto items = Json::array();
  for (const auto& stored : page.campaigns) {
    auto item = archive::to_json_record(stored.record);
    item["version"] = stored.version;
    items.push_back(std::move(item));
  }
  return page_of(request, reader.revision(), page.total, std::move(items), page.next_cursor, "campaigns.csv");
}

Response create_campaign(Site& site, const Request& request) {
  auto body = object_of(request);
  auto campaign = archive::from_json_record<Campaign>(body);
  derive_missing_code(campaign);
  auto made = checked(std::move(campaign), site.archive().read());
  if (request.flag("dry_run")) return dry_run_answer(made, request);
  archive::PutOutcome outcome;
  site.write(request, [&](archive::Transaction& transaction) { outcome = transaction.put(made.campaign, {0}); });
  return stored_answer(site, request, outcome, made.warnings);
}

Response get_campaign(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto stored = campaign_of(reader, request, products_shown);
  if (auto unchanged = not_modified(request, stored.version)) return *unchanged;
  auto response = Response::of(to_answer(reader, stored));
  response.with("ETag", etag_of(stored.version));
  return response;
}

Response put_campaign(Site& site, const Request& request) {
  const auto code = archive::normalize_key(request.path_value("code"));
  auto body = object_of(request);
  take_code(body, code);
  // Links are outside the record: a body that does not speak of them (an answer leaves long lists out) keeps them.
  const bool keeps_products = !body.contains("products"), keeps_channels = !body.contains("channels");
  const auto given = archive::from_json_record<Campaign>(body);
  Checked made;
  const auto change = [&](const archive::Reads& reads) {
    auto campaign = given;
    if (keeps_products || keeps_channels) {
      if (auto stored = reads.find<Campaign>(code)) {
        if (keeps_products) campaign.products = std::move(stored->record.products);
        if (keeps_channels) campaign.channels = std::move(stored->record.channels);
      }
    }
    made = checked(std::move(campaign), reads);
  };
  if (request.flag("dry_run")) {
    change(site.archive().read());
    return dry_run_answer(made, request);
  }
  archive::PutOutcome outcome;
  conditional_write(site, request, [&](archive::Transaction& transaction) {
    check_exists_if_asked(request, transaction, code);
    change(transaction);
    outcome = transaction.put(made.campaign, condition_of(request));
  });
  return stored_answer(site, request, outcome, made.warnings);
}

Response patch_campaign(Site& site, const Request& request) {
  const auto code = archive::normalize_key(request.path_value("code"));
  auto patch = object_of(request);
  take_code(patch, code);
  archive::PutOutcome outcome;
  Checked made;
  const auto change = [&](const archive::Reads& reads) {
    auto body = archive::to_json_record(get(reads, code).record);
    merge_patch(body, patch);
    made = checked(archive::from_json_record<Campaign>(body), reads);
  };
  if (request.flag("dry_run")) {
    change(site.archive().read());
    return dry_run_answer(made, request);
  }
  conditional_write(site, request, [&](archive::Transaction& transaction) {
    change(transaction);
    outcome = transaction.put(made.campaign, condition_of(request));
  });
  return stored_answer(site, request, outcome, made.warnings);
}

Response delete_campaign(Site& site, const Request& request) {
  const auto code = archive::normalize_key(request.path_value("code"));
  const auto revision = conditional_write(site, request, [&](archive::Transaction& transaction) {
    if (!transaction.find<Campaign>(code, 0)) throw_unknown(transaction, Kind::campaign, code);
    transaction.remove(Kind::campaign, code, condition_of(request));
  });
  return Response::of({{"revision", revision}, {"deleted", code}});
}

Response campaign_products(Site& site, const Request& request) { return linked(site, request, Kind::product); }
Response campaign_channels(Site& site, const Request& request) { return linked(site, request, Kind::channel); }

Response campaign_lessons(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto campaign = get(reader, request.path_value("code"), 0);
  auto items = Json::array();
  for (const auto& stored : reader.lessons_of(campaign.record.code)) {
    auto item = archive::to_json_record(stored.record);
    item["version"] = stored.version;
    items.push_back(std::move(item));
  }
  const auto total = items.size();
  return page_of(request, reader.revision(), total, std::move(items), "", "lessons.csv");
}

}  // namespace almanac::server::handlers
