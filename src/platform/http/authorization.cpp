#include "platform/http/authorization.hpp"

#include "access/permission.hpp"

namespace cunkou::http {

namespace {

using access::Permission;

constexpr std::string_view host_prefix = "__Host-";

const Error sign_in_first{Code::unauthenticated, {"请先登录", "Sign in first"}};
const Error sign_in_or_send_a_token{
    Code::unauthenticated, {"请先登录，或带上设备的令牌", "Sign in first, or send a device's token"}};
const Error no_known_token{
    Code::unauthenticated,
    {"设备的令牌没带或不对，请核对令牌", "The device's token is missing or wrong; check the token"}};
const Error not_yours{Code::forbidden,
                      {"您没有这项权限，请联系户主或村干部",
                       "You may not do this; ask the household's owner or the village office"}};
const Error hidden_or_missing{Code::not_found,
                              {"没有找到，可能已被删除", "Not found; it may have been removed"}};
const Error cross_site{Code::forbidden,
                       {"请求来自别的网站，已拒绝；请在村口的页面里操作",
                        "The request came from another site and was refused; use Cunkou's own page"}};

bool is_own(std::string_view origin, const Request& request) {
  const auto slashes = origin.find("://");
  if (slashes == origin.npos || origin.substr(slashes + 3) != request.header("host")) return false;
  return !request.secure || origin.starts_with("https:");
}

bool same_site(const Request& request) {
  const auto fetch_site = request.header("sec-fetch-site");
  if (!fetch_site.empty()) return fetch_site == "same-origin" || fetch_site == "none";
  const auto origin = request.header("origin");
  return origin.empty() || is_own(origin, request);
}

Result<void> refuse_if(bool wrong, const Error& error) {
  if (wrong) return error;
  return {};
}

Result<void> admit_in_scope(const access::Scope& scope, Permission need, const access::Identity& who) {
  if (access::may(who, need, scope)) return {};
  return access::may(who, Permission::see, scope) ? not_yours : hidden_or_missing;
}

// A device cannot sign in: it sends a token, or has sent a wrong one.
Error missing_identity(const Route& route, const Request& request) {
  if (route.need == Permission::device) return no_known_token;
  if (route.need != Permission::person_or_device) return sign_in_first;
  return request.header("authorization").empty() ? sign_in_or_send_a_token : no_known_token;
}

bool has_session(const Request& request) {
  return !request.cookie(session_cookie).empty() ||
         !request.cookie(std::string(host_prefix) + std::string(session_cookie)).empty();
}

// By its token, in a header that a page of another site cannot set, or in the URL of a device's route.
bool is_of_device(const Route& route, const Request& request) {
  if (has_session(request)) return false;
  return !request.header("authorization").empty() || route.need == Permission::device ||
         route.need == Permission::person_or_device;
}

}  // namespace

std::string cookie_name(std::string_view name, const Request& request) {
  return std::string(request.secure_cookies ? host_prefix : "").append(name);
}

Result<void> refuse_cross_site(const Route& route, const Request& request) {
  if (request.method == Method::get || is_of_device(route, request)) return {};
  return refuse_if(!same_site(request), cross_site);
}

Result<void> admit(const Route& route, const Request& request) {
  const auto& who = request.who;
  if (route.need == Permission::anyone) return {};
  if (!who.person && !who.device && !who.program) return missing_identity(route, request);
  if (route.need == Permission::signed_in)
    return refuse_if(!access::may_somewhere(who, route.need), sign_in_first);
  if (!route.scope) return refuse_if(!access::may_somewhere(who, route.need), not_yours);
  CUNKOU_TRY_VALUE(scope, route.scope(request));
  return admit_in_scope(scope, route.need, who);
}

}  // namespace cunkou::http
