#pragma once
// The graph of the archive as the rest of the product sees it: open it, let it catch up, take a snapshot, ask it
// (graph/explore.h).
//
// It is derived state: two files in DIR/graph, `records.graph` and `touchpoints.graph`, that say which archive (id) and
// which revision they were computed from. A file of another archive, of a newer revision, of another format version, or a
// damaged one is rebuilt from the archive. The snapshot is immutable and swapped whole: whoever holds one keeps it, readers
// never wait for a refresh.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "archive/store.h"

namespace almanac::graph {

class CampaignGraph;  // graph/campaign_graph.h

inline constexpr const char* record_file_name = "records.graph";
inline constexpr const char* touchpoint_file_name = "touchpoints.graph";

class Graph {
 public:
  // Opens the files in `directory` (made if absent) and brings them up to the archive's revision before it returns, so
  // a snapshot exists from then on. All block checksums of a file are checked before any of it is used. With
  // `Access::read_only` nothing is written: what is stale or absent is built in memory.
  // Files that cannot be written (a full disk) are kept in memory: answers are right, and a later opening makes the files.
  static std::unique_ptr<Graph> open(const std::filesystem::path& directory, const archive::Archive& archive,
                                     archive::Access access = archive::Access::read_write);
  // The same in two steps: this only maps the files and checks header, table of sections and length, in no time whatever their size;
  // the first refresh() checks all the rest and catches up. There is no snapshot until then, and nothing in the files is used.
  static std::unique_ptr<Graph> open_unchecked(const std::filesystem::path& directory,
                                               archive::Access access = archive::Access::read_write);
  ~Graph();

  // Catches up with the archive: appended touchpoints are merged into the touchpoint file in one pass, the record file is
  // written anew if a record or a link changed. Does nothing if the revision is reached. One refresh runs at a time; a
  // second caller waits for it. On failure the old snapshot stays and the error is thrown.
  void refresh(const archive::Archive& archive);

  // Both files from nothing. Gives the same bytes as any sequence of refreshes. Error unavailable "graph_not_stored" if they cannot be
  // written.
  void rebuild(const archive::Archive& archive);

  bool is_open() const { return snapshot_.load() != nullptr; }  // there is a snapshot

  // The archive revision that the current snapshot was computed from; 0 while there is none.
  std::uint64_t revision() const;

  // Never null. Takes no lock that a refresh holds. While there is none yet, waits for it 2 s at most, then throws unavailable
  // "graph_opening".
  std::shared_ptr<const CampaignGraph> snapshot() const;

 private:
  Graph(std::filesystem::path directory, archive::Access access);
  struct Halves;  // what an advance starts from: the two files as last loaded
  struct Files;   // mapped, and not checked yet
  void advance(const archive::Archive& archive, Halves halves, bool must_be_written = false);
  void finish_opening(const archive::Archive& archive);
  std::unique_ptr<const Files> unchecked_;  // until the first refresh is done
  // Whether the files on the disk are what the snapshot has: a full disk may have refused them.
  bool touchpoints_written_ = true, records_written_ = true;

  std::filesystem::path directory_;
  archive::Access access_;
  std::mutex refreshing_;
  mutable std::mutex opening_;
  mutable std::condition_variable opened_;
  std::atomic<std::shared_ptr<const CampaignGraph>> snapshot_;
};

}  // namespace almanac::graph
