#include "sensing/notifications/dispatch/deliverer.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "platform/outbound/testing/receiver.hpp"
#include "platform/outbound/testing/script.hpp"
#include "sensing/notifications/testing/delivery_fixture.hpp"

namespace cunkou::notifications {
namespace {

using outbound::Certificate;
using outbound::ok;
using outbound::Receiver;
using outbound::Script;
using testing::channel;
using testing::delivery;

Deliverer deliverer() {
  Deliverer::Options options;
  options.http.allow_private = true;
  return Deliverer(std::move(options));
}

TEST(BodyOf, DescribesTheNotice) {
  NotificationContext context{"danger",
                              "air_cold",
                              "raised",
                              3.5,
                              5.0,
                              ThingId{4},
                              "3号棚",
                              "610829101201",
                              "李家河村",
                              Instant{1'795'420'800'000},
                              "https://village.example/alarms/17"};
  const auto body = boost::json::parse(body_of(delivery(), ChannelKind::webhook, context));
  EXPECT_EQ(body.at("severity").as_string(), "danger");
  EXPECT_EQ(body.at("rule").as_string(), "air_cold");
  EXPECT_EQ(body.at("state").as_string(), "raised");
  EXPECT_EQ(body.at("value").as_double(), 3.5);
  EXPECT_EQ(body.at("threshold").as_double(), 5);
  EXPECT_EQ(body.at("greenhouse").at("id").as_int64(), 4);
  EXPECT_EQ(body.at("greenhouse").at("name").as_string(), "3号棚");
  EXPECT_EQ(body.at("place").at("code").as_string(), "610829101201");
  EXPECT_EQ(body.at("raisedAt").as_string(), to_iso(context.raised));
  EXPECT_EQ(body.at("link").as_string(), "https://village.example/alarms/17");
  context.threshold.reset();
  context.link.clear();
  const auto bare = boost::json::parse(body_of(delivery(), ChannelKind::webhook, context)).as_object();
  EXPECT_TRUE(bare.at("threshold").is_null());
  EXPECT_EQ(bare.if_contains("link"), nullptr);
  EXPECT_EQ(boost::json::parse(body_of(delivery(), ChannelKind::wecom, context)).as_object().size(), 2u);
}

TEST(DeliverWebhook, PostsJson) {
  Receiver receiver(ok());
  EXPECT_TRUE(deliverer().deliver(delivery(), channel(ChannelKind::webhook, receiver.url())));
  const auto request = receiver.request();
  EXPECT_TRUE(request.starts_with("POST /hook?key=1 HTTP/1.1\r\n")) << request;
  const auto body = boost::json::parse(request.substr(request.find("\r\n\r\n") + 4));
  EXPECT_EQ(body.at("alarm").as_int64(), 17);
  EXPECT_EQ(body.at("notice").as_string(), "first");
  EXPECT_EQ(body.at("text").as_string(), "李家河村 3号棚：温度 34.2℃，太高");
  EXPECT_EQ(body.as_object().if_contains("to"), nullptr);
}

TEST(DeliverWebhook, FailsOnARefusalOrARedirect) {
  Receiver full("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
      moved("HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n"), mute("");
  EXPECT_EQ(deliverer().deliver(delivery(), channel(ChannelKind::webhook, full.url())).error().code,
            Code::unavailable);
  EXPECT_EQ(deliverer().deliver(delivery(), channel(ChannelKind::webhook, moved.url())).error().code,
            Code::invalid);
  EXPECT_EQ(deliverer().deliver(delivery(), channel(ChannelKind::webhook, mute.url())).error().code,
            Code::unavailable);
}

TEST(DeliverWebhook, ReachesPrivateAddressesOnlyIfAllowed) {
  Receiver receiver(ok());
  const Deliverer outside{{}};
  for (const auto& target : {receiver.url(), std::string("http://127.0.0.1:1/"),
                             std::string("http://[::1]:1/"), std::string("http://169.254.169.254/")})
    EXPECT_EQ(outside.deliver(delivery(), channel(ChannelKind::webhook, target)).error().code,
              Code::forbidden)
        << target;
}

// The channel page runs this check before it stores a channel.
TEST(DelivererCheck, RefusesAnUnreachableTarget) {
  const auto refused = [](std::string target, bool allow_private = false) {
    Deliverer::Options options;
    options.http.allow_private = allow_private;
    options.programs["sms"] = {{"/bin/true"}};
    Channel channel;
    channel.kind = target.starts_with("http") ? ChannelKind::webhook : ChannelKind::program;
    channel.target = std::move(target);
    const auto checked = Deliverer(options).check(channel);
    return checked ? "" : checked.error().reason.zh;
  };
  for (auto text : {"https://", "http://a b/", "https://user:pw@a/", "http://a:99999/"})
    EXPECT_NE(refused(text).find("https://"), std::string::npos) << text;
  for (auto text : {"http://127.0.0.1/x", "https://localhost:8080/", "http://LocalHost./",
                    "http://a.localhost/", "http://[::1]/", "http://10.1.2.3/", "http://192.168.1.7:9/hook",
                    "http://127.1/", "http://2130706433/", "http://[::ffff:10.0.0.1]/"}) {
    EXPECT_NE(refused(text).find("内部网络"), std::string::npos) << text;
    EXPECT_EQ(refused(text, true), "") << text;
  }
  EXPECT_EQ(refused("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"), "");
  EXPECT_EQ(refused("http://8.8.8.8/"), "");
  EXPECT_EQ(refused("sms"), "");
  EXPECT_NE(refused("voice").find("voice"), std::string::npos);
}

TEST(DeliverWebhook, TimesOutWithoutAResponse) {
  const outbound::Listener silent;
  Deliverer::Options options;
  options.http.allow_private = true;
  options.http.wait = Duration{100};
  const auto url = "http://127.0.0.1:" + std::to_string(silent.port()) + "/";
  EXPECT_EQ(Deliverer(options).deliver(delivery(), channel(ChannelKind::webhook, url)).error().code,
            Code::unavailable);
}

TEST(DeliverWeCom, PostsItsOwnFormatAndReadsErrcode) {
  Receiver good(ok(R"({"errcode":0,"errmsg":"ok"})")),
      bad(ok(R"({"errcode":93000,"errmsg":"invalid webhook url"})"));
  EXPECT_TRUE(deliverer().deliver(delivery(), channel(ChannelKind::wecom, good.url())));
  const auto request = good.request();
  EXPECT_EQ(request.substr(request.find("\r\n\r\n") + 4),
            R"({"msgtype":"text","text":{"content":"李家河村 3号棚：温度 34.2℃，太高"}})");
  const auto refused = deliverer().deliver(delivery(), channel(ChannelKind::wecom, bad.url()));
  EXPECT_NE(refused.error().reason.en.find("93000"), std::string::npos);
}

TEST(DeliverWeCom, CutsALongTextBetweenCharacters) {
  auto d = delivery();
  d.text.clear();
  while (d.text.size() < 3000) d.text += "棚";
  const auto text = boost::json::parse(body_of(d, ChannelKind::wecom)).at("text").at("content").as_string();
  EXPECT_EQ(text.size(), 2046u);
}

TEST(DeliverWebhook, VerifiesTheCertificateAndItsHost) {
  const Certificate right("localhost");
  Deliverer::Options options;
  options.http.allow_private = true;
  {
    Receiver receiver(ok(), &right);
    EXPECT_EQ(Deliverer(options)
                  .deliver(delivery(), channel(ChannelKind::webhook, receiver.url("https")))
                  .error()
                  .code,
              Code::unavailable);
  }
  options.http.authorities = right.certificate.string();
  {
    Receiver receiver(ok(), &right);
    EXPECT_TRUE(Deliverer(options).deliver(delivery(), channel(ChannelKind::webhook, receiver.url("https"))));
  }
  Receiver receiver(ok(), &right);
  auto other_name = receiver.url("https");
  other_name.replace(other_name.find("localhost"), 9, "127.0.0.1");
  EXPECT_FALSE(Deliverer(options).deliver(delivery(), channel(ChannelKind::webhook, other_name)));
}

TEST(DeliverProgram, PassesTheNoticeOnStdinAndTheBoundArguments) {
  const Script script("printf '%s ' \"$1\" \"$#\" > \"$2\"; cat >> \"$2\"");
  Deliverer::Options options;
  options.programs["sms"] = {{script.file.string(), "a b; $(c)", script.out.string()}, seconds(20)};
  EXPECT_TRUE(Deliverer(options).deliver(delivery(), channel(ChannelKind::program, "sms")));
  const auto text = script.written();
  EXPECT_TRUE(text.starts_with("a b; $(c) 2 {")) << text;
  EXPECT_EQ(boost::json::parse(text.substr(text.find('{'))).at("to").as_string(), "13800000001");
  EXPECT_EQ(Deliverer(options).deliver(delivery(), channel(ChannelKind::program, "voice")).error().code,
            Code::not_found);
}

}  // namespace
}  // namespace cunkou::notifications
