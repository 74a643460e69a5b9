#pragma once
// MQTT's sessions, kept in a file of records.

#include <string>

#include "platform/mqtt/session_store.hpp"
#include "platform/sql/records.hpp"

namespace cunkou::app {

class MqttRecords final : public mqtt::SessionStore {
 public:
  explicit MqttRecords(const std::string& file) : records_(file) {}
  void load(const std::function<void(std::string_view, std::string_view)>& take) override;
  Result<void> commit(const mqtt::Changes&) override;

 private:
  sql::Records records_;
};

}  // namespace cunkou::app
