// Properties of webhook URLs: an accepted URL round-trips and contains nothing that ends a line or header;
// every host can be classified as private or public.

#include <algorithm>
#include <string>

#include "fuzz.hpp"
#include "platform/outbound/private_address.hpp"

using namespace cunkou;
using fuzz::require;
using outbound::Url;

namespace {

bool same(const Url& a, const Url& b) {
  return a.tls == b.tls && a.host == b.host && a.port == b.port && a.target == b.target;
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  (void)outbound::is_private_address(text);
  const auto url = outbound::parse_url(text);
  if (!url) return 0;
  require(!url->host.empty() && url->target.starts_with('/'));
  require(is_visible(url->host) && is_visible(url->target));
  require(url->host.find_first_of("/?#@[]\\\"<>,;") == url->host.npos);
  const auto port = std::stoi(url->port);
  require(port > 0 && port <= 65535);
  (void)outbound::is_private_address(url->host);
  (void)outbound::is_inside(*url);
  const auto again = outbound::parse_url(url->text());
  require(again.has_value() && same(*again, *url));
  return 0;
}
