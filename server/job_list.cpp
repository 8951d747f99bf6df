#include "server/job_list.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace almanac::server {

using archive::Json;
using archive::Text;
namespace fs = std::filesystem;

bool has_ended(const JobState& job) { return job.state == "done" || job.state == "failed" || job.state == "cancelled"; }

void store_state(const JobState& job, Json& json) {
  json["id"] = job.id;
  json["state"] = job.state;
  json["created_ms"] = job.created_ms;
  json["started_ms"] = job.started_ms;
  json["finished_ms"] = job.finished_ms;
  json["error_code"] = job.error_code;
  json["error_en"] = job.error.en;
  json["error_zh"] = job.error.zh;
}

void read_state(const Json& json, JobState& job) {
  job.id = json.at("id");
  job.state = json.at("state");
  job.created_ms = json.at("created_ms");
  job.started_ms = json.at("started_ms");
  job.finished_ms = json.at("finished_ms");
  job.error_code = json.at("error_code");
  job.error = {json.at("error_en"), json.at("error_zh")};
}

void replace_file(const fs::path& path, const std::string& text) {
  const auto beside = path.string() + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool written = file >= 0;
  for (std::size_t done = 0; written && done < text.size();) {
    const auto some = ::write(file, text.data() + done, text.size() - done);
    written = some > 0;
    if (written) done += static_cast<std::size_t>(some);
  }
  written = written && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!written || ::rename(beside.c_str(), path.c_str()) != 0)
    throw archive::Error(archive::ErrorKind::unavailable, "spool_failed",
                         filled(Text{"cannot write {}", "无法写入 {}"}, path.string()));
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::uint64_t job_number(char letter, std::string_view id) {
  std::uint64_t number = 0;
  if (id.size() < 2 || id.front() != letter) return 0;
  const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return error == std::errc() && end == id.data() + id.size() ? number : 0;
}

}  // namespace almanac::server
