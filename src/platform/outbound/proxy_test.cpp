#include "platform/outbound/proxy.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace cunkou::outbound {
namespace {

class ProxyFromEnvironment : public ::testing::Test {
 protected:
  ~ProxyFromEnvironment() override {
    for (auto name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "HTTP_PROXY"})
      unsetenv(name);
  }
  static std::string of(const char* url) { return proxy_from_environment(parse_url(url).value()).address; }
};

TEST_F(ProxyFromEnvironment, DependsOnTheScheme) {
  EXPECT_EQ(of("http://a.example/"), "");
  setenv("HTTP_PROXY", "http://no:1", 1);  // a CGI server would let a client set it
  EXPECT_EQ(of("http://a.example/"), "");
  setenv("http_proxy", "http://plain:1", 1);
  setenv("HTTPS_PROXY", "http://tls:1", 1);
  EXPECT_EQ(of("http://a.example/"), "http://plain:1");
  EXPECT_EQ(of("https://a.example/"), "http://tls:1");
}

TEST_F(ProxyFromEnvironment, SkipsHostsInNoProxy) {
  setenv("http_proxy", "http://p:1", 1);
  setenv("no_proxy", "a.example,.b.example 10.0.0.1,[fd00::1],C.Example", 1);
  for (auto url : {"http://a.example/", "http://A.example:81/", "http://x.a.example/", "http://b.example/",
                   "http://x.b.example./", "http://10.0.0.1/", "http://[fd00::1]/", "http://c.example/"})
    EXPECT_EQ(of(url), "") << url;
  for (auto url : {"http://xa.example/", "http://example/", "http://10.0.0.11/", "http://110.0.0.1/"})
    EXPECT_EQ(of(url), "http://p:1") << url;
  setenv("no_proxy", "*", 1);
  EXPECT_EQ(of("http://xa.example/"), "");
}

}  // namespace
}  // namespace cunkou::outbound
