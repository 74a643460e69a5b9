#pragma once
// A device's connection to an MQTT broker: signs in with its token, publishes at QoS 1 and receives its
// commands. Keeps unacknowledged messages and resends them in order after a broken connection.
// Single-threaded: callbacks run within poll().

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

struct mosquitto;

namespace cunkou::simulator {

class Link {
 public:
  struct Broker {
    std::string host = "127.0.0.1";
    int port = 1883;
  };
  using Command = std::function<std::string(std::string_view request)>;  // returns the response

  Link(Broker, std::string name, std::string token, Command);

  // Queues telemetry until the broker acknowledges it. Beyond `unsent_max` the oldest are dropped and counted
  // by dropped().
  void enqueue(std::string telemetry);

  // Reads and writes without blocking. Reconnects if necessary, at most once a second at first, then at
  // growing intervals.
  void poll();
  int socket() const;  // -1: no connection
  bool wants_to_write() const;

  bool connected() const { return connected_; }
  std::size_t unacknowledged() const { return unsent_.size() + static_cast<std::size_t>(in_flight_); }
  std::size_t dropped() const { return dropped_; }
  const std::string& error() const { return error_; }  // why there is no connection; empty: connected

 private:
  static constexpr std::size_t unsent_max = 20'000;  // two days of readings at ten-second intervals
  static constexpr int in_flight_max = 20;

  void connect();
  void send();
  bool publish(const std::string& topic, const std::string& payload);  // false: not taken
  void on_connected(int reason);
  void on_disconnected();
  void on_command(const std::string& topic, std::string_view request);

  Broker broker_;
  std::string name_, token_;
  Command command_;
  std::unique_ptr<mosquitto, void (*)(mosquitto*)> client_;
  std::deque<std::string> unsent_;
  int in_flight_ = 0;
  std::size_t dropped_ = 0;
  bool connected_ = false, tried_ = false;
  std::string error_ = "not connected yet";
  std::chrono::steady_clock::time_point next_attempt_{};
  std::chrono::milliseconds pause_{0};
};

}  // namespace cunkou::simulator
