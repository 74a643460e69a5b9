#pragma once
// The HTTP proxy that the environment names for an address. For callers whose operator enabled it.

#include <string>

#include "platform/outbound/url.hpp"

namespace cunkou::outbound {

// $http_proxy for http, $https_proxy or $HTTPS_PROXY for https, as curl reads them; "": none. $no_proxy (or
// $NO_PROXY) lists hosts that are reached directly, separated by commas or blanks: a name stands for itself
// and all names below it, an IP address for itself, "*" for all. Networks like 10.0.0.0/8 are not understood.
std::string proxy_from_environment(const Url&);

}  // namespace cunkou::outbound
