#pragma once
// Detects addresses of the server's own network, which requests to user-entered addresses must not reach.

#include <sys/socket.h>

#include <string_view>

#include "platform/outbound/url.hpp"

namespace cunkou::outbound {

// Loopback, private (RFC 1918, RFC 4193), link-local, shared (RFC 6598), multicast and unspecified addresses,
// also as IPv4-mapped IPv6. Anything that is not an IP address counts as private.
bool is_private_address(std::string_view address);
bool is_private_address(const sockaddr&);

// Whether the URL denotes the own network without a look-up: "localhost", or a private address in any form
// that getaddrinfo accepts.
bool is_inside(const Url&);

extern const Error inside;  // the refusal for such an address

}  // namespace cunkou::outbound
