#include "graph/verify.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include "archive/error.h"
#include "graph/campaign_graph.h"
#include "graph/comparing.h"
#include "graph/graph.h"

namespace almanac::graph {
namespace {

namespace fs = std::filesystem;
using archive::filled;
using archive::Text;

constexpr int most_attempts = 3;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::error_code none;
    std::string name = (fs::temp_directory_path(none) / "almanac-verify-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw archive::Error(archive::ErrorKind::unavailable, "graph_not_stored",
                           filled(Text{"the graph cannot be built for comparison: no directory can be made as {}",
                                       "无法为比较构建图：不能创建目录 {}"},
                                  name));
    path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// The files stay mapped after the directory is gone.
std::shared_ptr<const CampaignGraph> built_anew(const archive::Archive& archive) {
  const TemporaryDirectory directory;
  return Graph::open(directory.path(), archive)->snapshot();
}

Text damage_of(const std::string& why) {
  if (why == "absent") return {"there is no such file; run: almanac reindex", "没有该文件；请运行：almanac reindex"};
  if (why == "truncated") return {"the file is cut short or has grown", "文件被截断或变长"};
  if (why == "foreign")
    return {"this is no graph file, or its first bytes are damaged", "不是图文件，或开头的字节已损坏"};
  if (why == "other_version")
    return {"the file has another format, or its header is damaged", "文件格式不同，或文件头已损坏"};
  if (why == "damaged_header") return {"its header or table of sections is damaged", "文件头或分段表已损坏"};
  return {"a checksum does not match: the file is damaged", "校验和不符：文件已损坏"};
}

bool same_bytes(std::span<const std::byte> a, std::span<const std::byte> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// One stored file against the one that should be there.
class FileComparison {
 public:
  FileComparison(const fs::path& directory, const char* name, const SectionFile& fresh, Findings& findings)
      : path_(directory / name), name_(name), fresh_(fresh), findings_(findings) {}

  // `look`: what the two say of nodes and edges; throws BadFile if the stored one cannot be read so far.
  template <class Look>
  void run(const Look& look) {
    std::string why;
    auto stored = SectionFile::open(path_, &why);
    if (stored != nullptr) {
      if (!is_ours(stored->stamp())) return;
    } else {
      differ(damage_of(why));
      stored = SectionFile::salvage(path_, fresh_);
      if (stored == nullptr) return;
    }
    if (same_sections(*stored)) return why.empty() ? void() : tell_first_byte(*stored);
    const std::uint64_t before = findings_.count();
    try {
      look(stored);
    } catch (const BadFile& error) {
      differ(filled(Text{"its columns cannot be read ({})", "文件内容无法读取（{}）"}, error.what()));
      return tell_first_byte(*stored);
    }
    if (findings_.count() == before) tell_first_byte(*stored);  // in what no node or edge shows
  }

 private:
  void differ(const Text& reason) { findings_.add(name_, reason); }

  // Whether it is worth looking further.
  bool is_ours(const FileStamp& stamp) {
    const FileStamp& right = fresh_.stamp();
    if (stamp.kind != right.kind) {
      differ({"it is the other of the two files", "放错了文件：这是另一个图文件"});
      return false;
    }
    if (stamp.archive_id != right.archive_id) {
      differ(filled(Text{"it belongs to the archive {}, not to {}", "它属于档案 {}，而不是 {}"},
                    Findings::shown_text(stamp.archive_id), right.archive_id));
      return false;
    }
    if (stamp.revision != right.revision) {
      const Text behind{"it stands at revision {}, {} behind the archive", "停在修订号 {}，落后档案 {} 个修订号"};
      const Text ahead{"it stands at revision {}, {} ahead of the archive", "停在修订号 {}，超前档案 {} 个修订号"};
      if (stamp.revision < right.revision)
        findings_.add_behind(
            name_, filled(behind, std::to_string(stamp.revision), std::to_string(right.revision - stamp.revision)));
      else
        differ(filled(ahead, std::to_string(stamp.revision), std::to_string(stamp.revision - right.revision)));
    } else if (stamp.last_block != right.last_block) {
      differ(filled(Text{"it has touchpoints up to block {} instead of {}", "触点到第 {} 块，应到第 {} 块"},
                    std::to_string(stamp.last_block), std::to_string(right.last_block)));
    }
    return true;
  }

  bool same_sections(const SectionFile& stored) const {
    if (stored.count() != fresh_.count()) return false;
    for (std::uint32_t i = 0; i < fresh_.count(); ++i)
      if (!same_bytes(stored.section(i), fresh_.section(i))) return false;
    return true;
  }

  // Past the header, whose revision may differ rightly.
  void tell_first_byte(const SectionFile& stored) {
    const auto has = stored.all();
    const auto should_have = fresh_.all();
    const std::size_t header = std::min({SectionFile::header_bytes, has.size(), should_have.size()});
    const auto begin = static_cast<std::ptrdiff_t>(header);
    const auto place =
        std::mismatch(has.begin() + begin, has.end(), should_have.begin() + begin, should_have.end()).first;
    if (place != has.end())
      differ(filled(Text{"its bytes differ from {} on", "从第 {} 字节起不同"}, std::to_string(place - has.begin())));
  }

  fs::path path_;
  const char* name_;
  const SectionFile& fresh_;
  Findings& findings_;
};

archive::Differences compare(const fs::path& directory, const CampaignGraph& fresh) {
  archive::Differences differences;
  Findings findings(differences, fresh.record_graph(), fresh.zone());
  FileComparison(directory, record_file_name, *fresh.record_file(), findings)
      .run([&](const std::shared_ptr<const SectionFile>& file) {
        compare_records(findings, load_graph(*file), fresh.record_graph());
      });
  FileComparison(directory, touchpoint_file_name, fresh.touchpoints().file(), findings)
      .run([&](const std::shared_ptr<const SectionFile>& file) {
        compare_touchpoints(findings, TouchpointGraph(file), fresh.touchpoints());
      });
  return differences;
}

}  // namespace

archive::Differences verify(const fs::path& directory, const archive::Archive& archive, std::uint64_t* compared) {
  if (compared != nullptr) *compared = 0;
  archive::Differences differences;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    std::shared_ptr<const CampaignGraph> fresh;
    try {
      fresh = built_anew(archive);
    } catch (const archive::Error& error) {
      if (error.kind() != archive::ErrorKind::corrupt) throw;
      differences.add("graph", error.where(),
                      {"the archive cannot be read, so the graph is not compared: " + error.message().en,
                       "档案无法读取，图未作比较：" + error.message().zh});
      return differences;
    }
    differences = compare(directory, *fresh);
    if (compared != nullptr) *compared = fresh->graph().node_count() + fresh->graph().edge_count();
    // With differences, the stored graph may have moved on while the other was built.
    if (differences.count() == 0 || archive.revision() == fresh->revision()) break;
  }
  return differences;
}

}  // namespace almanac::graph
