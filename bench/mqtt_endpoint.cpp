// The MQTT endpoint with a gateway that commits at once: measures the protocol alone.
//
//   mqtt_endpoint [PORT [LOOPS]]      tokens: device-1, device-2, ...   ends at the end of its input

#include <cstdio>
#include <cstdlib>
#include <string>

#include "platform/async/io.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/mqtt/mqtt_server.hpp"
#include "platform/mqtt/testing/test_gateway.hpp"

int main(int argc, char** argv) {
  using namespace cunkou;
  const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 1884);
  async::Io io(argc > 2 ? static_cast<std::size_t>(std::atoi(argv[2])) : 1);
  async::WorkerPool pool(1, 20'000);
  mqtt::testing::TestGateway gateway;
  gateway.keep = false;
  mqtt::testing::MemorySessionStore store;
  mqtt::Server server(io, pool, gateway, store);
  const auto bound = server.listen("127.0.0.1", port);
  if (!bound) return std::fprintf(stderr, "%s\n", bound.error().reason.en.c_str()), 1;
  std::printf("listening on %d\n", *bound);
  std::fflush(stdout);
  while (std::getchar() != EOF) continue;
}
