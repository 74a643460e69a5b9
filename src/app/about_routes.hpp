#pragma once
// GET /api/about: version, time and mode of the server.

#include <functional>

#include "base/clock.hpp"
#include "platform/http/route.hpp"

namespace cunkou::app {

struct AboutRouteParts {
  const Clock& clock;
  bool sample = false;                             // the sample county: pages say so
  bool quiet = false;                              // nothing is sent to anybody: pages say so
  std::function<unsigned short()> mqtt_port = {};  // where devices connect; none, or 0: nowhere yet
};

http::Routes about_routes(const AboutRouteParts&);

}  // namespace cunkou::app
