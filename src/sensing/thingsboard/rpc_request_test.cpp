#include "sensing/thingsboard/rpc_request.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace cunkou::thingsboard {
namespace {

constexpr Instant now{1'700'000'000'000};

TEST(RpcRequest, NamesTheActuatorTheActionAndItsTimes) {
  EXPECT_EQ(rpc_request({"vent", "set", 50, now + seconds(120), now}),
            R"({"method":"vent","params":{"action":"set","expires":"2023-11-14T22:15:20Z",)"
            R"("sent":"2023-11-14T22:13:20Z","position":50}})");
  EXPECT_EQ(rpc_request({"fan", "stop", {}, now, now}).find("position"), std::string::npos);
}

TEST(AnswerRpc, AnswersTheMethodsOfTheServerAndRefusesOthers) {
  EXPECT_EQ(answer_rpc(R"({"method":"getCurrentTime","params":{}})", now), "1700000000000");
  const auto limits = boost::json::parse(answer_rpc(R"({"method":"getSessionLimits"})", now));
  EXPECT_GT(limits.at("maxPayloadSize").as_int64(), 0);
  for (const auto* payload : {"", "[]", "{", R"({"method":7})", R"({"method":"reboot"})"})
    EXPECT_EQ(answer_rpc(payload, now), R"({"error":"unknown method"})") << payload;
}

}  // namespace
}  // namespace cunkou::thingsboard
