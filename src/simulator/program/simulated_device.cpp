#include "simulator/program/simulated_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "simulator/climate/advance.hpp"
#include "simulator/climate/tend.hpp"

namespace cunkou::simulator {
namespace {

namespace json = boost::json;

constexpr Duration vent_full_way = seconds(60);
constexpr Duration shutter_full_way = seconds(240);
constexpr Duration hands_off = hours(3);
constexpr Duration step_max = minutes(1);
constexpr int report_step = 5;  // percent: a moving motor reports at each multiple

std::string refused(std::string_view reason) {
  return json::serialize(json::object{{"accepted", false}, {"reason", reason}});
}

bool expired(const json::object& params, Instant now) {
  const auto* given = params.if_contains("expires");
  if (!given || !given->is_string()) return false;
  const auto expires = parse_instant(given->as_string());
  return !expires || *expires < now;  // treat an unreadable expiry as expired
}

std::optional<double> wanted_position(const json::object& params) {
  const auto* action = params.if_contains("action");
  if (!action || !action->is_string()) return {};
  if (action->as_string() == "open") return 100;
  if (action->as_string() == "close") return 0;
  if (action->as_string() != "set") return {};
  const auto* position = params.if_contains("position");
  if (!position || !position->is_number()) return {};
  const double percent = position->to_number<double>();
  return percent >= 0 && percent <= 100 ? std::optional(percent) : std::nullopt;
}

bool is_stop(const json::object& params) {
  const auto* action = params.if_contains("action");
  return action && action->is_string() && action->as_string() == "stop";
}

int whole_percent(const climate::OpeningMotor& motor) {
  return static_cast<int>(std::lround(motor.position()));
}

}  // namespace

Device::Device(std::uint64_t village_seed, int number, Instant now, Habits habits)
    : weather_seed_(village_seed),
      greenhouse_(climate::build_greenhouse(village_seed, number)),
      habits_(habits),
      now_(now),
      worked_(now) {
  const climate::Inside inside = climate::simulate(greenhouse_, village_seed, now, now);
  inside_ = inside.conditions;
  motors_.try_emplace("vent", Motor{climate::OpeningMotor(inside.open.vent, vent_full_way), {}, -100, {}});
  motors_.try_emplace("roller_shutter",
                      Motor{climate::OpeningMotor(inside.open.shutter, shutter_full_way), {}, -100, {}});
}

climate::Openings Device::openings() const {
  return {motors_.find("vent")->second.actuator.position(),
          motors_.find("roller_shutter")->second.actuator.position()};
}

void Device::advance_to(Instant now) {
  auto left = Duration(static_cast<std::int64_t>(static_cast<double>((now - now_).count()) * habits_.speed));
  now_ = now;
  while (left > Duration{0}) {
    const Duration step = std::min(left, step_max);
    pass(step, now);
    left -= step;
  }
}

void Device::pass(Duration step, Instant at) {
  if (habits_.household_at_work && at - worked_ >= minutes(1)) {
    worked_ = at;
    work_by_hand(at);
  }
  for (auto& [name, motor] : motors_) motor.actuator.advance(step);
  climate::advance(inside_, greenhouse_, openings(), climate::weather_at(at, weather_seed_), step);
}

void Device::work_by_hand(Instant at) {
  const auto done =
      climate::tend(inside_, greenhouse_, openings(), climate::weather_at(at, weather_seed_), at);
  const auto move = [&](std::string_view name, std::optional<double> wanted) {
    Motor& motor = motors_.find(name)->second;
    if (wanted && at >= motor.hands_off_until) motor.actuator.go_to(*wanted);
  };
  move("vent", done.vent);
  move("roller_shutter", done.shutter);
  if (done.watering) climate::water(inside_, greenhouse_);
}

std::string Device::telemetry(Instant now) const {
  const climate::Weather out = climate::weather_at(now, weather_seed_);
  const climate::Measurement reported = climate::measure(inside_, greenhouse_, openings(), out, now);
  std::string values =
      fmt::format(R"("air_temperature":{:.1f},"relative_humidity":{:.1f},"soil_temperature":{:.1f},)"
                  R"("soil_moisture":{:.1f},"solar_radiation":{:.0f})",
                  reported.air_temperature, reported.relative_humidity, reported.soil_temperature,
                  reported.soil_moisture, reported.solar_radiation);
  for (const auto& [name, motor] : motors_) {
    values += fmt::format(R"(,"{}_position":{})", name, whole_percent(motor.actuator));
  }
  return fmt::format(R"({{"ts":{},"values":{{{}}}}})", now.ms, values);
}

std::optional<std::string> Device::motion(Instant now) {
  json::object values;
  for (auto& [name, motor] : motors_) {
    const int position = whole_percent(motor.actuator);
    const std::string motion(motor.actuator.motion());
    const bool turned = motion != motor.reported_motion;
    if (!turned && std::abs(position - motor.reported_position) < report_step) continue;
    values[name + "_position"] = position;
    values[name + "_moving"] = motion;
    motor.reported_position = position;
    motor.reported_motion = motion;
  }
  if (values.empty()) return {};
  return json::serialize(json::object{{"ts", now.ms}, {"values", std::move(values)}});
}

std::string Device::execute(std::string_view request, Instant now) {
  boost::system::error_code failed;
  const json::value parsed = json::parse(request, failed);
  if (failed || !parsed.is_object()) return refused("malformed");
  const auto* method = parsed.as_object().if_contains("method");
  const auto* params = parsed.as_object().if_contains("params");
  if (!method || !method->is_string() || !params || !params->is_object()) return refused("malformed");
  const auto motor = motors_.find(std::string_view(method->as_string()));
  if (motor == motors_.end()) return refused("unknown method");
  if (expired(params->as_object(), now)) return refused("expired");
  if (is_stop(params->as_object())) {
    motor->second.actuator.stop();
  } else if (const auto wanted = wanted_position(params->as_object())) {
    motor->second.actuator.go_to(*wanted);
  } else {
    return refused("unknown action");
  }
  motor->second.hands_off_until = now + hands_off;
  return json::serialize(json::object{{"accepted", true}});
}

}  // namespace cunkou::simulator
