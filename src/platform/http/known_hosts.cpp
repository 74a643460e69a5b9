#include "platform/http/known_hosts.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/text.hpp"

namespace cunkou::http {

namespace {

// "village.example" of "Village.example.:8443", "::1" of "[::1]:8080".
std::string name_of(std::string_view host) {
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  auto name = lower_case(host.substr(0, host.find(':')));
  if (name.ends_with('.')) name.pop_back();
  return name;
}

std::string host_of_url(std::string_view url) {
  if (const auto slashes = url.find("://"); slashes != url.npos) url.remove_prefix(slashes + 3);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != url.npos) url.remove_prefix(at + 1);
  return name_of(url);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_address(const std::string& name) {
  boost::system::error_code failed;
  (void)boost::asio::ip::make_address(name, failed);
  return !failed;
}

}  // namespace

KnownHosts::KnownHosts(std::string_view public_url, const std::vector<std::string>& others) {
  const auto host = host_of_url(public_url);
  if (host.empty() || !is_ascii(host)) return;
  names_.push_back(host);
  for (const auto& other : others) names_.push_back(name_of(other));
}

bool KnownHosts::knows(std::string_view host) const {
  if (names_.empty()) return true;
  const auto name = name_of(host);
  return name == "localhost" || std::ranges::find(names_, name) != names_.end() || is_address(name);
}

}  // namespace cunkou::http
