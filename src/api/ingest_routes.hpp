#pragma once
// Ways in over HTTP: ThingsBoard's device API and InfluxDB's line protocol, each answered after the readings
// are on disk.

#include <string>

#include "api/context.hpp"
#include "api/device_identity.hpp"
#include "platform/http/route.hpp"

namespace cunkou::api {

http::Routes ingest_routes(Context&);

// ThingsBoard's attributes, over HTTP and MQTT alike.
Result<void> keep_attributes(Context&, DeviceId, std::string_view payload);
// `request`: {"clientKeys":"a,b","sharedKeys":"c"}; none of the two: all. Answers
// {"client":{…},"shared":{…}}.
Result<std::string> attributes(Context&, DeviceId, std::string_view request);

}  // namespace cunkou::api
