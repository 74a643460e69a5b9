#pragma once
// A message published by a client or the server; shared by all sessions that receive it.

#include <memory>
#include <string>

namespace cunkou::mqtt {

struct Message {
  std::string topic;
  std::string payload;

  std::size_t bytes() const { return topic.size() + payload.size(); }
};

using MessagePtr = std::shared_ptr<const Message>;

}  // namespace cunkou::mqtt
