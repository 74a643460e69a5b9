#include "api/session_cookie.hpp"

#include "base/text.hpp"

namespace cunkou::api {
namespace {

constexpr std::string_view session_name = "cunkou_session=", device_name = "cunkou_device=";
constexpr std::string_view browsers_most = "34560000";  // 400 days: RFC 6265bis 5.5

void set(http::Response& response, const http::Request& request, std::string_view name,
         const std::string& value, std::string_view max_age) {
  auto cookie =
      std::string(name) + value + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::string(max_age);
  if (request.secure) cookie += "; Secure";
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

std::string find(const http::Request& request, std::string_view name) {
  auto rest = request.header("cookie");
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto cookie = trimmed(pair);
    if (cookie.starts_with(name)) return std::string(cookie.substr(name.size()));
  }
  return {};
}

}  // namespace

void set_session_cookie(http::Response& response, const http::Request& request, const std::string& token) {
  set(response, request, session_name, token, browsers_most);
}

void clear_session_cookie(http::Response& response, const http::Request& request) {
  set(response, request, session_name, "", "0");
}

std::string session_token(const http::Request& request) { return find(request, session_name); }

void set_device_cookie(http::Response& response, const http::Request& request, const std::string& mark) {
  set(response, request, device_name, mark, browsers_most);
}

std::string device_mark(const http::Request& request) { return find(request, device_name); }

}  // namespace cunkou::api
