#pragma once
// Binds what devices do to its listeners: committed readings go to the monitor, to open pages and to MQTT
// subscribers; states, answers and connections go to the monitor.

#include <memory>

#include "app/wiring/external_changes.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/capability/log.hpp"
#include "platform/mqtt/mqtt_server.hpp"
#include "sensing/devices/http/live_readings.hpp"
#include "sensing/ingest/ingest_listener.hpp"
#include "sensing/ingest/mqtt/gateway_listener.hpp"
#include "sensing/ingest/sql/stored_stream_opener.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/monitor/thing_directory.hpp"
#include "sensing/sensorthings/mqtt/observation_feed.hpp"

namespace cunkou::app {

class ReadingReactions final : public ingest::IngestListener {
 public:
  // The feed may be created later.
  ReadingReactions(monitor::MonitorService& monitor_service, devices::LiveReadings& live,
                   const std::unique_ptr<sensorthings::ObservationFeed>& feed)
      : monitor_service_(monitor_service), live_(live), feed_(feed) {}

  void readings_committed(const devices::DeviceEntry&, std::span<const series::Reading>) override;
  void actuator_report_received(const devices::DeviceEntry&, const actuation::ActuatorReport&,
                                Completion<>) override;

 private:
  monitor::MonitorService& monitor_service_;
  devices::LiveReadings& live_;
  const std::unique_ptr<sensorthings::ObservationFeed>& feed_;
};

// The monitor reads a thing again when a new stream of it was opened.
class StreamReactions final : public ingest::StreamOpener {
 public:
  StreamReactions(ingest::StoredStreamOpener::Parts parts, monitor::ThingDirectory& things,
                  async::WorkerPool& pool, monitor::MonitorService& monitor_service, capability::Log& log)
      : opener_(std::move(parts)),
        things_(things),
        pool_(pool),
        monitor_service_(monitor_service),
        log_(log) {}

  Result<devices::Entry> open_streams(const devices::Entry&, const std::vector<std::string>& names) override;

 private:
  ingest::StoredStreamOpener opener_;
  monitor::ThingDirectory& things_;
  async::WorkerPool& pool_;
  monitor::MonitorService& monitor_service_;
  capability::Log& log_;
};

class GatewayReactions final : public ingest::GatewayListener, public ingest::DeviceMessenger {
 public:
  // The server may be created later.
  GatewayReactions(ExternalChanges& changes, monitor::MonitorService& monitor_service,
                   const std::unique_ptr<mqtt::Server>& server, capability::Log& log)
      : changes_(changes), monitor_service_(monitor_service), server_(server), log_(log) {}

  void unknown_token() override { changes_.reload_devices(); }
  void connections_changed(DeviceId) override;
  void command_answered(ThingId, CommandId, const actuation::CommandAnswer&) override;
  void connection_refused(std::string_view line) override;
  void failed(std::string_view what) override;
  void send(DeviceId, std::string_view topic, std::string_view payload) override;

 private:
  ExternalChanges& changes_;
  monitor::MonitorService& monitor_service_;
  const std::unique_ptr<mqtt::Server>& server_;
  capability::Log& log_;
};

}  // namespace cunkou::app
