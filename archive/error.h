#pragma once
// The one error type of the whole product. Few kinds; `server` maps them to HTTP statuses and `cli` to exit codes, each
// in one place. A bad row of a file is not an error but data in a report (importers/report.h).

#include <stdexcept>
#include <string>

#include "archive/text.h"

namespace almanac::archive {

enum class ErrorKind {
  not_found,      // the named thing does not exist
  invalid_input,  // the caller's data or question is wrong; nothing was changed
  conflict,       // the record changed meanwhile, or exists already
  corrupt,        // what is stored is damaged or of a newer version
  unavailable,    // cannot be done now (locked, full disk, still catching up)
  forbidden       // not allowed
};

class Error : public std::runtime_error {
 public:
  // `code` is stable, lower-case with underscores, never translated ("unknown_campaign").
  // `message` says what is wrong and what to do. `where` is the place in the input: a JSON pointer ("/goals/0/metric"),
  // a parameter name, or a position; empty if there is none.
  Error(ErrorKind kind, std::string code, Text message, std::string where = {});

  ErrorKind kind() const { return kind_; }
  const std::string& code() const { return code_; }
  const Text& message() const { return message_; }
  const std::string& where() const { return where_; }

 private:
  ErrorKind kind_;
  std::string code_;
  Text message_;
  std::string where_;
};

}  // namespace almanac::archive
