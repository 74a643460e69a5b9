#include "sensing/ingest/http/ingest_routes.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/clock.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/problem.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/ingest/http/ingest_json.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/ingest/sql/stored_client_attributes.hpp"

namespace cunkou::ingest {
namespace {

namespace json = boost::json;
using access::Permission;
using http::Method;
using http::Request;
using http::Respond;
using http::Response;
using http::route;
using http::route_later;

Error invalid_token() {
  return {Code::unauthenticated, {"设备的令牌无效", "the device's token is not valid"}};
}

bool nothing_stored(const Report& report) {
  return report.refused > 0 && report.added + report.equal + report.replaced == 0;
}

void take_telemetry(const IngestRouteParts& parts, const Request& request, Respond respond) {
  const auto language = std::string(http::language_of(request));
  const auto entry = parts.registry.by_id(request.who.device);
  if (!entry) return respond(Response::problem(invalid_token(), language));
  parts.ingest.take_telemetry(
      entry, request.body, parts.clock.now(), [respond, language](const Result<Report>& report) {
        if (!report) return respond(Response::problem(report.error(), language));
        respond(Response::json(report_json(*report, language), nothing_stored(*report) ? 400 : 200));
      });
}

Result<Response> take_attributes(const IngestRouteParts& parts, const Request& request) {
  StoredClientAttributes attributes(parts.database, parts.clock);
  CUNKOU_TRY(attributes.keep(request.who.device, request.body));
  return Response::empty(200);
}

Result<Response> show_attributes(const IngestRouteParts& parts, const Request& request) {
  StoredClientAttributes attributes(parts.database, parts.clock);
  thingsboard::AttributeRequest requested;
  requested.client_keys = request.query_param("clientKeys");
  requested.all = !requested.client_keys && !request.query_param("sharedKeys");
  Response response;
  response.body = attributes.requested(request.who.device, requested);
  return response;
}

std::string_view influx_code(Code code) {
  switch (code) {
    case Code::unauthenticated:
      return "unauthorized";
    case Code::too_large:
      return "request too large";
    case Code::unavailable:
      return "unavailable";
    default:
      return "invalid";
  }
}

// Clients read "code" and "message" (2.x) or "error" (1.x).
Response influx_problem(const Error& error) {
  const auto& message = error.reason.en;
  auto response = Response::json(
      json::object{{"code", influx_code(error.code)}, {"message", message}, {"error", message}},
      http::status_of(error.code));
  response.headers.emplace_back("X-Influxdb-Error", message);
  return response;
}

Response influx_response(const Result<Report>& report) {
  if (!report) return influx_problem(report.error());
  if (report->refused == 0) return Response::empty(204);
  const auto& first = report->refusals.front();
  auto where = first.stream.empty() ? std::string() : " (" + first.stream + ")";
  return influx_problem(invalid(untranslated(fmt::format(
      "partial write: line {}{}: {}; {} refused", first.line, where, first.reason.en, report->refused))));
}

void take_lines(const IngestRouteParts& parts, const Request& request, Respond respond) {
  const auto entry = parts.registry.by_id(request.who.device);
  if (!entry) return respond(influx_problem(invalid_token()));
  const auto precision = formats::parse_precision(request.query_param("precision").value_or(""));
  if (!precision) return respond(influx_problem(precision.error()));
  parts.ingest.take_lines(entry, request.body, *precision, parts.clock.now(),
                          [respond](const Result<Report>& report) { respond(influx_response(report)); });
}

Response with_version(Response response) {
  response.headers.emplace_back("X-Influxdb-Version", "2.7");
  response.headers.emplace_back("X-Influxdb-Build", "OSS");
  return response;
}

Result<Response> ping(const Request&) { return with_version(Response::empty(204)); }

Result<Response> influx_health(const Request&) {
  return with_version(Response::json(json::object{{"name", "influxdb"},
                                                  {"message", "ready for queries and writes"},
                                                  {"status", "pass"},
                                                  {"checks", json::array()}}));
}

// Telegraf's 1.x output creates its database first; here every device has one already. Refuses other queries.
Result<Response> influx_query(const Request& request) {
  auto q = request.query_param("q").value_or("");
  if (q.empty()) {
    Request form;
    form.query = request.body;
    q = form.query_param("q").value_or("");
  }
  if (!q.starts_with("CREATE DATABASE") && !q.starts_with("SHOW DATABASES"))
    return Error{Code::unsupported,
                 {"这里不能查询，请用 SensorThings（/v1.1）",
                  "queries are not offered here: use SensorThings at /v1.1"}};
  return with_version(
      Response::json(json::object{{"results", json::array{json::object{{"statement_id", 0}}}}}));
}

http::Route big(http::Route route) {
  route.body_bytes_max = formats::limits::http_ingest_body_bytes;
  return route;
}

http::Route with_token_in_url(http::Route route) {
  route.token_in_url = true;
  return route;
}

http::Route without_state(http::Route route) {
  route.needs_state = false;
  return route;
}

}  // namespace

http::Routes ingest_routes(const IngestRouteParts& parts) {
  const auto telemetry = [parts](const Request& r, Respond respond) {
    take_telemetry(parts, r, std::move(respond));
  };
  const auto lines = [parts](const Request& r, Respond respond) { take_lines(parts, r, std::move(respond)); };
  const auto device = Permission::device;
  http::Routes routes;
  routes.push_back(without_state(with_token_in_url(big(route_later(
      Method::post, "/api/v1/{token}/telemetry", device,
      {"ThingsBoard: telemetry of a device", "ingest", "Telemetry", "IngestReport"}, telemetry)))));
  routes.push_back(
      with_token_in_url(route(Method::post, "/api/v1/{token}/attributes", device,
                              {"ThingsBoard: attributes that a device reports", "ingest", "Attributes", ""},
                              nullptr, [parts](const Request& r) { return take_attributes(parts, r); })));
  routes.push_back(with_token_in_url(
      route(Method::get, "/api/v1/{token}/attributes", device,
            {"ThingsBoard: stored attributes of a device", "ingest", "", "DeviceAttributes"}, nullptr,
            [parts](const Request& r) { return show_attributes(parts, r); })));
  routes.push_back(
      without_state(big(route_later(Method::post, "/api/v2/write", device,
                                    {"InfluxDB 2: line protocol", "ingest", "LineProtocol", ""}, lines))));
  routes.push_back(without_state(with_token_in_url(big(route_later(
      Method::post, "/write", device, {"InfluxDB 1: line protocol", "ingest", "LineProtocol", ""}, lines)))));
  routes.push_back(without_state(
      with_token_in_url(route(Method::post, "/query", device,
                              {"InfluxDB 1: create the database", "ingest", "InfluxQuery", "InfluxResults"},
                              nullptr, influx_query))));
  routes.push_back(without_state(
      route(Method::get, "/ping", Permission::anyone, {"InfluxDB: ping", "ingest", "", ""}, nullptr, ping)));
  routes.push_back(
      without_state(route(Method::get, "/health", Permission::anyone,
                          {"InfluxDB: health", "ingest", "", "InfluxHealth"}, nullptr, influx_health)));
  return routes;
}

}  // namespace cunkou::ingest
