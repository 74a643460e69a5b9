#include "platform/http/make_route.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/unavailable.hpp"

namespace cunkou::http {
namespace {

TEST(ResponseOf, KeepsTheFailureOfAHandlerThatThrows) {
  const auto response =
      response_of({}, []() -> Result<Response> { throw std::runtime_error("disk image is malformed"); });
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.failure, "disk image is malformed");
  EXPECT_EQ(response.body.find("malformed"), response.body.npos) << "not for the person who asked";
}

TEST(ResponseOf, IsUnavailableForALackOfMemory) {
  const auto response = response_of({}, []() -> Result<Response> { throw std::bad_alloc(); });
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.failure, "The server is short of memory; try again later") << "for the log";
}

TEST(ResponseOf, GivesTheReasonOfARefusalAndOfABrokenEnvironment) {
  const auto refused = response_of({}, []() -> Result<Response> { return invalid({"不行", "no"}); });
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.failure, std::nullopt);
  const auto broken = response_of({}, []() -> Result<Response> { throw Unavailable({"磁盘满了", "full"}); });
  EXPECT_EQ(broken.status, 503);
  EXPECT_EQ(broken.failure, "full");
  EXPECT_NE(broken.body.find("磁盘满了"), broken.body.npos);
}

}  // namespace
}  // namespace cunkou::http
