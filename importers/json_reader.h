#pragma once
// JSON: lines of objects (JSONL), one array of objects, or a single object, streamed one record at a time.
//
// Which of them it is follows from the content: "[" opens an array; "{" whose object ends on its first line is JSONL;
// any other "{" is an object over several lines (several may follow one another).
//
// Rejects. JSONL: a broken line is one reject with line and column, and reading goes on with the next. Array: an
// element that is broken inside but ends where it should is one reject; where the structure itself is broken (a missing
// comma, the end of the file inside an element), one last reject names line and column and reading stops; all earlier
// records have been delivered.
//   broken_json       not JSON, or past a limit of archive::parse_json (depth 64, 1,000,000 values)
//   not_an_object     a record that is no object
//   record_too_long   longer than max_record; memory stays bounded, reading goes on behind it
//   truncated_json    the file ends inside a record or before the array's "]"
//   text_after_array  something stands behind the array's "]"

#include <memory>

#include "importers/byte_source.h"
#include "importers/table_reader.h"

namespace almanac::importers {

struct JsonOptions {
  bool lines = false;  // one record per line, whatever the first line looks like (.jsonl, .ndjson)
  std::size_t max_record = 16u << 20;
  std::size_t buffer = 256u << 10;
};

class JsonReader final : public RecordReader {
 public:
  // `bytes` are UTF-8. Throws Error invalid_input "empty_file".
  explicit JsonReader(std::unique_ptr<ByteSource> bytes, const JsonOptions& options = {});
  ~JsonReader() override;

  const std::vector<Note>& notes() const override;
  Read next() override;
  JsonRecord& record() override;
  const archive::Reject& rejected() const override;
  Progress progress() const override;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace almanac::importers
