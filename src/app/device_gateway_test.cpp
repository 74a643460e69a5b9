#include "app/device_gateway.hpp"

#include <gtest/gtest.h>

#include "app/testing/county.hpp"
#include "core/journal/act.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/device_token.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::app {
namespace {

// The endpoint's view of a device of the county: what it publishes, and how that was answered.
struct Gateway : ::testing::Test {
  testing::County county;
  Result<void> pool_state;  // on the worker pool
  int kept = 0;
  bool broken = false;  // the state database
  std::vector<std::string> failures;
  DeviceGateway gateway{county.registry, county.ingest, county.clock, hooks()};

  DeviceGateway::Hooks hooks() {
    DeviceGateway::Hooks hooks;
    hooks.later = [this](const std::function<void()>& job) {
      if (pool_state) job();
      return pool_state;
    };
    hooks.keep_attributes = [this](DeviceId, std::string_view) -> Result<void> {
      if (broken) throw std::runtime_error("the database is busy");
      ++kept;
      return {};
    };
    hooks.failed = [this](std::string_view what) { failures.emplace_back(what); };
    return hooks;
  }

  std::vector<Result<void>> publish(std::string_view topic, std::string_view payload) {
    std::vector<Result<void>> answers;
    mqtt::Client client;
    client.device = county.device.id;
    gateway.received(client, topic, payload, [&](Result<void> answer) { answers.push_back(answer); });
    return answers;
  }
};

TEST_F(Gateway, SaysOnceThatAttributesAreKept) {
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_TRUE(answers[0].has_value());
  EXPECT_EQ(kept, 1);
}

TEST_F(Gateway, SaysOnceThatThereIsNoRoomForAttributes) {
  pool_state = Error{Code::too_many, untranslated("the server is busy")};
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, Code::unavailable) << "or it would be acknowledged, and lost";
  EXPECT_EQ(kept, 0);
}

// Its will comes after the connection was dropped.
TEST_F(Gateway, TakesNothingOfADeviceWhoseTokenWasRevoked) {
  county.database
      .write([&](sql::Transaction& t) -> Result<int> {
        journal::Act act{PersonId(), "cli", county.clock.now(), journal::journal_of(t)};
        devices::revoke_token(act, devices::device_store(t), county.device.id).value();
        county.registry.refresh(sensorthings::entity_store(t), devices::device_store(t), county.device.id);
        return 0;
      })
      .value();
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, Code::unauthenticated);
  EXPECT_EQ(kept, 0);
}

TEST_F(Gateway, HasWhatABrokenDatabaseDidNotTakeSentAgain) {
  broken = true;
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, Code::unavailable);
  EXPECT_EQ(failures, std::vector<std::string>{"the database is busy"});
}

}  // namespace
}  // namespace cunkou::app
