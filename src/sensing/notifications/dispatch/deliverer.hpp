#pragma once
// Sends one delivery over its channel, on the calling thread. Blocks for some seconds at most.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/outbound/http_client.hpp"
#include "sensing/notifications/channel.hpp"

namespace cunkou::notifications {

// A program that the operator bound to channels of the kind `program`.
struct OperatorProgram {
  std::vector<std::string> argv;
  Duration wait = seconds(20);
};

// The alarm of a notice, for machine-readable bodies.
struct NotificationContext {
  std::string severity, rule, state;
  double value = 0;
  std::optional<double> threshold;
  ThingId thing;
  std::string thing_name, place_code, place_name;
  Instant raised;
  std::string link;  // URL of the alarm's page; "": the server has no public URL
};

// Body of a delivery.
//    Webhook and program:
//    {"alarm":17,"notice":"first","escalationStep":"village","to":"…","text":"…","at":"…","severity":"danger",
//    "rule":"air_cold","state":"raised","value":3.5,"threshold":5,"greenhouse":{"id":4,"name":"…"},
//    "place":{"code":"…","name":"…"},"raisedAt":"…","link":"…"}
// "to" (a phone number) is present for a program only; a trial omits "severity" and all members after it.
//    WeCom group robot:
//    {"msgtype":"text","text":{"content":"…"}}
// The text is cut at the limit of 2048 bytes.
std::string body_of(const Delivery&, ChannelKind, const std::optional<NotificationContext>& = {});

class Deliverer {
 public:
  struct Options {
    std::map<std::string, OperatorProgram> programs;  // bound by the operator; key: the target of a channel
    outbound::HttpOptions http;
  };
  explicit Deliverer(Options options) : options_(std::move(options)) {}

  // Refuses a target that is not a web address, a private address unless the options allow it, and an
  // unbound program. Sends nothing.
  Result<void> check(const Channel&) const;

  // Refuses with a reason that may be shown beside the delivery: UTF-8, the phone number masked in what a
  // program prints. An errcode other than 0 from a WeCom robot is a refusal.
  Result<void> deliver(const Delivery&, const Channel&, const std::optional<NotificationContext>& = {}) const;
  // Sends a trial notice. `to`: the phone number for a program.
  Result<void> try_out(const Channel&, const std::string& to, Instant now) const;

 private:
  Options options_;
};

}  // namespace cunkou::notifications
