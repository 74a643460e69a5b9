#pragma once
// For tests: reads a scenario of tests/scenarios from its YAML. tests/scenarios/README.md is the grammar.

#include <charconv>

#include "app/testing/village.hpp"
#include "platform/yaml/read.hpp"
#include "platform/yaml/testing/read_text.hpp"

namespace cunkou::app::testing {

using yaml::code;
using yaml::duration;
using yaml::each_item;
using yaml::each_key;
using yaml::into;
using yaml::Key;
using yaml::Keys;
using yaml::minute_of_day;
using yaml::number;
using yaml::percent;
using yaml::refuse;
using yaml::text;
using yaml::word;
using yaml::yes_or_no;

struct Step {
  int line = 0;
  std::function<void(Village&)> when;
  std::vector<std::function<std::string(Village&)>> then;  // each returns the difference; "" if as expected
};

struct Scenario {
  std::string name, purpose;
  Given given;
  std::vector<Step> steps;
};

class ScenarioReader {
 public:
  explicit ScenarioReader(const Definitions& definitions) : definitions_(definitions) {}

  Scenario read(const yaml::Node& root) {
    Scenario out;
    each_key(root, "a scenario",
             {{"name", into(out.name, text, true)},
              {"purpose", into(out.purpose, text, true)},
              {"given", {[&](const yaml::Node& n) { out.given = given(n); }, true}},
              {"steps",
               {[&](const yaml::Node& n) {
                  each_item(n, "steps", [&](const yaml::Node& s) { out.steps.push_back(step(s)); });
                },
                true}}});
    return out;
  }

 private:
  using Node = yaml::Node;
  using When = std::function<void(Village&)>;

  // Values.

  std::string actuator(const Node& node) const {
    const auto name = text(node);
    if (!profile_->actuator(name)) refuse(node, profile_->name + " has no actuator \"" + name + "\"");
    return name;
  }
  std::string quantity(const Node& node) const {
    const auto name = text(node);
    if (!profile_->quantity(name)) refuse(node, profile_->name + " measures no \"" + name + "\"");
    return name;
  }
  std::string rule(const Node& node) const {
    const auto name = text(node);
    if (!definitions_.rules.find(name)) refuse(node, "there is no rule \"" + name + "\"");
    return name;
  }
  static Instant moment(const Node& node) {
    const auto at = parse_instant(text(node) + ":00+08:00");
    if (!at) refuse(node, "write it as \"2026-01-15 18:00\"");
    return *at;
  }
  static Device device(const Node& node) {
    const auto how = text(node);
    if (how == "obeys") return Device::obeys;
    if (how == "silent") return Device::silent;
    if (how == "offline") return Device::offline;
    refuse(node, "a device obeys, is silent or offline");
  }
  static ClockSpan span(const Node& node) {
    ClockSpan out;
    each_key(
        node, "hours",
        {{"from", into(out.from_min, minute_of_day, true)}, {"to", into(out.to_min, minute_of_day, true)}});
    return out;
  }
  static Course course(const Node& node) {
    if (node.is_scalar()) return {number(node), number(node)};
    const auto ends = node.items();
    if (ends.size() != 2) refuse(node, "write 9.5, or [16, 9.5] for from and to");
    return {number(ends[0]), number(ends[1])};
  }

  // Given.

  Given given(const Node& node) {
    Given out;
    if (node.is_map() && node["profile"]) out.profile = text(node["profile"]);
    profile_ = definitions_.profile(out.profile);
    if (!profile_) refuse(node, "there is no profile \"" + out.profile + "\"");
    auto keys = greenhouse_keys(out.greenhouse);
    keys["at"] = into(out.at, moment, true);
    keys["profile"] = into(out.profile, text);
    keys["device"] = into(out.device, device);
    keys["household"] = into(out.household, yes_or_no);
    keys["position"] = {[&](const Node& n) {
      for (const auto& item : n.entries()) out.position[actuator(item.first)] = percent(item.second);
    }};
    each_key(node, "given", keys);
    greenhouse_ = out.greenhouse;
    return out;
  }
  Keys greenhouse_keys(monitor::MonitoredThing& g) const {
    const auto plants = [&g](auto set) {
      return [&g, set](const Node& n) {
        auto planting = greenhouses::planting_of(g);
        set(planting, n);
        greenhouses::set_planting(g, std::move(planting));
      };
    };
    return {{"crop", {plants([](auto& planting, const Node& n) { planting.crop = n.scalar(); })}},
            {"stage", {plants([](auto& planting, const Node& n) { planting.stage = n.scalar(); })}},
            {"planted", {plants([](auto& planting, const Node& n) { planting.planted = moment(n); })}},
            {"automatic", into(g.automatic, yes_or_no)},
            {"quiet", {[&g](const Node& n) { g.quiet = span(n); }}}};
  }

  // When.

  Step step(const Node& node) {
    Step out;
    out.line = node.line();
    each_key(node, "a step",
             {{"when", {[&](const Node& n) { out.when = when(n); }, true}},
              {"then", {[&](const Node& n) { then(n, out); }}}});
    return out;
  }

  // One thing that happens; the other keys are its parameters.
  When when(const Node& node) {
    static const std::map<std::string, When (ScenarioReader::*)(const Node&)> kinds{
        {"until", &ScenarioReader::until},
        {"wait", &ScenarioReader::wait},
        {"acknowledge", &ScenarioReader::acknowledge},
        {"request", &ScenarioReader::request},
        {"cancel", &ScenarioReader::cancel},
        {"answer", &ScenarioReader::answer},
        {"report", &ScenarioReader::report},
        {"device", &ScenarioReader::change_device},
        {"adjust", &ScenarioReader::adjust},
        {"configure", &ScenarioReader::configure},
        {"restart", &ScenarioReader::restart}};
    if (!node.is_map()) refuse(node, "when holds keys and values");
    for (const auto& item : node.entries())
      if (const auto kind = kinds.find(item.first.scalar()); kind != kinds.end())
        return (this->*kind->second)(node);
    std::string known;
    for (const auto& [name, read] : kinds) known += (known.empty() ? "" : ", ") + name;
    refuse(node, "when says what happens: one of " + known);
  }

  When until(const Node& node) {
    int minute = 0;
    std::map<std::string, Course> readings;
    each_key(node, "until",
             {{"until", into(minute, minute_of_day, true)}, {"readings", {[&](const Node& n) {
                                                               for (const auto& item : n.entries())
                                                                 readings[quantity(item.first)] =
                                                                     course(item.second);
                                                             }}}});
    return [=](Village& v) { v.run_until(next(v.now(), minute), readings); };
  }
  static Instant next(Instant now, int minute) {
    const auto local = in_shanghai(now);
    const auto seconds_now = (local.hour * 60 + local.minute) * 60 + local.second;
    auto ahead = minute * 60 - seconds_now;
    if (ahead <= 0) ahead += 24 * 3600;
    return now + seconds(ahead);
  }
  When wait(const Node& node) {
    Duration time{};
    each_key(node, "wait", {{"wait", into(time, duration, true)}});
    return [=](Village& v) { v.wait(time); };
  }
  When acknowledge(const Node& node) {
    std::string concern, note;
    each_key(node, "acknowledge", {{"acknowledge", into(concern, code, true)}, {"note", into(note, text)}});
    return [=](Village& v) { v.acknowledge(concern, note); };
  }
  When request(const Node& node) {
    monitor::CommandRequest wanted;
    each_key(node, "request",
             {{"request", {[&](const Node& n) { wanted.actuator = actuator(n); }, true}},
              {"action",
               {[&](const Node& n) {
                  wanted.action = word(n, actuation::parse_action(text(n)), "open, close, stop, set");
                },
                true}},
              {"position", {[&](const Node& n) { wanted.position = percent(n); }}},
              {"why", into(wanted.why, text)}});
    return [=](Village& v) { v.request(wanted); };
  }
  When cancel(const Node& node) {
    std::string which;
    each_key(node, "cancel", {{"cancel", {[&](const Node& n) { which = actuator(n); }, true}}});
    return [=](Village& v) { v.cancel(which); };
  }
  When answer(const Node& node) {
    bool accepted = true;
    std::string reason;
    each_key(node, "answer",
             {{"answer",
               {[&](const Node& n) {
                  const auto word = text(n);
                  if (word != "accepted" && word != "refused") refuse(n, "a device has accepted or refused");
                  accepted = word == "accepted";
                },
                true}},
              {"reason", into(reason, text)}});
    return [=](Village& v) { v.answer(accepted, reason); };
  }
  When report(const Node& node) {
    std::vector<When> all;
    each_key(node, "report",
             {{"report",
               {[&](const Node& n) {
                  if (!n.is_map()) refuse(n, "report holds keys and values");
                  for (const auto& item : n.entries()) all.push_back(reported(item.first, item.second));
                },
                true}}});
    return [=](Village& v) {
      for (const auto& one : all) one(v);
    };
  }
  When reported(const Node& what, const Node& value) {
    const auto name = text(what);
    if (name == "manual") return [on = yes_or_no(value)](Village& v) { v.manual_switch(on); };
    if (const auto end = name.rfind("_moving"); end != name.npos && profile_->actuator(name.substr(0, end))) {
      std::optional<actuation::Motion> motion;
      for (const auto known :
           {actuation::Motion::still, actuation::Motion::opening, actuation::Motion::closing})
        if (value.scalar() == actuation::name(known)) motion = known;
      return [which = name.substr(0, end), to = word(value, motion, "still, opening, closing")](Village& v) {
        v.move(which, to);
      };
    }
    return [which = quantity(what), n = number(value)](Village& v) { v.read(which, n); };
  }
  When change_device(const Node& node) {
    auto how = Device::silent;
    each_key(node, "device", {{"device", into(how, device, true)}});
    return [=](Village& v) { v.device(how); };
  }
  When adjust(const Node& node) {
    rules::RuleOverride own;
    const auto optional = [](auto& target, auto as) {
      return Key{[&target, as](const Node& n) { target = as(n); }};
    };
    each_key(node, "adjust",
             {{"adjust", {[&](const Node& n) { own.rule = rule(n); }, true}},
              {"enabled", optional(own.enabled, yes_or_no)},
              {"threshold", optional(own.threshold, number)},
              {"clear", optional(own.clear, number)},
              {"hold", optional(own.hold, duration)},
              {"severity", optional(own.severity, [](const Node& n) {
                 return word(n, rules::parse_severity(text(n)), "watch, no_data, danger");
               })}});
    return [=](Village& v) { v.adjust(own); };
  }
  // Unnamed settings keep their values.
  When configure(const Node& node) {
    each_key(node, "configure",
             {{"configure",
               {[&](const Node& n) { each_key(n, "configure", greenhouse_keys(greenhouse_)); }, true}}});
    return [now_is = greenhouse_](Village& v) { v.configure(now_is); };
  }
  When restart(const Node& node) {
    Duration off{};
    each_key(node, "restart", {{"restart", into(off, duration, true)}});
    return [=](Village& v) { v.restart(off); };
  }

  // Then.

  static std::string lines(const std::vector<std::string>& all) {
    std::string out;
    for (const auto& line : all) out += "\n      - " + line;
    return out.empty() ? " []" : out;
  }
  static std::string same(const std::string& what, const std::string& wanted, const std::string& is) {
    return wanted == is ? "" : what + " should be" + wanted + "\n    and is" + is;
  }
  static std::vector<std::string> texts(const Node& node) {
    std::vector<std::string> all;
    each_item(node, "it", [&](const Node& n) { all.push_back(text(n)); });
    return all;
  }
  static std::string plain(std::optional<double> value) {
    char digits[32];
    if (!value) return " unknown";
    std::snprintf(digits, sizeof digits, " %g", *value);
    return digits;
  }
  void then(const Node& node, Step& step) {
    const auto add = [&](auto check) { step.then.emplace_back(check); };
    each_key(
        node, "then",
        {{"story", {[&](const Node& n) {
            add([all = texts(n)](Village& v) { return same("story", lines(all), lines(v.story())); });
          }}},
         {"alarms", {[&](const Node& n) {
            add([all = texts(n)](Village& v) { return same("alarms", lines(all), lines(v.open_alarms())); });
          }}},
         {"status", {[&](const Node& n) {
            using rules::ThingStatus;
            std::optional<ThingStatus> known;
            for (const auto v :
                 {ThingStatus::normal, ThingStatus::watch, ThingStatus::no_data, ThingStatus::danger})
              if (n.scalar() == name(v)) known = v;
            add([v = word(n, known, "normal, watch, no_data, danger")](Village& village) {
              return same("status", " " + std::string(name(v)),
                          " " + std::string(name(village.view().status)));
            });
          }}},
         {"position", {[&](const Node& n) {
            for (const auto& item : n.entries())
              add([which = actuator(item.first), p = percent(item.second)](Village& v) {
                return same("position of " + which, plain(p), plain(v.position(which)));
              });
          }}},
         {"threshold", {[&](const Node& n) {
            for (const auto& item : n.entries())
              add([which = rule(item.first), t = number(item.second)](Village& v) {
                return same("threshold of " + which, plain(t), plain(v.threshold(which)));
              });
          }}}});
  }

  const Definitions& definitions_;
  const devices::Profile* profile_ = nullptr;
  monitor::MonitoredThing greenhouse_;  // as configured by the steps so far
};

inline Result<Scenario> read_scenario(const std::string& yaml, const std::string& file,
                                      const Definitions& definitions) {
  return yaml::testing::read_text(
      yaml, file, [&](const yaml::Node& root) { return ScenarioReader(definitions).read(root); });
}

}  // namespace cunkou::app::testing
