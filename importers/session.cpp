#include "importers/session.h"

#include "archive/error.h"

namespace almanac::importers {
namespace {

constexpr std::size_t shown_rejects = 100, shown_warnings = 100, rejects_at_once = 1'000;

void write_cell(std::ofstream& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out << text;
    return;
  }
  out << '"';
  for (const char c : text) {
    if (c == '"') out << '"';
    out << c;
  }
  out << '"';
}

[[noreturn]] void fail_writing(const std::filesystem::path& path) {
  throw archive::Error(archive::ErrorKind::unavailable, "unwritable_file",
                       archive::filled({"the rejects file {} cannot be written; check the folder and the free space",
                                        "无法写入拒绝行文件 {}，请检查文件夹和剩余空间"},
                                       path.string()),
                       path.string());
}

}  // namespace

RejectsFile::RejectsFile(const std::filesystem::path& path)
    : path_(path), out_(path, std::ios::binary | std::ios::trunc) {
  if (!out_) fail_writing(path_);
  out_ << "file,row,column,value,code,reason_en,reason_zh,raw\n";
}

void RejectsFile::add(const std::string& file, const archive::Reject& reject) {
  write_cell(out_, file);
  out_ << ',' << reject.row;
  for (const std::string* text :
       {&reject.column, &reject.value, &reject.code, &reject.reason.en, &reject.reason.zh, &reject.raw}) {
    out_ << ',';
    write_cell(out_, *text);
  }
  out_ << '\n';
}

void RejectsFile::close() {
  out_.close();
  if (!out_) fail_writing(path_);
}

Session::Session(archive::Archive& store, const ImportOptions& given, const RunControl& control,
                 const archive::Dictionary& names)
    : archive(store),
      options(given),
      dictionary(names),
      people(store),
      campaigns(store),
      control_(control),
      log_(store),
      last_tick_(std::chrono::steady_clock::now()) {}

std::size_t Session::begin_file(const std::string& name, std::string_view kind) {
  FileReport entry;
  entry.path = name;
  entry.kind = kind;
  report.files.push_back(std::move(entry));
  const std::size_t index = report.files.size() - 1;
  if (import_id != 0) log_.clear_rejects(import_id, static_cast<std::uint32_t>(index));
  return index;
}

void Session::describe_reader(std::size_t index, const RowSource& rows) {
  FileReport& entry = file(index);
  entry.encoding = to_string(rows.encoding());
  if (!rows.encoding_certain())
    warn(index,
         archive::filled({"the encoding is not certain; the file was read as {}: if its text looks wrong, name another "
                          "(--encoding); broken rows are rejected",
                          "无法确定编码；按 {} 读取：若文字不对，请另行指定（--encoding）；损坏的行已拒绝"},
                         entry.encoding));
  for (const Note& note : rows.notes()) warn(index, note.text);
  if (const auto dropped = dropped_.find(index); dropped != dropped_.end())
    warn(index, archive::filled({"{} rows are about people whose data was erased, and were left out",
                                 "{} 行涉及数据已被删除的人员，未导入"},
                                std::to_string(dropped->second)));
}

void Session::reject(std::size_t index, archive::Reject reject, std::string_view user) {
  if (people.is_needed() && !people.may_keep(user, reject)) return drop(index);
  FileReport& entry = file(index);
  ++entry.rejected;
  reject.file = static_cast<std::uint32_t>(index);
  if (entry.rejects.size() < shown_rejects) entry.rejects.push_back(reject);
  if (rejects_file) rejects_file->add(entry.path, reject);
  pending_.push_back(std::move(reject));
  if (pending_.size() >= rejects_at_once) flush_rejects();
}

void Session::reject(std::size_t index, const Problem& problem, std::uint64_t row, std::string_view raw,
                     std::string_view user) {
  reject(index, make_reject(row, problem.column, problem.value, problem.code, problem.reason, raw), user);
}

void Session::drop(std::size_t index) {
  if (FileReport& entry = file(index); entry.rows > 0) --entry.rows;
  ++dropped_[index];
}

void Session::warn(std::size_t index, archive::Text text) {
  FileReport& entry = file(index);
  if (entry.warnings.size() < shown_warnings) entry.warnings.push_back(std::move(text));
}

void Session::note(std::size_t index, std::uint64_t row, const std::string& key, const archive::Finding& finding) {
  if (!finding.is_error()) {
    const archive::Text text = archive::sentence(finding);
    warn(index, {key + ": " + text.en, key + "：" + text.zh});
  }
  if (file(index).findings.size() < shown_warnings) file(index).findings.push_back({row, key, finding});
}

void Session::refuse_file(std::size_t index, const archive::Error& error) {
  file(index).rejected_code = error.code();
  file(index).rejected_file = error.message();
  archive::Reject whole = make_reject(0, "", "", error.code(), error.message(), "");
  whole.file = static_cast<std::uint32_t>(index);
  if (rejects_file) rejects_file->add(file(index).path, whole);
  pending_.push_back(std::move(whole));
}

void Session::flush_rejects() {
  if (import_id != 0) log_.add_rejects(import_id, pending_);
  pending_.clear();
}

void Session::tick(std::size_t index, const RowSource& rows) {
  if (control_.cancel && control_.cancel->load(std::memory_order_relaxed)) throw Cancelled();
  if (!control_.progress) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_tick_ < std::chrono::milliseconds(100)) return;
  last_tick_ = now;
  const Progress at = rows.progress();
  control_.progress({ImportProgress::Stage::reading, file(index).path, file(index).kind, index + 1, file_count_, rows_,
                     at.bytes, at.total});
}

void Session::announce(ImportProgress::Stage stage) {
  if (control_.cancel && stage != ImportProgress::Stage::done && control_.cancel->load(std::memory_order_relaxed))
    throw Cancelled();
  if (control_.progress) control_.progress({stage, "", "", report.files.size(), file_count_, rows_, 0, 0});
}

Problem Session::unknown_campaign(const std::string& column, const std::string& code) {
  const auto known = nearest_campaign_.find(code);
  if (known != nearest_campaign_.end()) return {column, code, "unknown_campaign", known->second};
  constexpr std::size_t looked_up = 1'000;  // a file of nothing but wrong codes shall not take all day
  const auto nearest =
      nearest_campaign_.size() < looked_up ? archive.read().nearest_key(archive::Kind::campaign, code) : std::nullopt;
  archive::Text text{"no campaign has this code; import the campaigns too, or let --create-missing make a draft of it",
                     "没有这个代码的活动；请同时导入活动，或用 --create-missing 创建草稿"};
  if (nearest)
    text = archive::filled({"no campaign has this code; did you mean \"{}\"? Else import the campaigns too, or let "
                            "--create-missing make a draft of it",
                            "没有这个代码的活动；是否应为“{}”？否则请同时导入活动，或用 --create-missing 创建草稿"},
                           *nearest);
  if (nearest_campaign_.size() < looked_up) nearest_campaign_.emplace(code, text);
  return {column, code, "unknown_campaign", text};
}

}  // namespace almanac::importers
