#pragma once
// Identifies a device by the token of a request: "Authorization: Bearer …" or "Token …", the parameter
// {token} of the route's pattern, or the forms of InfluxDB 1.x clients (Basic, or ?u=&p=; the token may be
// either of the two).

#include <string>

#include "platform/http/request.hpp"
#include "sensing/devices/registry.hpp"

namespace cunkou::devices {

std::string bearer_token(const http::Request&);  // of the Authorization header alone; "" if there is none
access::Identity device_identity(const Registry&,
                                 const http::Request&);  // nobody, if no token is known

}  // namespace cunkou::devices
