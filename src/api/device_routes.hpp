#pragma once
// Devices: registered, named, given a new token, taken away; files imported for them.

#include "api/context.hpp"
#include "platform/http/route.hpp"

namespace cunkou::api {

http::Routes device_routes(Context&);

}  // namespace cunkou::api
