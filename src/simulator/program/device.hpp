#pragma once
// One simulated greenhouse: its air, its two motors, what it tells and what it obeys. No network in here. One
// thread.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "simulator/climate/actuator.hpp"
#include "simulator/climate/live_through.hpp"

namespace cunkou::simulator {

struct Habits {
  bool household_at_work =
      true;          // the quilt and the vent are also moved by hand, as the household is used to
  double speed = 1;  // the air and the motors run so many times faster than the clock
};

class Device {
 public:
  // Lived in up to `now`, as climate::live_through does with the same seed.
  Device(std::uint64_t village_seed, int number, Instant now, Habits);

  // Lets the time up to `now` pass, in steps that suit the physics. A clock that goes back lets none pass.
  void live_until(Instant now);

  // ThingsBoard telemetry, {"ts":…,"values":{…}}: every quantity and both positions.
  std::string telemetry(Instant now) const;

  // The positions and motions alone, if they changed since they were last told.
  std::optional<std::string> motion(Instant now);

  // Obeys {"method":"vent"|"roller_shutter","params":{"action":"open"|"close"|"stop"|"set","position":0..100,
  // "expires":ISO}} and answers {"accepted":true} or {"accepted":false,"reason":…}: "expired", "unknown
  // method", "unknown action", "malformed". Nothing moves after its expiry. Then the household keeps its
  // hands off that motor for some hours.
  std::string obey(std::string_view request, Instant now);

 private:
  struct Motor {
    climate::Actuator actuator;
    Instant hands_off_until{};
    int told_position = -100;
    std::string told_motion;
  };

  climate::Openings openings() const;
  void pass(Duration, Instant at);
  void work_by_hand(Instant at);

  std::uint64_t weather_seed_;
  climate::Greenhouse house_;
  Habits habits_;
  Instant now_;
  Instant worked_;
  climate::Conditions inside_;
  std::map<std::string, Motor, std::less<>> motors_;
};

}  // namespace cunkou::simulator
