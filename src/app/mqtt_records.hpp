#pragma once
// MQTT's sessions, kept in a file of records, but for the ids of messages that are stored with their
// readings.

#include <string>

#include "platform/mqtt/session_store.hpp"
#include "platform/sql/records.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app {

class MqttRecords final : public mqtt::SessionStore {
 public:
  MqttRecords(const std::string& file, series::Store& series) : records_(file), series_(series) {}
  void load(const std::function<void(std::string_view, std::string_view)>& take) override;
  Result<void> commit(const mqtt::Changes&) override;

 private:
  sql::Records records_;
  series::Store& series_;
};

}  // namespace cunkou::app
