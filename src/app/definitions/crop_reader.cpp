#include "app/definitions/readers.hpp"

#include <cmath>

namespace cunkou::app::definitions {
namespace {

using Sources = std::map<std::string, std::string>;

std::string source(const YAML::Node& node, const Sources& sources) {
  const auto found = sources.find(text(node));
  if (found == sources.end())
    refuse(node, "\"" + text(node) + "\" is not among the sources of this file: name it there");
  return found->second;
}

agronomy::Band band(const YAML::Node& node, const Sources& sources) {
  agronomy::Band b;
  each_key(node, "a band",
           {{"quantity", into(b.quantity, code, true)},
            {"period", into(b.period, period, true)},
            {"low", into(b.low, number, true)},
            {"high", into(b.high, number, true)},
            {"source", {[&](const YAML::Node& n) { b.source = source(n, sources); }, true}}});
  if (b.low >= b.high) refuse(node, "low of a band must lie below high");
  return b;
}

Key bands(std::vector<agronomy::Band>& all, const Sources& sources) {
  return {[&](const YAML::Node& n) {
    each_item(n, "bands", [&](const YAML::Node& item) { all.push_back(band(item, sources)); });
  }};
}

Key limits(std::map<std::string, agronomy::Limit>& all, const Sources& sources) {
  return {[&](const YAML::Node& n) {
    if (!n.IsMap()) refuse(n, "limits holds names and numbers");
    for (const auto& item : n) {
      agronomy::Limit limit;
      each_key(item.second, "a limit",
               {{"value", into(limit.value, number, true)},
                {"source", {[&](const YAML::Node& s) { limit.source = source(s, sources); }, true}}});
      all[code(item.first)] = limit;
    }
  }};
}

int whole_days(const YAML::Node& node) {
  const double value = number(node);
  if (value < 0 || value > 1000 || value != std::floor(value))
    refuse(node, "from_day is a whole number of days");
  return static_cast<int>(value);
}

agronomy::Stage stage(const YAML::Node& node, const Sources& sources) {
  agronomy::Stage s;
  each_key(node, "a stage",
           {{"code", into(s.code, code, true)},
            {"label", into(s.label, label, true)},
            {"from_day", {[&](const YAML::Node& n) { s.from_day = whole_days(n); }}},
            {"bands", bands(s.bands, sources)},
            {"limits", limits(s.limits, sources)}});
  return s;
}

Sources read_sources(const YAML::Node& root) {
  Sources sources;
  if (!root.IsMap() || !root["sources"] || !root["sources"].IsMap())
    refuse(
        root,
        "a crop needs \"sources\": a name and a text for each, so that every number says where it is from");
  for (const auto& item : root["sources"]) sources[text(item.first)] = text(item.second);
  return sources;
}

}  // namespace

agronomy::Crop crop(const YAML::Node& root) {
  agronomy::Crop c;
  const Sources sources = read_sources(root);
  each_key(root, "a crop",
           {{"code", into(c.code, code, true)},
            {"label", into(c.label, label, true)},
            {"sources", {[](const YAML::Node&) {}}},
            {"bands", bands(c.bands, sources)},
            {"limits", limits(c.limits, sources)},
            {"stages",
             {[&](const YAML::Node& n) {
                each_item(n, "stages", [&](const YAML::Node& item) {
                  auto s = stage(item, sources);
                  if (c.stage(s.code)) refuse(item, "\"" + s.code + "\" stands here twice");
                  c.stages.push_back(std::move(s));
                });
              },
              true}}});
  return c;
}

}  // namespace cunkou::app::definitions
