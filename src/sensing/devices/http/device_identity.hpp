#pragma once
// Identifies a device by the token of a request: "Authorization: Bearer …" or "Token …", the parameter
// {token} of the route's pattern, or the forms of InfluxDB 1.x clients (Basic, or ?u=&p=; the token may be
// either of the two).

#include <string>

#include "platform/http/request.hpp"
#include "sensing/devices/registry.hpp"

namespace cunkou::devices {

std::string bearer_token(const http::Request&);  // of the Authorization header alone; "" if there is none
// Nobody, if no token is known.
access::Identity device_identity(const Registry&, const http::Request&);

}  // namespace cunkou::devices
