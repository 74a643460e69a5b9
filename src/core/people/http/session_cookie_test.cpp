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

}  // namespace
}  // namespace cunkou::people
