#include "platform/http/local_request.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cunkou::http {
namespace {

TEST(LocalRequest, FailsWithAdviceWithoutAServer) {
  LocalServer nobody;
  nobody.address = "127.0.0.1";
  nobody.port = 1;
  const auto response = local_request(nobody, "GET", "/api/imports/1", "", "");
  ASSERT_TRUE(response.has_error());
  EXPECT_EQ(response.error().code, Code::unavailable);
  const auto& reason = response.error().reason;
  EXPECT_NE(reason.en.find("start it"), std::string::npos) << reason.en;
  EXPECT_NE(reason.zh.find("启动服务器"), std::string::npos) << reason.zh;
  EXPECT_EQ((reason.en + reason.zh).find("boost"), std::string::npos) << reason.en;
}

}  // namespace
}  // namespace cunkou::http
