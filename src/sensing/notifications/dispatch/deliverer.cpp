#include "sensing/notifications/dispatch/deliverer.hpp"

#include <boost/json.hpp>
#include <cmath>

#include "base/text.hpp"
#include "core/people/phone.hpp"
#include "platform/outbound/process.hpp"

namespace cunkou::notifications {

namespace json = boost::json;

namespace {

constexpr std::size_t wecom_bytes_max = 2048;

std::string_view cut(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xc0) == 0x80) --bytes_max;
  return text.substr(0, bytes_max);
}

Result<void> check_wecom_response(const std::string& response) {
  json::error_code wrong;
  const auto value = json::parse(response, wrong);
  const auto* code = wrong || !value.is_object() ? nullptr : value.as_object().if_contains("errcode");
  if (code && code->is_int64() && code->as_int64() == 0) return {};
  const auto why = excerpt(response, 200);
  return Error{Code::unavailable, format_label("企业微信拒收：{}", "WeCom refused: {}", why)};
}

Error not_bound(const Channel& channel) {
  return not_found(format_label(
      "没有绑定名为「{}」的程序，请运维员在配置里绑定",
      "No program is bound under the name {}; the operator binds it in the configuration", channel.target));
}

Result<void> post_to(const Delivery& delivery, const Channel& channel, const outbound::HttpOptions& options,
                     const std::optional<NotificationContext>& context) {
  CUNKOU_TRY_VALUE(url, outbound::parse_url(channel.target));
  CUNKOU_TRY_VALUE(response, outbound::post_json(url, body_of(delivery, channel.kind, context), options));
  if (channel.kind == ChannelKind::wecom) return check_wecom_response(response);
  return {};
}

json::value number(std::optional<double> value) {
  return value && std::isfinite(*value) ? json::value(*value) : json::value(nullptr);
}

void add(json::object& body, const NotificationContext& context) {
  body["severity"] = context.severity;
  body["rule"] = context.rule;
  body["state"] = context.state;
  body["value"] = number(context.value);
  body["threshold"] = number(context.threshold);
  body["greenhouse"] = json::object{{"id", context.thing.value}, {"name", context.thing_name}};
  body["place"] = json::object{{"code", context.place_code}, {"name", context.place_name}};
  body["raisedAt"] = to_iso(context.raised);
  if (!context.link.empty()) body["link"] = context.link;
}

}  // namespace

std::string body_of(const Delivery& delivery, ChannelKind kind,
                    const std::optional<NotificationContext>& context) {
  if (kind == ChannelKind::wecom)
    return json::serialize(
        json::object{{"msgtype", "text"}, {"text", {{"content", cut(delivery.text, wecom_bytes_max)}}}});
  json::object body{{"alarm", delivery.alarm.value},
                    {"notice", delivery.alarm ? name(delivery.kind) : "trial"},
                    {"escalationStep", delivery.escalation_step},
                    {"text", delivery.text},
                    {"at", to_iso(delivery.created)}};
  if (kind == ChannelKind::program) body["to"] = delivery.address;
  if (context) add(body, *context);
  return json::serialize(body);
}

Result<void> Deliverer::check(const Channel& channel) const {
  if (channel.kind == ChannelKind::program) {
    if (options_.programs.contains(channel.target)) return {};
    return invalid(not_bound(channel).reason);
  }
  CUNKOU_TRY_VALUE(url, outbound::parse_url(channel.target));
  if (!options_.http.allow_private && outbound::is_inside(url)) return invalid(outbound::inside.reason);
  return {};
}

Result<void> Deliverer::deliver(const Delivery& delivery, const Channel& channel,
                                const std::optional<NotificationContext>& context) const {
  if (channel.kind != ChannelKind::program) return post_to(delivery, channel, options_.http, context);
  const auto bound = options_.programs.find(channel.target);
  if (bound == options_.programs.end()) return not_bound(channel);
  return outbound::run_process(bound->second.argv, body_of(delivery, channel.kind, context),
                               bound->second.wait,
                               {delivery.address, people::masked_phone(delivery.address)});
}

Result<void> Deliverer::try_out(const Channel& channel, const std::string& to, Instant now) const {
  Delivery trial;
  if (channel.kind == ChannelKind::program) trial.address = to;
  trial.text = "村口：这是一条测试通知，收到即说明通知方式可用。";
  trial.created = now;
  return deliver(trial, channel);
}

}  // namespace cunkou::notifications
