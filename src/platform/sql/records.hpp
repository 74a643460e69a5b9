#pragma once
// Named records in a SQLite file of their own (mqtt.db): the MQTT server's persistent sessions and retained
// messages. Separate from cunkou.db, so that a device's packet identifiers never wait for a long transaction
// there.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cunkou::sql {

class Records {
 public:
  explicit Records(const std::string& file);  // throws Broken
  ~Records();

  using Change = std::pair<std::string, std::optional<std::string>>;  // key, bytes; nullopt: deleted
  void each(const std::function<void(std::string_view key, std::string_view value)>&);
  // Atomic and durable on return; throws Broken; one thread at a time.
  void commit(const std::vector<Change>&);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::sql
