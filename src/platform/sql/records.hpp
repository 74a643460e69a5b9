#pragma once
// Named records in a SQLite file of their own (mqtt.db): what the MQTT endpoint keeps of persistent sessions
// and retained messages. Apart from cunkou.db, so that a device's packet identifiers never wait for an
// office.

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

  using Change = std::pair<std::string, std::optional<std::string>>;  // key, bytes; none: deleted
  void each(const std::function<void(std::string_view key, std::string_view value)>&);
  void commit(const std::vector<Change>&);  // all or nothing, on disk when it returns; throws Broken; one
                                            // thread at a time

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::sql
