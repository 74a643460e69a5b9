#include "notify/url.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <cctype>

namespace cunkou::notify {

namespace {

namespace ip = boost::asio::ip;

const Error no_url{Code::invalid,
                   "网址不对，应以 https:// 开头|The address is not a web address; it begins with https://"};

bool clean(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

// Letters, digits, '-', '.', '_', and what a name in Chinese has.
bool is_host_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) || c >= 0x80 ||
           std::string_view("-._").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_ipv6(std::string_view text) {
  boost::system::error_code wrong;
  ip::make_address_v6(std::string(text), wrong);
  return !wrong && text.find('%') == text.npos;
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.front() == '0') return false;
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string(text)) <= 65535;
}

struct Network {
  std::uint32_t address;
  int bits;
};
constexpr std::array private_networks{
    Network{0x00000000, 8},  Network{0x0a000000, 8},  Network{0x64400000, 10}, Network{0x7f000000, 8},
    Network{0xa9fe0000, 16}, Network{0xac100000, 12}, Network{0xc0000000, 24}, Network{0xc0a80000, 16},
    Network{0xc6120000, 15}, Network{0xe0000000, 3},
};

bool is_private(ip::address_v4 address) {
  return std::ranges::any_of(private_networks,
                             [&](auto n) { return (address.to_uint() ^ n.address) >> (32 - n.bits) == 0; });
}

// 64:ff9b::/96 (RFC 6052) carries an IPv4 address; 2002::/16 and 2001::/32 are tunnels.
bool is_private(const ip::address_v6& address) {
  const auto b = address.to_bytes();
  if (address.is_v4_mapped()) return is_private(ip::make_address_v4(ip::v4_mapped, address));
  const bool translated = b[0] == 0x00 && b[1] == 0x64 && b[2] == 0xff && b[3] == 0x9b;
  const bool tunnel =
      (b[0] == 0x20 && b[1] == 0x02) || (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0);
  const bool compatible = std::all_of(b.begin(), b.begin() + 12, [](auto byte) { return byte == 0; });
  return compatible || translated || tunnel || address.is_link_local() || address.is_site_local() ||
         address.is_multicast() || (b[0] & 0xfe) == 0xfc;
}

}  // namespace

std::string Url::authority() const {
  const auto bracketed = host.find(':') == host.npos ? host : "[" + host + "]";
  return port == (tls ? "443" : "80") ? bracketed : bracketed + ":" + port;
}

Result<Url> parse_url(std::string_view text) {
  Url url;
  if (!clean(text)) return no_url;
  if (text.starts_with("https://"))
    url.tls = true;
  else if (!text.starts_with("http://"))
    return no_url;
  text.remove_prefix(url.tls ? 8 : 7);
  const auto end = std::min(text.find_first_of("/?#"), text.size());
  auto authority = text.substr(0, end);
  auto target = text.substr(end);
  target = target.substr(0, target.find('#'));
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  url.port = url.tls ? "443" : "80";
  const bool bracketed = authority.starts_with('[');
  if (bracketed && authority.find(']') == authority.npos) return no_url;
  const auto host_end = std::min(authority.find(bracketed ? ']' : ':'), authority.size());
  url.host = authority.substr(bracketed, host_end - bracketed);
  if (bracketed ? !is_ipv6(url.host) : !is_host_name(url.host)) return no_url;
  authority.remove_prefix(std::min(host_end + bracketed, authority.size()));
  if (authority.empty()) return url;
  if (authority.front() != ':' || !is_port(authority.substr(1))) return no_url;
  url.port = authority.substr(1);
  return url;
}

bool is_private_address(std::string_view text) {
  boost::system::error_code wrong;
  const auto address = ip::make_address(std::string(text), wrong);
  if (wrong) return true;
  return address.is_v4() ? is_private(address.to_v4()) : is_private(address.to_v6());
}

}  // namespace cunkou::notify
