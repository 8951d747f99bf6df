#pragma once
// Requests about relations from named texts, as the HTTP API and the program take them (docs/http-api.md, "Relations"); names that a
// request does not know are left to the caller.
//
// Errors: invalid_input "bad_parameter" for a number, a date or a word that is none.

#include "graph/named_parameters.h"
#include "insight/associations.h"
#include "insight/never_tried.h"
#include "insight/reported.h"

namespace almanac::insight {

// rows, columns, row, column, row_event, event, only.DIMENSION, measure, unit, then, least, from, to, as_of, limit
AssociationRequest association_request(const graph::Parameters& parameters);
// rows, columns, row, column, only.DIMENSION, as_of, limit
NeverTriedRequest never_tried_request(const graph::Parameters& parameters);
// group, value, metric, only.DIMENSION, as_of, limit
ReportedRequest reported_request(const graph::Parameters& parameters);

}  // namespace almanac::insight
