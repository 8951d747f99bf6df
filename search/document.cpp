#include "search/document.h"

#include <algorithm>
#include <set>

#include "search/analysis.h"
#include "search/document_parts.h"

namespace almanac::search {

using archive::Json;
using archive::Kind;
using Nature = TextPart::Nature;

DocumentMaker::DocumentMaker(const archive::Reads& reads, std::string currency)
    : reads_(reads), currency_(std::move(currency)) {}

const std::vector<std::string>& DocumentMaker::channel_path(const std::string& key) {
  const auto known = channel_paths_.find(key);
  if (known != channel_paths_.end()) return known->second;
  std::vector<std::string> path{key};
  auto stored = reads_.find<archive::Channel>(key);
  while (stored && !stored->record.parent.empty() && path.size() < 16) {
    const std::string& parent = stored->record.parent;
    if (std::find(path.begin(), path.end(), parent) != path.end()) break;  // a circle in the data ends here
    path.push_back(parent);
    stored = reads_.find<archive::Channel>(parent);
  }
  return channel_paths_.emplace(key, std::move(path)).first->second;
}

const DocumentMaker::ProductFacts& DocumentMaker::product_facts(const std::string& sku) {
  const auto known = products_.find(sku);
  if (known != products_.end()) return known->second;
  ProductFacts facts;
  if (const auto stored = reads_.find<archive::Product>(sku)) {
    facts.name = stored->record.name;
    facts.brand = stored->record.brand;
    std::string path;
    for (const std::string& level : stored->record.category) {
      if (!path.empty()) path += " > ";
      path += level;
      facts.category.push_back(path);
    }
  }
  return products_.emplace(sku, std::move(facts)).first->second;
}

void DocumentMaker::add_products(Document& document, const archive::Strings& skus) {
  // A campaign may promote tens of thousands: add_value's search through what is there would be quadratic.
  std::set<std::string_view> had;
  auto& values = document.values[Field::product];
  for (const std::string& known : values) had.insert(known);
  const std::size_t before = values.size();
  values.reserve(before + skus.size());
  for (const std::string& sku : skus) {
    if (!sku.empty() && had.insert(sku).second) values.push_back(sku);
    const ProductFacts& facts = product_facts(sku);
    for (const std::string& level : facts.category) add_value(document, Field::category, level);
    add_value(document, Field::brand, facts.brand);
  }
  if (values.empty()) document.values.erase(Field::product);
}

const DocumentMaker::Context* DocumentMaker::context_of(const std::string& campaign) {
  if (campaign.empty()) return nullptr;
  if (!context_ || context_->code != campaign) {
    const auto stored = reads_.find<archive::Campaign>(campaign);
    if (!stored) return nullptr;
    remember(stored->record);
  }
  return &*context_;
}

Document DocumentMaker::lesson(const archive::Stored<archive::Lesson>& stored) {
  const archive::Lesson& lesson = stored.record;
  Document document;
  document.kind = Kind::lesson;
  document.key = lesson.code;
  document.title = lesson.statement;
  // What the lesson says of itself comes first; the rest it has from its campaign.
  const std::pair<const char*, Field> conditions[] = {{"theme", Field::theme},         {"occasion", Field::occasion},
                                                      {"segment", Field::segment},     {"category", Field::category},
                                                      {"objective", Field::objective}, {"mechanic", Field::mechanic},
                                                      {"type", Field::type},           {"region", Field::region}};
  for (const auto& [name, field] : conditions)
    if (const auto found = lesson.applies_when.find(name); found != lesson.applies_when.end())
      add_values(document, field, found->second);
  if (const auto found = lesson.applies_when.find("channel"); found != lesson.applies_when.end())
    for (const std::string& name : found->second) add_values(document, Field::channel, channel_path(name));
  if (const auto found = lesson.applies_when.find("product"); found != lesson.applies_when.end())
    add_products(document, found->second);

  std::int32_t known = lesson.date ? lesson.date->last_day() : no_day;
  Json& fields = document.plan_fields;
  put_field(fields, "campaign", lesson.campaign);
  if (const Context* campaign = context_of(lesson.campaign)) {
    for (const auto& [field, values] : campaign->values.values) {
      if (field == Field::product && document.values.contains(field))
        continue;  // those it names are the ones it is about
      add_values(document, field, values);
    }
    document.start = campaign->values.start;
    if (known == no_day) known = campaign->end_day;
    put_field(fields, "campaign_name", campaign->name);
    add_text(document.plan, campaign->name, 1, Nature::names);
    add_text(document.plan, campaign->theme, 1, Nature::names);
  }
  document.visible_day = document.outcome_day = known;
  add_value(document, Field::status, lesson.status);
  add_value(document, Field::owner, lesson.owner);
  add_values(document, Field::tag, lesson.tags);
  add_value(document, Field::stage, lesson.stage);
  add_value(document, Field::lesson_kind, lesson.kind);
  document.plan.insert(document.plan.begin(), TextPart{lesson.advice});
  add_text(document.plan, lesson.evidence);
  add_list(document.plan, lesson.tags, 2);
  for (const auto& [name, values] : lesson.applies_when) add_list(document.plan, values);
  put_field(fields, "kind", lesson.kind);
  put_field(fields, "stage", lesson.stage);
  put_field(fields, "status", lesson.status);
  put_field(fields, "owner", lesson.owner);
  put_field(fields, "date", lesson.date);
  put_field(fields, "statement", shortened(lesson.statement));
  put_field(fields, "advice", shortened(lesson.advice));
  return document;
}

Document DocumentMaker::product(const archive::Stored<archive::Product>& stored) {
  const archive::Product& product = stored.record;
  Document document;
  document.kind = Kind::product;
  document.key = product.sku;
  document.title = product.name.empty() ? product.sku : product.name;
  add_value(document, Field::product, product.sku);
  add_value(document, Field::brand, product.brand);
  std::string path;
  for (const std::string& level : product.category) {
    if (!path.empty()) path += " > ";
    path += level;
    add_value(document, Field::category, path);
  }
  add_text(document.plan, product.brand, 2, Nature::names);
  add_text(document.plan, path, 1, Nature::names);
  add_attributes(document, product.attributes, document.plan);
  put_field(document.plan_fields, "category", product.category, 16);
  put_field(document.plan_fields, "brand", product.brand);
  put_field(document.plan_fields, "price", product.price);
  return document;
}

Document DocumentMaker::channel(const archive::Stored<archive::Channel>& stored) {
  const archive::Channel& channel = stored.record;
  Document document;
  document.kind = Kind::channel;
  document.key = channel.channel;
  document.title = channel.name.empty() ? channel.channel : channel.name;
  document.aliases = channel.aliases;
  if (!channel.name.empty()) document.aliases.push_back(channel.name);
  add_values(document, Field::channel, channel_path(channel.channel));
  add_value(document, Field::role, channel.role);
  add_value(document, Field::type, channel.kind);
  add_list(document.plan, channel.aliases, 2);
  add_attributes(document, channel.attributes, document.plan);
  put_field(document.plan_fields, "name", channel.name);
  put_field(document.plan_fields, "kind", channel.kind);
  put_field(document.plan_fields, "role", channel.role);
  put_field(document.plan_fields, "parent", channel.parent);
  return document;
}

// A document is found by what its campaign is, too, as a lesson is.
Document DocumentMaker::text_document(const archive::Document& stored) {
  Document document;
  document.kind = Kind::document;
  document.key = stored.hash;
  document.title = stored.title.empty() ? stored.file_name : stored.title;
  Json& fields = document.plan_fields;
  put_field(fields, "campaigns", stored.campaigns, 8);
  if (const Context* campaign = stored.campaigns.empty() ? nullptr : context_of(stored.campaigns.front())) {
    for (const auto& [field, values] : campaign->values.values) add_values(document, field, values);
    document.start = campaign->values.start;
    put_field(fields, "campaign_name", campaign->name);
  }
  document.visible_day = document.outcome_day =
      stored.date ? stored.date->last_day() : static_cast<std::int32_t>(stored.at_ms / 86'400'000);
  put_field(fields, "file_name", stored.file_name);
  put_field(fields, "format", stored.format);
  put_field(fields, "date", stored.date);
  add_text(document.plan, stored.file_name, 1, Nature::names);
  // In parts, so that what is kept for snippets can end between two of them.
  constexpr std::size_t part_bytes = 16 * 1024;
  const std::string text = archive::document_text(reads_, stored.hash);
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    std::size_t size = cut_at_character(rest, part_bytes);
    if (const std::size_t line = rest.substr(0, size).rfind('\n');
        size < rest.size() && line != std::string_view::npos && line > 0)
      size = line;
    add_text(document.plan, std::string(rest.substr(0, size)));
    at += size;
  }
  return document;
}

bool DocumentMaker::has_campaign(const archive::Lesson& lesson) const {
  return !lesson.campaign.empty() && known_campaigns_.contains(lesson.campaign);
}

std::optional<Document> DocumentMaker::make(Kind kind, std::uint32_t number) {
  const auto from =
      [&]<class T>(Document (DocumentMaker::*build)(const archive::Stored<T>&)) -> std::optional<Document> {
    const auto stored = reads_.find<T>(number);
    if (!stored) return std::nullopt;
    return (this->*build)(*stored);
  };
  switch (kind) {
    case Kind::campaign:
      return from.template operator()<archive::Campaign>(&DocumentMaker::campaign);
    case Kind::lesson:
      return from.template operator()<archive::Lesson>(&DocumentMaker::lesson);
    case Kind::product:
      return from.template operator()<archive::Product>(&DocumentMaker::product);
    case Kind::channel:
      return from.template operator()<archive::Channel>(&DocumentMaker::channel);
    case Kind::document: {
      const auto stored = archive::find_document(reads_, number);
      return stored ? std::optional(text_document(*stored)) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace almanac::search
