#include <cstdio>

#include "app/cli/commands.hpp"
#include "app/cli/empty_dependencies.hpp"

namespace cunkou::app {

int print_openapi() {
  EmptyDependencies dependencies;
  const auto manifests = capabilities(dependencies.platform, dependencies.wiring);
  NoHealth no_health;
  const auto text = description_of(all_routes(manifests, {dependencies.clock}, no_health));
  return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace cunkou::app
