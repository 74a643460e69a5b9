#include "app/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "platform/http/http_server.hpp"
#include "platform/http/make_route.hpp"
#include "platform/mqtt/mqtt_server.hpp"

namespace cunkou::app {
namespace {

using access::Permission;
using capability::counter;
using capability::gauge;
using capability::Metric;
using http::Method;
using http::Request;
using http::Response;

prometheus::MetricFamily family_of(const Metric& metric) {
  prometheus::MetricFamily out;
  out.name = metric.name;
  out.help = metric.help;
  const bool counts = metric.kind == Metric::Kind::counter;
  out.type = counts ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  for (const auto& [label, value] : metric.values) {
    auto& one = out.metric.emplace_back();
    if (!metric.label.empty()) one.label.push_back({metric.label, label});
    (counts ? one.counter.value : one.gauge.value) = value;
  }
  return out;
}

std::string exposition(const std::vector<Metric>& metrics) {
  std::vector<prometheus::MetricFamily> families;
  for (const auto& metric : metrics) families.push_back(family_of(metric));
  return prometheus::TextSerializer().Serialize(families);
}

Metric turned_away(std::string name, std::string help, std::int64_t connections, std::int64_t address,
                   std::int64_t descriptors) {
  const auto n = [](std::int64_t v) { return static_cast<double>(v); };
  return {Metric::Kind::counter,
          std::move(name),
          std::move(help),
          "limit",
          {{"connections", n(connections)}, {"address", n(address)}, {"descriptors", n(descriptors)}}};
}

Response plain(std::string text, int status = 200) {
  Response out;
  out.status = status;
  out.content_type = "text/plain; charset=utf-8";
  out.body = std::move(text);
  return out;
}

}  // namespace

http::Routes health_routes(Health& health) {
  const auto anyone = Permission::anyone;
  http::Routes routes{
      http::route(Method::get, "/healthz", anyone, {"Liveness", "operating", "", "PlainText"}, {},
                  [](const Request&) -> Result<Response> { return plain("ok\n"); }),
      http::route(Method::get, "/readyz", anyone,
                  {"Readiness: readings are stored and pages served", "operating", "", "PlainText"}, {},
                  [&health](const Request& request) -> Result<Response> {
                    const auto trouble = health.trouble();
                    if (trouble.empty()) return plain("ready\n");
                    return plain(
                        health.may_read_metrics(request) ? "not ready: " + trouble + "\n" : "not ready\n",
                        503);
                  }),
      http::route(
          Method::get, "/metrics", anyone,
          {"Metrics for Prometheus: from this machine, or for the operator", "operating", "", "Exposition"},
          {}, [&health](const Request& request) -> Result<Response> {
            if (!health.may_read_metrics(request))
              return forbidden({"只有运维员可以看运行指标", "only the operator may read the metrics"});
            auto out = plain(exposition(health.metrics()));
            out.content_type = "text/plain; version=0.0.4; charset=utf-8";
            return out;
          })};
  for (auto& route : routes) route.identifies = route.needs_state = false;  // it may be what has failed
  return routes;
}

Metric state_metric(bool is_there) {
  return gauge("cunkou_state_up",
               "1 if the state database answered these metrics, else 0 and some are left out",
               is_there ? 1 : 0);
}

std::vector<Metric> server_metrics(const http::Server& http, const mqtt::Server& mqtt) {
  const auto h = http.metrics();
  const auto& m = mqtt.counts();
  const auto away = mqtt.turned_away();
  const auto n = [](auto v) { return static_cast<double>(v); };
  return {
      gauge("cunkou_mqtt_connections", "Open MQTT connections", n(m.connections.load())),
      counter("cunkou_mqtt_received_total", "MQTT publications received", n(m.publishes_received.load())),
      counter("cunkou_mqtt_refused_total", "MQTT publications refused", n(m.publishes_refused.load())),
      counter("cunkou_mqtt_sign_ins_refused_total", "MQTT sign-ins refused", n(m.sign_ins_refused.load())),
      gauge("cunkou_http_connections", "Open HTTP connections", n(h.connections)),
      turned_away("cunkou_mqtt_turned_away_total", "MQTT connections turned away at a limit",
                  away.over_connections, away.over_address, away.over_descriptors),
      turned_away("cunkou_http_turned_away_total", "HTTP connections turned away at a limit",
                  h.over_connections, h.over_address, h.over_descriptors),
      counter("cunkou_http_unavailable_total", "HTTP requests answered 503", n(h.unavailable)),
      counter("cunkou_http_requests_total", "HTTP requests answered", n(h.requests)),
      counter("cunkou_http_failures_total", "Handlers that failed", n(h.handler_failures)),
      gauge("cunkou_event_streams", "Open pages", n(h.event_streams))};
}

}  // namespace cunkou::app
