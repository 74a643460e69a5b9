#pragma once
// Configuration from the command line and a YAML file (docs/operating/config.md). The command line has
// priority. Refuses unknown keys with their line.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/data_folder.hpp"
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

// A program that the operator bound to an SMS or voice gateway. Runs without a shell; the notice is JSON on
// stdin.
struct BoundProgram {
  std::vector<std::string> argv;
  Duration timeout = seconds(20);
};

struct Config {
  std::string file;  // that it was read from; empty: none
  std::string data;  // the one data folder
  StateAddress state;
  Endpoint http{"127.0.0.1", 8080};
  std::string http_certificate, http_key;
  bool trust_forwarded_for = false;
  std::optional<Duration> query_time;  // none: http::limits::query_time
  std::vector<std::string> hosts;      // names beside that of public_url under which pages are asked for
  std::string public_url;              // URL for links in invitations and notices; empty: that of the request
  Endpoint mqtt{"127.0.0.1", 1883};
  std::string mqtt_certificate, mqtt_key;
  std::string definitions;  // folder; empty: the installed one
  std::string web;          // folder of the built web app; empty: the installed one
  std::size_t workers = 4;
  std::size_t descriptors = 0;         // that the process may open; 0: not asked
  std::size_t head_readings = 0;       // 0: series::limits::head_readings
  std::size_t streams_per_device = 0;  // 0: formats::limits::streams_per_device
  std::optional<Duration> raw_kept;    // none: series::limits::raw_kept
  std::string log_level = "info";
  bool quiet = false;  // sends no notices to channels and no commands to devices
  std::map<std::string, BoundProgram> programs;
  bool allow_private_webhooks = false;  // permits private addresses as webhook targets
  bool proxy_from_environment = false;  // webhooks use $http_proxy and $https_proxy, except for $no_proxy
};

Result<Config> read_config(const std::string& file, Config defaults);

// The configuration used without --config and --data: $CUNKOU_CONFIG, else /etc/cunkou/config.yaml; "" if
// neither exists. Lets commands find the installed county.
std::string installed_config();

// Folders of the definitions and the web app: installed, or in a build tree those of the source.
std::string definitions_folder(const Config&);
std::string web_folder(const Config&);

// A sentence for the log for each file that the configuration names and a server needs only later: the web
// app's first page, and the programs of notify.programs.
std::vector<std::string> describe_missing(const Config&);

}  // namespace cunkou::app
