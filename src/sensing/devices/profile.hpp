#pragma once
// What a kind of device measures and moves. Profiles are data (definitions/profiles/*.yaml), read once at
// start by app/definitions.hpp and never changed while the program runs; any thread may read them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/label.hpp"

namespace cunkou::devices {

struct Quantity {
  std::string name;  // the key in telemetry and the Datastream's name: "air_temperature"
  Label label;
  std::string unit;  // UCUM: "Cel", "%", "lx"
  double min = 0,
         max = 0;  // plausible range, both ends included; a reading outside it is refused with its reason
  double resolution = 0;  // the smallest step the sensor tells apart; 0: unknown
  Duration interval{};    // how often a reading is expected
  bool reported = false;  // true: what an actuator says of itself; its stream appears with its first reading
};

enum class ActuatorKind { vent, roller_shutter, fan, heater, valve };

inline std::string_view name(ActuatorKind kind) {
  switch (kind) {
    case ActuatorKind::vent:
      return "vent";
    case ActuatorKind::roller_shutter:
      return "roller_shutter";
    case ActuatorKind::fan:
      return "fan";
    case ActuatorKind::heater:
      return "heater";
    case ActuatorKind::valve:
      return "valve";
  }
  return "vent";
}

// A motor travels between 0 (closed) and 100 % (open) and runs only while it travels; a switch (fan, heater,
// valve) is at 0 (off) or 100 (on) and runs while it is on.
inline bool travels(ActuatorKind kind) {
  return kind == ActuatorKind::vent || kind == ActuatorKind::roller_shutter;
}

// Where the actuator goes when its automatic rules have lost their eyes: a position in percent, by day and by
// night.
struct SafePosition {
  double day = 0;
  double night = 0;
};

struct Actuator {
  std::string
      name;  // the RPC method: {"method":"vent","params":{"action":"open|close|stop|set","position":50}}
  ActuatorKind kind = ActuatorKind::vent;
  Label label;
  Duration on_min{};   // once running, it runs at least so long (stop is always let through for a person)
  Duration off_min{};  // once still, it rests at least so long: also the pause before the other direction
  Duration run_max{};  // the longest run: after it the program stops the actuator
  std::optional<SafePosition> safe;  // none: it stays where it is
  bool reports_position =
      true;  // telemetry "<name>_position" (percent) and "<name>_moving" ("opening", "closing", "")
};

struct Profile {
  std::string name;  // "greenhouse"
  Label label;
  bool open = false;       // streams appear as their readings come, for quantities that stand nowhere here
  Duration stale_after{};  // automatic rules trust no reading older than this
  std::vector<Quantity> quantities;
  std::vector<Actuator> actuators;
  std::string thing{};  // the kind of Thing that it is in: "greenhouse"; empty: the profile's own name

  const Quantity* quantity(std::string_view wanted) const {
    for (const auto& q : quantities)
      if (q.name == wanted) return &q;
    return nullptr;
  }
  const Actuator* actuator(std::string_view wanted) const {
    for (const auto& a : actuators)
      if (a.name == wanted) return &a;
    return nullptr;
  }
};

}  // namespace cunkou::devices
