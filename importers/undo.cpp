// All of an undoing happens in one write, so it is there as a whole or not at all. Tables first (links, touchpoints,
// documents), then the records: lessons before their campaigns, channels last, when it is known which are still used.

#include "importers/undo.h"

#include <algorithm>
#include <optional>

#include "archive/audit.h"
#include "archive/import_undo.h"
#include "archive/records.h"
#include "archive/saved_searches.h"
#include "archive/store.h"
#include "archive/synonyms.h"
#include "archive/validate.h"
#include "importers/merge.h"

namespace almanac::importers {
namespace {

using archive::ImportStep;
using archive::Json;
using archive::Kind;
using archive::Transaction;

constexpr std::size_t listed = 1'000;

// Which campaigns and channels touchpoints that count speak of.
class UsedByTouchpoints {
 public:
  explicit UsedByTouchpoints(const archive::Reads& reads) : reads_(reads) {}

  bool uses(Kind kind, std::uint32_t number) {
    if (!scanned_) scan();
    const std::vector<bool>& used = kind == Kind::campaign ? campaigns_ : channels_;
    return number < used.size() && used[number];
  }

 private:
  void scan() {
    scanned_ = true;
    campaigns_.resize(reads_.count(Kind::campaign));
    channels_.resize(reads_.count(Kind::channel));
    archive::TouchpointScan all;
    all.columns = archive::TouchpointSelect::campaign | archive::TouchpointSelect::channel;
    reads_.scan_touchpoints(all, [&](const archive::TouchpointBlock& block, const archive::TouchpointColumns& columns) {
      auto dead = block.dead.begin();
      for (std::size_t row = 0; row < columns.size(); ++row) {
        if (dead != block.dead.end() && *dead == row) {
          ++dead;
          continue;
        }
        if (columns.campaign[row] != archive::no_number) campaigns_[columns.campaign[row]] = true;
        if (columns.channel[row] != archive::no_number) channels_[columns.channel[row]] = true;
      }
    });
  }

  const archive::Reads& reads_;
  bool scanned_ = false;
  std::vector<bool> campaigns_, channels_;
};

bool is_valid(const auto& record, const archive::Reads& reads) {
  return std::ranges::none_of(archive::validate(record, reads),
                              [](const archive::Finding& finding) { return finding.is_error(); });
}

class Undoing {
 public:
  Undoing(Transaction& transaction, UndoReport& report)
      : transaction_(transaction), report_(report), used_(transaction) {}

  void run() {
    const archive::TablesUndone tables = archive::undo_tables(transaction_, report_.import_id, report_.undone);
    report_.links = tables.links_added + tables.links_removed;
    report_.documents = tables.documents;
    report_.touchpoints_removed = tables.touchpoints.removed;
    report_.touchpoints_restored = tables.touchpoints.restored;
    report_.touchpoints_kept = tables.touchpoints.kept;
    records<archive::Lesson>(Kind::lesson);
    records<archive::User>(Kind::user);
    records<archive::Product>(Kind::product);
    records<archive::Segment>(Kind::segment);
    records<archive::Campaign>(Kind::campaign);
    records<archive::Channel>(Kind::channel);
    for (const archive::SearchingStep& step : archive::searching_steps(transaction_, report_.undone))
      step.is_synonyms ? synonyms(step) : saved_search(step);
  }

 private:
  static std::vector<archive::Strings> groups_of(const Json& groups) {
    return groups.get<std::vector<archive::Strings>>();
  }

  // Groups word for word as the import left them become what they were. One that was changed since loses and gets back words as a list
  // of a record does; of several that became one, or one that the import made, nothing is taken back then.
  void synonyms(const archive::SearchingStep& step) {
    const auto before = groups_of(step.before), after = groups_of(step.after);
    if (archive::replace_synonyms(transaction_, after, before)) {
      report_.synonyms += std::max(before.size(), after.size());
      return;
    }
    const archive::Strings& shown = (after.empty() ? before : after).front();
    const auto now = group_now(shown);
    if (!now && before.empty()) return;  // somebody else has removed it
    std::vector<FieldDifference> kept;
    if (now && before.size() == 1 && after.size() == 1) {
      const auto words = [](const archive::Strings& group) { return Json{{"words", group}}; };
      const Json wanted = taken_back(words(*now), words(before.front()), words(after.front()), kept);
      const auto group = wanted.value("words", archive::Strings());
      if (group.size() > 1 && archive::replace_synonyms(transaction_, {*now}, {group})) {
        report_.synonyms += group != *now;
        for (const FieldDifference& field : kept) keep("synonyms", shown.front(), field);
        return;
      }
    }
    for (const archive::Strings& group : before.empty() ? after : before)
      keep("synonyms", shown.front(), {"words", before.empty() ? Json() : Json(group), now ? Json(*now) : Json()});
  }

  // The group that the first of these words that is in any is in.
  std::optional<archive::Strings> group_now(const archive::Strings& words) const {
    for (const std::string& word : words)
      if (auto group = archive::find_synonyms(transaction_, word)) return std::move(group->words);
    return std::nullopt;
  }

  void saved_search(const archive::SearchingStep& step) {
    const Json& shown = (step.after.empty() ? step.before : step.after).front();
    const std::string name = shown.at("name");
    Json now;
    if (const auto known = archive::find_saved_search(transaction_, name))
      now = {{"name", known->name}, {"title", known->title}, {"parameters", known->parameters}};
    const auto keep_all = [&](const std::vector<FieldDifference>& kept) {
      for (const FieldDifference& field : kept) keep("saved_search", name, field);
    };
    if (step.before.empty()) {  // made by the import
      if (now == step.after.front()) {
        archive::remove_saved_search(transaction_, name);
        ++report_.saved_searches;
      } else if (!now.is_null()) {
        keep_all(differences(step.after.front(), now));
      }
      return;
    }
    const Json& before = step.before.front();
    std::vector<FieldDifference> kept;
    if (now.is_null() != step.after.empty()) {
      keep_all({{"", before, now}});
      return;
    }
    const Json wanted = now.is_null() ? before : taken_back(now, before, step.after.front(), kept);
    if (wanted != now) {
      archive::put_saved_search(transaction_, search_of(wanted));
      ++report_.saved_searches;
    }
    keep_all(kept);
  }

  static archive::SavedSearch search_of(const Json& body) {
    archive::SavedSearch search;
    search.name = body.at("name");
    search.title = body.value("title", "");
    search.parameters = body.value("parameters", Json::object());
    return search;
  }

  template <class T>
  void records(Kind kind) {
    std::vector<ImportStep> steps;  // of one record, the newest first
    archive::for_each_step(transaction_, report_.undone, kind, [&](const ImportStep& step) {
      if (!steps.empty() && steps.front().number != step.number) {
        record<T>(kind, steps);
        steps.clear();
      }
      steps.push_back(step);
    });
    if (!steps.empty()) record<T>(kind, steps);
  }

  template <class T>
  void record(Kind kind, const std::vector<ImportStep>& steps) {
    const std::uint32_t number = steps.front().number;
    const std::string& key = steps.front().key;
    const std::optional<Json> now = archive::current_body(transaction_, kind, number);
    if (!steps.back().before) {
      made_by_import(kind, steps, now);
      return;
    }
    std::optional<Json> wanted = now;
    std::vector<FieldDifference> kept;
    for (const ImportStep& step : steps) {
      if (wanted == step.before) continue;
      if (step.before && step.after && wanted)
        wanted = taken_back(*wanted, *step.before, *step.after, kept);
      else if (step.before && !step.after && !wanted)
        wanted = step.before;
      else if (!step.before && step.after && wanted == step.after)
        wanted.reset();
      else
        kept.push_back({"", step.before.value_or(Json()), wanted.value_or(Json())});
    }
    if (wanted && wanted != now && !put<T>(kind, number, *wanted, now.has_value())) {
      keep(kind, key, {"", *wanted, now.value_or(Json())});
      return;
    }
    if (!wanted && now) remove(kind, key);
    for (const FieldDifference& field : kept) keep(kind, key, field);
  }

  // A record that was not there before the import.
  void made_by_import(Kind kind, const std::vector<ImportStep>& steps, const std::optional<Json>& now) {
    const ImportStep& last = steps.front();
    if (!now) return;
    if (now != last.after) {
      for (const FieldDifference& field : differences(last.after.value_or(Json::object()), *now))
        keep(kind, last.key, {field.field, field.before, field.after});
      return;
    }
    if (is_used(kind, last)) {
      keep(kind, last.key, {"", Json(), *now});
      return;
    }
    remove(kind, last.key);
  }

  // Others rely on it by now.
  bool is_used(Kind kind, const ImportStep& step) {
    if (kind == Kind::campaign && !transaction_.lessons_of(step.key).empty()) return true;
    if (kind != Kind::campaign && kind != Kind::channel) return false;
    return archive::is_linked(transaction_, kind, step.number) || used_.uses(kind, step.number);
  }

  void remove(Kind kind, const std::string& key) {
    transaction_.remove(kind, key);
    ++report_.deleted;
  }

  // False: the record would not be valid, because a field that was changed since contradicts one that comes back.
  template <class T>
  bool put(Kind kind, std::uint32_t number, const Json& body, bool existed) {
    T record = archive::from_json_record<T>(body);
    if constexpr (std::is_same_v<T, archive::Campaign>) {
      // What lies in rows of its own stays as it is by now.
      record.channels = transaction_.linked_keys(number, Kind::channel, "", SIZE_MAX);
      record.products = transaction_.linked_keys(number, Kind::product, "", SIZE_MAX);
      for (const auto& lesson : transaction_.lessons_of(*transaction_.find_key(kind, number)))
        record.lessons.push_back(lesson.record);
    }
    if (existed && !is_valid(record, transaction_)) return false;
    transaction_.put(record);
    ++(existed ? report_.restored : report_.created);
    return true;
  }

  void keep(Kind kind, const std::string& key, const FieldDifference& field) {
    keep(std::string(archive::to_string(kind)), key, field);
  }
  void keep(const std::string& kind, const std::string& key, const FieldDifference& field) {
    ++report_.kept_count;
    if (report_.kept.size() < listed) report_.kept.push_back({kind, key, field.field, field.before, field.after});
  }

  Transaction& transaction_;
  UndoReport& report_;
  UsedByTouchpoints used_;
};

}  // namespace

UndoReport undo_import(archive::Archive& archive, std::uint64_t import_id, std::string_view actor) {
  UndoReport report;
  report.undone = import_id;
  report.import_id = archive::begin_undo(archive, actor, import_id);
  report.revision = archive.write(
      actor,
      [&](Transaction& transaction) {
        Undoing(transaction, report).run();
        archive::name_audit(transaction, "undo", std::to_string(import_id));
        archive::finish_undo(transaction, report.import_id, to_json(report));
      },
      report.import_id);
  return report;
}

UndoReport try_undo(archive::Archive& archive, std::uint64_t import_id) {
  struct TakenBack {};                                      // the write is rolled back by leaving it
  constexpr std::uint64_t nobody = std::uint64_t{1} << 62;  // an import id that is never given out
  UndoReport report;
  report.undone = import_id;
  report.import_id = nobody;
  try {
    archive.write(
        "import",
        [&](Transaction& transaction) {
          Undoing(transaction, report).run();
          throw TakenBack();
        },
        nobody);
  } catch (const TakenBack&) {
    report.import_id = 0;
  }
  return report;
}

Json to_json(const UndoReport& report) {
  Json json{{"import_id", report.import_id},
            {"state", "done"},
            {"undone", report.undone},
            {"revision", report.revision},
            {"records", {{"deleted", report.deleted}, {"restored", report.restored}, {"created", report.created}}},
            {"links", report.links},
            {"documents", report.documents},
            {"synonyms", report.synonyms},
            {"saved_searches", report.saved_searches},
            {"touchpoints",
             {{"removed", report.touchpoints_removed},
              {"restored", report.touchpoints_restored},
              {"kept", report.touchpoints_kept}}},
            {"kept_count", report.kept_count}};
  Json& kept = json["kept"] = Json::array();
  for (const Kept& each : report.kept)
    kept.push_back(Json{{"kind", each.kind},
                        {"key", each.key},
                        {"field", each.field},
                        {"restored", each.restored},
                        {"found", each.found}});
  return json;
}

}  // namespace almanac::importers
