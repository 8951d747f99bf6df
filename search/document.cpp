#include "search/document.h"

#include <algorithm>
#include <set>

#include "archive/error.h"
#include "archive/figures.h"
#include "search/analysis.h"

namespace almanac::search {
namespace {

using archive::Json;
using archive::Kind;

constexpr std::size_t most_years = 20;
constexpr std::size_t most_product_names = 50;       // of a campaign, in its text; filters know all its products
constexpr std::size_t most_field_bytes = 600;        // of prose in the fields of a hit
constexpr std::size_t most_text_bytes = 256 * 1024;  // kept for snippets

void add_value(Document& document, Field field, std::string_view value) {
  if (value.empty()) return;
  auto& values = document.values[field];
  if (std::find(values.begin(), values.end(), value) == values.end()) values.emplace_back(value);
}

void add_values(Document& document, Field field, const archive::Strings& values) {
  auto& list = document.values[field];
  if (list.empty() && values.size() > 64) list = values;  // a long list comes from one place and has no doubles
  if (list.size() < values.size() || values.size() <= 64)
    for (const std::string& value : values) add_value(document, field, value);
  if (list.empty()) document.values.erase(field);
}

using Nature = TextPart::Nature;

void add_text(std::vector<TextPart>& parts, std::string_view text, std::uint8_t weight = 1,
              Nature nature = Nature::prose) {
  if (text.empty()) return;
  for (const TextPart& part : parts)
    if (part.text == text) return;
  parts.push_back({std::string(text), weight, nature});
}

void add_list(std::vector<TextPart>& parts, const archive::Strings& words, std::uint8_t weight = 1) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += "; ";
    joined += word;
  }
  add_text(parts, joined, weight, Nature::names);
}

void add_json_text(std::vector<TextPart>& parts, const Json& value) {
  if (value.is_string()) add_text(parts, value.get_ref<const std::string&>());
  if (value.is_array() || value.is_object())
    for (const Json& inner : value) add_json_text(parts, inner);
}

void add_attributes(Document& document, const archive::Attributes& attributes, std::vector<TextPart>& parts) {
  for (const auto& [name, value] : attributes) {
    add_json_text(parts, value);
    const auto add = [&, &attribute = name](const Json& one) {
      if (one.is_string()) document.attributes.emplace_back(attribute, one.get<std::string>());
      if (one.is_number() || one.is_boolean()) document.attributes.emplace_back(attribute, archive::dump(one));
    };
    add(value);
    if (value.is_array())
      for (const Json& one : value) add(one);
  }
}

void later(std::int32_t& day, const std::optional<archive::Date>& date) {
  if (date) day = std::max(day, date->last_day());
}

std::int32_t first_day(const std::optional<archive::Date>& date) { return date ? date->days : no_day; }

// Known from the earliest of plan and announcement, else from the start, else from the end.
std::int32_t visible_day_of(const archive::Campaign& campaign) {
  const std::int32_t planned = first_day(campaign.planned_start);
  const std::int32_t announced = first_day(campaign.announced);
  if (planned != no_day && announced != no_day) return std::min(planned, announced);
  if (planned != no_day || announced != no_day) return std::max(planned, announced);
  if (campaign.start) return campaign.start->days;
  return first_day(campaign.end);
}

std::int32_t end_day_of(const archive::Campaign& campaign) {
  for (const auto* date : {&campaign.end, &campaign.planned_end, &campaign.start, &campaign.planned_start})
    if (*date) return (*date)->last_day();
  return no_day;
}

std::int32_t outcome_day_of(const archive::Campaign& campaign) {
  std::int32_t day = end_day_of(campaign);
  for (const auto& result : campaign.results) {
    later(day, result.date);
    later(day, result.to);
  }
  for (const auto& lesson : campaign.lessons) later(day, lesson.date);
  for (const auto& experiment : campaign.experiments) later(day, experiment.date);
  if (campaign.review) later(day, campaign.review->date);
  return std::max(day, visible_day_of(campaign));
}

std::string_view band_of(double budget) {
  if (budget < 1e4) return "<10k";
  if (budget < 1e5) return "10k-100k";
  if (budget < 5e5) return "100k-500k";
  if (budget < 1e6) return "500k-1m";
  return budget < 5e6 ? "1m-5m" : ">=5m";
}

std::string_view attainment_band(double share) {
  if (share < 0.5) return "<50%";
  if (share < 0.8) return "50-80%";
  if (share < 1.0) return "80-100%";
  return share < 1.2 ? "100-120%" : ">=120%";
}

void put(Json& fields, const char* name, const std::string& value) {
  if (!value.empty()) fields[name] = value;
}

void put(Json& fields, const char* name, const std::optional<archive::Date>& value) {
  if (value) fields[name] = value->to_string();
}

void put(Json& fields, const char* name, const std::optional<archive::Decimal>& value) {
  if (value) fields[name] = archive::to_json(*value);
}

void put(Json& fields, const char* name, const archive::Strings& values, std::size_t most) {
  if (values.empty()) return;
  Json list = Json::array();
  for (std::size_t i = 0; i < values.size() && i < most; ++i) list.push_back(values[i]);
  fields[name] = std::move(list);
  if (values.size() > most) fields[std::string(name) + "_count"] = values.size();
}

// For showing a hit; the whole text is the record's.
std::string shortened(const std::string& text) {
  if (text.size() <= most_field_bytes) return text;
  return text.substr(0, cut_at_character(text, most_field_bytes)) + "…";
}

Json figure(const std::string& metric, const std::optional<archive::Decimal>& value, const std::string& unit) {
  Json one = Json::object();
  one["metric"] = metric;
  put(one, "value", value);
  put(one, "unit", unit);
  return one;
}

void put_campaign_fields(Document& document, const archive::FigureContext& figures, const archive::Campaign& campaign,
                         const std::optional<archive::Attainment>& attainment) {
  Json& plan = document.plan_fields;
  put(plan, "theme", campaign.theme);
  put(plan, "occasion", campaign.occasion);
  put(plan, "objective", campaign.objective);
  put(plan, "type", campaign.type);
  put(plan, "start", campaign.start ? campaign.start : campaign.planned_start);
  put(plan, "end", campaign.end ? campaign.end : campaign.planned_end);
  put(plan, "budget", campaign.budget);
  put(plan, "currency", campaign.currency);
  put(plan, "channels", campaign.channels, 8);
  put(plan, "products", campaign.products, 5);
  put(plan, "owner", campaign.owner);

  Json& outcome = document.outcome_fields;
  put(outcome, "status", campaign.status);
  put(outcome, "spend", campaign.spend);
  if (attainment) {
    const auto& goal = campaign.goals[attainment->goal];
    plan["goal"] = figure(goal.metric, goal.target, goal.unit);
    outcome["result"] = figure(attainment->actual->written, attainment->actual->value, attainment->actual->unit);
    outcome["attainment"] = *attainment->share;
  } else {
    if (!campaign.goals.empty())
      plan["goal"] = figure(campaign.goals[0].metric, campaign.goals[0].target, campaign.goals[0].unit);
    for (const auto& result : archive::reported_figures(figures, campaign))
      if (result.phase.empty() && !outcome.contains("result"))
        outcome["result"] = figure(result.written, result.value, result.unit);
  }
  if (document.roi) outcome["roi"] = *document.roi;
  if (!campaign.lessons.empty()) {
    outcome["lesson"] = shortened(campaign.lessons[0].statement);
    outcome["lessons_count"] = campaign.lessons.size();
  }
}

void add_campaign_texts(Document& document, const archive::Campaign& campaign) {
  auto& plan = document.plan;
  add_text(plan, campaign.theme, 3, Nature::names);
  add_text(plan, campaign.occasion, 2, Nature::names);
  for (const auto& goal : campaign.goals) add_text(plan, goal.text);
  add_list(plan, campaign.mechanics, 2);
  add_list(plan, campaign.tags, 2);
  add_list(plan, campaign.segments);
  for (const auto& phase : campaign.phases) add_text(plan, phase.name, 1, Nature::names);
  for (const auto& benefit : campaign.benefits) add_text(plan, benefit.name, 1, Nature::names);
  for (const auto& milestone : campaign.milestones) add_text(plan, milestone.name, 1, Nature::names);
  for (const auto* code : {&campaign.objective, &campaign.type, &campaign.mode})
    add_text(plan, *code, 1, Nature::codes);
  for (const auto* name : {&campaign.owner, &campaign.team, &campaign.region}) add_text(plan, *name, 1, Nature::names);
  add_list(plan, campaign.partners);
  for (const auto& goal : campaign.goals) add_text(plan, goal.metric, 1, Nature::codes);

  // Prose that may tell how it went counts as outcome, whatever else it says.
  auto& outcome = document.outcome;
  add_text(outcome, campaign.summary);
  add_text(outcome, campaign.highlights);
  for (const auto& lesson : campaign.lessons) {
    add_text(outcome, lesson.statement);
    add_text(outcome, lesson.advice);
    add_text(outcome, lesson.evidence);
    add_list(outcome, lesson.tags);
  }
  if (campaign.review)
    for (const auto* text :
         {&campaign.review->goal, &campaign.review->result, &campaign.review->analysis, &campaign.review->insight})
      add_text(outcome, *text);
  for (const auto& result : campaign.results) {
    add_text(outcome, result.text);
    add_text(outcome, result.metric, 1, Nature::codes);
  }
  for (const auto& cost : campaign.costs) add_text(outcome, cost.text);
  for (const auto& experiment : campaign.experiments) {
    add_text(outcome, experiment.hypothesis);
    add_text(outcome, experiment.verdict, 1, Nature::codes);
  }
  for (const auto& competitor : campaign.competitors) {
    add_text(outcome, competitor.name, 1, Nature::names);
    add_text(outcome, competitor.action);
  }
  add_attributes(document, campaign.attributes, outcome);
}

}  // namespace

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

void DocumentMaker::add_campaign_values(Document& document, const archive::Campaign& campaign) {
  const auto add_channel = [&](const std::string& name) {
    if (name.empty()) return;
    for (const std::string& channel : channel_path(name)) add_value(document, Field::channel, channel);
  };
  for (const std::string& channel : campaign.channels) add_channel(channel);
  for (const auto& cost : campaign.costs) add_channel(cost.channel);
  for (const auto& result : campaign.results) add_channel(result.channel);
  add_products(document, campaign.products);
  add_value(document, Field::theme, campaign.theme);
  add_value(document, Field::type, campaign.type);
  add_value(document, Field::objective, campaign.objective);
  add_value(document, Field::occasion, campaign.occasion);
  add_values(document, Field::mechanic, campaign.mechanics);
  add_values(document, Field::segment, campaign.segments);
  add_value(document, Field::team, campaign.team);
  add_value(document, Field::region, campaign.region);
  add_value(document, Field::mode, campaign.mode);
  add_values(document, Field::partner, campaign.partners);
  const auto& first = campaign.start ? campaign.start : campaign.planned_start ? campaign.planned_start : campaign.end;
  const auto& last = campaign.end ? campaign.end : campaign.planned_end ? campaign.planned_end : first;
  if (first) {
    document.start = first->days;
    document.end = std::max(first->days, last->last_day());
    const int end = std::min(std::max(first->year(), last->year()), first->year() + static_cast<int>(most_years) - 1);
    for (int year = first->year(); year <= end; ++year) add_value(document, Field::year, std::to_string(year));
  }
}

void DocumentMaker::remember(const archive::Campaign& campaign) {
  context_ = Context();
  context_->code = campaign.code;
  context_->name = campaign.name;
  context_->theme = campaign.theme;
  context_->end_day = end_day_of(campaign);
  add_campaign_values(context_->values, campaign);
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

Document DocumentMaker::campaign(const archive::Stored<archive::Campaign>& stored) {
  const archive::Campaign& campaign = stored.record;
  Document document;
  document.kind = Kind::campaign;
  document.key = campaign.code;
  document.title = campaign.name;
  remember(campaign);
  known_campaigns_.insert(campaign.code);
  document.values = context_->values.values;
  document.start = context_->values.start;
  document.end = context_->values.end;
  add_value(document, Field::status, campaign.status);
  add_value(document, Field::owner, campaign.owner);
  add_values(document, Field::tag, campaign.tags);
  for (const auto& lesson : campaign.lessons) {
    add_value(document, Field::stage, lesson.stage);
    add_value(document, Field::lesson_kind, lesson.kind);
  }
  document.visible_day = visible_day_of(campaign);
  document.outcome_day = outcome_day_of(campaign);
  if (campaign.budget && (campaign.currency.empty() || campaign.currency == currency_)) {
    document.budget = campaign.budget->to_double();
    add_value(document, Field::budget_band, band_of(*document.budget));
  }
  const archive::FigureContext figures{&archive::dictionary_of(reads_), currency_};
  document.roi = archive::roi_of(figures, campaign).value();
  const auto attainment = archive::main_attainment(figures, campaign);
  if (attainment && attainment->share) {
    document.attainment = attainment->share;
    add_value(document, Field::attainment, attainment_band(*attainment->share));
  }
  for (const auto& goal : campaign.goals)
    if (!goal.metric.empty())
      add_value(document, Field::goal, archive::metric_facts(*figures.dictionary, goal.metric).key);
  add_campaign_texts(document, campaign);
  add_list(document.plan, campaign.channels);
  archive::Strings products;
  for (const std::string& sku : campaign.products) {
    if (products.size() >= 2 * most_product_names) break;
    products.push_back(sku);
    if (const std::string& name = product_facts(sku).name; !name.empty()) products.push_back(name);
  }
  add_list(document.plan, products);
  put_campaign_fields(document, figures, campaign, attainment);
  return document;
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
  put(fields, "campaign", lesson.campaign);
  if (const Context* campaign = context_of(lesson.campaign)) {
    for (const auto& [field, values] : campaign->values.values) {
      if (field == Field::product && document.values.contains(field))
        continue;  // those it names are the ones it is about
      add_values(document, field, values);
    }
    document.start = campaign->values.start;
    if (known == no_day) known = campaign->end_day;
    put(fields, "campaign_name", campaign->name);
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
  put(fields, "kind", lesson.kind);
  put(fields, "stage", lesson.stage);
  put(fields, "status", lesson.status);
  put(fields, "owner", lesson.owner);
  put(fields, "date", lesson.date);
  put(fields, "statement", shortened(lesson.statement));
  put(fields, "advice", shortened(lesson.advice));
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
  put(document.plan_fields, "category", product.category, 16);
  put(document.plan_fields, "brand", product.brand);
  put(document.plan_fields, "price", product.price);
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
  put(document.plan_fields, "name", channel.name);
  put(document.plan_fields, "kind", channel.kind);
  put(document.plan_fields, "role", channel.role);
  put(document.plan_fields, "parent", channel.parent);
  return document;
}

// A document is found by what its campaign is, too, as a lesson is.
Document DocumentMaker::text_document(const archive::Document& stored) {
  Document document;
  document.kind = Kind::document;
  document.key = stored.hash;
  document.title = stored.title.empty() ? stored.file_name : stored.title;
  Json& fields = document.plan_fields;
  put(fields, "campaigns", stored.campaigns, 8);
  if (const Context* campaign = stored.campaigns.empty() ? nullptr : context_of(stored.campaigns.front())) {
    for (const auto& [field, values] : campaign->values.values) add_values(document, field, values);
    document.start = campaign->values.start;
    put(fields, "campaign_name", campaign->name);
  }
  document.visible_day = document.outcome_day =
      stored.date ? stored.date->last_day() : static_cast<std::int32_t>(stored.at_ms / 86'400'000);
  put(fields, "file_name", stored.file_name);
  put(fields, "format", stored.format);
  put(fields, "date", stored.date);
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

// Plan fields, outcome fields, where the plan text begins, all text; each after its length in decimal and a colon. Prose stands
// before names: of two passages that show as much the earlier is taken.
std::string encode_data(const Document& document) {
  std::string text;
  const auto append = [&](const std::vector<TextPart>& parts) {
    for (const Nature nature : {Nature::prose, Nature::names})
      for (const TextPart& part : parts) {
        if (part.text.empty() || part.nature != nature) continue;
        if (text.size() + part.text.size() > most_text_bytes) return;
        if (!text.empty()) text += '\n';
        text += part.text;
      }
  };
  append(document.outcome);
  const std::size_t plan_begin = text.size();
  append(document.plan);
  std::string data;
  for (const std::string& part : {archive::dump(document.plan_fields), archive::dump(document.outcome_fields),
                                  std::to_string(plan_begin), text}) {
    data += std::to_string(part.size());
    data += ':';
    data += part;
  }
  return data;
}

StoredHit decode_data(std::string_view data) {
  const auto damaged = [] {
    return archive::Error(
        archive::ErrorKind::corrupt, "damaged_index",
        {"the search index is damaged; run: almanac reindex", "搜索索引已损坏；请运行：almanac reindex"});
  };
  const auto next = [&]() -> std::string_view {
    const std::size_t colon = data.find(':');
    if (colon == std::string_view::npos || colon > 10) throw damaged();
    std::size_t length = 0;
    for (const char digit : data.substr(0, colon)) {
      if (digit < '0' || digit > '9') throw damaged();
      length = length * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (length > data.size() - colon - 1) throw damaged();
    const std::string_view part = data.substr(colon + 1, length);
    data.remove_prefix(colon + 1 + length);
    return part;
  };
  StoredHit hit;
  hit.plan_fields = Json::parse(next(), nullptr, false);
  hit.outcome_fields = Json::parse(next(), nullptr, false);
  std::size_t plan_begin = 0;
  for (const char digit : next()) plan_begin = plan_begin * 10 + static_cast<std::size_t>(digit - '0');
  hit.all_text = next();
  if (plan_begin > hit.all_text.size()) throw damaged();
  hit.plan_text = hit.all_text.substr(plan_begin);
  if (!hit.plan_fields.is_object() || !hit.outcome_fields.is_object()) throw damaged();
  return hit;
}

}  // namespace almanac::search
