#pragma once
// What the parts of the route table are written with: parameters of each form, and those that many routes share.

#include <string_view>
#include <vector>

#include "server/handlers/handlers.h"
#include "server/route.h"

namespace almanac::server {

namespace h = handlers;

// Of each form.
Parameter text(std::string_view name, Text summary);
Parameter several(std::string_view name, Text summary);
Parameter needed(std::string_view name, Text summary);
Parameter in_path(std::string_view name, Text summary);
Parameter in_header(std::string_view name, Text summary);
Parameter flag(std::string_view name, Text summary);
Parameter date(std::string_view name, Text summary);
Parameter word(std::string_view name, Text summary, std::vector<std::string_view> words);
Parameter number(std::string_view name, Text summary, std::int64_t least, std::int64_t most, std::int64_t otherwise);

// Shared by many routes.
Parameter as_of();
Parameter timeout();  // of a question that may take long
Parameter wait();
Parameter cursor();
Parameter limit(std::int64_t most, std::int64_t otherwise);
Parameter format();
Parameter quality_day();
Parameter dry_run();
Parameter if_match();
Parameter if_none_match();
Parameter idempotency_key();
Parameter code();
std::vector<Parameter> record_list();
std::vector<Parameter> one_record(std::string_view name, Text summary);
std::vector<Parameter> search_parameters();  // of a search, without wait and format (exploring.cpp)
std::vector<Parameter> campaign_view();      // filters and order of lists of campaigns
std::vector<Parameter> touchpoint_view();    // filters of touchpoints
std::vector<Parameter> with(std::vector<Parameter> parameters, std::vector<Parameter> more);

// The parts of the table, one source each.
std::vector<Route> exploring_routes();
std::vector<Route> relation_routes();
std::vector<Route> graph_routes();
std::vector<Route> graph_algorithm_routes();
std::vector<Route> query_routes();
std::vector<Route> searching_routes();
std::vector<Route> campaign_routes();
std::vector<Route> record_routes();
std::vector<Route> history_routes();
std::vector<Route> export_routes();
std::vector<Route> working_routes();
std::vector<Route> system_routes();

}  // namespace almanac::server
