#pragma once
// MQTT's sessions, kept in a file of records, but for the ids of messages that are stored with their
// readings.

#include <atomic>
#include <cstdint>
#include <string>

#include "platform/capability/log.hpp"
#include "platform/capability/metric.hpp"
#include "platform/mqtt/session_store.hpp"
#include "platform/sql/records.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app {

class MqttRecords final : public mqtt::SessionStore {
 public:
  // A commit that the disk refuses leaves a line in the log and is counted; the server tries again.
  MqttRecords(const std::string& file, series::Store& series, capability::Log& log)
      : records_(file), series_(series), log_(log) {}
  void load(const std::function<void(std::string_view, std::string_view)>& take) override;
  Result<void> commit(const mqtt::Changes&) override;
  capability::Metric metric() const;

 private:
  sql::Records records_;
  series::Store& series_;
  capability::Log& log_;
  std::atomic<std::int64_t> refused_{0};
};

}  // namespace cunkou::app
