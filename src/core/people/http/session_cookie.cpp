#include "core/people/http/session_cookie.hpp"

#include "core/people/limits.hpp"
#include "platform/http/authorization.hpp"

namespace cunkou::people {
namespace {

constexpr std::string_view trusted_device_name = "cunkou_device";
constexpr Duration trusted_device_age = days(400);  // the longest that browsers accept: RFC 6265bis 5.5

void set(http::Response& response, const http::Request& request, std::string_view name,
         const std::string& value, Duration age) {
  auto cookie = http::cookie_name(name, request) + "=" + value +
                "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(age.count() / 1000);
  if (request.secure_cookies) cookie += "; Secure";
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

std::string get(const http::Request& request, std::string_view name) {
  return std::string(request.cookie(http::cookie_name(name, request)));
}

}  // namespace

void set_session_cookie(http::Response& response, const http::Request& request, const std::string& token) {
  set(response, request, http::session_cookie, token, limits::session_age);
}

void clear_session_cookie(http::Response& response, const http::Request& request) {
  set(response, request, http::session_cookie, "", {});
}

std::string session_token(const http::Request& request) { return get(request, http::session_cookie); }

void set_trusted_device_cookie(http::Response& response, const http::Request& request,
                               const std::string& cookie) {
  set(response, request, trusted_device_name, cookie, trusted_device_age);
}

std::string trusted_device_cookie(const http::Request& request) { return get(request, trusted_device_name); }

// Browsers take Secure cookies from localhost over plain HTTP, too.
Result<void> refuse_insecure_page(const http::Request& request, const std::string& address) {
  const auto origin = request.header("origin");
  if (!request.secure_cookies || request.secure || !origin.starts_with("http://") ||
      origin.starts_with("http://localhost") || origin.starts_with("http://127.0.0.1"))
    return {};
  return forbidden(format_label("请改用加密的地址登录：{}", "Sign in at the encrypted address: {}", address));
}

}  // namespace cunkou::people
