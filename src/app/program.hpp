#pragma once
// The running server: creates, wires and starts every capability in order, and stops them in reverse order.

#include <memory>
#include <string>

#include "app/config.hpp"
#include "app/data_folder.hpp"
#include "base/result.hpp"

namespace cunkou::app {

class Program {
 public:
  // Refuses what a person can fix: definitions that cannot be read, an address that is taken, a damaged
  // database.
  static Result<std::unique_ptr<Program>> start(const Config&, const DataFolder&);
  ~Program();  // stop()

  unsigned short http_port() const;
  unsigned short mqtt_port() const;
  std::string token() const;  // of running.json

  // While nobody is operator: a one-time link to become it.
  std::optional<std::string> set_up_link();

  // Whether it has asked this process to stop, by SIGTERM, because another server has its database.
  bool lost() const;

  // Drains within seconds: no new requests, what is under way is answered, what waits is committed.
  void stop();

 private:
  struct Impl;
  explicit Program(std::unique_ptr<Impl>);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cunkou::app
