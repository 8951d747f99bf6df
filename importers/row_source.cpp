#include "importers/row_source.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/nearest.h"
#include "importers/header_names.h"
#include "importers/value.h"

namespace almanac::importers {
namespace {

std::vector<std::string> split_path(const std::string& name) {
  std::vector<std::string> path;
  std::size_t from = 0;
  while (true) {
    const std::size_t dot = name.find('.', from);
    path.push_back(name.substr(from, dot - from));
    if (dot == std::string::npos) return path;
    from = dot + 1;
  }
}

const archive::Json* member(const archive::Json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

const archive::Json* at_path(const archive::Json& object, const Column& column) {
  if (const archive::Json* exact = member(object, column.name)) return exact;
  const archive::Json* value = &object;
  for (const std::string& step : column.path) {
    value = member(*value, step);
    if (!value) return nullptr;
  }
  return value;
}

}  // namespace

bool means_nothing(std::string_view text) {
  if (text.empty()) return true;
  const char first = text.front();
  if (static_cast<unsigned char>(first) < 0x80) {
    // The words for nothing that is_empty() knows are short, end in no digit and begin with one of these.
    const char last = text.back();
    if (text.size() > 6 || (last >= '0' && last <= '9') ||
        std::string_view("-/\\nN#(tT").find(first) == std::string_view::npos)
      return false;
  }
  return is_empty(text);
}

std::string_view table_cell(std::string_view text) {
  if (text.empty()) return text;
  const auto front = static_cast<unsigned char>(text.front());
  const auto back = static_cast<unsigned char>(text.back());
  // Most cells need no trimming; the full rules know about ideographic spaces.
  return front <= ' ' || back <= ' ' || front >= 0x80 || back >= 0x80 ? trimmed(text) : text;
}

std::string_view scalar_text(const archive::Json& value, std::string& scratch) {
  if (value.is_string()) return value.get_ref<const std::string&>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (!value.is_number()) return {};
  if (const auto number = archive::decimal_from_json(value))
    scratch = number->to_string();
  else
    scratch = archive::dump(value);
  return scratch;
}

void fail_missing_column(const std::string& wanted, const std::vector<std::string>& header, Place place) {
  const std::string nearest = archive::nearest(wanted, header);
  std::string at, list;
  if (place.line > 0) at = " (mapping line " + std::to_string(place.line) + ")";
  const std::string at_zh = place.line > 0 ? "（映射第 " + std::to_string(place.line) + " 行）" : "";
  for (const std::string& name : header) list += (list.empty() ? "" : ", ") + name;
  if (list.size() > 400) list = list.substr(0, list.rfind(", ", 400)) + " …";
  archive::Text message{"the column \"" + wanted + "\" is missing" + at + "; the file has: " + list,
                        "缺少列“" + wanted + "”" + at_zh + "；文件中的列有：" + list};
  if (!nearest.empty()) {
    message.en += "; did you mean \"" + nearest + "\"?";
    message.zh += "；是否应为“" + nearest + "”？";
  }
  throw archive::Error(archive::ErrorKind::invalid_input, "missing_column", message, wanted);
}

RowSource::RowSource(OpenedFile file) : file_(std::move(file)) {}

const std::vector<std::string>& RowSource::header() const {
  static const std::vector<std::string> none;
  return file_.table ? file_.table->header() : none;
}

std::vector<Note> RowSource::notes() const {
  std::vector<Note> notes = file_.notes;
  const std::vector<Note>& read = file_.table ? file_.table->notes() : file_.records->notes();
  notes.insert(notes.end(), read.begin(), read.end());
  return notes;
}

Read RowSource::next() {
  if (file_.table) {
    const Read read = file_.table->next();
    if (read == Read::row) {
      const Row& row = file_.table->row();
      cells_ = row.cells;
      row_ = row.row;
      raw_ = row.raw;
    }
    return read;
  }
  const Read read = file_.records->next();
  if (read == Read::row) {
    const JsonRecord& record = file_.records->record();
    object_ = &record.value;
    row_ = record.row;
    raw_ = record.raw;
  }
  return read;
}

const archive::Reject& RowSource::rejected() const {
  return file_.table ? file_.table->rejected() : file_.records->rejected();
}

Progress RowSource::progress() const { return file_.table ? file_.table->progress() : file_.records->progress(); }

std::optional<Column> RowSource::bind(const std::string& name) const {
  if (!is_table()) return Column{name, -1, split_path(name)};
  const auto& columns = header();
  auto found = std::ranges::find(columns, name);
  if (found == columns.end()) {
    const std::string folded = folded_name(name);
    found = std::ranges::find_if(columns, [&](const std::string& column) { return folded_name(column) == folded; });
  }
  if (found == columns.end()) {
    const std::string folded = folded_name(name);
    found = std::ranges::find_if(columns, [&](const std::string& column) {
      const HeaderName header = split_header_unit(column);
      return header.unit && folded_name(header.name) == folded;
    });
  }
  if (found == columns.end()) return std::nullopt;
  return Column{*found, static_cast<int>(found - columns.begin()), {}};
}

Cell RowSource::cell(const Column& column, std::string& scratch) const {
  if (column.index >= 0) return {table_cell(cells_[static_cast<std::size_t>(column.index)]), nullptr};
  const archive::Json* value = at_path(*object_, column);
  if (!value || value->is_null()) return {};
  return {trimmed(scalar_text(*value, scratch)), value};
}

BoundExpression::BoundExpression(const Expression& expression, const RowSource& rows) : rule_(&expression) {
  const auto bind = [&](const std::string& name) {
    auto column = rows.bind(name);
    if (!column) fail_missing_column(name, rows.header(), expression.place);
    columns_.push_back(std::move(*column));
  };
  switch (expression.from) {
    case Expression::From::any:
      for (const std::string& name : expression.names)
        if (auto column = rows.bind(name)) columns_.push_back(std::move(*column));
      if (columns_.empty() && !expression.optional)
        fail_missing_column(expression.names.front(), rows.header(), expression.place);
      if (columns_.size() == 1 && rows.is_table()) take_header_unit();
      break;
    case Expression::From::all:
      for (const std::string& name : expression.names) bind(name);
      break;
    case Expression::From::text:
      constant_ = true;
      for (const Expression::Part& part : expression.parts) {
        text_ += part.literal;
        if (part.column.empty()) continue;
        constant_ = false;
        if (expression.optional && !rows.bind(part.column)) {
          constant_ = true;
          text_.clear();
          columns_.clear();
          break;
        }
        bind(part.column);
      }
      break;
    case Expression::From::file_start:
    case Expression::From::file_end:
      constant_ = true;
      if (const auto& period = rows.layout().period)
        text_ = expression.from == Expression::From::file_start ? period->start : period->end;
      break;
    case Expression::From::campaign_start:
    case Expression::From::campaign_end:
      break;
  }
}

void BoundExpression::take_header_unit() {
  if (rule_->unit) return;
  auto unit = split_header_unit(columns_.front().name).unit;
  if (!unit) return;
  auto with_unit = std::make_shared<Expression>(*rule_);
  with_unit->unit = std::move(unit);
  with_unit_ = std::move(with_unit);
  rule_ = with_unit_.get();
}

int BoundExpression::plain_column() const {
  const bool plain = rule_->from == Expression::From::any && columns_.size() == 1 && rule_->table.empty() &&
                     rule_->empty.empty() && rule_->fallback.empty();
  return plain ? columns_.front().index : -1;
}

bool BoundExpression::evaluate(const RowSource& rows, Cell& cell, Problem& problem) {
  if (constant_) {
    cell = {text_, nullptr};
    return true;
  }
  if (rule_->from == Expression::From::text) {
    text_.clear();
    bool any = false;
    std::size_t next = 0;
    for (const Expression::Part& part : rule_->parts) {
      text_ += part.literal;
      if (part.column.empty()) continue;
      const Cell piece = rows.cell(columns_[next++], scratch_);
      any = any || !piece.text.empty();
      text_ += piece.text;
    }
    cell = {any ? trimmed(text_) : std::string_view(), nullptr};
    return turn(cell, rule_name_, problem);
  }
  cell = {};
  for (used_ = 0; used_ < columns_.size(); ++used_) {
    cell = rows.cell(columns_[used_], scratch_);
    if (!turn(cell, columns_[used_].name, problem)) return false;
    if (!cell.empty()) return true;
  }
  used_ = 0;
  cell = {rule_->fallback, nullptr};
  return true;
}

bool BoundExpression::turn(Cell& cell, const std::string& column, Problem& problem) {
  if (cell.json && !cell.json->is_primitive()) return true;
  if ((rule_->literal ? cell.text.empty() : means_nothing(cell.text)) ||
      (!rule_->empty.empty() && std::ranges::find(rule_->empty, cell.text) != rule_->empty.end())) {
    cell = {rule_->from == Expression::From::text ? std::string_view(rule_->fallback) : std::string_view(), nullptr};
    return true;
  }
  if (rule_->table.empty()) return true;
  const auto translated = rule_->table.find(cell.text);
  if (translated != rule_->table.end()) {
    cell = {translated->second, nullptr};
    return true;
  }
  if (rule_->otherwise == Expression::Otherwise::keep) return true;
  if (rule_->otherwise == Expression::Otherwise::empty) {
    cell = {};
    return true;
  }
  problem = {column,
             std::string(cell.text),
             "unknown_value",
             {"this value is not in the mapping's table; add it there", "映射的对照表中没有该值，请在其中补充"}};
  return false;
}

}  // namespace almanac::importers
