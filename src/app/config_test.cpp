#include "app/config.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
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
      written("data: /d\nhttp: {address: ':80', trust_forwarded_for: true, public_url: 'https://x', hosts: "
              "[y.lan], query_time: 5s}\n"
              "mqtt: {address: ':1884'}\nseries: {raw_kept: 30d}\nworkers: 2\nlog: debug\n"
              "notify: {programs: {sms: {run: [/bin/true, a], timeout: 5s}}, allow_private_webhooks: true,\n"
              "  proxy_from_environment: true}\n"),
      {});
  ASSERT_TRUE(c.has_value()) << c.error().reason.en;
  EXPECT_EQ(c->data, "/d");
  EXPECT_EQ(c->http.port, 80);
  EXPECT_EQ(c->query_time, seconds(5));
  EXPECT_EQ(c->hosts, std::vector<std::string>{"y.lan"});
  EXPECT_EQ(c->mqtt.port, 1884);
  EXPECT_EQ(c->raw_kept, days(30));
  EXPECT_EQ(c->programs.at("sms").argv.size(), 2u);
  EXPECT_TRUE(c->allow_private_webhooks);
  EXPECT_TRUE(c->proxy_from_environment);
  EXPECT_FALSE(Config().proxy_from_environment);
}

TEST(ReadConfig, ReadsTheDatabaseOfTheStateWithItsPassword) {
  const auto file = testing::TempDir() + "cunkou_config_test_password";
  std::ofstream(file) << "a b\n";
  const auto c = read_config(
      written("state: postgresql://cunkou@db/county\nstate_password_file: " + file + "\nseries: state\n"),
      {});
  ASSERT_TRUE(c.has_value()) << c.error().reason.en;
  EXPECT_EQ(c->state.database, "postgresql://cunkou@db/county?password=a%20b");
  EXPECT_TRUE(c->state.has_series);
  EXPECT_TRUE(read_config(written("state: postgresql://db/county\nseries: {in: state, raw_kept: 30d}\n"), {})
                  ->state.has_series);
}

TEST(ReadConfig, RefusesADatabaseThatIsNone) {
  for (const std::string bad :
       {"state: /var/lib/state.db\n", "series: state\n", "state: postgresql://db/county\nseries: elsewhere\n",
        "state_password_file: /etc/hostname\n",
        "state: postgresql://db/county\nstate_password_file: /none\n"})
    EXPECT_TRUE(read_config(written(bad), {}).has_error()) << bad;
}

TEST(ReadConfig, RefusesAnUnknownKeyWithItsLine) {
  const auto c = read_config(written("data: /d\nhtpp: {}\n"), {});
  ASSERT_TRUE(c.has_error());
  EXPECT_NE(c.error().reason.en.find("line 2"), std::string::npos) << c.error().reason.en;
  EXPECT_NE(c.error().reason.en.find("htpp"), std::string::npos);
}

TEST(ReadConfig, RefusesOtherHostsWithoutAPublicUrlAndAnEndlessQueryTime) {
  for (auto yaml : {"http: {hosts: [y.lan]}\n", "http: {public_url: 'https://x', hosts: y.lan}\n",
                    "http: {query_time: 0s}\n", "http: {query_time: 1h}\n"})
    EXPECT_TRUE(read_config(written(yaml), {}).has_error()) << yaml;
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

TEST(DescribeMissing, NamesAFolderWithoutPagesAndAProgramThatCannotRun) {
  Config c;
  c.web = testing::TempDir() + "cunkou_config_test_web";
  std::filesystem::create_directories(c.web);
  std::filesystem::remove(c.web + "/index.html");
  c.programs["gone"].argv = {"/nonexistent/send-sms"};
  c.programs["plain"].argv = {written("data: /d\n")};
  c.programs["folder"].argv = {"/usr"};
  c.programs["fine"].argv = {"/bin/sh", "-c", "true"};
  const auto lines = describe_missing(c);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_NE(lines[0].find(c.web), std::string::npos) << lines[0];
  EXPECT_NE(lines[1].find("folder: /usr"), std::string::npos) << lines[1];
  EXPECT_NE(lines[2].find("gone: /nonexistent/send-sms"), std::string::npos) << lines[2];
  EXPECT_NE(lines[3].find("plain: "), std::string::npos) << lines[3];
  std::ofstream(c.web + "/index.html") << "<!doctype html>";
  c.programs = {{"fine", c.programs["fine"]}};
  EXPECT_TRUE(describe_missing(c).empty());
}

}  // namespace
}  // namespace cunkou::app
