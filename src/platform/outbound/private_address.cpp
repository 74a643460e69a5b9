#include "platform/outbound/private_address.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>

namespace cunkou::outbound {

const Error inside{Code::forbidden,
                   {"这个网址在内部网络里，配置不允许",
                    "The address is inside the server's own network; the configuration does not allow it"}};

namespace {

struct Network {
  std::uint32_t address;
  int bits;
};
constexpr std::array private_networks{
    Network{0x00000000, 8},  Network{0x0a000000, 8},  Network{0x64400000, 10}, Network{0x7f000000, 8},
    Network{0xa9fe0000, 16}, Network{0xac100000, 12}, Network{0xc0000000, 24}, Network{0xc0a80000, 16},
    Network{0xc6120000, 15}, Network{0xe0000000, 3},
};

bool is_private(std::uint32_t address) {
  return std::ranges::any_of(private_networks,
                             [&](auto n) { return (address ^ n.address) >> (32 - n.bits) == 0; });
}

bool is_private(const in_addr& address) { return is_private(ntohl(address.s_addr)); }

// 64:ff9b::/96 (RFC 6052) carries an IPv4 address; 2002::/16 and 2001::/32 are tunnels.
bool is_private(const in6_addr& address) {
  const auto& b = address.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&address))
    return is_private(std::uint32_t{b[12]} << 24 | std::uint32_t{b[13]} << 16 | std::uint32_t{b[14]} << 8 |
                      b[15]);
  const bool translated = b[0] == 0x00 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b;
  const bool tunnel =
      (b[0] == 0x20 && b[1] == 0x02) || (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0);
  const bool compatible = std::all_of(b, b + 12, [](auto byte) { return byte == 0; });
  return compatible || translated || tunnel || IN6_IS_ADDR_LINKLOCAL(&address) ||
         IN6_IS_ADDR_SITELOCAL(&address) || IN6_IS_ADDR_MULTICAST(&address) || (b[0] & 0xfe) == 0xfc;
}

bool is_loopback_name(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  std::ranges::transform(name, name.begin(),
                         [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
  return name == "localhost" || name.ends_with(".localhost");  // RFC 6761
}

}  // namespace

bool is_private_address(std::string_view text) {
  const std::string address(text);
  in_addr v4;
  in6_addr v6;
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return is_private(v4);
  if (inet_pton(AF_INET6, address.c_str(), &v6) == 1) return is_private(v6);
  return true;
}

bool is_private_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    return is_private(v4.sin_addr);
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    return is_private(v6.sin6_addr);
  }
  return true;
}

bool is_inside(const Url& url) {
  if (is_loopback_name(url.host)) return true;
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(url.host.c_str(), nullptr, &hints, &found) != 0) return false;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, freeaddrinfo);
  for (const auto* entry = found; entry; entry = entry->ai_next)
    if (is_private_address(*entry->ai_addr)) return true;
  return false;
}

}  // namespace cunkou::outbound
