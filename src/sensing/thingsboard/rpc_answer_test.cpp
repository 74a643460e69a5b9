#include "sensing/thingsboard/rpc_answer.hpp"

#include <gtest/gtest.h>

namespace cunkou::thingsboard {
namespace {

TEST(ReadRpcAnswer, AcceptsAnAnswerWithoutAnError) {
  for (auto yes : {"", R"({"accepted":true})", "{}", "true", R"("ok")", "1",
                   R"({"success":true,"error":null})", R"({"error":""})", R"({"position":40})"})
    EXPECT_TRUE(read_rpc_answer(yes).accepted) << yes;
}

TEST(ReadRpcAnswer, RefusesWithTheReasonOfTheDevice) {
  const std::pair<const char*, const char*> refusals[] = {
      {R"({"accepted":false,"reason":"电机过热"})", "电机过热"},
      {R"({"error":"jammed"})", "jammed"},
      {R"({"success":false})", ""},
      {R"({"error":{"code":7}})", R"({"code":7})"},
      {R"({"error":true})", ""},
      {"false", ""},
      {"jammed", "jammed"}};
  for (const auto& [payload, reason] : refusals) {
    EXPECT_FALSE(read_rpc_answer(payload).accepted) << payload;
    EXPECT_EQ(read_rpc_answer(payload).reason, reason) << payload;
  }
}

}  // namespace
}  // namespace cunkou::thingsboard
