#include "server/csv.h"

#include <algorithm>
#include <map>

#include "archive/decimal.h"

namespace almanac::server {
namespace {

bool is_formula(std::string_view cell) {
  if (cell.empty() || std::string_view("=+-@\t\r").find(cell.front()) == std::string_view::npos) return false;
  return !archive::Decimal::parse(cell).has_value();
}

std::string cell_of(const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return archive::dump(value);
  std::string cell;
  for (const auto& part : value) {
    if (!cell.empty()) cell += "; ";
    cell += cell_of(part);
  }
  return cell;
}

}  // namespace

void add_csv_row(std::string& to, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) to += ',';
    const auto text = is_formula(cells[i]) ? "'" + cells[i] : cells[i];
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
      to += text;
      continue;
    }
    to += '"';
    for (const char c : text) {
      if (c == '"') to += '"';
      to += c;
    }
    to += '"';
  }
  to += "\r\n";
}

bool wants_csv(const Request& request) {
  if (const auto format = request.value("format")) return *format == "csv";
  const auto accept = request.header("accept").value_or("");
  return accept.find("text/csv") != std::string::npos && accept.find("application/json") == std::string::npos;
}

Response csv_of(const Json& objects, std::string_view file_name, std::vector<std::string> columns) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < columns.size(); ++i) places.emplace(columns[i], i);
  for (const auto& object : objects) {
    for (const auto& [name, value] : object.items()) {
      if (places.emplace(name, columns.size()).second) columns.push_back(name);
    }
  }
  std::string text(csv_mark);
  add_csv_row(text, columns);
  for (const auto& object : objects) {
    std::vector<std::string> cells(columns.size());
    for (const auto& [name, value] : object.items()) cells[places[name]] = cell_of(value);
    add_csv_row(text, cells);
  }
  auto response = Response::text(std::move(text), std::string(csv_type));
  response.with("Content-Disposition", "attachment; filename=\"" + std::string(file_name) + "\"");
  return response;
}

}  // namespace almanac::server
