#pragma once
// A device signs in with its token: "Authorization: Bearer …" or "Token …", in ThingsBoard's URL
// (/api/v1/TOKEN/…), or as InfluxDB 1.x clients do it (Basic, or ?u=&p=; either of the two may be the token).

#include <string>

#include "platform/http/request.hpp"
#include "sensing/devices/registry.hpp"

namespace cunkou::devices {

std::string bearer_token(const http::Request&);  // of the Authorization header alone; "" if there is none
access::Identity device_identity(const Registry&,
                                 const http::Request&);  // nobody, if no token is known

}  // namespace cunkou::devices
