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

// For a list of routes that are never called.
class NoHealth final : public Health {
 public:
  std::string trouble() override { return {}; }
  bool may_read_metrics(const http::Request&) override { return false; }
  std::vector<capability::Metric> metrics() override { return {}; }
};

http::Routes health_routes(Health&);

// Whether the state database could be asked.
capability::Metric state_metric(bool is_there);
// Figures of the two servers.
std::vector<capability::Metric> server_metrics(const http::Server&, const mqtt::Server&);

}  // namespace cunkou::app
