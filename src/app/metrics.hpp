#pragma once
// GET /metrics in Prometheus' text format (exposition format 0.0.4), /healthz and /readyz.

#include <functional>
#include <string>
#include <vector>

#include "platform/capability/metric.hpp"
#include "platform/http/route.hpp"

namespace cunkou::http {
class Server;
}
namespace cunkou::mqtt {
class Server;
}

namespace cunkou::app {

struct Health {
  std::function<std::string()> trouble;  // why readings cannot be taken or pages answered; "": they can
  std::function<bool(const http::Request&)> may_read_metrics;
  std::function<std::vector<capability::Metric>()> collect;
};

http::Routes health_routes(Health);

// Figures of the two servers.
std::vector<capability::Metric> server_metrics(const http::Server&, const mqtt::Server&);

}  // namespace cunkou::app
