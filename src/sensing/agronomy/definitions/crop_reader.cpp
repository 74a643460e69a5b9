#include "sensing/agronomy/definitions/crop_reader.hpp"

#include <cmath>

namespace cunkou::agronomy {
namespace {

using yaml::code;
using yaml::each_key;
using yaml::into;
using yaml::Key;
using yaml::label;
using yaml::list_into;
using yaml::number;
using yaml::refuse;
using yaml::text;
using yaml::unique_into;

using Sources = std::map<std::string, std::string>;

std::string source(const yaml::Node& node, const Sources& sources) {
  const auto found = sources.find(text(node));
  if (found == sources.end())
    refuse(node, "\"" + text(node) + "\" is not among the sources of this file: name it there");
  return found->second;
}

Band band(const yaml::Node& node, const Sources& sources) {
  Band b;
  each_key(node, "a band",
           {{"quantity", into(b.quantity, code, true)},
            {"period", into(b.period, read_period, true)},
            {"low", into(b.low, number, true)},
            {"high", into(b.high, number, true)},
            {"source", {[&](const yaml::Node& n) { b.source = source(n, sources); }, true}}});
  if (b.low >= b.high) refuse(node, "low of a band must lie below high");
  return b;
}

Key bands(std::vector<Band>& all, const Sources& sources) {
  return list_into(all, "bands", [&](const yaml::Node& item) { return band(item, sources); });
}

Key limits(std::map<std::string, Limit>& all, const Sources& sources) {
  return {[&](const yaml::Node& n) {
    if (!n.is_map()) refuse(n, "limits holds names and numbers");
    for (const auto& [name, value] : n.entries()) {
      Limit limit;
      each_key(value, "a limit",
               {{"value", into(limit.value, number, true)},
                {"source", {[&](const yaml::Node& s) { limit.source = source(s, sources); }, true}}});
      all[code(name)] = limit;
    }
  }};
}

int whole_days(const yaml::Node& node) {
  const double value = number(node);
  if (value < 0 || value > 1000 || value != std::floor(value))
    refuse(node, "from_day is a whole number of days");
  return static_cast<int>(value);
}

Stage stage(const yaml::Node& node, const Sources& sources) {
  Stage s;
  each_key(node, "a stage",
           {{"code", into(s.code, code, true)},
            {"label", into(s.label, label, true)},
            {"from_day", into(s.from_day, whole_days)},
            {"bands", bands(s.bands, sources)},
            {"limits", limits(s.limits, sources)}});
  return s;
}

Sources read_sources(const yaml::Node& root) {
  Sources sources;
  if (!root.is_map() || !root["sources"] || !root["sources"].is_map())
    refuse(
        root,
        "a crop needs \"sources\": a name and a text for each, so that every number says where it is from");
  for (const auto& [name, value] : root["sources"].entries()) sources[text(name)] = text(value);
  return sources;
}

}  // namespace

Period read_period(const yaml::Node& node) {
  return yaml::word(node, parse_period(text(node)),
                    "always, day, night, morning, afternoon, evening, late_night");
}

Crop read_crop(const yaml::Node& root) {
  Crop c;
  const Sources sources = read_sources(root);
  each_key(root, "a crop",
           {{"code", into(c.code, code, true)},
            {"label", into(c.label, label, true)},
            {"sources", {[](const yaml::Node&) {}}},
            {"bands", bands(c.bands, sources)},
            {"limits", limits(c.limits, sources)},
            {"stages", unique_into(
                           c.stages, "stages", [&](const yaml::Node& item) { return stage(item, sources); },
                           &Stage::code, true)}});
  return c;
}

}  // namespace cunkou::agronomy
