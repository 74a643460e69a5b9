#include "platform/outbound/private_address.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace cunkou::outbound {
namespace {

TEST(IsPrivateAddress, RecognisesTheOwnNetwork) {
  for (auto text : {"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
                    "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1",
                    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "not an address"})
    EXPECT_TRUE(is_private_address(text)) << text;
  for (auto text : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:8.8.8.8"})
    EXPECT_FALSE(is_private_address(text)) << text;
}

TEST(IsPrivateAddress, ReadsSocketAddresses) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_addr.s_addr = htonl(0x0a000001);
  EXPECT_TRUE(is_private_address(reinterpret_cast<const sockaddr&>(v4)));
  v4.sin_addr.s_addr = htonl(0x08080808);
  EXPECT_FALSE(is_private_address(reinterpret_cast<const sockaddr&>(v4)));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  inet_pton(AF_INET6, "::ffff:10.0.0.1", &v6.sin6_addr);
  EXPECT_TRUE(is_private_address(reinterpret_cast<const sockaddr&>(v6)));
  inet_pton(AF_INET6, "2400:3200::1", &v6.sin6_addr);
  EXPECT_FALSE(is_private_address(reinterpret_cast<const sockaddr&>(v6)));
  sockaddr_un path{};
  path.sun_family = AF_UNIX;
  EXPECT_TRUE(is_private_address(reinterpret_cast<const sockaddr&>(path)));
}

TEST(IsInside, DecidesWithoutALookUp) {
  const auto inside = [](const char* text) { return is_inside(parse_url(text).value()); };
  for (auto text :
       {"http://localhost/", "http://LocalHost./", "http://a.localhost/", "http://127.1/",
        "http://2130706433/", "http://0x7f.1/", "http://[::ffff:10.0.0.1]/", "http://10.1.2.3:81/"})
    EXPECT_TRUE(inside(text)) << text;
  for (auto text :
       {"http://8.8.8.8/", "http://localhost.example/", "http://notlocalhost/", "http://村口.中国/"})
    EXPECT_FALSE(inside(text)) << text;
}

}  // namespace
}  // namespace cunkou::outbound
