#pragma once
// Parses a web address that a person typed. Why not with Boost.URL: docs/decisions/0017.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::outbound {

struct Url {
  bool tls = false;
  std::string host;    // without brackets; a Chinese name as typed
  std::string port;    // "443"
  std::string target;  // "/send?key=…", at least "/"; as typed

  std::string authority() const;  // for Host: the port where it is not the scheme's own
  std::string text() const;       // parse_url() reads it as the same address
};

// http:// or https:// with a host name or an address, IPv6 in brackets; refuses a user name in it, control
// characters and other schemes. What RFC 3986 does not allow in a target is percent-encoded; a fragment is
// left out.
Result<Url> parse_url(std::string_view);

}  // namespace cunkou::outbound
