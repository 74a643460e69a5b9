#include "platform/http/make_route.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "base/unavailable.hpp"

namespace cunkou::http {
namespace {

TEST(AnswerOf, KeepsTheFailureOfAHandlerThatThrows) {
  const auto answer =
      answer_of({}, []() -> Result<Response> { throw std::runtime_error("disk image is malformed"); });
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.failure, "disk image is malformed");
  EXPECT_EQ(answer.body.find("malformed"), answer.body.npos) << "not for the person who asked";
}

TEST(AnswerOf, AnswersALackOfMemoryAsUnavailable) {
  const auto answer = answer_of({}, []() -> Result<Response> { throw std::bad_alloc(); });
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.failure, std::nullopt);
}

TEST(AnswerOf, AnswersARefusalAndABrokenEnvironmentWithTheirReason) {
  const auto refused = answer_of({}, []() -> Result<Response> { return invalid({"不行", "no"}); });
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.failure, std::nullopt);
  const auto broken = answer_of({}, []() -> Result<Response> { throw Unavailable({"磁盘满了", "full"}); });
  EXPECT_EQ(broken.status, 503);
  EXPECT_EQ(broken.failure, std::nullopt);
  EXPECT_NE(broken.body.find("磁盘满了"), broken.body.npos);
}

}  // namespace
}  // namespace cunkou::http
