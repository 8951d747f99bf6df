#include "graph/record_builder.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "graph/record_properties.h"

namespace almanac::graph {

using archive::Kind;

const RecordRelation record_relations[record_table_count] = {
    {"USED", Kind::campaign, Kind::channel, Kind::campaign},
    {"PROMOTED", Kind::campaign, Kind::product, Kind::campaign},
    {"TARGETED", Kind::campaign, Kind::segment, Kind::campaign},
    {"HAS_THEME", Kind::campaign, Kind::theme, Kind::campaign},
    {"ON_OCCASION", Kind::campaign, Kind::occasion, Kind::campaign},
    {"USES_MECHANIC", Kind::campaign, Kind::mechanic, Kind::campaign},
    {"TAUGHT", Kind::campaign, Kind::lesson, Kind::lesson},
    {"ABOUT", Kind::lesson, Kind::channel, Kind::lesson},
    {"ABOUT", Kind::lesson, Kind::product, Kind::lesson},
    {"ABOUT", Kind::lesson, Kind::theme, Kind::lesson},
    {"ABOUT", Kind::lesson, Kind::segment, Kind::lesson},
    {"ABOUT", Kind::lesson, Kind::category, Kind::lesson},
    {"SUCCEEDS", Kind::campaign, Kind::campaign, Kind::campaign},
    {"PART_OF", Kind::campaign, Kind::campaign, Kind::campaign},
    {"PART_OF", Kind::channel, Kind::channel, Kind::channel},
    {"PART_OF", Kind::category, Kind::category, Kind::category},
    {"IN", Kind::product, Kind::category, Kind::product},
    {"TAGGED", Kind::campaign, Kind::tag, Kind::campaign},
    {"TAGGED", Kind::user, Kind::tag, Kind::user},
    {"TAGGED", Kind::lesson, Kind::tag, Kind::lesson},
    {"MEMBER_OF", Kind::user, Kind::segment, Kind::segment},
};

bool is_node_kind(Kind kind) {
  return std::find(std::begin(node_kinds), std::end(node_kinds), kind) != std::end(node_kinds);
}

std::string_view label_of_kind(Kind kind) {
  constexpr std::string_view labels[] = {"Campaign", "User",    "Channel", "Product", "Theme",   "Occasion",
                                         "Mechanic", "Segment", "Lesson",  "Tag",     "Category"};
  return labels[class_of_kind(kind)];
}

std::int32_t plan_day(const archive::Campaign& c) {
  if (c.planned_start || c.announced) {
    return std::min(c.planned_start ? c.planned_start->days : INT32_MAX, c.announced ? c.announced->days : INT32_MAX);
  }
  if (c.start) return c.start->days;
  return c.end ? c.end->days : always;
}

std::int32_t outcome_day(const archive::Campaign& c) {
  if (c.end) return c.end->last_day();
  return c.start ? c.start->last_day() : always;
}

namespace {

constexpr std::size_t kind_count = std::size(node_kinds);

// An edge that a record declares, before parallel ones are made one (the earliest).
struct Declared {
  std::uint32_t source, target;
  std::int32_t day;
  auto operator<=>(const Declared&) const = default;
};

class RecordPass {
 public:
  RecordPass(const archive::Reader& reader, const LoadedGraph* old, std::uint64_t old_revision,
             const TouchpointGraph& touchpoints)
      : reader_(reader), old_(old), touchpoints_(touchpoints), builder_(old != nullptr ? old->texts.get() : nullptr) {
    if (old_ != nullptr) find_changes(old_revision);
  }

  SectionWriter run() {
    for (const Kind kind : node_kinds) builder_.add_class({std::string(label_of_kind(kind))});
    for (const RecordRelation& relation : record_relations) {
      builder_.add_table(std::string(relation.type), class_of_kind(relation.source), class_of_kind(relation.target));
    }
    // Campaigns first: the dates of lessons follow from them. Then records, then nodes, which may hide a deleted lesson.
    if (old_ != nullptr) adopt();
    read_records();
    add_nodes();
    write_edges();
    return builder_.finish();
  }

 private:
  void find_changes(std::uint64_t since) {
    for (const archive::Change& change : reader_.changes_since(since)) {
      if (!is_node_kind(change.kind)) continue;
      const bool names = change.kind == Kind::channel || change.kind == Kind::theme || change.kind == Kind::segment;
      if (names && change.number < old_->classes[class_of_kind(change.kind)].size) {
        old_ = nullptr;  // how names resolve may have changed: everything is read again
        return;
      }
      changed_[class_of_kind(change.kind)].insert(change.number);
    }
    for (const std::uint32_t campaign : changed_[class_of_kind(Kind::campaign)]) add_lessons_of(campaign);
  }

  // The lessons of a changed campaign follow its dates.
  void add_lessons_of(std::uint32_t campaign) {
    const EdgeTable& taught_table = old_->tables[taught];
    for (std::uint64_t i = taught_table.out.begin(campaign); i < taught_table.out.end(campaign); ++i) {
      changed_[class_of_kind(Kind::lesson)].insert(static_cast<std::uint32_t>(taught_table.out.far.at(i)));
    }
  }

  bool kept(Kind kind, std::uint32_t number) const { return !changed_[class_of_kind(kind)].contains(number); }

  void adopt() {
    for (const Kind kind : node_kinds) {
      const NodeClass& old_class = old_->classes[class_of_kind(kind)];
      builder_.adopt_properties(class_of_kind(kind), old_class,
                                [&](std::uint32_t number) { return kept(kind, number); });
    }
    for (std::uint32_t table = 0; table < record_table_count; ++table) adopt_edges(table);
  }

  void adopt_edges(std::uint32_t number) {
    const EdgeTable& table = old_->tables[number];
    const RecordRelation& relation = record_relations[number];
    const bool mixed = number == used || number == promoted;
    const EdgeProperty* since = nullptr;
    for (const auto& property : table.properties) {
      if (property->name() == "declared_since") since = property.get();
    }
    for (std::uint32_t source = 0; source + 1 < table.out.offsets.size(); ++source) {
      for (std::uint64_t i = table.out.begin(source); i < table.out.end(source); ++i) {
        const auto target = static_cast<std::uint32_t>(table.out.far.at(i));
        if (!kept(relation.owner, relation.owner == relation.source ? source : target)) continue;
        std::int32_t day = table.out.days.empty() ? always : static_cast<std::int32_t>(table.out.days.at(i));
        if (mixed) {
          if (!is_declared(table, i)) continue;
          const PropertyValue date = since != nullptr ? since->get(i) : PropertyValue{};
          day = std::holds_alternative<archive::Date>(date) ? std::get<archive::Date>(date).days : always;
        }
        edges_[number].push_back({source, target, day});
      }
    }
  }

  static bool is_declared(const EdgeTable& table, std::uint64_t position) {
    for (const auto& property : table.properties) {
      if (property->name() != "declared") continue;
      const PropertyValue value = property->get(position);
      return std::holds_alternative<bool>(value) && std::get<bool>(value);
    }
    return false;
  }

  template <class T>
  void each(Kind kind, const std::function<void(const archive::Stored<T>&)>& visit) {
    if (old_ == nullptr) {
      reader_.for_each<T>(visit);
      return;
    }
    for (const std::uint32_t number : changed_[class_of_kind(kind)]) {
      if (const auto stored = reader_.find<T>(number)) visit(*stored);
    }
  }

  void read_records() {
    each<archive::Campaign>(Kind::campaign, [this](const auto& stored) { add(stored); });
    each<archive::Lesson>(Kind::lesson, [this](const auto& stored) { add(stored); });
    each<archive::User>(Kind::user, [this](const auto& stored) { add(stored); });
    each<archive::Product>(Kind::product, [this](const auto& stored) { add(stored); });
    each<archive::Channel>(Kind::channel, [this](const auto& stored) { add(stored); });
    each<archive::Segment>(Kind::segment, [this](const auto& stored) { add(stored); });
  }

  std::optional<std::uint32_t> resolve(Kind kind, const std::string& name) {
    if (name.empty()) return std::nullopt;
    auto& known = names_[class_of_kind(kind)];
    const auto found = known.find(name);
    if (found != known.end()) return found->second;
    const bool by_name = kind == Kind::channel || kind == Kind::theme || kind == Kind::segment;
    return known[name] = by_name ? reader_.find_by_name(kind, name) : reader_.find_number(kind, name);
  }

  void declare(std::uint32_t table, std::uint32_t source, const std::string& name, std::int32_t day) {
    if (const auto target = resolve(record_relations[table].target, name))
      edges_[table].push_back({source, *target, day});
  }
  void declare_all(std::uint32_t table, std::uint32_t source, const archive::Strings& names, std::int32_t day) {
    for (const std::string& name : names) declare(table, source, name, day);
  }

  void add(const archive::Stored<archive::Campaign>& stored) {
    const archive::Campaign& c = stored.record;
    const std::uint32_t n = stored.number;
    PropertySetter(builder_, class_of_kind(Kind::campaign), n).record(c);
    const std::int32_t plan = plan_day(c);
    const std::int32_t outcome = outcome_day(c);
    campaign_ends_[c.code] = outcome;
    declare_all(used, n, c.channels, plan);
    declare_all(promoted, n, c.products, plan);
    for (const archive::Cost& cost : c.costs) declare(used, n, cost.channel, cost.planned ? plan : outcome);
    for (const archive::Result& result : c.results) {
      const std::int32_t day = result.date ? result.date->last_day() : result.to ? result.to->last_day() : outcome;
      declare(used, n, result.channel, day);
      declare(promoted, n, result.product, day);
    }
    declare_all(targeted, n, c.segments, plan);
    declare(has_theme, n, c.theme, plan);
    declare(on_occasion, n, c.occasion, plan);
    declare_all(uses_mechanic, n, c.mechanics, plan);
    declare_all(succeeds, n, c.based_on, plan);
    declare(campaign_part_of, n, c.parent, plan);
    declare_all(campaign_tagged, n, c.tags, plan);
  }

  void add(const archive::Stored<archive::Lesson>& stored) {
    const archive::Lesson& lesson = stored.record;
    const std::uint32_t n = stored.number;
    lessons_read_.push_back(n);
    PropertySetter(builder_, class_of_kind(Kind::lesson), n).record(lesson);
    const std::int32_t day = lesson.date ? lesson.date->last_day() : end_of(lesson.campaign);
    if (const auto campaign = resolve(Kind::campaign, lesson.campaign)) edges_[taught].push_back({*campaign, n, day});
    constexpr std::pair<std::string_view, std::uint32_t> conditions[] = {{"channel", about_channel},
                                                                         {"product", about_product},
                                                                         {"theme", about_theme},
                                                                         {"segment", about_segment},
                                                                         {"category", about_category}};
    for (const auto& [name, table] : conditions) {
      const auto condition = lesson.applies_when.find(std::string(name));
      if (condition != lesson.applies_when.end()) declare_all(table, n, condition->second, day);
    }
    declare_all(lesson_tagged, n, lesson.tags, day);
  }

  std::int32_t end_of(const std::string& campaign) {
    const auto known = campaign_ends_.find(campaign);
    if (known != campaign_ends_.end()) return known->second;
    const auto stored = reader_.find<archive::Campaign>(campaign, 0);
    return campaign_ends_[campaign] = stored ? outcome_day(stored->record) : always;
  }

  void add(const archive::Stored<archive::User>& stored) {
    PropertySetter(builder_, class_of_kind(Kind::user), stored.number).record(stored.record);
    declare_all(user_tagged, stored.number, stored.record.tags, always);
  }

  void add(const archive::Stored<archive::Product>& stored) {
    PropertySetter(builder_, class_of_kind(Kind::product), stored.number).record(stored.record);
    std::string path;
    for (const std::string& level : stored.record.category) path += path.empty() ? level : " > " + level;
    declare(in_category, stored.number, path, always);
  }

  void add(const archive::Stored<archive::Channel>& stored) {
    PropertySetter(builder_, class_of_kind(Kind::channel), stored.number).record(stored.record);
    declare(channel_part_of, stored.number, stored.record.parent, always);
  }

  void add(const archive::Stored<archive::Segment>& stored) {
    PropertySetter(builder_, class_of_kind(Kind::segment), stored.number).record(stored.record);
    for (const std::string& user : stored.record.users) {
      if (const auto number = resolve(Kind::user, user)) edges_[member_of].push_back({*number, stored.number, always});
    }
  }

  void add_nodes() {
    for (const Kind kind : node_kinds) {
      const std::uint32_t c = class_of_kind(kind);
      const std::uint32_t count = reader_.count(kind);
      if (keys_are_kept(kind, count)) {
        adopt_keys(kind, count);
        continue;
      }
      std::uint32_t next = 0;
      const std::vector<bool> live = kind == Kind::lesson ? live_lessons(count) : std::vector<bool>();
      reader_.for_each_key(kind, [&](std::uint32_t number, std::string_view key) {
        for (; next < number; ++next) builder_.add_node(c, "");
        builder_.add_node(c, kind != Kind::lesson || live[number] ? key : std::string_view());
        if (kind == Kind::theme || kind == Kind::occasion || kind == Kind::mechanic || kind == Kind::tag ||
            kind == Kind::category)
          add_named(c, number, key);
        ++next;
      });
      for (; next < count; ++next) builder_.add_node(c, "");
      if (old_ != nullptr) builder_.adopt_order(c, old_->classes[c]);
    }
  }

  // Of the large kinds only new and changed keys are read: an erased person has another key, and is among the changes.
  bool keys_are_kept(Kind kind, std::uint32_t count) const {
    const bool large = kind == Kind::user || kind == Kind::product || kind == Kind::campaign;
    return large && old_ != nullptr && count - old_->classes[class_of_kind(kind)].size <= count / 8;
  }

  void adopt_keys(Kind kind, std::uint32_t count) {
    const std::uint32_t c = class_of_kind(kind);
    const NodeClass& old_class = old_->classes[c];
    builder_.adopt_keys(c, old_class);
    for (std::uint32_t number = old_class.size; number < count; ++number)
      builder_.add_node(c, reader_.find_key(kind, number).value_or(""));
    for (const std::uint32_t number : changed_[c]) {
      if (number < old_class.size) builder_.set_key(c, number, reader_.find_key(kind, number).value_or(""));
    }
  }

  // A lesson gets its number when it is stored, so one without a record was deleted.
  std::vector<bool> live_lessons(std::uint32_t count) const {
    std::vector<bool> live(count);
    for (const std::uint32_t number : lessons_read_) live[number] = true;
    if (old_ == nullptr) return live;
    const NodeClass& old_lessons = old_->classes[class_of_kind(Kind::lesson)];
    for (std::uint32_t i = 0; i < std::min(count, old_lessons.size); ++i) {
      if (kept(Kind::lesson, i) && !old_lessons.keys.at(i).empty()) live[i] = true;
    }
    return live;
  }

  void add_named(std::uint32_t c, std::uint32_t number, std::string_view key) {
    if (old_ == nullptr || number >= old_->classes[c].size || changed_[c].contains(number))
      builder_.set(c, number, "name", key);
    if (kind_of_class(c) != Kind::category) return;
    const std::size_t split = key.rfind(" > ");
    const bool adopted = old_ != nullptr && number < old_->classes[c].size && !changed_[c].contains(number);
    if (split != std::string_view::npos && !adopted)
      declare(category_part_of, number, std::string(key.substr(0, split)), always);
  }

  void write_edges() {
    for (std::uint32_t table = 0; table < record_table_count; ++table) {
      auto& declared = edges_[table];
      std::sort(declared.begin(), declared.end());
      const auto same = [](const Declared& a, const Declared& b) {
        return a.source == b.source && a.target == b.target;
      };
      declared.erase(std::unique(declared.begin(), declared.end(), same), declared.end());  // keeps the earliest
    }
    write_union(used, touchpoints_.channel_pairs());
    write_union(promoted, touchpoints_.product_pairs());
    for (std::uint32_t table = targeted; table < record_table_count; ++table) {
      for (const Declared& edge : edges_[table]) builder_.add_edge(table, edge.source, edge.target, edge.day);
    }
  }

  struct Shown {
    std::uint32_t source, target;
    std::int32_t day;
    std::uint64_t count;
  };

  static std::vector<Shown> shown(const PairTable& pairs) {
    std::vector<Shown> all;
    for (std::uint32_t campaign = 0; campaign + 1 < pairs.offsets.size(); ++campaign) {
      const std::uint64_t end = pairs.end(campaign);
      for (std::uint64_t i = pairs.begin(campaign); i < end; ++i) {
        const auto target = static_cast<std::uint32_t>(pairs.far.at(i));
        const auto day = static_cast<std::int32_t>(pairs.first_day.at(i));
        const auto count = static_cast<std::uint64_t>(pairs.count.at(i));
        if (!all.empty() && all.back().source == campaign && all.back().target == target) {
          all.back().day = std::min(all.back().day, day);
          all.back().count += count;
        } else {
          all.push_back({campaign, target, day, count});
        }
      }
    }
    return all;
  }

  void write_union(std::uint32_t table, const PairTable& pairs) {
    const std::vector<Shown> touched = shown(pairs);
    auto declared = edges_[table].begin();
    auto seen = touched.begin();
    const auto key = [](const auto& edge) { return std::pair(edge.source, edge.target); };
    while (declared != edges_[table].end() || seen != touched.end()) {
      const bool take_declared =
          seen == touched.end() || (declared != edges_[table].end() && key(*declared) <= key(*seen));
      const bool take_seen = declared == edges_[table].end() || (seen != touched.end() && key(*seen) <= key(*declared));
      const auto [source, target] = take_declared ? key(*declared) : key(*seen);
      const std::int32_t day = std::min(take_declared ? declared->day : INT32_MAX, take_seen ? seen->day : INT32_MAX);
      builder_.add_edge(table, source, target, day, take_seen ? seen->count : 1);
      builder_.set_edge(table, "declared", take_declared);
      if (take_declared && declared->day != always)
        builder_.set_edge(table, "declared_since", archive::Date{declared->day, archive::Precision::day});
      if (take_declared) ++declared;
      if (take_seen) ++seen;
    }
  }

  const archive::Reader& reader_;
  const LoadedGraph* old_;
  const TouchpointGraph& touchpoints_;
  GraphBuilder builder_;
  std::array<std::set<std::uint32_t>, kind_count> changed_;
  std::array<std::unordered_map<std::string, std::optional<std::uint32_t>>, kind_count> names_;
  std::unordered_map<std::string, std::int32_t> campaign_ends_;
  std::array<std::vector<Declared>, record_table_count> edges_;
  std::vector<std::uint32_t> lessons_read_;
};

}  // namespace

SectionWriter build_records(const archive::Reader& reader, const LoadedGraph* old, std::uint64_t old_revision,
                            const TouchpointGraph& touchpoints) {
  return RecordPass(reader, old, old_revision, touchpoints).run();
}

}  // namespace almanac::graph
