#include "sensing/greenhouses/http/greenhouse_json.hpp"

#include <boost/json.hpp>

#include "base/json_values.hpp"
#include "sensing/actuation/limits.hpp"
#include "sensing/greenhouses/planting.hpp"
#include "sensing/monitor/monitor_json.hpp"
#include "sensing/series/curves.hpp"

namespace cunkou::greenhouses {
namespace {

namespace json = boost::json;
using monitor::params_json;
using monitor::ThingInfo;

json::value alarm_brief(const monitor::View& view) {
  if (view.alarms.empty()) return nullptr;
  const auto& a = view.alarms.front();
  return json::object{{"id", a.id.value},
                      {"code", a.rule},
                      {"severity", name(a.severity)},
                      {"raisedAt", to_iso(a.raised)},
                      {"acknowledged", a.acknowledged.has_value()}};
}

json::value reason_of(const monitor::View& view) {
  if (view.alarms.empty()) return nullptr;
  const auto& worst = view.alarms.front();
  return json::object{
      {"code", worst.rule}, {"params", params_json(params_of(worst))}, {"recovering", worst.recovering}};
}

json::object latest_map(const ThingInfo& info, const std::vector<series::Latest>& latest, Instant now) {
  json::object out;
  for (const auto& l : latest)
    for (const auto& s : info.streams)
      if (s.id == l.stream && &s == info.stream(s.quantity))
        out[s.quantity] = series::latest_json(l.point, s.unit, s.interval, now);
  return out;
}

json::array vents_json(const monitor::View& view, const ThingInfo& info, bool connected) {
  json::array out;
  for (const auto& state : view.actuators) {
    const auto* actuator = info.profile ? info.profile->actuator(state.actuator) : nullptr;
    if (actuator && actuator->kind == devices::ActuatorKind::vent)
      out.push_back(json::object{
          {"name", state.actuator}, {"position", number_or_null(state.position)}, {"connected", connected}});
  }
  return out;
}

}  // namespace

json::array advice_json(const std::vector<monitor::Advice>& advice, const AdviceSentences& sentences) {
  json::array out;
  for (const auto& a : advice) {
    json::object one{{"code", a.code}, {"params", params_json(a.params)}};
    if (const auto sentence = sentences.find(a.code); sentence != sentences.end())
      one["sentence"] = label_json(sentence->second);
    out.push_back(std::move(one));
  }
  return out;
}

json::array bands_json(const std::vector<agronomy::Band>& bands) {
  json::array out;
  for (const auto& b : bands)
    out.push_back(
        json::object{{"quantity", b.quantity}, {"low", b.low}, {"high", b.high}, {"source", b.source}});
  return out;
}

json::object card_json(const ThingInfo& info, const monitor::View& view,
                       const std::vector<series::Latest>& latest, const AdviceSentences& sentences,
                       bool connected, Instant now) {
  return {{"id", info.id.value},
          {"name", info.name},
          {"place", monitor::place_json(info)},
          {"household", monitor::household_json(info)},
          {"crop", text_or_null(planting_of(view.thing).crop)},
          {"stage", text_or_null(view.requirements.stage)},
          {"status", name(view.status)},
          {"statusSince", to_iso(view.since)},
          {"reason", reason_of(view)},
          {"advice", advice_json(view.advice, sentences)},
          {"latest", latest_map(info, latest, now)},
          {"alarm", alarm_brief(view)},
          {"vents", vents_json(view, info, connected)},
          {"commandValidSeconds", whole_seconds(actuation::limits::command_valid)}};
}

json::object actuator_json(const devices::Actuator& actuator, const actuation::ActuatorState* state,
                           json::value last_command, bool connected) {
  json::value moving = nullptr;
  if (state && state->motion != actuation::Motion::still) moving = json::string(name(state->motion));
  return {{"name", actuator.name},
          {"kind", name(actuator.kind)},
          {"position", state ? number_or_null(state->position) : json::value(nullptr)},
          {"moving", std::move(moving)},
          {"at", state && state->position ? json::value(to_iso(state->position_at)) : json::value(nullptr)},
          {"manual", state && state->manual},
          {"connected", connected},
          {"command", std::move(last_command)}};
}

}  // namespace cunkou::greenhouses
