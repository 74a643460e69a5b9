#pragma once
// A device's connection to an MQTT broker: signs in with its token, publishes at QoS 1, hears the commands
// meant for it. What is not acknowledged yet is kept and sent again after a broken connection, in order. One
// thread: run() does everything, callbacks included.

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
  using Command = std::function<std::string(std::string_view request)>;  // returns the answer

  Link(Broker, std::string name, std::string token, Command);

  // Keeps it until the broker has acknowledged it. Over `unsent_max` the oldest go, and lost() says how many.
  void tell(std::string telemetry);

  // Reads and writes what can be without waiting; connects where there is no connection, not more than once
  // in a second, then ever more seldom.
  void turn();
  int socket() const;  // -1: none
  bool wants_to_write() const;

  bool connected() const { return connected_; }
  std::size_t unacknowledged() const { return unsent_.size() + static_cast<std::size_t>(in_flight_); }
  std::size_t lost() const { return lost_; }
  const std::string& trouble() const { return trouble_; }  // why there is no connection; empty: there is one

 private:
  static constexpr std::size_t unsent_max = 20'000;  // two days of readings every ten seconds
  static constexpr int in_flight_max = 20;

  void connect();
  void send();
  bool publish(const std::string& topic, const std::string& payload);  // whether it was taken
  void on_connected(int reason);
  void on_disconnected();
  void on_command(const std::string& topic, std::string_view request);

  Broker broker_;
  std::string name_, token_;
  Command command_;
  std::unique_ptr<mosquitto, void (*)(mosquitto*)> client_;
  std::deque<std::string> unsent_;
  int in_flight_ = 0;
  std::size_t lost_ = 0;
  bool connected_ = false, tried_ = false;
  std::string trouble_ = "not connected yet";
  std::chrono::steady_clock::time_point next_try_{};
  std::chrono::milliseconds pause_{0};
};

}  // namespace cunkou::simulator
