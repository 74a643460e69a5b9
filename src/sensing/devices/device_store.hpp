#pragma once
// Persistence interface for devices. Used within one transaction by one thread. put(): id 0 inserts, any
// other id replaces; returns the id. Ids are never reused.

#include <optional>
#include <string_view>
#include <vector>

#include "sensing/devices/client_attribute.hpp"
#include "sensing/devices/device.hpp"
#include "sensing/formats/refusal.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::devices {

class DeviceStore {
 public:
  virtual ~DeviceStore() = default;

  virtual std::optional<Device> device(DeviceId) = 0;
  virtual std::vector<Device> devices() = 0;  // by id
  virtual std::vector<Device> devices_by_name() = 0;
  virtual std::vector<Device> devices_of(ThingId) = 0;
  virtual std::vector<Device> devices_named(std::string_view) = 0;
  virtual DeviceId put(const Device&) = 0;  // place and household belong to the Thing and are not stored
  virtual void remove(DeviceId) = 0;        // its Datastreams stay, without a device

  virtual std::vector<ClientAttribute> attributes(DeviceId) = 0;  // by name
  virtual void put(DeviceId, const ClientAttribute&, Instant) = 0;

  virtual IngestCounts counts(DeviceId) = 0;
  virtual std::vector<formats::Refusal> refusals(DeviceId) = 0;  // newest first
  virtual void put_ingest_stats(DeviceId, const IngestCounts&, const std::vector<formats::Refusal>&) = 0;
};

DeviceStore& device_store(sql::Transaction&);

}  // namespace cunkou::devices
