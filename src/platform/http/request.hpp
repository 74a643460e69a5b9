#pragma once
// Request and response as plain values, as route handlers see them. Handlers run on the worker pool.

#include <boost/json/fwd.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/may.hpp"
#include "base/result.hpp"
#include "platform/http/limits.hpp"

namespace cunkou::http {

enum class Method { get, post, put, patch, delete_ };
std::string_view name(Method);  // "GET"

struct Request {
  Method method = Method::get;
  std::string target;                                        // as sent: path and query, percent-encoded
  std::string path;                                          // before '?', percent-encoded
  std::string query;                                         // after '?', percent-encoded
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;                                          // inflated if Content-Encoding is gzip
  std::string remote;  // the peer's address; from X-Forwarded-For if the configuration trusts the proxy
  std::map<std::string, std::string, std::less<>> params;  // of the route's pattern, decoded
  bool secure = false;                                     // TLS here or at the trusted proxy
  bool secure_cookies = false;  // secure, or the address for people is https: cookies are Secure
  access::Identity who;
  Duration query_time = limits::query_time;  // that its handler may read, if it is a GET

  std::string_view header(std::string_view lower_case_name) const;      // "" if absent
  std::string_view cookie(std::string_view name) const;                 // its value as sent; "" if absent
  std::optional<std::string> query_param(std::string_view name) const;  // decoded
  std::string_view param(std::string_view name) const;                  // of the pattern; "" if absent
  Result<std::int64_t> id_param(std::string_view name) const;           // a positive integer, or not_found
  // Refuses an address whose decoded path or query is not UTF-8 or has U+0000.
  Result<void> require_text() const;
  // Body; refuses a depth over 32, invalid UTF-8, U+0000 and numbers beyond a double.
  Result<boost::json::value> json() const;
};

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  // Why it is a 500 or 503, e.g. what() of an exception: logged and counted, never sent.
  std::optional<std::string> failure;

  static Response json(const boost::json::value&, int status = 200);
  static Response empty(int status = 204);
  // RFC 9457. `status` overrides the refusal's own status.
  static Response problem(const Error&, std::string_view language = "zh", std::optional<int> status = {});
};

using Respond = std::function<void(Response)>;  // call once, from any thread

}  // namespace cunkou::http
