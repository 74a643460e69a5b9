#pragma once
// Sends one delivery over its channel, on the calling thread, within seconds.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/outbound/http_client.hpp"
#include "sensing/notifications/channel.hpp"

namespace cunkou::notifications {

struct Command {
  std::vector<std::string> argv;
  Duration wait = seconds(20);
};

// What the notice is about, for who reads it by program.
struct NotificationContext {
  std::string severity, rule, state;
  double value = 0;
  std::optional<double> threshold;
  ThingId greenhouse;
  std::string greenhouse_name, place_code, place_name;
  Instant raised;
  std::string link;  // to the alarm's page; "": the server does not know its own address
};

// What goes out. Webhook and command:
// {"alarm":17,"notice":"first","rung":"village","to":"…","text":"…","at":"…","severity":"danger",
// "rule":"air_cold","state":"raised","value":3.5,"threshold":5,"greenhouse":{"id":4,"name":"…"},
// "place":{"code":"…","name":"…"},"raisedAt":"…","link":"…"}, where "to" (a phone number) is there for a
// command only, and all from "severity" on is missing in a trial. WeCom's group robot:
// {"msgtype":"text","text":{"content":"…"}}, its text cut at the 2048 bytes that it takes.
std::string body_of(const notifications::Delivery&, notifications::ChannelKind,
                    const std::optional<NotificationContext>& = {});

class Deliverer {
 public:
  struct Options {
    std::map<std::string, Command>
        commands;  // bound by the operator, by the name that a channel's target says
    outbound::HttpOptions http;
  };
  explicit Deliverer(Options options) : options_(std::move(options)) {}

  // Whether anything could be delivered to it: refuses a target that is no web address, one inside the
  // server's own network where the options do not allow that, and a command that is not bound. Asks nobody.
  Result<void> check(const notifications::Channel&) const;

  // The reason of a refusal is fit to be shown beside the delivery. A WeCom robot that answers with an
  // errcode has refused.
  Result<void> deliver(const notifications::Delivery&, const notifications::Channel&,
                       const std::optional<NotificationContext>& = {}) const;
  // A trial notice; `to` is the phone number that a command is called with.
  Result<void> try_out(const notifications::Channel&, const std::string& to, Instant now) const;

 private:
  Options options_;
};

}  // namespace cunkou::notifications
