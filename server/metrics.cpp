#include "server/metrics.h"

#include <algorithm>
#include <sstream>

namespace almanac::server {

void Metrics::count(std::string_view method, std::string_view route, int status, double seconds) {
  const auto bucket = std::lower_bound(bounds.begin(), bounds.end(), seconds) - bounds.begin();
  const std::lock_guard lock(mutex_);
  auto& series = series_[{std::string(method), std::string(route), status}];
  ++series.buckets[static_cast<std::size_t>(bucket)];
  series.sum += seconds;
  ++series.count;
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::ostringstream out;
  out << "# HELP almanac_http_request_duration_seconds Time from the head of a request to its answer.\n"
         "# TYPE almanac_http_request_duration_seconds histogram\n";
  for (const auto& [key, series] : series_) {
    const auto& [method, route, status] = key;
    std::ostringstream labels;
    labels << "method=\"" << method << "\",route=\"" << route << "\",status=\"" << status << '"';
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      below += series.buckets[i];
      out << "almanac_http_request_duration_seconds_bucket{" << labels.str() << ",le=\"" << bounds[i] << "\"} " << below
          << '\n';
    }
    out << "almanac_http_request_duration_seconds_bucket{" << labels.str() << ",le=\"+Inf\"} " << series.count << '\n'
        << "almanac_http_request_duration_seconds_sum{" << labels.str() << "} " << series.sum << '\n'
        << "almanac_http_request_duration_seconds_count{" << labels.str() << "} " << series.count << '\n';
  }
  return out.str();
}

}  // namespace almanac::server
