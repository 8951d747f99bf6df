#pragma once
// Every failure becomes the same body, built here and nowhere else: application/problem+json (RFC 9457)
//
//   {"type","title","status","detail","code","where"?,"pointer"?,"errors"?,"warnings"?,"retryable","request_id"}
//
// `errors` has each field that stopped the record with its severity, value, code, reason, remedy and, as one sentence,
// message; `warnings` what was found beside it (archive/validate.h).
//
// but under /db/, where Neo4j's Query API answers (query_api.h). A query that is wrong has "position": {line, column, offset} and, where
// there is such, "expected" and "suggestion" (the nearest known name).
//
// `code` is stable and never translated; title and detail are in the caller's language. `pointer` is the JSON pointer
// into the body, `where` any other place (a parameter's name, "line 3, column 7").

#include <vector>

#include "archive/error.h"
#include "archive/validate.h"
#include "server/route.h"

namespace almanac::server {

// An error whose status does not follow from its kind (401, 405, 412, 413, 415, 422, 429 …), or with several findings.
class HttpError : public archive::Error {
 public:
  HttpError(int status, std::string code, Text message, std::string where = {});
  HttpError(Text message, std::vector<archive::Finding> findings);  // 400 "invalid_record"

  int status() const { return status_; }
  const std::vector<archive::Finding>& findings() const { return findings_; }
  Pairs headers;  // to be sent with it (Allow, WWW-Authenticate, Retry-After)

 private:
  int status_;
  std::vector<archive::Finding> findings_;
};

int status_of(archive::ErrorKind kind);

Response problem(const archive::Error& error, const Request& request);
// For what is no archive::Error: says nothing of its inside but the request id, under which it is logged.
Response internal_problem(const Request& request);

// Throws HttpError with every finding if one of them is an error; warnings alone pass and belong into the answer.
void require_valid(const std::vector<archive::Finding>& findings);

}  // namespace almanac::server
