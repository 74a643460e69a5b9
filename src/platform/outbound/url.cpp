#include "platform/outbound/url.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

#include "base/text.hpp"

namespace cunkou::outbound {

namespace {

const Error no_url{
    Code::invalid,
    {"网址不对，应以 https:// 开头", "The address is not a web address; it begins with https://"}};

bool clean(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

// Letters, digits, '-', '.', '_', and the characters of Chinese names.
bool is_host_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) || c >= 0x80 ||
           std::string_view("-._").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_ipv6(std::string_view text) {
  in6_addr address;
  return inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

bool is_port(std::string_view text) {
  return !text.starts_with('0') && parse_number<std::uint16_t>(text).has_value();
}

}  // namespace

std::string Url::authority() const {
  const auto bracketed = host.find(':') == host.npos ? host : "[" + host + "]";
  return port == (tls ? "443" : "80") ? bracketed : bracketed + ":" + port;
}

std::string Url::text() const { return (tls ? "https://" : "http://") + authority() + target; }

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

}  // namespace cunkou::outbound
