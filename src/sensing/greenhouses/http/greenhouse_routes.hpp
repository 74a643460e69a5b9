#pragma once
// Greenhouses: cards, one greenhouse, its curves and its settings; the crops to choose from.

#include <memory>

#include "base/clock.hpp"
#include "platform/http/route.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_connections.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/greenhouses/advise.hpp"
#include "sensing/greenhouses/greenhouse_directory.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::greenhouses {

struct GreenhouseRouteParts {  // each outlives the routes and is thread-safe
  sql::Database& database;
  series::Store& series;
  const Clock& clock;
  devices::Registry& registry;
  devices::DeviceConnections& connections;
  GreenhouseDirectory& greenhouses;
  const std::vector<agronomy::Crop>& crops;
  monitor::MonitorService& service;
  std::shared_ptr<const AdviceSentences> sentences;  // not null; does not change while requests are handled
};

http::Routes greenhouse_routes(const GreenhouseRouteParts&);
http::Routes crop_routes(const std::vector<agronomy::Crop>&);  // outlive the routes

}  // namespace cunkou::greenhouses
