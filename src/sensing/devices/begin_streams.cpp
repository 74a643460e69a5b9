#include "sensing/devices/begin_streams.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <unordered_set>

#include "sensing/devices/find_device.hpp"
#include "sensing/devices/subject.hpp"
#include "sensing/series/limits.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::devices {
namespace {

struct StreamProperties {  // properties of a new stream
  std::string description;
  std::string unit;
  std::optional<double> min, max;
  double resolution = 0;
  bool known = false;
};

StreamProperties properties_of(const Profile& profile, const std::string& stream) {
  if (const auto* q = profile.quantity(stream))
    return {q->label.zh + " / " + q->label.en, q->unit, q->min, q->max, q->resolution, true};
  for (const auto& a : profile.actuators)
    if (stream == position_quantity(a.name))
      return {a.label.zh + " / " + a.label.en, "%", 0.0, 100.0, 1, true};
  return {};
}

// Name of the ObservedProperty: the stream name without the tags of its measurement.
std::string property_name(const std::string& stream) { return stream.substr(0, stream.find('{')); }

EntityId property_of(sensorthings::DescriptionStore& store, const std::string& stream,
                     const StreamProperties& properties) {
  const auto name = property_name(stream);
  if (auto known = store.observed_property_named(name)) return *known;
  sensorthings::ObservedProperty property;
  property.name = name;
  property.definition = "urn:cunkou:property:" + name;
  property.description = properties.description.empty() ? name : properties.description;
  return store.put(property);
}

EntityId sensor_of(sensorthings::DescriptionStore& store, const Profile& profile) {
  if (auto known = store.sensor_named(profile.name)) return *known;
  sensorthings::Sensor sensor;
  sensor.name = profile.name;
  sensor.description = profile.label.zh + " / " + profile.label.en;
  sensor.encoding_type = "text/html";
  return store.put(sensor);
}

sensorthings::Datastream new_stream(const Device& device, const std::string& stream,
                                    const StreamProperties& properties) {
  sensorthings::Datastream datastream;
  datastream.name = stream;
  datastream.description =
      device.name + ": " + (properties.description.empty() ? stream : properties.description);
  datastream.unit = properties.unit;
  datastream.unit_name = properties.unit;
  if (!properties.unit.empty()) datastream.unit_definition = "http://unitsofmeasure.org/ucum.html";
  datastream.thing = device.thing;
  datastream.device = device.id;
  datastream.stream = stream;
  datastream.min = properties.min;
  datastream.max = properties.max;
  datastream.resolution = properties.resolution;
  datastream.number_only = properties.known;
  if (properties.known) datastream.quantity = stream;
  return datastream;
}

// The feature of the Thing's Location. Every Observation must have one (18-088, 10.2.2).
EntityId feature_of(sensorthings::LocationStore& store, ThingId thing) {
  const auto locations = store.locations_of(thing);
  if (locations.empty()) return {};
  auto location = store.location(locations.front());
  return location ? location->feature : EntityId{};
}

}  // namespace

Result<std::vector<StreamId>> begin_streams(journal::Act& act, sensorthings::EntityStore& store,
                                            DeviceStore& devices, const Profile& profile, DeviceId id,
                                            std::span<const std::string> names, std::size_t streams_max) {
  const auto device = devices.device(id);
  if (!device) return no_such_device();
  const auto known = store.datastreams_of(id);
  std::unordered_set<std::string> names_in_use;
  for (const auto& datastream : known) names_in_use.insert(datastream.stream);
  std::vector<StreamId> begun;
  boost::json::array listed;
  const auto sensor = sensor_of(store, profile);
  const auto feature = feature_of(store, device->thing);
  for (const auto& name : names) {
    if (names_in_use.size() >= streams_max || !names_in_use.insert(name).second) continue;
    const auto properties = properties_of(profile, name);
    auto datastream = new_stream(*device, name, properties);
    datastream.sensor = sensor;
    datastream.feature = feature;
    datastream.observed_property = property_of(store, name, properties);
    begun.push_back(store.put(datastream));
    if (begun.back().value > series::limits::streams_max)
      return Error{Code::too_large, {"数据流的编号已用完", "the program has run out of stream numbers"}};
    if (listed.size() < 20) listed.emplace_back(name);
  }
  if (!begun.empty())
    act.record("begin_streams", subject(id), "{\"streams\":" + boost::json::serialize(listed) + "}");
  return begun;
}

void forget_leftovers(series::Store& series, std::span<const StreamId> begun) {
  for (const auto id : begun)
    if (series.totals(id).count > 0) (void)series.forget(id);
}

}  // namespace cunkou::devices
