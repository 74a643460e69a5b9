#pragma once
// GET /metrics in Prometheus' text format (exposition format 0.0.4), /healthz and /readyz.

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

// State of the server for operators. Thread-safe.
class Health {
 public:
  virtual ~Health() = default;
  virtual std::string trouble() = 0;  // why readings cannot be taken or pages answered; "": they can
  virtual bool may_read_metrics(const http::Request&) = 0;
  virtual std::vector<capability::Metric> metrics() = 0;
};

http::Routes health_routes(Health&);

// Figures of the two servers.
std::vector<capability::Metric> server_metrics(const http::Server&, const mqtt::Server&);

}  // namespace cunkou::app
