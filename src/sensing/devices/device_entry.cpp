#include "sensing/devices/device_entry.hpp"

namespace cunkou::devices {

StreamEntry stream_entry(const sensorthings::Datastream& datastream) {
  StreamEntry entry;
  entry.id = datastream.id;
  entry.name = datastream.stream;
  entry.quantity = datastream.quantity;
  entry.unit = datastream.unit;
  if (datastream.min) entry.min = *datastream.min;
  if (datastream.max) entry.max = *datastream.max;
  entry.number_only = datastream.number_only;
  return entry;
}

DeviceEntry::DeviceEntry(const Device& from, access::Scope where, const Profile* known,
                         const std::vector<sensorthings::Datastream>& datastreams,
                         std::shared_ptr<IngestStats> counted)
    : device(from.id),
      thing(from.thing),
      name(from.name),
      profile(from.profile),
      token_hash(from.token_hash),
      scope(std::move(where)),
      open(known && known->open),
      stats(std::move(counted)) {
  streams.reserve(datastreams.size());
  for (const auto& datastream : datastreams) streams.push_back(stream_entry(datastream));
  for (std::size_t i = 0; i < streams.size(); ++i) {
    by_name_.emplace(streams[i].name, i);
    by_id_.emplace(streams[i].id, i);
  }
  if (!known) return;
  for (const auto& quantity : known->quantities) {
    if (!by_name_.contains(quantity.name)) awaited_.insert(quantity.name);
  }
  for (const auto& actuator : known->actuators) {
    const auto position = position_quantity(actuator.name);
    if (actuator.reports_position && !by_name_.contains(position)) awaited_.insert(position);
    actuators_.insert(actuator.name);
  }
}

const StreamEntry* DeviceEntry::stream(std::string_view stream_name) const {
  auto found = by_name_.find(stream_name);
  return found == by_name_.end() ? nullptr : &streams[found->second];
}

const StreamEntry* DeviceEntry::stream(StreamId id) const {
  auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &streams[found->second];
}

bool DeviceEntry::awaits(std::string_view stream_name) const { return awaited_.contains(stream_name); }

bool DeviceEntry::has_actuator(std::string_view actuator_name) const {
  return actuator_name.empty() ? !actuators_.empty() : actuators_.contains(actuator_name);
}

}  // namespace cunkou::devices
