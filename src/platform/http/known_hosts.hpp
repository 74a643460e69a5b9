#pragma once
// The names under which a server is asked for pages (RFC 9110 7.2). A page of another site that resolves its
// own name to this server's address (DNS rebinding) comes with that name, and is refused.

#include <string>
#include <string_view>
#include <vector>

namespace cunkou::http {

class KnownHosts {
 public:
  KnownHosts() = default;  // any host
  // `public_url`: empty, or with a host that is not ASCII: any host. `others`: further names, without a port.
  KnownHosts(std::string_view public_url, const std::vector<std::string>& others);

  // Of a Host header: the name of `public_url`, one of the others, localhost, or an IP address, which nobody
  // can make resolve elsewhere and by which devices send. At any port: a proxy may serve another one.
  bool knows(std::string_view host) const;

 private:
  std::vector<std::string> names_;  // in lower case; empty: any
};

}  // namespace cunkou::http
