#include "notify/url.hpp"

#include <gtest/gtest.h>

namespace cunkou::notify {
namespace {

TEST(Url, IsTakenApart) {
  const auto url = parse_url("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a-b#x").value();
  EXPECT_TRUE(url.tls);
  EXPECT_EQ(url.host, "qyapi.weixin.qq.com");
  EXPECT_EQ(url.port, "443");
  EXPECT_EQ(url.target, "/cgi-bin/webhook/send?key=a-b");
  EXPECT_EQ(url.authority(), "qyapi.weixin.qq.com");
  EXPECT_EQ(parse_url("http://[::1]:8080?x=1").value().authority(), "[::1]:8080");
  EXPECT_EQ(parse_url("http://[::1]:8080?x=1").value().target, "/?x=1");
  EXPECT_EQ(parse_url("http://a:81").value().target, "/");
}

TEST(Url, RefusesWhatIsNoWebAddress) {
  for (auto text : {"",
                    "https://",
                    "ftp://a/",
                    "file:///etc/passwd",
                    "https://user:pw@a/",
                    "http://a b/",
                    "http://a:0x50/",
                    "http://a:99999/",
                    "http://a:0/",
                    "http://[::1/",
                    "http://a/\r\nX: y",
                    "//a/",
                    "http://[::1]x/",
                    "http://[]:80/",
                    "http://[a]/",
                    "http://::1/",
                    "http://a:80:90/",
                    "http://a:/",
                    "http://a\\b/",
                    "http://a\"b/"})
    EXPECT_FALSE(parse_url(text)) << text;
}

TEST(Url, KnowsAddressesOfTheOwnNetwork) {
  for (auto text : {"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
                    "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1",
                    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "not an address"})
    EXPECT_TRUE(is_private_address(text)) << text;
  for (auto text : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:8.8.8.8"})
    EXPECT_FALSE(is_private_address(text)) << text;
}

}  // namespace
}  // namespace cunkou::notify
