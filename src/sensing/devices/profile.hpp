#pragma once
// Device profiles: the quantities and actuators of a kind of device. Profiles are data
// (definitions/profiles/*.yaml), read at start by app and immutable afterwards; any thread
// may read them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "base/label.hpp"

namespace cunkou::devices {

struct Quantity {
  std::string name;  // key in telemetry and name of the Datastream: "air_temperature"
  Label label;
  std::string unit;  // UCUM: "Cel", "%", "lx"
  double min = 0,
         max = 0;         // plausible range, inclusive; readings outside it are refused
  double resolution = 0;  // smallest step of the sensor; 0: unknown
  Duration interval{};    // expected interval between readings
  bool reported = false;  // true: reported by an actuator; the stream is created with its first reading
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

// A motor travels between 0 (closed) and 100 % (open) and runs only while it travels. A switch (fan, heater,
// valve) is at 0 (off) or 100 (on) and runs while it is on.
inline bool travels(ActuatorKind kind) {
  return kind == ActuatorKind::vent || kind == ActuatorKind::roller_shutter;
}

// Position in percent, by day and by night, for an actuator whose automatic rules have no fresh readings.
struct SafePosition {
  double day = 0;
  double night = 0;
};

// The quantity, in percent, by which an actuator reports its position: "vent_position".
inline std::string position_quantity(std::string_view actuator) {
  return std::string(actuator) + "_position";
}

struct Actuator {
  std::string name;  // "vent": in commands and in what the device reports
  ActuatorKind kind = ActuatorKind::vent;
  Label label;
  Duration on_min{};                 // shortest run (a person may always stop it)
  Duration off_min{};                // shortest rest, also before a reversal
  Duration run_max{};                // longest run; the program stops the actuator after it
  std::optional<SafePosition> safe;  // none: keep the position
  bool reports_position = true;      // the profile has its position_quantity()
};

struct Profile {
  std::string name;  // "greenhouse"
  Label label;
  bool open = false;       // unknown names in telemetry create streams
  Duration stale_after{};  // automatic rules ignore older readings
  std::vector<Quantity> quantities;
  std::vector<Actuator> actuators;
  // Kind of its Thing, if that is monitored as one and belongs to a village or group: "greenhouse". Empty:
  // the Thing, e.g. a weather station, is of a kind of this profile alone, and of any place.
  std::string thing{};

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
