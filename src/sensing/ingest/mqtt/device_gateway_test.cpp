#include "sensing/ingest/mqtt/device_gateway.hpp"

#include <gtest/gtest.h>

#include "core/journal/act.hpp"
#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/testing/repeating_database.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/device_token.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::ingest {
namespace {

// A device of a village, and the messages that the gateway passes on.
struct DeviceGatewayTest : ::testing::Test,
                           async::Executor,
                           ClientAttributes,
                           DeviceMessenger,
                           GatewayListener,
                           series::BatchWriter {
  FixedClock clock{{1'795'421'400'000}};
  sql::Database database = sql::testing::repeating_database();
  devices::Registry registry{profiles()};
  devices::Device device = add_device();
  Ingest ingest{*this, {}};
  Result<void> executor_state;
  int kept = 0;
  bool broken = false;  // the state database
  std::vector<std::string> failures;
  std::vector<std::pair<std::string, std::string>> sent;
  std::vector<std::tuple<CommandId, bool, std::string>> answers_to_commands;
  DeviceGateway gateway{{registry, ingest, clock, *this, *this, *this, *this}};

  Result<void> post(std::function<void()> job) override {
    if (executor_state) job();
    return executor_state;
  }
  void append(series::Batch, Completion<series::Outcome>) override {}
  Result<void> keep(DeviceId, std::string_view) override {
    if (broken) throw std::runtime_error("the database is busy");
    ++kept;
    return {};
  }
  std::string requested(DeviceId, const thingsboard::AttributeRequest& request) override {
    return request.client_keys.value_or("all");
  }
  void send(DeviceId, std::string_view topic, std::string_view payload) override {
    sent.emplace_back(topic, payload);
  }
  void unknown_token() override {}
  void connections_changed(DeviceId) override {}
  void command_answered(ThingId, CommandId id, const actuation::CommandAnswer& answer) override {
    answers_to_commands.emplace_back(id, answer.accepted, answer.reason);
  }
  void connection_refused(std::string_view) override {}
  void failed(std::string_view what) override { failures.emplace_back(what); }

  static std::vector<devices::Profile> profiles() {
    devices::Profile profile;
    profile.name = "greenhouse";
    profile.label = {"温棚", "greenhouse"};
    return {profile};
  }

  devices::Device add_device() {
    return database
        .write([&](sql::Transaction& t) -> Result<devices::Device> {
          journal::Act act{PersonId(), "cli", clock.now(), journal::journal_of(t)};
          auto& places = places::place_store(t);
          const auto village =
              places.put({{}, "610829101201", "李家河村", places::Level::village, {}, {}, {}});
          const auto added = devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                                                 places, people::people_store(t), registry.profiles().front(),
                                                 {"1号棚", village.id, {}, {}});
          registry.load(sensorthings::entity_store(t), devices::device_store(t));
          return added.value().device;
        })
        .value();
  }

  std::vector<Result<mqtt::Stored>> publish(std::string_view topic, std::string_view payload) {
    std::vector<Result<mqtt::Stored>> answers;
    mqtt::Client client;
    client.device = device.id;
    gateway.received(client, {topic, payload, {}},
                     [&](const Result<mqtt::Stored>& answer) { answers.push_back(answer); });
    return answers;
  }
};

TEST_F(DeviceGatewayTest, AcknowledgesAttributesOnceAfterTheyAreStored) {
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_TRUE(answers[0].has_value());
  EXPECT_EQ(kept, 1);
}

TEST_F(DeviceGatewayTest, RefusesAttributesOnceWhenTheExecutorIsFull) {
  executor_state = Error{Code::too_many, untranslated("the server is busy")};
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, Code::unavailable) << "or it would be acknowledged, and lost";
  EXPECT_EQ(kept, 0);
}

// A will arrives after the connection was closed.
TEST_F(DeviceGatewayTest, RefusesAMessageOfADeviceWhoseTokenWasRevoked) {
  database
      .write([&](sql::Transaction& t) -> Result<int> {
        journal::Act act{PersonId(), "cli", clock.now(), journal::journal_of(t)};
        devices::revoke_token(act, devices::device_store(t), device.id).value();
        registry.refresh(sensorthings::entity_store(t), devices::device_store(t), device.id);
        return 0;
      })
      .value();
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, Code::unauthenticated);
  EXPECT_EQ(kept, 0);
}

TEST_F(DeviceGatewayTest, ReportsAFailingDatabaseAsUnavailable) {
  broken = true;
  const auto answers = publish("v1/devices/me/attributes", "{\"firmware\":\"1.2\"}");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().code, Code::unavailable);
  EXPECT_EQ(failures, std::vector<std::string>{"the database is busy"});
}

TEST_F(DeviceGatewayTest, AnswersRequestsForAttributesAndCallsOfTheServer) {
  publish("v1/devices/me/attributes/request/7", R"({"clientKeys":"fw"})");
  publish("v1/devices/me/attributes/request/8", "[]");
  publish("v1/devices/me/rpc/request/9", R"({"method":"getCurrentTime"})");
  EXPECT_EQ(sent, (std::vector<std::pair<std::string, std::string>>{
                      {"v1/devices/me/attributes/response/7", "fw"},
                      {"v1/devices/me/rpc/response/9", "1795421400000"}}));
}

TEST_F(DeviceGatewayTest, PassesOnAnswersToCommands) {
  publish("v1/devices/me/rpc/response/12", "{}");
  publish("v1/devices/me/rpc/response/x", "{}");
  publish("v1/devices/me/rpc/response/13", R"({"accepted":false,"reason":"jammed"})");
  EXPECT_EQ(answers_to_commands, (std::vector<std::tuple<CommandId, bool, std::string>>{
                                     {CommandId(12), true, ""}, {CommandId(13), false, "jammed"}}));
}

}  // namespace
}  // namespace cunkou::ingest
