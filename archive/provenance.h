#pragma once
// Where the values of records come from: for each file of an import and each record that it speaks of, what it said and
// in which rows. What an undone import said is not read.
//
// The record itself holds the values that lead; what another file said of the same field stays here, with its source.
// importers/provenance.h turns this into a list by field.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/name.h"

namespace almanac::archive {

class Reads;
class Transaction;

// A file, or a sheet or table in it, as a source of values.
struct SourceFile {
  std::uint64_t id = 0;  // as add_source_file() gave it
  std::uint64_t import_id = 0;
  std::string source;   // what makes it the same file in a later import: its full path, or the name of an upload
  std::string name;     // as reports call it
  std::string sheet;    // sheet or table in the file; empty: the file as a whole
  std::string mapping;  // name of the mapping; empty: read by its header
  std::int64_t at_ms = 0;

  bool is_same_source(const SourceFile& other) const {
    return source == other.source && sheet == other.sheet && mapping == other.mapping;
  }
};

// What one file says of one record.
struct Said {
  SourceFile file;
  std::uint64_t row = 0;  // that says it
  // Fields that other rows say → that row ("goals/gmv": 14), or [file, row] where the record was collected from several.
  std::map<std::string, Json> rows;
  Json said;  // the fields, as the archive writes records
};

// The id of the file within its import (file.import_id), registered at the first call.
std::uint64_t add_source_file(Transaction& transaction, const SourceFile& file);

// Remembers what `said.file.id` says of a record, in place of what it said before. No revision is made by that.
void remember_said(Transaction& transaction, Kind kind, std::uint32_t number, const Said& said);

// All that files said of a record, the oldest import first.
std::vector<Said> all_said(const Reads& reads, Kind kind, std::uint32_t number);

}  // namespace almanac::archive
