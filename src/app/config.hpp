#pragma once
// Everything that can be set, from the command line and from a YAML file (docs/operating/config.md lists it).
// The command line wins. Unknown keys are refused with their line, so that a misspelt option is never
// silently ignored.

#include <map>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "base/result.hpp"

namespace cunkou::app {

struct Endpoint {
  std::string address = "127.0.0.1";
  unsigned short port = 0;
};
// "127.0.0.1:8080", "[::1]:8080", ":8080" (all addresses), "8080".
Result<Endpoint> parse_endpoint(std::string_view);
std::string to_string(const Endpoint&);

// A command that the operator bound to an SMS or voice gateway: run without a shell, the notice as JSON on
// its input.
struct BoundCommand {
  std::vector<std::string> argv;
  Duration timeout = seconds(20);
};

struct Config {
  std::string data;  // the one data folder
  Endpoint http{"127.0.0.1", 8080};
  std::string http_certificate, http_key;
  bool trust_forwarded_for = false;
  std::string public_url;  // as people reach it, for links in invitations; empty: from the request
  Endpoint mqtt{"127.0.0.1", 1883};
  std::string mqtt_certificate, mqtt_key;
  std::string definitions;  // folder; empty: the installed one
  std::string web;          // folder of the built web app; empty: the installed one
  std::size_t workers = 4;
  std::size_t head_readings = 0;       // 0: limits::head_readings
  std::size_t streams_per_device = 0;  // 0: limits::streams_per_device
  Duration raw_kept = days(400);
  std::string log_level = "info";
  bool quiet = false;  // nothing is sent: no notice to a channel, no command to a device
  std::map<std::string, BoundCommand> commands;
  bool allow_private_webhooks = false;  // addresses of the own network as webhook targets
  bool proxy_from_environment = false;  // webhooks by $http_proxy and $https_proxy, but for $no_proxy
};

Result<Config> read_config(const std::string& file, Config defaults);

// The file that holds where neither --config nor --data is given, so that commands find the installed county:
// $CUNKOU_CONFIG, else /etc/cunkou/config.yaml. "" where there is no such file.
std::string installed_config();

// Where the installed (or, in a build tree, the source's) definitions and web app lie.
std::string definitions_folder(const Config&);
std::string web_folder(const Config&);

}  // namespace cunkou::app
