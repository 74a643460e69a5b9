// Property: arbitrary bytes decode as a packet, a fault or an incomplete packet; a decoded packet
// round-trips.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/mqtt/packet.hpp"

using namespace cunkou::mqtt;

namespace {

constexpr std::size_t size_max = 64 * 1024;

void require(bool good) {
  if (!good) std::abort();
}

std::string written(const Packet& packet) {
  std::string bytes;
  std::visit([&](const auto& p) { put(bytes, p); }, packet);
  return bytes;
}

bool is_other_level(const Packet& packet) {
  const auto* connect = std::get_if<Connect>(&packet);
  return connect && connect->level != 4;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (;;) {
    const auto parsed = parse(bytes, size_max);
    if (parsed.status != Parsed::Status::packet) {
      require(parsed.status == Parsed::Status::fault || parsed.size == 0 || parsed.size > bytes.size());
      return 0;
    }
    require(parsed.size >= 2 && parsed.size <= bytes.size());
    require(parse(bytes.substr(0, parsed.size - 1), size_max).status != Parsed::Status::packet);
    if (!is_other_level(parsed.packet)) {
      const auto once = written(parsed.packet);
      const auto again = parse(once, size_max);
      require(again.status == Parsed::Status::packet && again.size == once.size());
      require(written(again.packet) == once);
    }
    bytes.remove_prefix(parsed.size);
  }
}
