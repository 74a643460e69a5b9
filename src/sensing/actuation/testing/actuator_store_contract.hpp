#pragma once
// For tests: the contract of ActuatorStore. An Implementation has
//   ThingId thing, other_thing;   to which actuators may refer
//   with(f)                       calls f(ActuatorStore&) in a transaction of its own

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "sensing/actuation/actuator_store.hpp"

namespace cunkou::actuation::testing {

template <class Implementation>
class ActuatorStoreContract : public ::testing::Test {
 protected:
  static constexpr Instant start{1'767'225'600'000};

  void put(const ActuatorState& state) {
    implementation.with([&](ActuatorStore& store) { store.put(state); });
  }
  std::vector<ActuatorState> all() {  // by thing and actuator
    std::vector<ActuatorState> found;
    implementation.with([&](ActuatorStore& store) { found = store.all(); });
    std::ranges::sort(found, {}, [](const ActuatorState& s) { return std::tuple(s.thing, s.actuator); });
    return found;
  }

  Implementation implementation;
};

TYPED_TEST_SUITE_P(ActuatorStoreContract);

TYPED_TEST_P(ActuatorStoreContract, KeepsEveryMember) {
  const ActuatorState vent{
      this->implementation.thing, "vent", 37.5, this->start, Motion::closing, this->start + seconds(1), true,
      this->start + seconds(2)};
  const ActuatorState fan{
      this->implementation.thing, "fan", std::nullopt, {}, Motion::opening, {}, false, {}};
  const ActuatorState still{
      this->implementation.other_thing, "vent", 0, this->start, Motion::still, {}, false, {}};
  for (const auto& state : {vent, fan, still}) this->put(state);
  EXPECT_EQ(this->all(), (std::vector{fan, vent, still}));
}

TYPED_TEST_P(ActuatorStoreContract, ReplacesTheStateOfAnActuator) {
  ActuatorState state{
      this->implementation.thing, "vent", 37.5, this->start, Motion::opening, this->start, true, this->start};
  this->put(state);
  state.position = std::nullopt;
  state.motion = Motion::still;
  state.manual = false;
  this->put(state);
  EXPECT_EQ(this->all(), std::vector{state});
}

TYPED_TEST_P(ActuatorStoreContract, ForgetsTheActuatorsOfOneThing) {
  ActuatorState state;
  state.thing = this->implementation.thing;
  state.actuator = "vent";
  this->put(state);
  auto other = state;
  other.thing = this->implementation.other_thing;
  this->put(other);
  this->implementation.with([&](ActuatorStore& store) { store.forget(state.thing); });
  EXPECT_EQ(this->all(), std::vector{other});
}

REGISTER_TYPED_TEST_SUITE_P(ActuatorStoreContract, KeepsEveryMember, ReplacesTheStateOfAnActuator,
                            ForgetsTheActuatorsOfOneThing);

}  // namespace cunkou::actuation::testing
