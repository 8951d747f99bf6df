// Drafts: a template filled from chosen campaigns, as JSON, Markdown, HTML or DOCX, or saved as a campaign in status
// draft.

#include <algorithm>

#include "planning/draft.h"
#include "planning/templates.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

constexpr std::string_view docx_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::size_t campaigns_from_search = 10;

std::filesystem::path templates_of(const Site& site) { return site.archive().directory() / "templates"; }

archive::Strings strings_at(const Json& body, const std::string& name) {
  archive::Strings strings;
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return strings;
  const bool fits =
      found->is_array() && std::all_of(found->begin(), found->end(), [](const Json& each) { return each.is_string(); });
  if (!fits)
    throw HttpError(400, "bad_field", filled(Text{"{} is a list of texts", "{} 须为文本列表"}, name), "/" + name);
  for (const auto& each : *found) strings.push_back(each.get<std::string>());
  return strings;
}

std::string string_at(const Json& body, const std::string& name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_string())
    throw HttpError(400, "bad_field", filled(Text{"{} is a text", "{} 须为文本"}, name), "/" + name);
  return found->get<std::string>();
}

std::optional<archive::Date> date_at(const Json& body, const std::string& name) {
  const auto text = string_at(body, name);
  if (text.empty()) return std::nullopt;
  const auto date = archive::Date::parse(text);
  if (!date)
    throw HttpError(400, "bad_field",
                    filled(Text{"{} is a date such as 2024-11-11", "{} 须为日期，例如 2024-11-11"}, name), "/" + name);
  return date;
}

// The campaigns of the first hits, for a draft "from this search".
archive::Strings campaigns_found(const Site& site, const std::string& text, std::optional<archive::Date> as_of) {
  search::Query query;
  query.q = text;
  query.kinds = {archive::Kind::campaign};
  query.as_of = as_of;
  query.limit = campaigns_from_search;
  archive::Strings codes;
  for (const auto& hit : site.index().search(query).hits) codes.push_back(hit.code);
  return codes;
}

void check_names(const Json& body) {
  static constexpr std::string_view known[] = {"template", "language", "campaigns", "search", "lessons",
                                               "title",    "start",    "end",       "as_of",  "code"};
  if (!body.is_object())
    throw HttpError(400, "object_expected", {"the body is a JSON object", "正文须为 JSON 对象"}, "/");
  for (const auto& [name, value] : body.items()) {
    if (std::find(std::begin(known), std::end(known), name) != std::end(known)) continue;
    throw HttpError(
        400, "unknown_field",
        filled(Text{"there is no field {}; this takes template, language, campaigns, search, lessons, title, start, "
                    "end, as_of, code",
                    "没有字段 "
                    "{}；可用字段：template、language、campaigns、search、lessons、title、start、end、as_of、code"},
               name),
        "/" + name);
  }
}

planning::Draft make(Site& site, const Request& request, const Json& body) {
  check_names(body);
  const auto words = string_at(body, "language");
  if (!words.empty() && words != "zh" && words != "en")
    throw HttpError(400, "bad_field", {"language is zh or en", "language 须为 zh 或 en"}, "/language");
  const auto language = words == "zh"   ? archive::Language::zh
                        : words == "en" ? archive::Language::en
                                        : request.language;
  const auto id = string_at(body, "template");
  if (id.empty())
    throw HttpError(400, "missing_field",
                    {"template names the template; GET /api/v1/templates lists them",
                     "请用 template 指定模板；GET /api/v1/templates 列出全部模板"},
                    "/template");
  planning::DraftRequest asked;
  asked.form = planning::get_template(planning::load_templates(templates_of(site)), id, language);
  asked.campaigns = strings_at(body, "campaigns");
  asked.lessons = strings_at(body, "lessons");
  asked.title = string_at(body, "title");
  asked.start = date_at(body, "start");
  asked.end = date_at(body, "end");
  asked.as_of = date_at(body, "as_of");
  const auto search_text = string_at(body, "search");
  if (asked.campaigns.empty() && !search_text.empty())
    asked.campaigns = campaigns_found(site, search_text, asked.as_of);
  asked.dictionary = &site.archive().dictionary();
  return planning::make_draft(site.archive().read(), asked);
}

std::string format_of(const Request& request) {
  if (const auto format = request.value("format")) return *format;
  const auto accept = request.header("accept").value_or("");
  if (accept.find(docx_type) != std::string::npos) return "docx";
  if (accept.find("text/markdown") != std::string::npos) return "md";
  return accept.rfind("text/html", 0) == 0 ? "html" : "json";
}

}  // namespace

Response draft_plan(Site& site, const Request& request) {
  const auto draft = make(site, request, request.json());
  const auto format = format_of(request);
  if (format == "md") {
    auto response = Response::text(planning::to_markdown(draft), "text/markdown; charset=utf-8");
    response.with("Content-Disposition", attachment("draft.md", draft.title + ".md"));
    return response;
  }
  if (format == "html") return Response::text(planning::to_html(draft), "text/html; charset=utf-8");
  if (format == "docx") {
    auto response = Response::text(planning::to_docx(draft), std::string(docx_type));
    response.with("Content-Disposition", attachment("draft.docx", draft.title + ".docx"));
    return response;
  }
  return Response::of(planning::to_json(draft));
}

Response save_draft(Site& site, const Request& request) {
  const auto body = request.json();
  const auto draft = make(site, request, body);
  auto campaign = planning::draft_campaign(draft);
  if (const auto code = string_at(body, "code"); !code.empty()) campaign.code = archive::normalize_key(code);
  const auto findings = archive::validate(campaign, site.archive().read());
  require_valid(findings);
  archive::PutOutcome outcome;
  site.write(request, [&](archive::Transaction& transaction) { outcome = transaction.put(campaign, {0}); });
  const auto reader = site.archive().read();
  const auto stored = reader.find<archive::Campaign>(outcome.key, 200);
  if (!stored) throw_unknown(reader, archive::Kind::campaign, outcome.key);
  auto answer = archive::to_json_record(stored->record);
  answer["version"] = stored->version;
  answer["revision"] = reader.revision();
  answer["warnings"] = archive::to_json(findings, request.language);
  auto response = Response::of(answer, 201);
  response.with("ETag", etag_of(stored->version)).with("Location", "/api/v1/campaigns/" + percent_encode(outcome.key));
  return response;
}

Response list_templates(Site& site, const Request&) {
  auto body = planning::to_json(planning::load_templates(templates_of(site)));
  body["revision"] = site.archive().revision();
  return Response::of(body);
}

Response get_template(Site& site, const Request& request) {
  const auto list = planning::load_templates(templates_of(site));
  const auto language = request.value("language");
  const auto wanted = !language ? request.language : *language == "zh" ? archive::Language::zh : archive::Language::en;
  auto body = planning::to_json_with_source(planning::get_template(list, request.path_value("id"), wanted));
  body["revision"] = site.archive().revision();
  return Response::of(body);
}

}  // namespace almanac::server::handlers
