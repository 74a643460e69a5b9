#include "platform/outbound/proxy.hpp"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>

namespace cunkou::outbound {

namespace {

Proxy first_of(std::initializer_list<const char*> names) {
  for (const auto* name : names)
    if (const auto* value = std::getenv(name); value && *value) return {name, value};
  return {};
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c); });
  return out;
}

bool covers(std::string_view entry, std::string_view host) {
  if (entry == "*") return true;
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  return !entry.empty() && (host == entry || host.ends_with("." + std::string(entry)));
}

bool is_listed(std::string_view list, std::string_view host) {
  while (!list.empty()) {
    const auto end = std::min(list.find_first_of(", "), list.size());
    if (covers(list.substr(0, end), host)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

Proxy proxy_from_environment(const Url& url) {
  auto host = lower(url.host);
  if (host.ends_with('.')) host.pop_back();
  if (is_listed(lower(first_of({"no_proxy", "NO_PROXY"}).address), host)) return {};
  return url.tls ? first_of({"https_proxy", "HTTPS_PROXY"}) : first_of({"http_proxy"});
}

}  // namespace cunkou::outbound
