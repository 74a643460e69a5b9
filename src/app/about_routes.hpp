#pragma once
// GET /api/about: version, time and mode of the server.

#include <atomic>

#include "base/clock.hpp"
#include "platform/http/route.hpp"

namespace cunkou::app {

struct AboutRouteParts {
  const Clock& clock;
  bool sample = false;                                     // the sample county: pages say so
  bool quiet = false;                                      // nothing is sent to anybody: pages say so
  bool restored = false;                                   // ... because the folder is a restored backup
  const std::atomic<unsigned short>* mqtt_port = nullptr;  // where devices connect; null, or 0: nowhere yet
};

http::Routes about_routes(const AboutRouteParts&);

}  // namespace cunkou::app
