#pragma once
// Parses a web address typed by a person. Why not with Boost.URL:
// docs/decisions/0017-libraries-at-the-edges.md.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace cunkou::outbound {

struct Url {
  bool tls = false;
  std::string host;    // without brackets; a Chinese name as typed
  std::string port;    // "443"
  std::string target;  // "/send?key=…", at least "/"; as typed

  std::string authority() const;  // for Host: includes the port unless it is the scheme's default
  std::string text() const;       // parse_url() parses it to the same address
};

// Accepts http:// and https:// with a host name or an address, IPv6 in brackets. Refuses a user name, control
// characters and other schemes. Percent-encodes characters that RFC 3986 does not allow in a target, and
// drops a fragment.
Result<Url> parse_url(std::string_view);

}  // namespace cunkou::outbound
