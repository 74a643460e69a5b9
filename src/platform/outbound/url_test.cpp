#include "platform/outbound/url.hpp"

#include <gtest/gtest.h>

namespace cunkou::outbound {
namespace {

TEST(ParseUrl, SplitsTheAddress) {
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

TEST(ParseUrl, RefusesOtherText) {
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

TEST(ParseUrl, KeepsTheHostAsTyped) {
  const auto url = parse_url("https://村口.中国:8443/").value();
  EXPECT_EQ(url.host, "村口.中国");
  EXPECT_EQ(url.authority(), "村口.中国:8443");
  for (auto host : {"A_b-1.Example.", "1.2.3.4.example", "1.2.3.4a", "127.1", "2130706433"})
    EXPECT_EQ(parse_url("http://" + std::string(host) + "/").value().host, host);
  for (auto text :
       {"http://a%62/", "http://%E6%A3%9A/", "http://a!b/", "http://[v1.a]/", "http://[fe80::1%25eth0]/",
        "http://@a/", "HTTPS://a/", "http:/a", "http://a:+80/", "http://a:00080/", "http://a/\x7f"})
    EXPECT_FALSE(parse_url(text)) << text;
}

TEST(ParseUrl, RoundTripsText) {
  for (auto text :
       {"http://[::1]:8080/?x=1", "https://a/%25?%E6%A3%9A", "https://村口.中国/{棚}|\\?[%]", "http://a:81/"})
    EXPECT_EQ(parse_url(text).value().text(), text);
}

}  // namespace
}  // namespace cunkou::outbound
