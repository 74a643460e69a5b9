#include "core/people/http/session_cookie.hpp"

#include <gtest/gtest.h>

namespace cunkou::people {
namespace {

TEST(SessionToken, IsFoundAmongOtherCookies) {
  const auto token = [](std::string cookie) {
    http::Request request;
    request.headers = {{"cookie", std::move(cookie)}};
    return session_token(request);
  };
  EXPECT_EQ(token("a=b; cunkou_session=xyz; c=d"), "xyz");
  EXPECT_EQ(token("cunkou_session=xyz"), "xyz");
  EXPECT_EQ(token("not_cunkou_session=xyz"), "");
  EXPECT_EQ(token(""), "");
}

TEST(SetSessionCookie, HasTheHostPrefixAndSecureWhereCookiesAreSecure) {
  http::Request request;
  http::Response plain, secure;
  set_session_cookie(plain, request, "xyz");
  EXPECT_EQ(plain.headers.at(0).second,
            "cunkou_session=xyz; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000");
  request.secure_cookies = true;
  set_session_cookie(secure, request, "xyz");
  set_trusted_device_cookie(secure, request, "seal");
  EXPECT_EQ(secure.headers.at(0).second,
            "__Host-cunkou_session=xyz; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure");
  EXPECT_TRUE(secure.headers.at(1).second.starts_with("__Host-cunkou_device=seal; Path=/; "));
  request.headers = {{"cookie", "cunkou_session=planted; cunkou_device=planted"}};
  EXPECT_EQ(session_token(request), "") << "another page of the domain may have set it";
  EXPECT_EQ(trusted_device_cookie(request), "");
  request.headers = {{"cookie", "__Host-cunkou_session=xyz"}};
  EXPECT_EQ(session_token(request), "xyz");
}

TEST(RefuseInsecurePage, NamesTheEncryptedAddress) {
  http::Request request;
  request.headers = {{"origin", "http://192.168.1.2:8080"}};
  EXPECT_TRUE(refuse_insecure_page(request, ""));
  request.secure_cookies = true;
  EXPECT_EQ(refuse_insecure_page(request, "https://cun.example").error().reason.en,
            "Sign in at the encrypted address: https://cun.example");
  request.secure = true;
  EXPECT_TRUE(refuse_insecure_page(request, "https://cun.example"));
  request.secure = false;
  request.headers = {{"origin", "http://localhost:8080"}};
  EXPECT_TRUE(refuse_insecure_page(request, "https://cun.example"));
}

}  // namespace
}  // namespace cunkou::people
