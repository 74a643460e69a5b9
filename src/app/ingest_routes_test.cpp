
#include <gtest/gtest.h>
#include <sodium.h>

#include "app/testing/farm.hpp"

namespace cunkou::app {
namespace {

using access::Role;
using http::Method;
using testing::Farm;
using testing::ParsedResponse;

struct IngestRoutes : ::testing::Test {
  Farm farm;
  std::string t() { return "/api/v1/" + farm.device_token; }

  std::int64_t readings(int device = 1) {
    std::int64_t sum = 0;
    const auto shown = farm.get_as_operator("/api/devices/" + std::to_string(device)).json;
    for (const auto& stream : shown.at("streams").as_array()) sum += stream.at("count").as_int64();
    return sum;
  }
  ParsedResponse write(const std::string& target, const std::string& token, const std::string& body) {
    return farm.ask(Method::post, target, "", body, {{"authorization", "Token " + token}});
  }
};

TEST_F(IngestRoutes, AcceptsThingsBoardTelemetry) {
  const auto response = farm.ask(Method::post, t() + "/telemetry", "", R"({"air_temperature":21.5})");
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.json.at("added").as_int64(), 1);
  EXPECT_EQ(readings(), 1);
  EXPECT_EQ(farm.committed.count, 1u);
  const auto unknown = farm.ask(Method::post, "/api/v1/nobody/telemetry", "", "{}");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_NE(unknown.body.find("令牌"), std::string::npos) << unknown.body;
  EXPECT_EQ(farm.ask(Method::post, t() + "/telemetry", "", "{").status, 400);
  const auto partly = farm.ask(
      Method::post, t() + "/telemetry", "",
      R"([{"ts":1700000005000,"values":{"air_temperature":NaN}},{"ts":1700000006000,"values":{"air_temperature":1}}])");
  EXPECT_EQ(partly.status, 200);
  EXPECT_EQ(partly.json.at("refused").as_int64(), 1);
  EXPECT_EQ(farm.ask(Method::post, t() + "/telemetry", "", R"({"air_temperature":999})").status, 400);
}

TEST_F(IngestRoutes, StoresAttributes) {
  EXPECT_EQ(farm.ask(Method::post, t() + "/attributes", "", R"({"fw":"1.2","battery":87})").status, 200);
  EXPECT_EQ(farm.ask(Method::post, t() + "/attributes", "", "[1]").status, 400);
  EXPECT_EQ(farm.ask(Method::get, t() + "/attributes?clientKeys=fw,other").body,
            R"({"client":{"fw":"1.2"},"shared":{}})");
  EXPECT_EQ(farm.ask(Method::get, t() + "/attributes").json.at("client").at("battery").as_int64(), 87);
  EXPECT_EQ(farm.ask(Method::get, "/api/v1/nobody/attributes").status, 401);
}

TEST_F(IngestRoutes, AcceptsLineProtocolOfEveryClient) {
  EXPECT_EQ(
      write("/api/v2/write?bucket=b&org=o&precision=s", farm.device_token, "g air_temperature=20 1700000000")
          .status,
      204);
  EXPECT_EQ(farm.ask(Method::post, "/write?db=x&u=u&p=" + farm.device_token, "",
                     "g air_temperature=20 1700000000000000000")
                .status,
            204);
  EXPECT_EQ(readings(), 1) << "the same reading";
  std::string basic(200, '\0');
  const auto pair = "telegraf:" + farm.device_token;
  sodium_bin2base64(basic.data(), basic.size(), reinterpret_cast<const unsigned char*>(pair.data()),
                    pair.size(), sodium_base64_VARIANT_ORIGINAL);
  EXPECT_EQ(farm.ask(Method::post, "/write?db=x", "", "g air_temperature=21 1700000001000000000",
                     {{"authorization", "Basic " + std::string(basic.c_str())}})
                .status,
            204);
  EXPECT_EQ(readings(), 2);
  EXPECT_EQ(write("/api/v2/write", "wrong", "g air_temperature=20").status, 401);
  EXPECT_EQ(farm.ask(Method::post, "/write", "", "g air_temperature=20").status, 401);
  EXPECT_EQ(write("/api/v2/write?precision=week", farm.device_token, "g air_temperature=20").status, 400);
  EXPECT_EQ(farm.ask(Method::get, "/ping").status, 204);
  EXPECT_EQ(farm.ask(Method::get, "/health").json.at("status").as_string(), "pass");
  EXPECT_EQ(
      farm.ask(Method::post, "/query?q=CREATE%20DATABASE%20%22telegraf%22&p=" + farm.device_token, "").status,
      200);
}

TEST_F(IngestRoutes, MarksThoseThatTakeATokenInTheUrl) {
  std::vector<std::string> marked;
  for (const auto& route : farm.routes())
    if (route.token_in_url) marked.push_back(std::string(name(route.method)) + " " + route.pattern);
  EXPECT_EQ(marked,
            (std::vector<std::string>{"POST /api/v1/{token}/telemetry", "POST /api/v1/{token}/attributes",
                                      "GET /api/v1/{token}/attributes", "POST /write", "POST /query"}));
}

TEST_F(IngestRoutes, StoresTheValidLinesAsInfluxDB) {
  const auto response = write("/api/v2/write?precision=s", farm.device_token,
                              "g air_temperature=20 1700000000\ng air_temperature=999 1700000001\nbroken\ng "
                              "air_temperature=22 1700000002\n");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.json.at("code").as_string(), "invalid");
  const std::string message(response.json.at("message").as_string());
  EXPECT_NE(message.find("partial write: line 3"), std::string::npos) << message;
  EXPECT_EQ(readings(), 2);
}

TEST_F(IngestRoutes, BeginsTheStreamsOfTelegraf) {
  const auto token = farm.add_device("服务器", "any");
  const std::string body =
      "cpu,cpu=cpu0,host=box usage_idle=97.5,usage_user=2i 1700000000000000000\n"
      "system,host=box uptime=5i,uptime_format=\"0:05\",up=t 1700000000000000000\n";
  EXPECT_EQ(write("/api/v2/write", token, body).status, 204);
  EXPECT_EQ(write("/api/v2/write", token, body).status, 204);
  const auto shown = farm.get_as_operator("/api/devices/3").json;
  ASSERT_EQ(shown.at("streams").as_array().size(), 5u);
  EXPECT_EQ(shown.at("streams").at(0).at("name").as_string(), "cpu.usage_idle{cpu=cpu0,host=box}");
  EXPECT_EQ(readings(3), 5);
  EXPECT_EQ(shown.at("counts").at("equal").as_int64(), 5) << "texts too";
}

TEST_F(IngestRoutes, RefusesStreamsOverTheLimitAndStoresTheRest) {
  const auto token = farm.add_device("记录仪", "any");
  std::string body;
  for (int i = 0; i < 60; ++i) body += "g,s=" + std::to_string(i) + " value=1 1700000000000000000\n";
  EXPECT_EQ(write("/api/v2/write", token, body).status, 400);
  EXPECT_EQ(readings(3), 50);
}

}  // namespace
}  // namespace cunkou::app
