#pragma once
// Helpers of the reader tests.

#include <fstream>
#include <iterator>
#include <string>

#include "importers/csv_reader.h"
#include "importers/encoding.h"
#include "importers/json_reader.h"

namespace reading {

inline std::string file(const std::string& name) {
  std::ifstream in(std::string(ALMANAC_TEST_DATA) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Outcome {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint64_t> lines;  // of rows
  std::vector<almanac::archive::Reject> rejects;
  std::vector<almanac::importers::Note> notes;
};

inline Outcome drain(almanac::importers::TableReader& reader) {
  using almanac::importers::Read;
  Outcome outcome{reader.header(), {}, {}, {}, {}};
  for (Read read; (read = reader.next()) != Read::end;) {
    if (read == Read::reject) {
      outcome.rejects.push_back(reader.rejected());
      continue;
    }
    outcome.rows.emplace_back(reader.row().cells.begin(), reader.row().cells.end());
    outcome.lines.push_back(reader.row().row);
  }
  outcome.notes = reader.notes();
  return outcome;
}

inline Outcome csv(std::string_view text, const almanac::importers::CsvOptions& options = {},
                   std::size_t chunk = SIZE_MAX) {
  almanac::importers::CsvReader reader(almanac::importers::memory_source(text, chunk), options);
  return drain(reader);
}

struct JsonOutcome {
  std::vector<almanac::archive::Json> records;
  std::vector<std::uint64_t> lines;
  std::vector<almanac::archive::Reject> rejects;
};

inline JsonOutcome json(std::string_view text, const almanac::importers::JsonOptions& options = {},
                        std::size_t chunk = SIZE_MAX) {
  using almanac::importers::Read;
  almanac::importers::JsonReader reader(almanac::importers::memory_source(text, chunk), options);
  JsonOutcome outcome;
  for (Read read; (read = reader.next()) != Read::end;) {
    if (read == Read::reject) {
      outcome.rejects.push_back(reader.rejected());
      continue;
    }
    outcome.lines.push_back(reader.record().row);
    outcome.records.push_back(std::move(reader.record().value));
  }
  return outcome;
}

}  // namespace reading
