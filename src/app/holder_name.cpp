#include "app/holder_name.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>

namespace cunkou::app {

std::string holder_name(std::string_view command) {
  std::array<char, 25> host{};  // PostgreSQL cuts the whole at 63 bytes
  gethostname(host.data(), host.size() - 1);
  return fmt::format("cunkou {} on {}, process {}", command, host.data(), getpid());
}

}  // namespace cunkou::app
