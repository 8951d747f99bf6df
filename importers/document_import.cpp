#include "importers/document_import.h"

#include "archive/documents.h"
#include "archive/error.h"
#include "archive/same_as.h"
#include "archive/unconfirmed.h"
#include "importers/byte_source.h"
#include "importers/record_import.h"
#include "importers/record_keys.h"
#include "importers/review.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Kind;
using archive::Text;
using archive::Transaction;

TextDocument read_document(const DocumentFile& file) {
  switch (file.format) {
    case Format::docx:
      return read_docx(file.path);
    case Format::pptx:
      return read_pptx(file.path);
    case Format::pdf:
      return read_pdf(file.path);
    case Format::markdown:
      return read_markdown(file.path);
    case Format::html:
      return read_html(file.path);
    default:
      return read_plain_text(file.path);
  }
}

std::string bytes_of(const std::filesystem::path& path) {
  const auto source = open_source(path);
  return read_up_to(*source, DocumentLimits{}.file_bytes + 1);
}

// Where values that wait were found: the campaign they are of, the document's hash or nothing, the file and its report.
struct FoundIn {
  std::string campaign, document, file;
  std::size_t index;
};

void keep_unconfirmed(Session& session, Transaction& transaction, std::span<const ReviewValue> values,
                      const FoundIn& found) {
  std::uint64_t waiting = 0;
  for (const ReviewValue& value : values) {
    if (value.certain) continue;
    archive::Unconfirmed entry;
    entry.kind = Kind::campaign;
    entry.key = found.campaign;
    entry.field = value.field;
    entry.value = value.value;
    entry.evidence = value.evidence;
    entry.document = found.document;
    entry.file = found.file;
    entry.import_id = session.import_id;
    archive::add_unconfirmed(transaction, entry);
    ++waiting;
  }
  if (waiting > 0)
    session.warn(found.index,
                 archive::filled(Text{"{} values are uncertain and wait for confirmation; they count in no figure",
                                      "{} 个值不确定，等待确认；确认前不计入任何统计"},
                                 std::to_string(waiting)));
}

class DocumentImport {
 public:
  DocumentImport(Session& session, const DocumentFile& file) : session_(session), file_(file) {
    index_ = session_.begin_file(file.name, "documents");
  }

  void run() {
    const TextDocument document = read_document(file_);
    session_.file(index_).rows = 1;
    for (const Note& note : document.notes) session_.warn(index_, note.text);
    const std::vector<DocumentReview> reviews = reviews_of(document);
    std::vector<std::optional<std::string>> campaigns;
    for (const DocumentReview& review : reviews) campaigns.push_back(store_campaign(review));
    store(document, reviews, campaigns);
  }

  std::size_t index() const { return index_; }

 private:
  std::vector<DocumentReview> reviews_of(const TextDocument& document) const {
    const auto reads = session_.archive.read();
    ReviewContext context;
    context.dictionary = &session_.dictionary;
    context.zone = &session_.archive.zone();
    context.known_code = [&](std::string_view code) {
      return reads.find<archive::Campaign>(code, 0).has_value() || archive::leader_of(reads, Kind::campaign, code);
    };
    return extract_reviews(document, std::filesystem::path(file_.name).filename().string(), context);
  }

  // The code of the campaign that it made or added to; nullopt: it speaks of none, or what it says of it was rejected.
  std::optional<std::string> store_campaign(const DocumentReview& review) {
    if (!review.code && !review.names_campaign()) return std::nullopt;
    Json record = review.record;
    if (review.code) record["code"] = *review.code;
    Task task;
    task.path = file_.path;
    task.name = task.file = file_.name;
    task.identity = file_.identity;
    auto rule = std::make_shared<FileRule>(rule_from_header(RowKind::campaigns, {}, session_.dictionary));
    task.rule = std::move(rule);
    task.record = std::make_shared<const Json>(record);
    const std::size_t index = session_.begin_file(file_.name, to_string(RowKind::campaigns));
    const std::size_t indexes[] = {index};
    import_records(session_, std::span(&task, 1), indexes, {});
    for (const ReviewValue& value : review.values)
      if (value.inferred && value.certain)
        session_.warn(index,
                      archive::filled(Text{"{} {}: the year is not written there, it was taken from elsewhere",
                                           "{} {}：原文没有年份，年份取自别处"},
                                      value.field, value.value.is_string() ? value.value.get<std::string>() : ""));
    if (session_.file(index).rejected > 0) return std::nullopt;
    return session_.last_campaign;
  }

  // `campaigns`: of each review the one that it made or added to.
  void store(const TextDocument& document, const std::vector<DocumentReview>& reviews,
             const std::vector<std::optional<std::string>>& campaigns) {
    archive::Document stored;
    stored.title = document.title.empty() ? std::filesystem::path(file_.name).stem().string() : document.title;
    stored.date = reviews.front().document_date;
    stored.format = std::string(to_string(file_.format));
    stored.file_name = std::filesystem::path(file_.name).filename().string();
    for (const auto& campaign : campaigns)
      if (campaign) stored.campaigns.push_back(*campaign);
    const std::string bytes = bytes_of(file_.path), text = text_of(document);
    FileReport& report = session_.file(index_);
    bool existed = false;
    const std::uint64_t before = session_.archive.revision();
    const std::uint64_t after = session_.archive.write(
        session_.options.actor,
        [&](Transaction& transaction) {
          existed = archive::find_document(transaction, archive::document_hash(bytes)).has_value();
          const std::string hash = archive::put_document(transaction, stored, bytes, text);
          for (std::size_t i = 0; i < reviews.size(); ++i)
            if (campaigns[i])
              keep_unconfirmed(session_, transaction, reviews[i].values, {*campaigns[i], hash, file_.name, index_});
        },
        session_.import_id);
    ++(!existed ? report.created : after == before ? report.unchanged : report.updated);
    if (stored.campaigns.empty())
      session_.warn(index_, {"no campaign with name and date is named with certainty; stored as a document alone",
                             "未能确定活动的名称和日期，仅作为文档保存"});
  }

  Session& session_;
  const DocumentFile& file_;
  std::size_t index_ = 0;
};

}  // namespace

void keep_doubts_of_sheets(Session& session, const Task& task, std::size_t index) {
  if (!task.told || std::ranges::all_of(task.told->values, &ReviewValue::certain)) return;
  if (session.file(index).rejected > 0 || session.last_campaign.empty()) return;
  session.archive.write(
      session.options.actor,
      [&](Transaction& transaction) {
        keep_unconfirmed(session, transaction, task.told->values, {session.last_campaign, "", task.name, index});
      },
      session.import_id);
}

void import_documents(Session& session, std::span<const DocumentFile> documents) {
  for (const DocumentFile& file : documents) {
    DocumentImport import(session, file);
    try {
      import.run();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::unavailable || error.kind() == ErrorKind::corrupt) throw;
      session.file(import.index()).rows = 0;
      session.refuse_file(import.index(), error);
    }
  }
}

}  // namespace almanac::importers
