#include "graph/graph.h"

#include <algorithm>

#include "archive/error.h"
#include "graph/campaign_graph.h"
#include "graph/record_builder.h"
#include "graph/touchpoint_builder.h"

namespace almanac::graph {
namespace {

constexpr std::chrono::seconds wait_for_opening{2};
constexpr std::uint32_t record_kind = 1;
constexpr std::uint32_t touchpoint_kind = 2;

std::shared_ptr<const TouchpointGraph> touchpoints_in(std::shared_ptr<const SectionFile> file,
                                                      TouchpointGraph::Contents contents) {
  if (file == nullptr || file->stamp().kind != touchpoint_kind) return nullptr;
  try {
    return std::make_shared<const TouchpointGraph>(std::move(file), contents);
  } catch (const BadFile&) {
    return nullptr;  // rebuilt
  }
}

// A file that was just written is mapped as it is; whoever opens it later checks it. One that cannot be written (a full disk) is kept
// in memory: answers are right, and the next opening makes the file.
std::shared_ptr<const SectionFile> stored(const SectionWriter& sections, const FileStamp& stamp,
                                          const std::filesystem::path& path, archive::Access access,
                                          bool must_be_written, bool& is_written) {
  std::string why;
  std::shared_ptr<const SectionFile> file;
  is_written = false;
  if (access == archive::Access::read_write) {
    try {
      sections.write(path, stamp);
      is_written = true;
    } catch (const archive::Error& error) {
      if (must_be_written || error.kind() != archive::ErrorKind::unavailable) throw;
    }
  }
  file = is_written ? SectionFile::open_unchecked(path, &why) : SectionFile::from_bytes(sections.to_bytes(stamp), &why);
  if (file != nullptr) return file;
  throw archive::Error(
      archive::ErrorKind::unavailable, "graph_not_stored",
      archive::filled(archive::Text{"the graph file {} was written but cannot be read back ({}); check the disk",
                                    "图谱文件 {} 已写入但无法读回（{}）；请检查磁盘"},
                      path.string(), why));
}

}  // namespace

struct Graph::Files {
  std::shared_ptr<const SectionFile> touchpoints, records;
};

// The files and the revisions that they hold for, which may be later than what their stamps said when they were mapped.
struct Graph::Halves {
  std::shared_ptr<const TouchpointGraph> touchpoints;
  std::shared_ptr<const SectionFile> records;
  LoadedGraph loaded;  // of records, if they are not null
  std::uint64_t touchpoint_revision = 0, record_revision = 0;

  static Halves of(const Files& files);
  static Halves of(const CampaignGraph& graph) {
    return {graph.shared_touchpoints(), graph.record_file(), graph.record_graph(), graph.revision(), graph.revision()};
  }
  bool records_current(const archive::Reader& reader) const;
};

// What of the files is good.
Graph::Halves Graph::Halves::of(const Files& files) {
  Halves halves;
  if (files.touchpoints != nullptr && files.touchpoints->blocks_are_good())
    halves.touchpoints = touchpoints_in(files.touchpoints, TouchpointGraph::Contents::unknown);
  if (files.records != nullptr && files.records->stamp().kind == record_kind && files.records->blocks_are_good())
    halves.records = files.records;
  if (halves.records != nullptr) {
    try {
      halves.loaded = load_graph(*halves.records);
      if (halves.loaded.classes.size() != std::size(node_kinds) || halves.loaded.tables.size() != record_table_count)
        halves.records = nullptr;
    } catch (const BadFile&) {
      halves.records = nullptr;  // rebuilt
    }
  }
  if (halves.touchpoints != nullptr) halves.touchpoint_revision = halves.touchpoints->stamp().revision;
  if (halves.records != nullptr) halves.record_revision = halves.records->stamp().revision;
  return halves;
}

bool Graph::Halves::records_current(const archive::Reader& reader) const {
  for (const archive::Change& change : reader.changes_since(record_revision)) {
    if (is_node_kind(change.kind)) return false;
  }
  for (const archive::Kind kind : node_kinds) {
    if (reader.count(kind) != loaded.classes[class_of_kind(kind)].size) return false;
  }
  return true;
}

Graph::Graph(std::filesystem::path directory, archive::Access access)
    : directory_(std::move(directory)), access_(access) {}
Graph::~Graph() = default;

std::unique_ptr<Graph> Graph::open(const std::filesystem::path& directory, const archive::Archive& archive,
                                   archive::Access access) {
  auto graph = open_unchecked(directory, access);
  graph->finish_opening(archive);
  return graph;
}

std::unique_ptr<Graph> Graph::open_unchecked(const std::filesystem::path& directory, archive::Access access) {
  std::unique_ptr<Graph> graph(new Graph(directory, access));
  if (access == archive::Access::read_write) {
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);  // writing says what is wrong
    for (const char* name : {record_file_name, touchpoint_file_name})
      std::filesystem::remove(directory / (std::string(name) + ".new"), failed);
  }
  graph->unchecked_ = std::make_unique<const Files>(Files{SectionFile::open_unchecked(directory / touchpoint_file_name),
                                                          SectionFile::open_unchecked(directory / record_file_name)});
  return graph;
}

void Graph::finish_opening(const archive::Archive& archive) {
  try {
    advance(archive, Halves::of(*unchecked_));
  } catch (const BadFile&) {
    advance(archive, Halves());  // the two files do not belong together
  }
}

void Graph::refresh(const archive::Archive& archive) {
  const std::lock_guard one(refreshing_);
  const auto current = snapshot_.load();
  if (current == nullptr) return finish_opening(archive);
  if (current->revision() == archive.revision() && current->record_file()->stamp().archive_id == archive.id()) return;
  advance(archive, Halves::of(*current));
}

void Graph::rebuild(const archive::Archive& archive) {
  const std::lock_guard one(refreshing_);
  advance(archive, Halves(), true);
}

void Graph::advance(const archive::Archive& archive, Halves halves, bool must_be_written) {
  const archive::Reader reader = archive.read();
  const std::uint64_t revision = reader.revision();
  TouchpointCatchUp catch_up =
      catch_up_touchpoints(archive, reader, halves.touchpoints.get(), halves.touchpoint_revision);
  const auto touchpoint_path = directory_ / touchpoint_file_name;
  if (catch_up.what != TouchpointCatchUp::What::unchanged) {
    halves.touchpoints = touchpoints_in(
        stored(catch_up.sections, catch_up.stamp, touchpoint_path, access_, must_be_written, touchpoints_written_),
        TouchpointGraph::Contents::just_made);
    if (halves.touchpoints == nullptr)
      throw std::logic_error("touchpoints.graph does not load");  // would be our defect
  } else if (access_ == archive::Access::read_write && touchpoints_written_ && halves.touchpoint_revision != revision) {
    restamp(touchpoint_path, catch_up.stamp);
  }

  const FileStamp stamp{record_kind, archive.id(), revision, catch_up.stamp.last_block};
  const bool usable = halves.records != nullptr && halves.records->stamp().archive_id == archive.id() &&
                      halves.record_revision <= revision;
  const bool same_touchpoints = usable && catch_up.what == TouchpointCatchUp::What::unchanged &&
                                halves.records->stamp().last_block == stamp.last_block &&
                                reader.touchpoint_rewrite_revision() <= halves.record_revision;
  const auto record_path = directory_ / record_file_name;
  if (!same_touchpoints || !halves.records_current(reader)) {
    const SectionWriter sections =
        build_records(reader, usable ? &halves.loaded : nullptr, halves.record_revision, *halves.touchpoints);
    halves.records = stored(sections, stamp, record_path, access_, must_be_written, records_written_);
  } else if (access_ == archive::Access::read_write && records_written_ && halves.record_revision != revision) {
    restamp(record_path, stamp);
  }
  auto made = std::make_shared<const CampaignGraph>(halves.records, halves.touchpoints, revision, archive.zone(),
                                                    archive.currency());
  {
    const std::lock_guard lock(opening_);
    snapshot_.store(std::move(made));
  }
  opened_.notify_all();
  unchecked_.reset();
}

std::uint64_t Graph::revision() const {
  const auto current = snapshot_.load();
  return current == nullptr ? 0 : current->revision();
}

std::shared_ptr<const CampaignGraph> Graph::snapshot() const {
  if (auto current = snapshot_.load()) return current;
  std::unique_lock lock(opening_);
  if (opened_.wait_for(lock, wait_for_opening, [this] { return is_open(); })) return snapshot_.load();
  throw archive::Error(archive::ErrorKind::unavailable, "graph_opening",
                       archive::Text{"the graph is still being checked or made; ask again in a moment",
                                     "图谱仍在校验或建立；请稍后再试"});
}

}  // namespace almanac::graph
