#include "app/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "platform/http/make_route.hpp"

namespace cunkou::app {
namespace {

using access::Permission;
using http::Method;
using http::Request;
using http::Response;

prometheus::MetricFamily family(std::string name, std::string help, prometheus::MetricType type) {
  prometheus::MetricFamily out;
  out.name = std::move(name);
  out.help = std::move(help);
  out.type = type;
  out.metric.emplace_back();
  return out;
}

Response plain(std::string text, int status = 200) {
  Response out;
  out.status = status;
  out.content_type = "text/plain; charset=utf-8";
  out.body = std::move(text);
  return out;
}

}  // namespace

prometheus::MetricFamily counter(std::string name, std::string help, double value) {
  auto out = family(std::move(name), std::move(help), prometheus::MetricType::Counter);
  out.metric[0].counter.value = value;
  return out;
}

prometheus::MetricFamily gauge(std::string name, std::string help, double value) {
  auto out = family(std::move(name), std::move(help), prometheus::MetricType::Gauge);
  out.metric[0].gauge.value = value;
  return out;
}

prometheus::MetricFamily gauge_by(std::string name, std::string help, const std::string& label,
                                  const std::vector<std::pair<std::string, double>>& values) {
  auto out = family(std::move(name), std::move(help), prometheus::MetricType::Gauge);
  out.metric.clear();
  for (const auto& [value, number] : values) {
    auto& metric = out.metric.emplace_back();
    metric.label.push_back({label, value});
    metric.gauge.value = number;
  }
  return out;
}

http::Routes health_routes(Health health) {
  const auto anyone = Permission::anyone;
  return {
      http::route(Method::get, "/healthz", anyone, {"The process answers", "operating", "", "PlainText"}, {},
                  [](const Request&) -> Result<Response> { return plain("ok\n"); }),
      http::route(Method::get, "/readyz", anyone,
                  {"Readings are taken and stored, and pages answered", "operating", "", "PlainText"}, {},
                  [health](const Request&) -> Result<Response> {
                    const auto trouble = health.trouble();
                    return trouble.empty() ? plain("ready\n") : plain("not ready: " + trouble + "\n", 503);
                  }),
      http::route(
          Method::get, "/metrics", anyone,
          {"Figures for Prometheus: from this machine, or for the operator", "operating", "", "Exposition"},
          {}, [health](const Request& request) -> Result<Response> {
            if (!health.may_read_metrics(request))
              return forbidden({"只有运维员可以看运行指标", "only the operator may read the metrics"});
            auto out = plain(prometheus::TextSerializer().Serialize(health.collect()));
            out.content_type = "text/plain; version=0.0.4; charset=utf-8";
            return out;
          })};
}

}  // namespace cunkou::app
