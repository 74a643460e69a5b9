#include "app/cli/running_server.hpp"

#include "app/cli/terminal.hpp"
#include "app/config.hpp"

namespace cunkou::app {

Result<http::LocalServer> local_server(const Running& running) {
  const auto scheme_end = running.http.find("://");
  if (scheme_end == running.http.npos) return invalid(untranslated("running.json names no address"));
  CUNKOU_TRY_VALUE(endpoint, parse_endpoint(running.http.substr(scheme_end + 3)));
  http::LocalServer server;
  server.address = endpoint.address;
  server.port = endpoint.port;
  server.tls = running.http.starts_with("https://");
  server.token = running.token;
  server.language = terminal_language();
  return server;
}

}  // namespace cunkou::app
