#include "simulator/program/link.hpp"

#include <mosquitto.h>

#include <algorithm>

namespace cunkou::simulator {
namespace {

using namespace std::chrono_literals;

constexpr int at_least_once = 1;
constexpr int keep_alive_s = 30;
constexpr auto pause_max = 10'000ms;
constexpr const char* telemetry_topic = "v1/devices/me/telemetry";
constexpr const char* request_topic = "v1/devices/me/rpc/request/+";
constexpr std::string_view request_prefix = "v1/devices/me/rpc/request/";

Link& self(void* object) { return *static_cast<Link*>(object); }

}  // namespace

Link::Link(Broker broker, std::string name, std::string token, Command command)
    : broker_(std::move(broker)),
      name_(std::move(name)),
      token_(std::move(token)),
      command_(std::move(command)),
      client_(mosquitto_new(nullptr, true, this), mosquitto_destroy) {
  if (!client_) throw std::bad_alloc();
  mosquitto_username_pw_set(client_.get(), token_.c_str(), nullptr);
  mosquitto_max_inflight_messages_set(client_.get(), in_flight_max);
  mosquitto_connect_callback_set(client_.get(),
                                 [](mosquitto*, void* o, int reason) { self(o).on_connected(reason); });
  mosquitto_disconnect_callback_set(client_.get(),
                                    [](mosquitto*, void* o, int) { self(o).on_disconnected(); });
  mosquitto_publish_callback_set(client_.get(), [](mosquitto*, void* o, int) { --self(o).in_flight_; });
  mosquitto_message_callback_set(client_.get(), [](mosquitto*, void* o, const mosquitto_message* m) {
    self(o).on_command(m->topic,
                       {static_cast<const char*>(m->payload), static_cast<std::size_t>(m->payloadlen)});
  });
}

void Link::enqueue(std::string telemetry) {
  unsent_.push_back(std::move(telemetry));
  if (unsent_.size() > unsent_max) {
    unsent_.pop_front();
    ++dropped_;
  }
}

void Link::poll() {
  if (socket() < 0) connect();
  if (socket() < 0) return;
  if (mosquitto_loop_read(client_.get(), 1) != MOSQ_ERR_SUCCESS) on_disconnected();
  send();
  if (mosquitto_loop_write(client_.get(), 1) != MOSQ_ERR_SUCCESS) on_disconnected();
  if (mosquitto_loop_misc(client_.get()) != MOSQ_ERR_SUCCESS) on_disconnected();
}

int Link::socket() const { return mosquitto_socket(client_.get()); }

bool Link::wants_to_write() const { return mosquitto_want_write(client_.get()); }

void Link::connect() {
  if (std::chrono::steady_clock::now() < next_attempt_) return;
  // The first connect names the broker; later ones must use reconnect, since connect would drop messages in
  // flight.
  const int result = tried_
                         ? mosquitto_reconnect(client_.get())
                         : mosquitto_connect(client_.get(), broker_.host.c_str(), broker_.port, keep_alive_s);
  tried_ = true;
  pause_ = std::clamp(pause_ * 2, 1000ms, std::chrono::milliseconds(pause_max));
  next_attempt_ = std::chrono::steady_clock::now() + pause_;
  if (result != MOSQ_ERR_SUCCESS) error_ = mosquitto_strerror(result);
}

// libmosquitto resends messages that were in flight when a connection broke; later ones wait here.
void Link::send() {
  while (connected_ && in_flight_ < in_flight_max && !unsent_.empty()) {
    if (!publish(telemetry_topic, unsent_.front())) return;
    unsent_.pop_front();
  }
}

bool Link::publish(const std::string& topic, const std::string& payload) {
  const int result =
      mosquitto_publish(client_.get(), nullptr, topic.c_str(), static_cast<int>(payload.size()),
                        payload.data(), at_least_once, false);
  // Without a connection libmosquitto queues the message, which counts as taken.
  const bool taken = result == MOSQ_ERR_SUCCESS || result == MOSQ_ERR_NO_CONN;
  if (taken) ++in_flight_;
  return taken;
}

void Link::on_connected(int reason) {
  if (reason != 0) {
    error_ = mosquitto_connack_string(reason);
    return;
  }
  connected_ = true;
  error_.clear();
  pause_ = 0ms;
  mosquitto_subscribe(client_.get(), nullptr, request_topic, at_least_once);
}

void Link::on_disconnected() {
  if (connected_) error_ = "the connection broke";
  connected_ = false;
}

void Link::on_command(const std::string& topic, std::string_view request) {
  if (topic.rfind(request_prefix, 0) != 0) return;
  publish("v1/devices/me/rpc/response/" + topic.substr(request_prefix.size()), command_(request));
}

}  // namespace cunkou::simulator
