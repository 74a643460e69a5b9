#include "app/config.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace cunkou::app {
namespace {

std::string written(const std::string& yaml) {
  const auto file = testing::TempDir() + "cunkou_config_test.yaml";
  std::ofstream(file) << yaml;
  return file;
}

TEST(ParseEndpoint, AcceptsTheUsualForms) {
  EXPECT_EQ(to_string(parse_endpoint("127.0.0.1:8080").value()), "127.0.0.1:8080");
  EXPECT_EQ(to_string(parse_endpoint(":1883").value()), "0.0.0.0:1883");
  EXPECT_EQ(to_string(parse_endpoint("[::1]:80").value()), "[::1]:80");
  EXPECT_EQ(to_string(parse_endpoint("localhost:80").value()), "127.0.0.1:80");
}

TEST(ParseEndpoint, RefusesOtherForms) {
  for (auto bad : {"", "host:", "1.2.3.4:70000", "::1:80", "1.2.3.4:x"})
    EXPECT_TRUE(parse_endpoint(bad).has_error()) << bad;
}

TEST(ReadConfig, ReadsEveryKey) {
  const auto c = read_config(
      written("data: /d\nhttp: {address: ':80', trust_forwarded_for: true, public_url: 'https://x'}\n"
              "mqtt: {address: ':1884'}\nseries: {raw_kept: 30d}\nworkers: 2\nlog: debug\n"
              "notify: {programs: {sms: {run: [/bin/true, a], timeout: 5s}}, allow_private_webhooks: true,\n"
              "  proxy_from_environment: true}\n"),
      {});
  ASSERT_TRUE(c.has_value()) << c.error().reason.en;
  EXPECT_EQ(c->data, "/d");
  EXPECT_EQ(c->http.port, 80);
  EXPECT_EQ(c->mqtt.port, 1884);
  EXPECT_EQ(c->raw_kept, days(30));
  EXPECT_EQ(c->programs.at("sms").argv.size(), 2u);
  EXPECT_TRUE(c->allow_private_webhooks);
  EXPECT_TRUE(c->proxy_from_environment);
  EXPECT_FALSE(Config().proxy_from_environment);
}

TEST(ReadConfig, RefusesAnUnknownKeyWithItsLine) {
  const auto c = read_config(written("data: /d\nhtpp: {}\n"), {});
  ASSERT_TRUE(c.has_error());
  EXPECT_NE(c.error().reason.en.find("line 2"), std::string::npos) << c.error().reason.en;
  EXPECT_NE(c.error().reason.en.find("htpp"), std::string::npos);
}

TEST(ReadConfig, RefusesMoreWorkersThanAMachineCanUse) {
  EXPECT_EQ(read_config(written("workers: 256\n"), {})->workers, 256u);
  for (auto many : {"257", "1000000"}) {
    const auto c = read_config(written("data: /d\nworkers: " + std::string(many) + "\n"), {});
    ASSERT_TRUE(c.has_error()) << many;
    EXPECT_NE(c.error().reason.en.find("line 2: workers is at most 256"), std::string::npos)
        << c.error().reason.en;
  }
}

TEST(ReadConfig, RefusesAProgramWithoutAFullPath) {
  EXPECT_TRUE(read_config(written("notify: {programs: {sms: {run: [sms]}}}\n"), {}).has_error());
}

}  // namespace
}  // namespace cunkou::app
