#include "sensing/monitor/service/live_monitor_updates.hpp"

#include <boost/json.hpp>

#include "base/json_text.hpp"
#include "core/people/person_names.hpp"
#include "sensing/monitor/monitor_json.hpp"

namespace cunkou::monitor {
namespace {

namespace json = boost::json;

http::LiveUpdate update_about(std::string name, const ThingInfo& info) {
  http::LiveUpdate update;
  update.name = std::move(name);
  update.scope = info.scope;
  update.subject = info.id.value;
  return update;
}

people::NameOf names_of(sql::Database& database, const std::vector<PersonId>& persons) {
  return database.read([&](sql::Transaction& t) { return people::person_names(t, persons); });
}

}  // namespace

void LiveMonitorUpdates::changed(const Changes& changes) {
  for (const auto& change : changes) {
    if (live_.streams() == 0) return;
    std::visit([this](const auto& one) { publish(one); }, change);
  }
}

void LiveMonitorUpdates::publish(const AlarmChanged& changed) {
  const auto info = things_.find(changed.alarm.thing);
  if (!info) return;
  std::vector<PersonId> persons;
  add_persons(changed.alarm, changed.course, persons);
  const auto names = names_of(database_, persons);
  auto update = update_about("alarm", *info);
  for (const auto* language : {"zh", "en"}) {
    update.language = language;
    update.json = json_text(alarm_json(changed.alarm, info.get(), changed.course, names, language));
    live_.publish(update);
  }
}

void LiveMonitorUpdates::publish(const CommandChanged& changed) {
  const auto info = things_.find(changed.course.command.thing);
  if (!info) return;
  const auto names = names_of(database_, persons_in({&changed.course, 1}));
  auto update = update_about("command", *info);
  for (const auto* language : {"zh", "en"}) {
    update.language = language;
    update.json = json_text(command_json(changed.course, names, language));
    live_.publish(update);
  }
}

void LiveMonitorUpdates::publish(const ActuatorChanged& changed) {
  const actuation::ActuatorState& state = changed.state;
  const auto info = things_.find(state.thing);
  if (!info) return;
  json::object what{{"greenhouseId", state.thing.value},
                    {"name", state.actuator},
                    {"manual", state.manual},
                    {"at", to_iso(state.position_at)}};
  what["position"] = state.position ? json::value(*state.position) : json::value(nullptr);
  what["moving"] = state.motion == actuation::Motion::still ? json::value(nullptr)
                                                            : json::value(json::string(name(state.motion)));
  auto update = update_about("actuator", *info);
  update.json = json_text(what);
  live_.publish(update);
}

void LiveMonitorUpdates::publish(const StatusChanged& changed) {
  const auto info = things_.find(changed.thing);
  if (!info) return;
  auto update = update_about("status", *info);
  update.json = json_text(json::object{{"greenhouseId", changed.thing.value},
                                       {"status", name(changed.status)},
                                       {"since", to_iso(changed.since)}});
  live_.publish(update);
}

void LiveMonitorUpdates::publish(const ConnectionChanged& changed) {
  const auto info = things_.find(changed.thing);
  if (!info) return;
  auto update = update_about("device", *info);
  update.json = json_text(json::object{
      {"id", changed.device.value}, {"greenhouseId", changed.thing.value}, {"connected", changed.connected}});
  live_.publish(update);
}

}  // namespace cunkou::monitor
