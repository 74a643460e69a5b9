#pragma once
// The address of a webhook.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::notify {

struct Url {
  bool tls = false;
  std::string host;    // without brackets
  std::string port;    // "443"
  std::string target;  // "/send?key=…", at least "/"

  std::string authority() const;  // for Host: the port where it is not the scheme's own
};

// http:// or https:// with a host name or an address, IPv6 in brackets; refuses a user name in it, control
// characters and other schemes.
Result<Url> parse_url(std::string_view);

// Loopback, private (RFC 1918, RFC 4193), link-local, shared (RFC 6598), multicast and unspecified addresses,
// also mapped into IPv6: where a webhook would reach into the server's own network.
bool is_private_address(std::string_view address);

}  // namespace cunkou::notify
