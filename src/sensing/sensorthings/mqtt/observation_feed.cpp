#include "sensing/sensorthings/mqtt/observation_feed.hpp"

#include <map>

#include "base/json_text.hpp"
#include "base/text.hpp"
#include "platform/async/executor.hpp"
#include "platform/mqtt/mqtt_server.hpp"
#include "platform/sql/database.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/sensorthings/observation_id.hpp"
#include "sensing/sensorthings/observation_topic.hpp"
#include "sensing/sensorthings/sensorthings.hpp"

namespace cunkou::sensorthings {
namespace {

constexpr std::string_view datastreams = "v1.1/Datastreams(";
constexpr mqtt::Qos at_least_once = 1;

}  // namespace

void ObservationFeed::readings_committed(std::span<const series::Reading> readings) const {
  const auto filters = parts_.server.subscribed_below(datastreams);
  if (filters.empty()) return;
  std::multimap<StreamId, std::string> wanted;
  for (const auto& filter : filters) {
    const auto digits = filter.substr(datastreams.size(), filter.find(')') - datastreams.size());
    if (const auto id = parse_number<std::int64_t>(digits)) wanted.emplace(StreamId(*id), filter);
  }
  std::vector<std::pair<std::string, series::Reading>> out;
  for (const auto& reading : readings)
    for (auto [at, end] = wanted.equal_range(reading.stream); at != end; ++at)
      out.emplace_back(at->second, reading);
  if (out.empty()) return;
  if (const auto posted = parts_.executor.post([this, out = std::move(out)] { publish(out); }); !posted)
    parts_.failed("Observations are not sent to their MQTT subscribers: " + posted.error().reason.en);
}

void ObservationFeed::publish(const std::vector<std::pair<std::string, series::Reading>>& wanted) const {
  parts_.database.read([&](sql::Transaction& t) {
    // Anonymous: the subscription was authorized for this Datastream, and nothing else is published.
    SensorThings sta(entity_store(t), parts_.series, {}, parts_.root, parts_.clock.now());
    for (const auto& [topic, reading] : wanted) {
      const auto named = parse_observation_topic(topic);
      if (!named) continue;  // of a session stored by an older version, which accepted more options
      const auto id = observation_id(reading.stream, reading.time);
      const auto entity = sta.entity({EntitySet::observations, id}, named->select);
      if (entity) parts_.server.publish(topic, json_text(*entity), at_least_once);
    }
  });
}

}  // namespace cunkou::sensorthings
