#include "importers/input_files.h"

#include <stdlib.h>

#include <algorithm>

#include "archive/error.h"
#include "importers/format.h"
#include "importers/zip_archive.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
namespace fs = std::filesystem;

constexpr int deepest_archive = 2;

bool is_hidden(const std::string& name) {
  return name.starts_with('.') || name.starts_with("~$") || name == "__MACOSX";
}

bool hidden_inside(const std::string& member) {
  for (std::size_t from = 0; from <= member.size();) {
    const std::size_t to = std::min(member.find('/', from), member.size());
    if (is_hidden(member.substr(from, to - from))) return true;
    from = to + 1;
  }
  return false;
}

std::string identity_of(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  const auto time = fs::last_write_time(path, error).time_since_epoch().count();
  return fs::absolute(path, error).string() + "\x1f" + std::to_string(size) + "/" + std::to_string(time);
}

class Finder {
 public:
  void add(const InputFile& input) {
    std::error_code error;
    const fs::file_status status = fs::status(input.path, error);
    if (!fs::exists(status))
      throw Error(ErrorKind::not_found, "no_such_file",
                  filled({"there is no file or folder {}; check the path", "文件或文件夹 {} 不存在，请检查路径"},
                         input.path.string()),
                  input.path.string());
    if (fs::is_directory(status)) return add_folder(input.path);
    const std::string name = input.name.empty() ? input.path.string() : input.name;
    add_file({input.path, name, fs::path(name).filename().string(), true, identity_of(input.path)}, 1);
  }

  InputFiles take() { return std::move(result_); }

 private:
  void add_folder(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (auto it = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
      const bool hidden = is_hidden(it->path().filename().string());
      if (hidden && it->is_directory()) it.disable_recursion_pending();
      if (!hidden && it->is_regular_file()) files.push_back(it->path());
    }
    if (error)
      throw Error(ErrorKind::forbidden, "unreadable_file",
                  {folder.string() + ": " + error.message(), folder.string() + "：" + error.message()},
                  folder.string());
    std::ranges::sort(files);
    for (const fs::path& file : files)
      add_file({file, file.string(), file.filename().string(), false, identity_of(file)}, 1);
  }

  void add_file(FoundFile file, int depth) {
    if (!is_archive(file)) {
      result_.files.push_back(std::move(file));
      return;
    }
    if (depth > deepest_archive) {
      result_.refused.push_back(
          {file.name, "", "nested_archive",
           filled({"an archive within an archive within an archive is not unpacked (limit {} levels); unpack it",
                   "压缩包嵌套超过 {} 层，不再展开；请先手动解压"},
                  std::to_string(deepest_archive))});
      return;
    }
    const std::size_t files = result_.files.size();
    try {
      unpack(file, depth);
    } catch (const Error& error) {
      result_.files.resize(files);  // all or nothing of it
      result_.refused.push_back({file.name, "", error.code(), error.message()});
    }
  }

  static bool is_archive(const FoundFile& file) {
    try {
      const auto source = open_source(file.path);
      const std::string beginning = read_up_to(*source, 64u << 10);
      return beginning.starts_with("PK") && detect_format(file.name, beginning) == Format::zip;
    } catch (const Error&) {
      return false;  // said when the file is opened
    }
  }

  void unpack(const FoundFile& file, int depth) {
    if (!result_.unpacked) result_.unpacked = std::make_shared<UnpackFolder>();
    ZipArchive archive(file.path);
    std::vector<const ZipMember*> members;
    for (const ZipMember& member : archive.members())
      if (!member.folder && !hidden_inside(member.name)) members.push_back(&member);
    std::ranges::sort(members, {}, &ZipMember::name);
    for (const ZipMember* member : members) {
      const std::string name = file.name + "/" + member->name;
      std::string own = fs::path(member->name).filename().string();
      if (own.empty() || own == "." || own == ".." || own.size() > 200)
        own = "member" + fs::path(member->name).extension().string();
      const fs::path into = result_.unpacked->next() / own;
      try {
        archive.unpack(*member, into);
      } catch (const Error& error) {
        if (error.code() == "too_large" || error.kind() != ErrorKind::invalid_input) throw;
        result_.refused.push_back({name, "", error.code(), error.message()});
        continue;
      }
      add_file({into, name, own, false, file.identity + "\x1f" + member->name}, depth + 1);
    }
  }

  InputFiles result_;
};

}  // namespace

UnpackFolder::UnpackFolder() {
  std::string name = (fs::temp_directory_path() / "almanac-unpack-XXXXXX").string();
  if (!mkdtemp(name.data()))
    throw Error(
        ErrorKind::unavailable, "unwritable_file",
        filled({"the archive cannot be unpacked: no folder can be made in {}", "无法解压：不能在 {} 中创建文件夹"},
               fs::temp_directory_path().string()));
  path_ = name;
}

UnpackFolder::~UnpackFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path UnpackFolder::next() {
  const fs::path folder = path_ / std::to_string(++count_);
  fs::create_directory(folder);
  return folder;
}

InputFiles find_input_files(const std::vector<InputFile>& inputs) {
  Finder finder;
  for (const InputFile& input : inputs) finder.add(input);
  return finder.take();
}

}  // namespace almanac::importers
