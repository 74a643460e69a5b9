#include "sensing/monitor/monitor_json.hpp"

#include <boost/json.hpp>

#include "base/json_text.hpp"
#include "base/json_values.hpp"

namespace cunkou::monitor {
namespace {

namespace json = boost::json;

json::object setting_json(const rules::Setting& s) {
  return {{"enabled", s.enabled},
          {"threshold", number_or_null(s.threshold)},
          {"clear", number_or_null(s.clear)},
          {"holdSeconds", whole_seconds(s.hold)},
          {"severity", name(s.severity)}};
}

}  // namespace

json::object params_json(const rules::Params& params) {
  json::object out;
  for (const auto& [key, value] : params) out[key] = number_or_null(value);
  return out;
}

json::object place_json(const ThingInfo& info) {
  return {{"code", info.place_code}, {"name", info.place_name}};
}

json::value household_json(const ThingInfo& info) {
  if (!info.household) return nullptr;
  return json::object{{"id", info.household.value}, {"name", info.household_name}};
}

json::value unit_or_null(const ThingInfo* info, StreamId id) {
  if (!info) return nullptr;
  const auto stream = std::ranges::find(info->streams, id, &ThingStream::id);
  return stream == info->streams.end() ? json::value(nullptr) : json::value(stream->unit);
}

json::object change_json(const alarms::AlarmChange& change, const NameOf& name_of) {
  return {{"change", name(change.change)},
          {"at", to_iso(change.at)},
          {"code", change.rule},
          {"severity", name(change.severity)},
          {"params", params_json(params_of(change))},
          {"by", change.person ? json::value(name_of(change.person)) : json::value(nullptr)},
          {"note", text_or_null(change.note)}};
}

json::object alarm_json(const alarms::Alarm& a, const ThingInfo* info, const AlarmCourse& course,
                        const NameOf& name_of, std::string_view language) {
  json::array evaluated, notices, changes;
  for (const auto& l : a.evaluated)
    evaluated.push_back(json::object{{"quantity", l.quantity},
                                     {"value", number_or_null(l.value)},
                                     {"unit", unit_or_null(info, l.stream)},
                                     {"at", to_iso(l.time)},
                                     {"ageSeconds", whole_seconds(l.age)}});
  for (const auto& s : course.changes) changes.push_back(change_json(s, name_of));
  for (const auto& d : course.deliveries)
    notices.push_back(
        json::object{{"at", to_iso(d.created)},
                     {"channel", d.channel},
                     {"personId", d.person ? json::value(d.person.value) : json::value(nullptr)},
                     {"to", d.person ? name_of(d.person) : d.address},
                     {"state", name(d.state)},
                     {"attempts", d.attempts},
                     {"error", label_or_null(d.error, language)},
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

json::object command_json(const CommandCourse& course, const NameOf& name_of, std::string_view language) {
  const actuation::Command& c = course.command;
  const auto why = c.person ? text_or_null(c.why) : label_or_null(c.why, language);
  json::array changes;
  for (const auto& s : course.changes) {
    const bool asked = s.state == actuation::CommandState::requested;
    changes.push_back(json::object{{"state", name(s.state)},
                                   {"at", to_iso(s.at)},
                                   {"why", asked ? why : label_or_null(s.why, language)}});
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
          {"reason", label_or_null(c.reason, language)},
          {"requestedAt", to_iso(c.requested)},
          {"expiresAt", to_iso(c.expires)},
          {"changes", std::move(changes)}};
}

json::object rule_json(const RuleView& view) {
  const auto& rule = *view.rule;
  auto out = setting_json(view.setting.value_or(rules::Setting{}));
  out["code"] = rule.code;
  out["concern"] = rule.concern;
  out["label"] = json::object{{"zh", rule.label.zh}, {"en", rule.label.en}};
  out["quantity"] = text_or_null(rule.quantity);
  out["kind"] = name(rule.kind);
  out["period"] = name(rule.period);
  out["source"] = view.setting ? view.setting->source : std::string();
  out["adjusted"] = view.setting && view.setting->adjusted;
  out["defaults"] = setting_json(view.standard.value_or(rules::Setting{}));
  return out;
}

}  // namespace cunkou::monitor
