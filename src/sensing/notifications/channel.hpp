#pragma once
// A notification channel of a village office: a webhook, a WeCom group robot, or a command that the operator
// bound to an SMS or voice gateway.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "sensing/notifications/delivery.hpp"
#include "sensing/rules/severity.hpp"

namespace cunkou::sql {
class Transaction;
}

namespace cunkou::notifications {

enum class ChannelKind { webhook, wecom, command };

inline std::string_view name(ChannelKind kind) {
  return kind == ChannelKind::webhook ? "webhook" : kind == ChannelKind::wecom ? "wecom" : "command";
}
inline std::optional<ChannelKind> parse_channel_kind(std::string_view word) {
  for (auto kind : {ChannelKind::webhook, ChannelKind::wecom, ChannelKind::command})
    if (word == name(kind)) return kind;
  return {};
}

inline bool is_escalation_step(std::string_view word) {
  return word == "household" || word == "technician" || word == "village";
}

struct Channel {
  ChannelId id;
  PlaceId place;
  ChannelKind kind = ChannelKind::webhook;
  std::string name;
  std::string target;  // a URL (contains a secret: shown masked), or the name of a bound command
  rules::Severity min_severity = rules::Severity::watch;
  // Escalation step at which a webhook or WeCom group is notified. A command calls the people of every
  // step.
  std::string escalation_step = "village";
};

// Of the channel, in the journal.
inline std::string subject(ChannelId id) { return "channel:" + std::to_string(id.value); }

inline Error no_such_channel() { return not_found({"没有这个通知方式", "there is no such channel"}); }

class ChannelStore {
 public:
  virtual ~ChannelStore() = default;
  virtual ChannelId put(const Channel&) = 0;  // id 0: inserts
  virtual std::optional<Channel> get(ChannelId) = 0;
  virtual std::vector<Channel> get(const std::vector<ChannelId>&) = 0;  // in one read, by id
  virtual std::vector<Channel> of(PlaceId) = 0;
  virtual void end(ChannelId, Instant) = 0;
};

ChannelStore& channel_store(sql::Transaction&);

}  // namespace cunkou::notifications
