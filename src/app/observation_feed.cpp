#include "app/observation_feed.hpp"

#include <map>

#include "app/observation_topic.hpp"
#include "base/json_text.hpp"
#include "platform/mqtt/mqtt_server.hpp"
#include "platform/sql/database.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_id.hpp"
#include "sensing/sensorthings/sensorthings.hpp"

namespace cunkou::app {
namespace {

constexpr std::string_view datastreams = "v1.1/Datastreams(";
constexpr mqtt::Qos at_least_once = 1;

}  // namespace

void ObservationFeed::take(std::span<const series::Reading> readings) const {
  const auto filters = parts_.server.subscribed_below(datastreams);
  if (filters.empty()) return;
  std::multimap<StreamId, std::string> wanted;
  for (const auto& filter : filters)
    wanted.emplace(StreamId(std::strtoll(filter.c_str() + datastreams.size(), nullptr, 10)), filter);
  std::vector<std::pair<std::string, series::Reading>> out;
  for (const auto& reading : readings)
    for (auto [at, end] = wanted.equal_range(reading.stream); at != end; ++at)
      out.emplace_back(at->second, reading);
  if (out.empty()) return;
  parts_.later([this, out = std::move(out)] { tell(out); });
}

void ObservationFeed::tell(const std::vector<std::pair<std::string, series::Reading>>& wanted) const {
  parts_.database.read([&](sql::Transaction& t) {
    // Anonymous: the subscription was authorized for this Datastream, and nothing else is published.
    sensorthings::SensorThings sta(sensorthings::entity_store(t), parts_.series, {}, parts_.root,
                                   parts_.clock.now());
    for (const auto& [topic, reading] : wanted) {
      const auto named = parse_observation_topic(topic);
      if (!named) continue;  // of a session from before this was refused
      const auto id = sensorthings::observation_id(reading.stream, reading.time);
      const auto entity = sta.entity({sensorthings::EntitySet::observations, id}, named->select);
      if (entity) parts_.server.publish(topic, json_text(*entity), at_least_once);
    }
  });
}

}  // namespace cunkou::app
