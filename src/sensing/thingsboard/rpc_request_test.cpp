#include "sensing/thingsboard/rpc_request.hpp"

#include <gtest/gtest.h>

namespace cunkou::thingsboard {
namespace {

constexpr Instant now{1'700'000'000'000};

TEST(RpcRequest, NamesTheActuatorTheActionAndItsTimes) {
  EXPECT_EQ(rpc_request({"vent", "set", 50, now + seconds(120), now}),
            R"({"method":"vent","params":{"action":"set","expires":"2023-11-14T22:15:20Z",)"
            R"("sent":"2023-11-14T22:13:20Z","position":50}})");
  EXPECT_EQ(rpc_request({"fan", "stop", {}, now, now}).find("position"), std::string::npos);
}

TEST(RespondToRpc, KnowsTheMethodsOfTheServerAndRefusesOthers) {
  const SessionLimits session{1000, 20};
  EXPECT_EQ(respond_to_rpc(R"({"method":"getCurrentTime","params":{}})", now, session), "1700000000000");
  EXPECT_EQ(respond_to_rpc(R"({"method":"getSessionLimits"})", now, session),
            R"({"maxPayloadSize":1000,"maxInflightMessages":20})");
  for (const auto* payload : {"", "[]", "{", R"({"method":7})", R"({"method":"reboot"})"})
    EXPECT_EQ(respond_to_rpc(payload, now, session), R"({"error":"unknown method"})") << payload;
}

}  // namespace
}  // namespace cunkou::thingsboard
