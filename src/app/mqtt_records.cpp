#include "app/mqtt_records.hpp"

#include "platform/sql/database.hpp"

namespace cunkou::app {

void MqttRecords::load(const std::function<void(std::string_view, std::string_view)>& take) {
  records_.each(take);
}

Result<void> MqttRecords::commit(const mqtt::Changes& changes) {
  std::vector<sql::Records::Change> out;
  for (const auto& change : changes) out.emplace_back(change.key, change.value);
  try {
    records_.commit(out);
    return {};
  } catch (const sql::Broken& broken) {
    ++refused_;
    log_.error("MQTT sessions cannot be stored: " + broken.reason.en);
    return Error{Code::unavailable, broken.reason};
  }
}

capability::Metric MqttRecords::metric() const {
  return capability::counter("cunkou_mqtt_commit_failures_total",
                             "Commits of MQTT sessions that were refused",
                             static_cast<double>(refused_.load()));
}

}  // namespace cunkou::app
