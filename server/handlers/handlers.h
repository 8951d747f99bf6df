#pragma once
// The handlers, one source per area. Each answers one route of the route table (routes/); what it takes and gives is described there.

#include <optional>
#include <string>
#include <string_view>

#include "archive/store.h"
#include "graph/budget.h"
#include "server/route.h"
#include "server/site.h"
#include "server/touchpoint_filter.h"

namespace almanac::server::handlers {

// search.cpp
Response search(Site& site, const Request& request);
Response search_by_body(Site& site, const Request& request);
Response similar_campaigns(Site& site, const Request& request);  // similar.cpp
Response similar_to_body(Site& site, const Request& request);
Response suggest(Site& site, const Request& request);

// synonyms.cpp
Response list_synonyms(Site& site, const Request& request);
Response add_synonyms(Site& site, const Request& request);
Response replace_synonyms(Site& site, const Request& request);
Response get_synonym(Site& site, const Request& request);
Response put_synonym(Site& site, const Request& request);
Response delete_synonym(Site& site, const Request& request);

// searches.cpp
Response list_searches(Site& site, const Request& request);
Response get_search(Site& site, const Request& request);
Response put_search(Site& site, const Request& request);
Response delete_search(Site& site, const Request& request);
Response run_search(Site& site, const Request& request);

// search_batches.cpp
Response list_batches(Site& site, const Request& request);
Response create_batch(Site& site, const Request& request);
Response get_batch(Site& site, const Request& request);
Response cancel_batch(Site& site, const Request& request);
Response batch_results(Site& site, const Request& request);

// campaigns.cpp
Response list_campaigns(Site& site, const Request& request);
Response create_campaign(Site& site, const Request& request);
Response get_campaign(Site& site, const Request& request);
Response put_campaign(Site& site, const Request& request);
Response patch_campaign(Site& site, const Request& request);
Response delete_campaign(Site& site, const Request& request);
Response campaign_products(Site& site, const Request& request);
Response campaign_channels(Site& site, const Request& request);
Response campaign_lessons(Site& site, const Request& request);

// history.cpp: of campaigns, lessons, users, products, channels and segments
template <archive::Kind kind>
Response record_history(Site& site, const Request& request);
template <archive::Kind kind>
Response record_version(Site& site, const Request& request);
template <archive::Kind kind>
Response restore_record(Site& site, const Request& request);
Response list_audit(Site& site, const Request& request);
Response local_audit(Site& site, const Request& request);

// scorecard.cpp
Response campaign_scorecard(Site& site, const Request& request);
Response campaign_quality(Site& site, const Request& request);
Response archive_quality(Site& site, const Request& request);
Response list_rates(Site& site, const Request& request);

// records.cpp
Response list_users(Site& site, const Request& request);
Response export_user(Site& site, const Request& request);  // people.cpp
Response erase_user(Site& site, const Request& request);
Response get_user(Site& site, const Request& request);
Response list_channels(Site& site, const Request& request);
Response get_channel(Site& site, const Request& request);
Response list_products(Site& site, const Request& request);
Response get_product(Site& site, const Request& request);
Response list_segments(Site& site, const Request& request);
Response get_segment(Site& site, const Request& request);
Response list_lessons(Site& site, const Request& request);
Response get_lesson(Site& site, const Request& request);
Response create_lesson(Site& site, const Request& request);
Response put_lesson(Site& site, const Request& request);

// documents.cpp
Response campaign_documents(Site& site, const Request& request);
Response get_document(Site& site, const Request& request);
Response document_file(Site& site, const Request& request);

// touchpoints.cpp
Response list_touchpoints(Site& site, const Request& request);
Response add_touchpoints(Site& site, const Request& request);

// graph.cpp
Response graph_node(Site& site, const Request& request);
Response graph_neighbors(Site& site, const Request& request);
Response graph_paths(Site& site, const Request& request);
Response graph_common(Site& site, const Request& request);
Response graph_subgraph(Site& site, const Request& request);
Response graph_subgraph_by_body(Site& site, const Request& request);

// graph_algorithms.cpp
Response graph_related(Site& site, const Request& request);
Response graph_central(Site& site, const Request& request);
Response graph_communities(Site& site, const Request& request);

// query.cpp
Response graph_query(Site& site, const Request& request);
Response graph_schema(Site& site, const Request& request);

// query_api.cpp
Response query_statement(Site& site, const Request& request);
Response begin_query_transaction(Site& site, const Request& request);
Response query_in_transaction(Site& site, const Request& request);
Response commit_query_transaction(Site& site, const Request& request);
Response roll_back_query_transaction(Site& site, const Request& request);

// relations.cpp
Response relations(Site& site, const Request& request);
Response relation_gaps(Site& site, const Request& request);
Response relation_results(Site& site, const Request& request);
Response relation_values(Site& site, const Request& request);
Response list_questions(Site& site, const Request& request);
Response ask_question(Site& site, const Request& request);

// inspect.cpp
Response inspect_upload(Site& site, const Request& request);

// imports.cpp
Response create_import(Site& site, const Request& request);
Response list_imports(Site& site, const Request& request);
Response get_import(Site& site, const Request& request);
Response cancel_import(Site& site, const Request& request);
Response import_rejects(Site& site, const Request& request);

// import_memory.cpp
Response undo_import(Site& site, const Request& request);
Response import_events(Site& site, const Request& request);
Response campaign_provenance(Site& site, const Request& request);
Response list_unconfirmed(Site& site, const Request& request);
Response decide_unconfirmed(Site& site, const Request& request);
Response list_duplicates(Site& site, const Request& request);
Response decide_duplicate(Site& site, const Request& request);

// plans.cpp
Response draft_plan(Site& site, const Request& request);
Response save_draft(Site& site, const Request& request);
Response list_templates(Site& site, const Request& request);
Response get_template(Site& site, const Request& request);

// system.cpp
Response healthz(Site& site, const Request& request);
Response readyz(Site& site, const Request& request);
Response metrics(Site& site, const Request& request);
Response version(Site& site, const Request& request);
Response openapi(Site& site, const Request& request);
Response archive_info(Site& site, const Request& request);
Response start_empty(Site& site, const Request& request);
Response show_samples(Site& site, const Request& request);
Response get_session(Site& site, const Request& request);
Response create_session(Site& site, const Request& request);
Response delete_session(Site& site, const Request& request);

// local.cpp: for commands of the program beside this server
Response local_import(Site& site, const Request& request);
Response local_reindex(Site& site, const Request& request);
Response local_erase_user(Site& site, const Request& request);  // people.cpp
Response local_retention(Site& site, const Request& request);
Response list_tokens(Site& site, const Request& request);
Response create_token(Site& site, const Request& request);
Response revoke_token(Site& site, const Request& request);

// export.cpp
Response export_archive(Site& site, const Request& request);
Response export_campaigns(Site& site, const Request& request);
Response export_search(Site& site, const Request& request);
Response export_touchpoints(Site& site, const Request& request);

// The filters and the order of a view.
search::Query search_query_of(const Request& request);             // search.cpp
archive::CampaignQuery campaign_query_of(const Request& request);  // campaigns.cpp; without limit and cursor
TouchpointFilter touchpoint_filter_of(const archive::Reads& reads, const archive::Archive& archive,
                                      const Request& request);  // touchpoints.cpp

// What several areas use (common.cpp).
std::string etag_of(std::int64_t version);  // "\"7\""
// What If-Match and If-None-Match ask of a write. Error 400 "bad_etag".
archive::PutCondition condition_of(const Request& request);
// Runs a write whose condition came from the request; its conflict becomes 412 where the request had a condition.
std::uint64_t conditional_write(Site& site, const Request& request,
                                const std::function<void(archive::Transaction&)>& change);
// 304 if If-None-Match names this version.
std::optional<Response> not_modified(const Request& request, std::int64_t version);
std::optional<archive::Date> date_of(const Request& request, std::string_view parameter);
// What a question of the graph may cost: `timeout_ms` or the usual; it ends when the client leaves.
graph::Budget budget_of(const Request& request);
// The name of an uploaded file, for messages, patterns and reports only: never a path.
std::string clean_upload_name(std::string name);  // Error 400 "bad_name"
// Content-Disposition of a download (RFC 6266): `name` where UTF-8 is understood, else `plain`, which is ASCII.
std::string attachment(std::string_view plain, std::string_view name);
// The campaign in the path, as known on `as_of` if that is asked. Error not_found "unknown_campaign" | "not_known_then".
archive::Stored<archive::Campaign> campaign_of(const archive::Reads& reads, const Request& request,
                                               std::size_t product_limit);
[[noreturn]] void throw_unknown(const archive::Reads& reads, archive::Kind kind, std::string_view key);
// The text that a body has under this name. Error 400 "missing_field".
std::string required_text(const Json& body, const char* name);
// {"revision", "total"?, "items", "next_cursor"?}, or CSV.
Response page_of(const Request& request, std::uint64_t revision, std::optional<std::uint64_t> total, Json items,
                 const std::string& next_cursor, std::string_view file_name);

}  // namespace almanac::server::handlers
