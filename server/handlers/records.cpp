// Users, channels, products, segments and lessons: lists in order of their key, one record, and for lessons writing.

#include "archive/records.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

using archive::Kind;
using archive::Lesson;
using archive::Stored;

const std::string& key_of(const archive::User& user) { return user.user; }
const std::string& key_of(const archive::Channel& channel) { return channel.channel; }
const std::string& key_of(const archive::Product& product) { return product.sku; }
const std::string& key_of(const archive::Segment& segment) { return segment.segment; }
const std::string& key_of(const Lesson& lesson) { return lesson.code; }

template <class T>
Json to_item(const Stored<T>& stored) {
  auto item = archive::to_json_record(stored.record);
  item["version"] = stored.version;
  return item;
}

template <class T>
Response list(Site& site, const Request& request, std::string_view file_name) {
  const auto limit = static_cast<std::size_t>(request.number("limit", 50));
  const auto reader = site.archive().read();
  auto page = reader.template page<T>(request.value("cursor").value_or(""), limit + 1);
  const bool more = page.size() > limit;
  if (more) page.pop_back();
  auto items = Json::array();
  for (const auto& stored : page) items.push_back(to_item(stored));
  return page_of(request, reader.revision(), reader.template record_count<T>(), std::move(items),
                 more ? key_of(page.back().record) : "", file_name);
}

template <class T>
Response one(Site& site, const Request& request, Kind kind, std::string_view name_in_path) {
  const auto& key = request.path_value(name_in_path);
  const auto reader = site.archive().read();
  auto stored = reader.template find<T>(key);
  if (!stored) {
    // Channels and segments are also known by their other names.
    if (const auto number = reader.find_by_name(kind, key)) stored = reader.template find<T>(*number);
  }
  if (!stored) throw_unknown(reader, kind, key);
  if (auto unchanged = not_modified(request, stored->version)) return *unchanged;
  auto body = to_item(*stored);
  body["revision"] = reader.revision();
  auto response = Response::of(body);
  response.with("ETag", etag_of(stored->version));
  return response;
}

Lesson lesson_of(const Request& request) {
  auto body = request.json();
  if (!body.is_object())
    throw HttpError(400, "object_expected", {"the body is one lesson as a JSON object", "正文须为一条经验的 JSON 对象"},
                    "/");
  body.erase("version");
  body.erase("revision");
  body.erase("warnings");
  return archive::from_json_record<Lesson>(body);
}

void check_campaign(const archive::Reads& reads, const Lesson& lesson) {
  if (lesson.campaign.empty()) {
    throw HttpError(400, "missing_campaign", {"a lesson names the campaign that taught it", "经验须写明来自哪个活动"},
                    "/campaign");
  }
  if (!reads.find<archive::Campaign>(lesson.campaign, 0)) throw_unknown(reads, Kind::campaign, lesson.campaign);
}

Response store(Site& site, const Request& request, Lesson lesson, const archive::PutCondition& condition) {
  lesson.campaign = archive::normalize_key(lesson.campaign);
  const auto findings = archive::validate(lesson, site.archive().dictionary());
  require_valid(findings);
  archive::PutOutcome outcome;
  conditional_write(site, request, [&](archive::Transaction& transaction) {
    check_campaign(transaction, lesson);
    outcome = transaction.put(lesson, condition);
  });
  const auto reader = site.archive().read();
  const auto stored = reader.find<Lesson>(outcome.key);
  if (!stored) throw_unknown(reader, Kind::lesson, outcome.key);
  auto body = to_item(*stored);
  body["revision"] = reader.revision();
  body["warnings"] = archive::to_json(findings, request.language);
  auto response = Response::of(body, outcome.put == archive::Put::created ? 201 : 200);
  response.with("ETag", etag_of(stored->version));
  if (outcome.put == archive::Put::created) response.with("Location", "/api/v1/lessons/" + percent_encode(outcome.key));
  return response;
}

}  // namespace

Response list_users(Site& site, const Request& request) { return list<archive::User>(site, request, "users.csv"); }
Response get_user(Site& site, const Request& request) { return one<archive::User>(site, request, Kind::user, "user"); }
Response list_channels(Site& site, const Request& request) {
  return list<archive::Channel>(site, request, "channels.csv");
}
Response get_channel(Site& site, const Request& request) {
  return one<archive::Channel>(site, request, Kind::channel, "channel");
}
Response list_products(Site& site, const Request& request) {
  return list<archive::Product>(site, request, "products.csv");
}
Response get_product(Site& site, const Request& request) {
  return one<archive::Product>(site, request, Kind::product, "sku");
}
Response list_segments(Site& site, const Request& request) {
  return list<archive::Segment>(site, request, "segments.csv");
}
Response get_segment(Site& site, const Request& request) {
  return one<archive::Segment>(site, request, Kind::segment, "segment");
}
Response list_lessons(Site& site, const Request& request) { return list<Lesson>(site, request, "lessons.csv"); }
Response get_lesson(Site& site, const Request& request) { return one<Lesson>(site, request, Kind::lesson, "code"); }

Response create_lesson(Site& site, const Request& request) {
  auto lesson = lesson_of(request);
  if (lesson.code.empty())
    lesson.code = archive::derive_lesson_code(archive::normalize_key(lesson.campaign), lesson.statement);
  return store(site, request, std::move(lesson), {0});
}

Response put_lesson(Site& site, const Request& request) {
  auto lesson = lesson_of(request);
  const auto code = archive::normalize_key(request.path_value("code"));
  if (!lesson.code.empty() && archive::normalize_key(lesson.code) != code) {
    throw HttpError(400, "other_code",
                    filled(Text{"the path names {}, the body {}; a code never changes",
                                "路径中的代码是 {}，正文中是 {}；编号不可修改"},
                           code, lesson.code),
                    "/code");
  }
  lesson.code = code;
  return store(site, request, std::move(lesson), condition_of(request));
}

}  // namespace almanac::server::handlers
