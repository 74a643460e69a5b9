#include "app/mqtt_records.hpp"

#include "platform/mqtt/record.hpp"
#include "platform/sql/database.hpp"

namespace cunkou::app {
namespace {

std::optional<MessageId> released(const mqtt::Change& change) {
  const auto key = change.value ? std::nullopt : mqtt::parse_key(change.key);
  if (!key || key->kind != 'i') return {};
  return MessageId{static_cast<std::int64_t>(key->number), static_cast<std::int64_t>(key->part)};
}

}  // namespace

void MqttRecords::load(const std::function<void(std::string_view, std::string_view)>& take) {
  records_.each(take);
  for (const auto& message : series_.messages())
    take(mqtt::received_key(static_cast<std::uint64_t>(message.session),
                            static_cast<mqtt::PacketId>(message.packet)),
         {});
}

// A released message is forgotten by both, so that its packet identifier may name another one.
Result<void> MqttRecords::commit(const mqtt::Changes& changes) {
  std::vector<sql::Records::Change> out;
  series::Batch batch;
  for (const auto& change : changes) {
    out.emplace_back(change.key, change.value);
    if (const auto message = released(change)) batch.released.push_back(*message);
  }
  if (!batch.released.empty()) CUNKOU_TRY(series_.append_and_wait(std::move(batch)));
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
