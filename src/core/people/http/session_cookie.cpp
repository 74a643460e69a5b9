#include "core/people/http/session_cookie.hpp"

#include "platform/http/authorization.hpp"

namespace cunkou::people {
namespace {

constexpr std::string_view trusted_device_name = "cunkou_device";
constexpr std::string_view cookie_age_max_s = "34560000";  // 400 days: RFC 6265bis 5.5

void set(http::Response& response, const http::Request& request, std::string_view name,
         const std::string& value, std::string_view max_age) {
  auto cookie =
      std::string(name) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::string(max_age);
  if (request.secure) cookie += "; Secure";
  response.headers.emplace_back("Set-Cookie", std::move(cookie));
}

}  // namespace

void set_session_cookie(http::Response& response, const http::Request& request, const std::string& token) {
  set(response, request, http::session_cookie, token, cookie_age_max_s);
}

void clear_session_cookie(http::Response& response, const http::Request& request) {
  set(response, request, http::session_cookie, "", "0");
}

std::string session_token(const http::Request& request) {
  return std::string(request.cookie(http::session_cookie));
}

void set_trusted_device_cookie(http::Response& response, const http::Request& request,
                               const std::string& cookie) {
  set(response, request, trusted_device_name, cookie, cookie_age_max_s);
}

std::string trusted_device_cookie(const http::Request& request) {
  return std::string(request.cookie(trusted_device_name));
}

}  // namespace cunkou::people
