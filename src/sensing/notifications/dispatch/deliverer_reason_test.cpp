#include <gtest/gtest.h>

#include "base/text.hpp"
#include "platform/outbound/testing/receiver.hpp"
#include "platform/outbound/testing/script.hpp"
#include "sensing/notifications/dispatch/deliverer.hpp"

namespace cunkou::notifications {
namespace {

Delivery to_phone() {
  Delivery delivery;
  delivery.alarm = AlarmId(17);
  delivery.address = "13800000001";
  delivery.text = "太冷";
  return delivery;
}

TEST(DelivererReason, MasksThePhoneNumberThatAProgramPrints) {
  const outbound::Script script("cat; exit 1");
  Deliverer::Options options;
  options.programs["sms"] = {{script.file.string()}, seconds(20)};
  Channel channel;
  channel.kind = ChannelKind::program;
  channel.target = "sms";
  const auto failed = Deliverer(options).deliver(to_phone(), channel);
  ASSERT_FALSE(failed);
  for (const auto& text : {failed.error().reason.zh, failed.error().reason.en}) {
    EXPECT_NE(text.find("138****0001"), std::string::npos) << text;
    EXPECT_EQ(text.find("13800000001"), std::string::npos) << text;
  }
}

TEST(DelivererReason, IsUtf8ForAResponseThatIsNot) {
  outbound::Receiver receiver("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\xff\xfe\xfd\xfc");
  Deliverer::Options options;
  options.http.allow_private = true;
  Channel channel;
  channel.kind = ChannelKind::wecom;
  channel.target = receiver.url();
  const auto failed = Deliverer(options).deliver(to_phone(), channel);
  ASSERT_FALSE(failed);
  EXPECT_TRUE(is_utf8(failed.error().reason.zh));
  EXPECT_NE(failed.error().reason.en.find("\uFFFD"), std::string::npos);
}

}  // namespace
}  // namespace cunkou::notifications
