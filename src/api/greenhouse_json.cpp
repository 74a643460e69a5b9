#include "api/greenhouse_json.hpp"

#include <boost/json.hpp>
#include <cmath>

namespace cunkou::api {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}
// What the program said, not a person: "中文|English".
json::value said_or_null(const std::string& text, std::string_view language) {
  return text.empty() ? json::value(nullptr) : json::value(in_language(text, language));
}
json::value number_or_null(const std::optional<double>& n) {
  return n && std::isfinite(*n) ? json::value(*n) : json::value(nullptr);
}
std::int64_t whole_seconds(Duration d) { return d.count() / 1000; }

json::object setting_json(const rules::Setting& s) {
  return {{"enabled", s.enabled},
          {"threshold", number_or_null(s.threshold)},
          {"clear", number_or_null(s.clear)},
          {"holdSeconds", whole_seconds(s.hold)},
          {"severity", name(s.severity)}};
}

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

json::object latest_map(const GreenhouseInfo& info, const std::vector<series::Latest>& latest, Instant now) {
  json::object out;
  for (const auto& l : latest)
    for (const auto& s : info.streams)
      if (s.id == l.stream && &s == info.stream(s.quantity))
        out[s.quantity] = latest_json(l.point, s.unit, s.interval, now);
  return out;
}

json::array vents_json(const monitor::View& view, const GreenhouseInfo& info, bool connected) {
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

json::value iso_or_null(const std::optional<Instant>& t) {
  return t ? json::value(to_iso(*t)) : json::value(nullptr);
}

json::object params_json(const rules::Params& params) {
  json::object out;
  for (const auto& [key, value] : params) out[key] = number_or_null(value);
  return out;
}

json::object latest_json(const series::Point& point, const std::string& unit, Duration interval,
                         Instant now) {
  const auto age = now - point.time, overdue = 3 * interval;
  const bool expected = interval.count() > 0;
  return {{"value", point.value},
          {"at", to_iso(point.time)},
          {"unit", unit},
          {"ageSeconds", std::max<std::int64_t>(0, whole_seconds(age))},
          {"late", expected && age > overdue},
          {"lateAfter", expected ? json::value(whole_seconds(overdue)) : json::value(nullptr)}};
}

json::object place_json(const GreenhouseInfo& info) {
  return {{"code", info.place_code}, {"name", info.place_name}};
}

json::value household_json(const GreenhouseInfo& info) {
  if (!info.household) return nullptr;
  return json::object{{"id", info.household.value}, {"name", info.household_name}};
}

json::array advice_json(const std::vector<monitor::Advice>& advice) {
  json::array out;
  for (const auto& a : advice)
    out.push_back(json::object{{"code", a.code}, {"params", params_json(a.params)}});
  return out;
}

json::array bands_json(const std::vector<agronomy::Band>& bands) {
  json::array out;
  for (const auto& b : bands)
    out.push_back(
        json::object{{"quantity", b.quantity}, {"low", b.low}, {"high", b.high}, {"source", b.source}});
  return out;
}

json::object card_json(const GreenhouseInfo& info, const monitor::View& view,
                       const std::vector<series::Latest>& latest, bool connected, Instant now) {
  return {{"id", info.id.value},
          {"name", info.name},
          {"place", place_json(info)},
          {"household", household_json(info)},
          {"crop", text_or_null(view.greenhouse.crop)},
          {"stage", text_or_null(view.stage)},
          {"state", name(view.status)},
          {"stateSince", to_iso(view.since)},
          {"reason", reason_of(view)},
          {"advice", advice_json(view.advice)},
          {"latest", latest_map(info, latest, now)},
          {"alarm", alarm_brief(view)},
          {"vents", vents_json(view, info, connected)},
          {"commandValidSeconds", whole_seconds(limits::command_valid)}};
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

json::value unit_or_null(const GreenhouseInfo* info, StreamId id) {
  if (!info) return nullptr;
  const auto stream = std::ranges::find(info->streams, id, &GreenhouseStream::id);
  return stream == info->streams.end() ? json::value(nullptr) : json::value(stream->unit);
}

json::object step_json(const alarms::AlarmStep& s, const NameOf& name_of) {
  return {{"change", name(s.change)},
          {"at", to_iso(s.at)},
          {"code", s.rule},
          {"severity", name(s.severity)},
          {"params", params_json(params_of(s))},
          {"by", s.person ? json::value(name_of(s.person)) : json::value(nullptr)},
          {"note", text_or_null(s.note)}};
}

json::object alarm_json(const alarms::Alarm& a, const GreenhouseInfo* info, const AlarmCourse& course,
                        const NameOf& name_of, std::string_view language) {
  json::array evaluated, notices, changes;
  for (const auto& l : a.evaluated)
    evaluated.push_back(json::object{{"quantity", l.quantity},
                                     {"value", number_or_null(l.value)},
                                     {"unit", unit_or_null(info, l.stream)},
                                     {"at", to_iso(l.time)},
                                     {"ageSeconds", whole_seconds(l.age)}});
  for (const auto& s : course.steps) changes.push_back(step_json(s, name_of));
  for (const auto& d : course.deliveries)
    notices.push_back(
        json::object{{"at", to_iso(d.created)},
                     {"channel", d.channel},
                     {"personId", d.person ? json::value(d.person.value) : json::value(nullptr)},
                     {"to", d.person ? name_of(d.person) : d.address},
                     {"state", name(d.state)},
                     {"tries", d.tries},
                     {"error", said_or_null(d.error, language)},
                     {"escalationStep", d.escalation_step}});
  json::object out{
      {"id", a.id.value},
      {"code", a.rule},
      {"severity", name(a.severity)},
      {"state", name(a.state())},
      {"params", params_json(params_of(a))},
      {"recovering", a.recovering},
      {"raisedAt", to_iso(a.raised)},
      {"acknowledgedAt", iso_or_null(a.acknowledged)},
      {"acknowledgedBy", a.acknowledged_by ? json::value(name_of(a.acknowledged_by)) : json::value(nullptr)},
      {"note", text_or_null(a.note)},
      {"clearedAt", iso_or_null(a.cleared)},
      {"evaluated", std::move(evaluated)},
      {"changes", std::move(changes)},
      {"notices", std::move(notices)}};
  out["greenhouse"] = json::object{{"id", a.thing.value}, {"name", info ? info->name : std::string()}};
  out["place"] = info ? place_json(*info) : json::object{{"code", ""}, {"name", ""}};
  return out;
}

json::object command_json(const actuation::Command& c, const std::vector<actuation::CommandStep>& steps,
                          const NameOf& name_of, std::string_view language) {
  const auto why = c.person ? text_or_null(c.why) : said_or_null(c.why, language);
  json::array changes;
  for (const auto& s : steps) {
    const bool asked = s.state == actuation::CommandState::requested;
    changes.push_back(json::object{{"state", name(s.state)},
                                   {"at", to_iso(s.at)},
                                   {"why", asked ? why : said_or_null(s.why, language)}});
  }
  json::object by{{"person", c.person ? json::value(name_of(c.person)) : json::value(nullptr)},
                  {"rule", text_or_null(c.rule)}};
  return {{"id", c.id.value},
          {"greenhouseId", c.thing.value},
          {"actuator", c.actuator},
          {"action", name(c.action)},
          {"position", number_or_null(c.position)},
          {"state", name(c.state)},
          {"by", std::move(by)},
          {"why", why},
          {"reason", said_or_null(c.reason, language)},
          {"requestedAt", to_iso(c.requested)},
          {"expiresAt", to_iso(c.expires)},
          {"changes", std::move(changes)}};
}

json::object rule_json(const monitor::RuleView& view) {
  const auto& rule = *view.rule;
  auto out = setting_json(view.setting.value_or(rules::Setting{}));
  out["code"] = rule.code;
  out["concern"] = rule.concern;
  out["label"] = json::object{{"zh", rule.label.zh}, {"en", rule.label.en}};
  out["quantity"] = text_or_null(rule.quantity);
  out["kind"] = name(rule.kind);
  out["daytime"] = name(rule.period);
  out["source"] = view.setting ? view.setting->source : std::string();
  out["adjusted"] = view.setting && view.setting->adjusted;
  out["defaults"] = setting_json(view.standard.value_or(rules::Setting{}));
  return out;
}

}  // namespace cunkou::api
