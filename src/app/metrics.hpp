#pragma once
// GET /metrics in Prometheus' text format (exposition format 0.0.4), /healthz and /readyz.

#include <functional>
#include <string>
#include <utility>

#include "platform/http/route.hpp"

namespace prometheus {
struct MetricFamily;
}

namespace cunkou::app {

using Collect = std::function<std::vector<prometheus::MetricFamily>()>;

prometheus::MetricFamily counter(std::string name, std::string help, double value);
prometheus::MetricFamily gauge(std::string name, std::string help, double value);
// One gauge for each value of a label.
prometheus::MetricFamily gauge_by(std::string name, std::string help, const std::string& label,
                                  const std::vector<std::pair<std::string, double>>& values);

struct Health {
  std::function<std::string()> trouble;  // why readings cannot be taken or pages answered; "": they can
  std::function<bool(const http::Request&)> may_read_metrics;
  Collect collect;
};

http::Routes health_routes(Health);

}  // namespace cunkou::app
