// Load test of any MQTT server, in messages per second: CONNECTIONS devices, QoS 1, at most WINDOW
// unacknowledged messages each, two readings a message, each message one second later than the previous one,
// so that every reading is new. One thread, raw sockets, epoll.
//
//   mqtt_load --to 127.0.0.1:1883 --tokens FILE [--topic TOPIC] [--connections N] [--window W] [--seconds S]
//             [--warm S]
//   mqtt_load --to 127.0.0.1:1883 --relay ...    also subscribes once and counts relayed messages, at
// --relay-qos
//
// With --rate R it sends R messages a second with the present time, instead of as many as possible. {n} in
// the topic is the number of the device. Prints one line of JSON: acknowledged and relayed messages per
// second, and the time from PUBLISH to PUBACK in ms.

#include <sys/epoll.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tcp.hpp"
#include "times.hpp"

namespace {

using bench::give_up;
using bench::Steady;

struct Options {
  std::string to = "127.0.0.1:1883", tokens, topic = "v1/devices/me/telemetry", relay_filter = "#";
  int connections = 500, window = 16, relay_qos = 0;
  std::string first = "t", second = "h";
  double seconds = 10, warm = 2, rate = 0;
  bool relay = false;
  long long from_ms = 1'735'689'600'000;  // of the first message
};

void put_text(std::string& out, std::string_view text) {
  out += static_cast<char>(text.size() >> 8);
  out += static_cast<char>(text.size());
  out += text;
}

void put_packet(std::string& out, int first, std::string_view body) {
  out += static_cast<char>(first);
  auto size = body.size();
  for (; size > 127; size >>= 7) out += static_cast<char>(size | 0x80);
  out += static_cast<char>(size);
  out += body;
}

std::string connect_packet(const std::string& token, const std::string& client_id) {
  std::string body("\0\4MQTT\4", 7);
  body += static_cast<char>(token.empty() ? 0x02 : 0x82);
  body += std::string("\0\0", 2);
  put_text(body, client_id);
  if (!token.empty()) put_text(body, token);
  std::string packet;
  put_packet(packet, 0x10, body);
  return packet;
}

class Connection {
 public:
  Connection(const Options& options, int number, const std::string& token)
      : options_(options), number_(number) {
    socket = bench::dial(options.to);
    send_whole(connect_packet(token, "load-" + std::to_string(number)));
    char connack[4];
    if (::recv(socket, connack, 4, MSG_WAITALL) != 4 || connack[3] != 0)
      give_up("device " + std::to_string(number) + " was refused");
    topic_ = options.topic;
    if (const auto at = topic_.find("{n}"); at != std::string::npos)
      topic_.replace(at, 3, std::to_string(number));
    sent_at_.resize(static_cast<std::size_t>(options.window));
  }
  ~Connection() { ::close(socket); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void subscribe() {
    std::string body("\0\1", 2), packet;
    put_text(body, options_.relay_filter);
    body += static_cast<char>(options_.relay_qos);
    put_packet(packet, 0x82, body);
    send_whole(packet);
  }

  // Fills the window with one write.
  void publish(Steady::time_point now) {
    while (window_is_open()) add_message(now);
    flush();
  }

  bool window_is_open() const { return unacknowledged_ < options_.window; }

  void add_message(Steady::time_point now) {
    const auto id = static_cast<std::uint16_t>(next_++ % static_cast<unsigned>(options_.window) + 1);
    sent_at_[id - 1u] = now;
    ++unacknowledged_;
    add_reading(id);
  }

  void flush() {
    if (out_.empty()) return;
    const auto sent = ::send(socket, out_.data(), out_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) give_up("the server closed a connection");
    if (sent > 0) out_.erase(0, static_cast<std::size_t>(sent));
  }

  // Reads available packets; calls `acknowledged` for each PUBACK with its latency, `relayed` for each
  // PUBLISH.
  template <class Acknowledged, class Relayed>
  void read(Acknowledged acknowledged, Relayed relayed) {
    static char buffer[256 * 1024];
    const auto got = ::recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) give_up("the server closed a connection");
    std::string_view bytes(buffer, static_cast<std::size_t>(got));
    if (!in_.empty()) bytes = in_.append(bytes);
    const auto taken = take(bytes, acknowledged, relayed);
    std::string rest(bytes.substr(taken));
    in_.swap(rest);
  }

  bool wants_to_write() const { return !out_.empty(); }

  int socket = -1;

 private:
  void send_whole(std::string_view bytes) {
    if (::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
      give_up("cannot send");
  }

  void add_reading(std::uint16_t id) {
    char payload[160];
    const auto step = next_ + static_cast<unsigned>(number_) * 7;
    const int size = std::snprintf(payload, sizeof payload, R"({"ts":%lld,"values":{"%s":%u.%u,"%s":%u.%u}})",
                                   time(), options_.first.c_str(), 21 + step / 50 % 5, step / 5 % 10,
                                   options_.second.c_str(), 60 + step / 70 % 10, step / 7 % 10);
    std::string body;
    put_text(body, topic_);
    body += static_cast<char>(id >> 8);
    body += static_cast<char>(id);
    body.append(payload, static_cast<std::size_t>(size));
    put_packet(out_, 0x32, body);
  }

  template <class Acknowledged, class Relayed>
  std::size_t take(std::string_view bytes, Acknowledged acknowledged, Relayed relayed) {
    std::size_t at = 0;
    while (bytes.size() - at >= 2) {
      std::size_t length = 0, n = at + 1;
      int shift = 0;
      do {
        if (n >= bytes.size()) return at;
        length |= static_cast<std::size_t>(bytes[n] & 0x7f) << shift;
        shift += 7;
      } while (bytes[n++] & 0x80);
      if (bytes.size() - n < length) return at;
      const auto type = static_cast<unsigned char>(bytes[at]) >> 4;
      if (type == 4) {
        const auto id = static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[n]) << 8 |
                                                   static_cast<unsigned char>(bytes[n + 1]));
        --unacknowledged_;
        acknowledged(sent_at_[id - 1u]);
      } else if (type == 3) {
        relayed();
        if ((bytes[at] & 6) == 2) acknowledge(bytes.substr(n, length));
      }
      at = n + length;
    }
    return at;
  }

  long long time() const {
    if (options_.rate == 0) return options_.from_ms + next_ * 1000LL;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  }

  void acknowledge(std::string_view publish) {
    const std::size_t topic = static_cast<std::size_t>(static_cast<unsigned char>(publish[0])) << 8 |
                              static_cast<unsigned char>(publish[1]);
    put_packet(out_, 0x40, publish.substr(2 + topic, 2));
  }

  const Options& options_;
  int number_;
  std::string topic_, out_, in_;
  std::vector<Steady::time_point> sent_at_;
  int unacknowledged_ = 0;
  unsigned next_ = 0;
};

std::vector<std::string> read_tokens(const std::string& file, int count) {
  std::vector<std::string> tokens;
  std::ifstream in(file);
  if (!file.empty() && !in) give_up("cannot read " + file);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) tokens.push_back(line);
  if (!file.empty() && static_cast<int>(tokens.size()) < count) give_up("too few tokens in " + file);
  tokens.resize(static_cast<std::size_t>(count));
  return tokens;
}

class Load {
 public:
  explicit Load(const Options& options) : options_(options), epoll_(::epoll_create1(0)) {
    const auto tokens = read_tokens(options.tokens, options.connections);
    if (options.relay) {
      add(std::make_unique<Connection>(options, options.connections,
                                       options.tokens.empty() ? "" : tokens[0]));
      connections_.back()->subscribe();
      subscriber_ = connections_.back().get();
    }
    for (int n = 0; n < options.connections; ++n)
      add(std::make_unique<Connection>(options, n, tokens[static_cast<std::size_t>(n)]));
  }

  void run() {
    const auto began = Steady::now();
    const auto from = began + bench::seconds(options_.warm);
    const auto until = from + bench::seconds(options_.seconds);
    began_ = began;
    for (auto& connection : connections_)
      if (connection.get() != subscriber_) go_on(*connection, began);
    while (turn() < from) continue;
    reset();
    while (turn() < until) continue;
    report();
  }

 private:
  void add(std::unique_ptr<Connection> connection) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = connection.get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection->socket, &event);
    connections_.push_back(std::move(connection));
  }

  Steady::time_point turn() {
    epoll_event events[512];
    const int ready = ::epoll_wait(epoll_, events, 512, options_.rate > 0 ? 1 : 100);
    const auto now = Steady::now();
    for (int n = 0; n < ready; ++n) {
      auto& connection = *static_cast<Connection*>(events[n].data.ptr);
      if (events[n].events & EPOLLIN) {
        connection.read([&](Steady::time_point sent) { times_.add(now - sent); }, [&] { ++relayed_; });
        rearm(connection);
      }
      go_on(connection, now);
    }
    if (options_.rate > 0) publish_due(now);
    return now;
  }

  void go_on(Connection& connection, Steady::time_point now) {
    &connection == subscriber_ || options_.rate > 0 ? connection.flush() : connection.publish(now);
  }

  // Round robin over the devices; skips one whose window is full.
  void publish_due(Steady::time_point now) {
    const auto due =
        static_cast<std::uint64_t>(std::chrono::duration<double>(now - began_).count() * options_.rate);
    for (; published_ < due; ++published_) {
      auto& connection = *connections_[published_ % connections_.size()];
      if (!connection.window_is_open()) continue;
      connection.add_message(now);
      connection.flush();
    }
  }

  // Edge-triggered: reports the connection again if a read did not empty it.
  void rearm(Connection& connection) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = &connection;
    if (&connection == subscriber_) ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.socket, &event);
  }

  void reset() {
    relayed_ = 0;
    times_.clear();
  }

  void report() const {
    std::printf(
        R"({"connections":%d,"window":%d,"acknowledgedPerSecond":%.0f,"relayedPerSecond":%.0f,"ackMs":)",
        options_.connections, options_.window, static_cast<double>(times_.count()) / options_.seconds,
        static_cast<double>(relayed_) / options_.seconds);
    times_.print();
    std::printf("}\n");
  }

  const Options& options_;
  int epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Connection* subscriber_ = nullptr;
  Steady::time_point began_;
  std::uint64_t relayed_ = 0, published_ = 0;
  bench::Times times_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("MQTT load: QoS 1 publishers, acknowledged messages per second");
  app.add_option("--to", options.to, "HOST:PORT, an IPv4 address")->capture_default_str();
  app.add_option("--tokens", options.tokens,
                 "a file with one user name per line; without it nobody signs in by name");
  app.add_option("--topic", options.topic)->capture_default_str();
  app.add_option("--connections", options.connections)->capture_default_str();
  app.add_option("--window", options.window, "unacknowledged messages per connection")
      ->check(CLI::Range(1, 60'000))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds)->capture_default_str();
  app.add_option("--warm", options.warm, "seconds before the count starts")->capture_default_str();
  app.add_option("--rate", options.rate, "messages per second; 0: as many as are acknowledged")
      ->capture_default_str();
  app.add_option("--first", options.first, "name of the first reading")->capture_default_str();
  app.add_option("--second", options.second)->capture_default_str();
  app.add_option("--from-ms", options.from_ms, "time of each device's first message")->capture_default_str();
  app.add_flag("--relay", options.relay, "one more connection subscribes and counts");
  app.add_option("--relay-filter", options.relay_filter)->capture_default_str();
  app.add_option("--relay-qos", options.relay_qos)->check(CLI::Range(0, 1))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  Load(options).run();
}
