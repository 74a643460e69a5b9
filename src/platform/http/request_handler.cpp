#include "platform/http/request_handler.hpp"

#include <algorithm>

#include "base/percent.hpp"
#include "base/unavailable.hpp"
#include "platform/http/authorization.hpp"
#include "platform/http/declared_requests.hpp"
#include "platform/http/gzip.hpp"
#include "platform/http/limits.hpp"
#include "platform/http/problem.hpp"

namespace cunkou::http {

namespace {

constexpr std::size_t gzip_from_bytes = 1024;
const Error no_such_page{Code::not_found,
                         {"没有这个地址，请检查链接", "There is nothing at this address; check the link"}};
const Error no_such_method{Code::unsupported,
                           {"这个地址不支持这种操作", "This address does not offer that method"}};
const Error unknown_encoding{Code::unsupported,
                             {"只接受 gzip 压缩", "Only gzip is taken as Content-Encoding"}};

std::optional<Method> method_of(std::string_view verb) {
  if (verb == "HEAD") return Method::get;
  for (auto method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_})
    if (verb == name(method)) return method;
  return std::nullopt;
}

bool accepts(const Request& request, std::string_view header, std::string_view what) {
  return request.header(header).find(what) != std::string_view::npos;
}

// The web app shows its pages at every address that is not a route's or an asset's.
const File* file_for(const ServerContext& server_context, const Request& request) {
  const auto path = percent_decode(request.path);
  if (!path) return nullptr;
  if (const auto* file = server_context.files.find(*path)) return file;
  const bool is_a_page = accepts(request, "accept", "text/html") && !is_asset(*path) &&
                         !server_context.router.has_routes_beside(*path);
  return is_a_page ? server_context.files.index() : nullptr;
}

std::string allow_of(const std::vector<Method>& methods) {
  std::string allow = "OPTIONS";
  for (const auto method : methods)
    allow.append(method == Method::get ? ", GET, HEAD" : ", " + std::string(name(method)));
  return allow;
}

Response with_header(Response response, std::string key, std::string value) {
  response.headers.emplace_back(std::move(key), std::move(value));
  return response;
}

Response other_method(const Request& request, const std::vector<Method>& allowed) {
  return with_header(refusal(no_such_method, request, 405), "Allow", allow_of(allowed));
}

// RFC 9110 8.4: an unsupported encoding is 415.
std::optional<Response> inflate(Exchange& exchange, std::size_t bytes_max) {
  auto& request = exchange.request;
  const auto encoding = request.header("content-encoding");
  if (encoding.empty() || encoding == "identity") return std::nullopt;
  if (encoding != "gzip" && encoding != "x-gzip") return refusal(unknown_encoding, request, 415);
  auto body = gunzip(request.body, bytes_max);
  if (!body) return refusal(body.error(), request);
  if (!exchange.held.take(body->size())) return refusal(out_of_memory(), request);
  request.body = std::move(*body);
  return std::nullopt;
}

Result<void> identify_and_admit(const ServerContext& server_context, const Route& route, Request& request) {
  CUNKOU_TRY(refuse_cross_site(route, request));
  CUNKOU_TRY(request.require_text());
  if (route.identifies) {
    CUNKOU_TRY_VALUE(who, server_context.identify(request, route));
    request.who = std::move(who);
  }
  CUNKOU_TRY(admit(route, request));
  return require_declared_query(route, request);
}

void run_checked(Exchange& exchange, const Respond& respond) {
  auto& request = exchange.request;
  const auto& route = *exchange.route;
  if (const auto admitted = identify_and_admit(exchange.server_context, route, request); !admitted)
    return respond(refusal(admitted.error(), request));
  if (auto refused = refuse_media_type(route, request)) return respond(std::move(*refused));
  if (auto refused = inflate(exchange, route.body_bytes_max ? route.body_bytes_max : limits::body_bytes))
    return respond(std::move(*refused));
  if (route.handle_later) return route.handle_later(request, respond);
  auto response = route.handle(request);
  respond(response ? std::move(*response) : refusal(response.error(), request));
}

// Reports the failure that a response has before it is sent. `respond` keeps the exchange alive.
Respond report_before(Exchange& exchange, const Respond& respond) {
  return [&exchange, respond](Response response) {
    if (response.status == 503)
      exchange.server_context.report_unavailable(response.failure.value_or(
          std::string(name(exchange.request.method)) + " " + exchange.route->pattern + " is unavailable"));
    else if (response.failure)
      exchange.server_context.report_failure(std::string(name(exchange.request.method)) + " " +
                                             exchange.route->pattern + ": " + *response.failure);
    respond(std::move(response));
  };
}

bool has_header(const Response& response, std::string_view key) {
  return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == key; });
}

void add_header(Response& response, std::string_view key, std::string_view value) {
  if (!has_header(response, key)) response.headers.emplace_back(key, value);
}

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != type.npos || type.starts_with("image/svg");
}

}  // namespace

void Counters::responded(int status, std::chrono::microseconds took) {
  ++by_class.at(static_cast<std::size_t>(status / 100));
  const auto bucket = std::ranges::lower_bound(Server::Metrics::latency_ms, took.count(), {},
                                               [](int ms) { return ms * 1000L; });
  ++latency.at(static_cast<std::size_t>(bucket - Server::Metrics::latency_ms.begin()));
  latency_us += took.count();
}

Response refusal(const Error& error, const Request& request, std::optional<int> status) {
  return Response::problem(error, language_of(request), status);
}

Plan plan(Exchange& exchange) {
  auto& request = exchange.request;
  const bool asks_options = exchange.verb == "OPTIONS";
  const auto method = method_of(exchange.verb);
  if (!method && !asks_options) return {nullptr, refusal(no_such_method, request)};
  exchange.head_only = exchange.verb == "HEAD";
  request.method = method.value_or(Method::get);
  auto match = exchange.server_context.router.find(request.method, request.path);
  if (asks_options) return {nullptr, with_header(Response::empty(), "Allow", allow_of(match.allowed))};
  if (match.route && !(exchange.head_only && match.route->follow)) {
    exchange.route = match.route;
    request.params = std::move(match.params);
    return {};
  }
  if (!match.allowed.empty()) return {nullptr, other_method(request, match.allowed)};
  const auto* file = file_for(exchange.server_context, request);
  if (!file) return {nullptr, refusal(no_such_page, request)};
  if (request.method != Method::get) return {nullptr, other_method(request, {Method::get})};
  return {file, std::nullopt};
}

void run_route(Exchange& exchange, const Respond& respond) {
  const Respond reporting = report_before(exchange, respond);
  try {
    run_checked(exchange, reporting);
  } catch (const std::exception&) {
    reporting(response_to_exception(exchange.request));
  }
}

void admit_early(Exchange& exchange, const Respond& respond) {
  const Respond reporting = report_before(exchange, respond);
  Response admitted;
  admitted.status = 0;
  try {
    const auto done = identify_and_admit(exchange.server_context, *exchange.route, exchange.request);
    reporting(done ? std::move(admitted) : refusal(done.error(), exchange.request));
  } catch (const std::exception&) {
    reporting(response_to_exception(exchange.request));
  }
}

Result<Subscription> subscribe(ServerContext& server_context, const Route& route, Request request) {
  try {
    CUNKOU_TRY(identify_and_admit(server_context, route, request));
    CUNKOU_TRY_VALUE(filter, route.follow(request));
    return Subscription{std::move(filter), std::move(request.who)};
  } catch (const Unavailable& broken) {
    server_context.report_unavailable(broken.what());
    return Error{Code::unavailable, broken.shown};
  }
}

void finish(Response& response, const Request& request) {
  if (response.status == 401) add_header(response, "WWW-Authenticate", "Bearer realm=\"cunkou\"");
  if (response.status == 429) add_header(response, "Retry-After", "60");
  if (response.status == 503) add_header(response, "Retry-After", "5");
  add_header(response, "Cache-Control", "no-store");
  if (response.body.size() < gzip_from_bytes || !is_text(response.content_type) ||
      has_header(response, "Content-Encoding"))
    return;
  add_header(response, "Vary", "Accept-Encoding");
  if (!accepts(request, "accept-encoding", "gzip")) return;
  response.body = gzip(response.body, 1);
  add_header(response, "Content-Encoding", "gzip");
}

}  // namespace cunkou::http
