#pragma once
// One simulated greenhouse: its climate, its two motors, its telemetry and its commands. No network.
// Single-threaded.

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "simulator/climate/opening_motor.hpp"
#include "simulator/climate/simulate.hpp"

namespace cunkou::simulator {

struct Habits {
  bool household_at_work = true;  // the household also moves the quilt and the vent by hand
  double speed = 1;               // factor by which climate and motors run faster than the clock
};

class Device {
 public:
  // Starts in the state that climate::simulate reaches at `now` with the same seed.
  Device(std::uint64_t village_seed, int number, Instant now, Habits);

  // Simulates up to `now`, in steps that suit the model. Ignores a clock that goes back.
  void advance_to(Instant now);

  // ThingsBoard telemetry, {"ts":…,"values":{…}}: all quantities and both positions.
  std::string telemetry(Instant now) const;

  // Positions and motions alone, if they changed since the last report.
  std::optional<std::string> motion(Instant now);

  // Executes
  // {"method":"vent"|"roller_shutter","params":{"action":"open"|"close"|"stop"|"set","position":0..100,
  // "expires":ISO}} and answers {"accepted":true} or {"accepted":false,"reason":…}: "expired", "unknown
  // method", "unknown action", "malformed". An expired command moves nothing. After a command the household
  // leaves that motor alone for some hours.
  std::string execute(std::string_view request, Instant now);

 private:
  struct Motor {
    climate::OpeningMotor actuator;
    Instant hands_off_until{};
    int reported_position = -100;
    std::string reported_motion;
  };

  climate::Openings openings() const;
  void pass(Duration, Instant at);
  void work_by_hand(Instant at);

  std::uint64_t weather_seed_;
  climate::Greenhouse greenhouse_;
  Habits habits_;
  Instant now_;
  Instant worked_;
  climate::Conditions inside_;
  std::map<std::string, Motor, std::less<>> motors_;
};

}  // namespace cunkou::simulator
