// Properties of a parsed request, "METHOD TARGET", header lines, an empty line and a body: path and
// parameters round-trip; a query finds its parameters; a session cookie never passes the CSRF check from
// another site; no input ends a line of the response.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <string>

#include "access/permission.hpp"
#include "base/json_text.hpp"
#include "base/percent.hpp"
#include "core/people/http/account_routes.hpp"
#include "core/people/http/session_cookie.hpp"
#include "fuzz.hpp"
#include "platform/http/authorization.hpp"
#include "platform/http/gzip.hpp"
#include "platform/http/problem.hpp"
#include "platform/http/response_head.hpp"
#include "platform/http/router.hpp"
#include "sensing/devices/http/device_identity.hpp"

using namespace cunkou;
using namespace cunkou::http;
using fuzz::require;

namespace {

constexpr std::size_t body_bytes_max = 64 * 1024;

// Path patterns as in the API.
const Router& router() {
  static const Router only = [] {
    Routes routes;
    for (auto pattern : {"/", "/api/greenhouses", "/api/greenhouses/{id}", "/api/greenhouses/{id}/commands",
                         "/api/greenhouses/{id}/commands/{command}", "/api/places/tree", "/api/places/{code}",
                         "/api/v1/{token}/telemetry", "/v1.1", "/v1.1/{rest...}", "/api/{rest...}"})
      for (auto method : {Method::get, Method::post}) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        routes.push_back(std::move(route));
      }
    return Router(std::move(routes));
  }();
  return only;
}

std::string encoded(std::string_view text, std::string_view plain = "") {
  std::string out;
  for (const unsigned char c : text) {
    const bool is_plain = std::isalnum(c) || plain.find(static_cast<char>(c)) != plain.npos;
    out += is_plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02x}", c);
  }
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

std::string_view without_cr(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Request request_of(std::string_view text) {
  Request request;
  const auto [first, rest] = fuzz::cut(text);
  const auto [method, target] = fuzz::cut(without_cr(first), ' ');
  for (auto known : {Method::get, Method::post, Method::put, Method::patch, Method::delete_})
    if (method == name(known)) request.method = known;
  request.target = target;
  std::tie(request.path, request.query) = fuzz::cut(target, '?');
  auto lines = rest;
  while (!lines.empty()) {
    const auto [line, more] = fuzz::cut(lines);
    lines = more;
    if (without_cr(line).empty()) break;
    const auto [key, value] = fuzz::cut(without_cr(line), ':');
    request.headers.emplace_back(
        lower(key), std::string(value.substr(std::min(value.find_first_not_of(' '), value.size()))));
  }
  request.body = lines;
  return request;
}

void try_percent(std::string_view text) {
  if (text.find('\0') != text.npos) return;  // excluded by the HTTP parser
  if (const auto decoded = percent_decode(text)) {
    require(decoded->size() <= text.size());
    require(percent_decode(encoded(*decoded)) == decoded);
  }
  if (const auto decoded = percent_decode(text, Plus::is_space))
    require(percent_decode(encoded(*decoded), Plus::is_space) == decoded);
  require(percent_decode(percent_encode(text)) == text);
}

std::string written(const Route& route, const Router::Match& match) {
  std::string out;
  for (auto rest = std::string_view(route.pattern).substr(1); out.empty() || !rest.empty();) {
    const auto [segment, more] = fuzz::cut(rest, '/');
    rest = more;
    if (!segment.starts_with('{')) {
      out.append("/").append(segment);
      continue;
    }
    const auto param = segment.substr(1, segment.find_first_of(".}") - 1);
    out += "/" + encoded(match.params.at(std::string(param)), segment.ends_with("...}") ? "/" : "");
  }
  return out;
}

void try_route(const Request& request) {
  if (request.path.find('\0') != request.path.npos) return;  // excluded by the HTTP parser
  const auto match = router().find(request.method, request.path);
  if (!match.route) return require(request.method != Method::get || match.allowed.empty());
  require(match.route->method == request.method);
  const auto again = router().find(request.method, written(*match.route, match));
  require(again.route != nullptr);
  // A decoded slash may match another route; "rest" is separated from its segments by slashes only.
  if (request.path.find('%') == request.path.npos)
    require(again.route == match.route && again.params == match.params);
}

void try_query(const Request& request) {
  for (std::string_view rest = request.query; !rest.empty();) {
    const auto [pair, more] = fuzz::cut(rest, '&');
    rest = more;
    const auto name = percent_decode(fuzz::cut(pair, '=').first, Plus::is_space);
    if (!name) continue;
    const auto value = request.query_param(*name);
    if (value)
      require(request.query.find('=') == request.query.npos || value->size() <= request.query.size());
  }
}

// Boost.JSON 1.81 parses some numbers to a neighbour of the nearest double.
bool alike(const boost::json::value& a, const boost::json::value& b) {
  if (a.is_number() && b.is_number()) {
    const auto x = a.to_number<double>(), y = b.to_number<double>();
    return std::abs(x - y) <= 1e-12 * std::abs(x);
  }
  if (a.is_array() && b.is_array()) return std::ranges::equal(a.get_array(), b.get_array(), alike);
  if (!a.is_object() || !b.is_object()) return a == b;
  return std::ranges::equal(a.get_object(), b.get_object(), [](const auto& x, const auto& y) {
    return x.key() == y.key() && alike(x.value(), y.value());
  });
}

void try_body(const Request& request) {
  if (const auto value = request.json()) {
    Request again;
    again.body = json_text(*value);
    const auto read = again.json();
    require(read.has_value() && alike(*read, *value));
  }
  const auto inflated = gunzip(request.body, body_bytes_max);
  if (!inflated) return;
  require(inflated->size() <= body_bytes_max);
  require(gunzip(gzip(*inflated, 1), body_bytes_max).value() == *inflated);
}

void try_identity(Request request) {
  const auto session = people::session_token(request);
  require(session.find(';') == session.npos);
  request.method = Method::post;
  for (auto& [key, value] : request.headers)
    if (key == "sec-fetch-site") value = "cross-site";
  request.headers.emplace_back("sec-fetch-site", "cross-site");
  Route form;
  form.need = access::Permission::signed_in;
  if (!session.empty()) require(!refuse_cross_site(form, request));
  static const devices::Registry no_devices{{}};
  require(!devices::device_identity(no_devices, request).device);
}

void try_response(const Request& request) {
  const auto language = language_of(request);
  require(language == "zh" || language == "en");
  auto response = Response::problem(invalid({request.body, request.body}), language);
  for (const auto& [key, value] : request.headers) response.headers.emplace_back("X-Value", value);
  response.headers.emplace_back("Location", request.target);
  const auto head = head_of(response, {});
  const auto lines = std::ranges::count(head, '\n');
  auto plain = response;
  for (auto& header : plain.headers) header.second = "x";
  const auto expected = head_of(plain, {});
  require(lines == std::ranges::count(expected, '\n') && std::ranges::count(head, '\r') == lines);
  File file;
  file.etag = "\"1\"";
  file.plain = "plain";
  file.gzipped = "packed";
  const auto sent = file_response(file, request, {});
  require(sent.status == 304 ? sent.body.empty() : sent.body == "plain" || sent.body == "packed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto request = request_of(fuzz::text_of(data, size));
  try_percent(request.target);
  try_percent(request.body);
  try_route(request);
  try_query(request);
  (void)refuse_cross_site(Route{}, request);
  try_identity(request);
  try_body(request);
  try_response(request);
  return 0;
}
