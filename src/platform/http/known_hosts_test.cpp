#include "platform/http/known_hosts.hpp"

#include <gtest/gtest.h>

namespace cunkou::http {
namespace {

TEST(KnownHosts, KnowsAnyHostWithoutAPublicUrl) {
  EXPECT_TRUE(KnownHosts().knows("evil.example"));
  EXPECT_TRUE(KnownHosts("", {"cunkou.lan"}).knows("evil.example"));
  EXPECT_TRUE(KnownHosts("https://村口.example", {}).knows("xn--3js32c.example")) << "Host is in Punycode";
}

TEST(KnownHosts, KnowsItsNamesAndAddressesOnly) {
  const KnownHosts hosts("https://Village.example:8443/x", {"cunkou.lan"});
  for (auto known : {"village.example", "VILLAGE.example:8443", "village.example.", "village.example:80",
                     "cunkou.lan:8080", "localhost", "localhost:8080", "127.0.0.1:8080", "192.168.1.7",
                     "[::1]:8080", "[2001:db8::7]"})
    EXPECT_TRUE(hosts.knows(known)) << known;
  for (auto unknown : {"", "evil.example", "village.example.evil.example", "evil.village.example",
                       "127.0.0.1.evil.example", "[evil]", "127.0.0.1x", "village.example@evil.example"})
    EXPECT_FALSE(hosts.knows(unknown)) << unknown;
}

}  // namespace
}  // namespace cunkou::http
