// Tests over real sockets: with raw bytes, and with mosquitto's clients if they are installed.

#include "platform/mqtt/mqtt_server.hpp"
#include "platform/mqtt/limits.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "platform/async/io.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/mqtt/testing/test_gateway.hpp"

namespace cunkou::mqtt {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using Strings = std::vector<std::string>;

constexpr std::string_view telemetry = "v1/devices/me/telemetry";
constexpr int patience_ms = 10'000;

// A client that sends raw bytes. A read fails the test after patience_ms.
class Raw {
 public:
  explicit Raw(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  ~Raw() { ::close(socket_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  template <class... P>
  void send(const P&... packets) {
    std::string bytes;
    (put(bytes, packets), ...);
    send_bytes(bytes);
  }
  void send_bytes(std::string_view bytes) { ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }

  // Exactly `size` bytes, or fewer if the server closed.
  std::string receive(std::size_t size) {
    std::string bytes;
    while (bytes.size() < size && more(bytes, size - bytes.size())) continue;
    return bytes;
  }
  bool is_closed_by_server() { return receive(1).empty(); }

  void sign_in(std::string_view user_name, std::string_view client_id, bool clean = true,
               std::uint16_t keep_alive_s = 60) {
    Connect connect;
    connect.user_name = user_name;
    connect.client_id = client_id;
    connect.clean_session = clean;
    connect.keep_alive_s = keep_alive_s;
    send(connect);
    const auto connack = receive(4);
    EXPECT_EQ(connack.size(), 4u);
    session_present = connack.size() == 4 && connack[2];
    EXPECT_EQ(connack.substr(3), "\0"s);
  }

  bool session_present = false;

 private:
  bool more(std::string& bytes, std::size_t size) {
    pollfd readable{socket_, POLLIN, 0};
    if (::poll(&readable, 1, patience_ms) != 1) {
      ADD_FAILURE() << "nothing came";
      return false;
    }
    char buffer[4096];
    const auto got = ::recv(socket_, buffer, std::min(size, sizeof buffer), 0);
    if (got <= 0) return false;
    bytes.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
};

struct MqttServerTest : ::testing::Test {
  async::Io io{2};
  async::WorkerPool pool{2, 1000};
  testing::TestGateway gateway;
  testing::MemorySessionStore store;
  std::unique_ptr<Server> server = std::make_unique<Server>(io, pool, gateway, store);
  std::uint16_t port = server->listen("127.0.0.1", 0).value();

  void restart() {
    server.reset();
    server = std::make_unique<Server>(io, pool, gateway, store);
    port = server->listen("127.0.0.1", 0).value();
  }
};

Publish publish(std::string_view topic, std::string_view payload, Qos qos = 0, PacketId id = 0) {
  return Publish{topic, payload, id, qos, false, false};
}

TEST_F(MqttServerTest, AcknowledgesAReading) {
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  dev.send(publish(telemetry, R"({"t":21.3})", 1, 258));
  EXPECT_EQ(dev.receive(4), "\x40\2\1\2");
  EXPECT_EQ(gateway.received().front().owner, "device/1");
}

TEST_F(MqttServerTest, ParsesAPacketReceivedByteByByte) {
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  std::string bytes;
  put(bytes, publish(telemetry, "{}", 1, 5));
  for (const char byte : bytes) dev.send_bytes({&byte, 1});
  EXPECT_EQ(dev.receive(4), "\x40\2\0\5"s);
}

TEST_F(MqttServerTest, ParsesALargePacketAndThousandsOfSmallOnes) {
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  dev.send(publish(telemetry, std::string(limits::packet_bytes - 100, 'x'), 1, 1));
  EXPECT_EQ(dev.receive(4), "\x40\2\0\1"s);
  std::string bytes;
  for (PacketId id = 1; id <= 5000; ++id) put(bytes, publish(telemetry, "{}", 1, id));
  dev.send_bytes(bytes);
  std::string expected;
  for (PacketId id = 1; id <= 5000; ++id) put(expected, Acknowledgement{Type::puback, id});
  EXPECT_EQ(dev.receive(expected.size()), expected);
}

TEST_F(MqttServerTest, ContinuesAfterDelayedAcknowledgements) {
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  gateway.hold = true;
  std::string bytes, expected;
  for (PacketId id = 1; id <= 2000; ++id) {
    put(bytes, publish(telemetry, "{}", 1, id));
    put(expected, Acknowledgement{Type::puback, id});
  }
  dev.send_bytes(bytes);
  gateway.wait_for(limits::inflight);
  gateway.hold = false;
  gateway.commit_all();
  EXPECT_EQ(dev.receive(expected.size()), expected);
}

TEST_F(MqttServerTest, ClosesOnAPacketOverTheLimit) {
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  dev.send_bytes("\x30\xff\xff\xff\x7f"sv);
  EXPECT_TRUE(dev.is_closed_by_server());
}

TEST_F(MqttServerTest, ClosesOnMalformedPackets) {
  for (auto bytes : {"\xf0\0"sv, "\0\0"sv, "\x30\xff\xff\xff\xff\1"sv, "GET / HTTP/1.1\r\n\r\n"sv,
                     "\x16\3\1\0\xa5\1\0"sv}) {
    Raw stranger(port);
    stranger.send_bytes(bytes);
    EXPECT_TRUE(stranger.is_closed_by_server());
    Raw dev(port);
    dev.sign_in("device-1", "dev");
    dev.send_bytes(bytes);
    EXPECT_TRUE(dev.is_closed_by_server());
  }
  EXPECT_EQ(server->counts().faults, 10u);
}

TEST_F(MqttServerTest, RefusesBadSignIns) {
  for (auto [user_name, code] : {std::pair{"", '\4'}, {"stolen", '\5'}, {"throttled", '\3'}}) {
    Raw dev(port);
    Connect connect;
    connect.client_id = "dev";
    connect.user_name = user_name;
    dev.send(connect);
    EXPECT_EQ(dev.receive(4), "\x20\2\0"s + code);
    EXPECT_TRUE(dev.is_closed_by_server());
  }
}

TEST_F(MqttServerTest, ClosesASilentClientAfterOneAndAHalfKeepAlives) {  // [MQTT-3.1.2-24]
  Raw dev(port);
  dev.sign_in("device-1", "dev", true, 1);
  EXPECT_TRUE(dev.is_closed_by_server());
  EXPECT_EQ(server->counts().keep_alives_missed, 1u);
}

TEST_F(MqttServerTest, TakesOverAnEarlierConnection) {
  Raw first(port);
  first.sign_in("device-1", "dev", false);
  Raw second(port);
  second.sign_in("device-1", "dev", false);
  EXPECT_TRUE(second.session_present);
  EXPECT_TRUE(first.is_closed_by_server());
  second.send(Bare{Type::pingreq});
  EXPECT_EQ(second.receive(2), "\xd0\0"s);
}

TEST_F(MqttServerTest, PublishesToADevice) {
  EXPECT_FALSE(server->publish_to(DeviceId{1}, "v1/devices/me/rpc/request/1", "{}", 1, false));
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  EXPECT_TRUE(server->connected(DeviceId{1}));
  dev.send(Subscribe{1, {{"v1/devices/me/rpc/request/+", 1}}});
  EXPECT_EQ(dev.receive(5), "\x90\3\0\1\1"s);
  EXPECT_TRUE(server->is_subscribed(DeviceId{1}, "v1/devices/me/rpc/request/1"));
  EXPECT_FALSE(server->is_subscribed(DeviceId{1}, "v1/devices/me/attributes"));
  EXPECT_FALSE(server->is_subscribed(DeviceId{2}, "v1/devices/me/rpc/request/1"));
  EXPECT_TRUE(server->publish_to(DeviceId{1}, "v1/devices/me/rpc/request/1", "{}", 1, false));
  EXPECT_FALSE(server->publish_to(DeviceId{2}, "v1/devices/me/rpc/request/1", "{}", 1, false));
  std::string expected;
  put(expected, publish("v1/devices/me/rpc/request/1", "{}", 1, 1));
  EXPECT_EQ(dev.receive(expected.size()), expected);
}

TEST_F(MqttServerTest, DeliversAllMessagesToASlowReader) {
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  dev.send(Subscribe{1, {{"me/#", 0}}});
  dev.receive(5);
  const std::string payload(50'000, 'x');
  std::string one;
  put(one, publish("me/large", payload));
  for (int n = 0; n < 30; ++n) server->publish_to(DeviceId{1}, "me/large", payload, 0, false);
  for (int n = 0; n < 30; ++n) ASSERT_EQ(dev.receive(one.size()), one);
}

TEST_F(MqttServerTest, BoundsTheMemoryOfASlowReader) {
  Raw dev(port);
  dev.sign_in("device-1", "dev");
  dev.send(Subscribe{1, {{"me/#", 0}}});
  dev.receive(5);
  const std::string payload(1'000'000, 'x');
  for (int n = 0; n < 100; ++n) server->publish_to(DeviceId{1}, "me/large", payload, 0, false);
  EXPECT_GT(server->counts().publishes_dropped, 50u);
  EXPECT_LT(server->totals().queued, 10u);
}

TEST_F(MqttServerTest, DisconnectsADeviceAtOnce) {
  Raw dev(port), other(port);
  dev.sign_in("device-1", "dev");
  other.sign_in("device-2", "dev");
  server->disconnect(DeviceId{1});
  EXPECT_TRUE(dev.is_closed_by_server());
  EXPECT_FALSE(server->connected(DeviceId{1}));
  EXPECT_TRUE(server->connected(DeviceId{2}));
}

TEST_F(MqttServerTest, KeepsAPersistentSessionAcrossARestart) {
  {
    Raw dev(port);
    dev.sign_in("device-1", "dev", false);
    dev.send(Subscribe{1, {{"v1/devices/me/#", 1}}});
    dev.receive(5);
  }
  restart();
  EXPECT_TRUE(server->publish_to(DeviceId{1}, "v1/devices/me/attributes", "{}", 1, false));
  restart();
  Raw dev(port);
  dev.sign_in("device-1", "dev", false);
  EXPECT_TRUE(dev.session_present);
  auto again = publish("v1/devices/me/attributes", "{}", 1, 1);
  again.dup = true;
  std::string expected;
  put(expected, again);
  EXPECT_EQ(dev.receive(expected.size()), expected);
}

TEST_F(MqttServerTest, DrainsAcknowledgementsWhenItStops) {
  Raw dev(port), idle(port);
  idle.sign_in("device-2", "dev");
  dev.sign_in("device-1", "dev");
  gateway.hold = true;
  dev.send(publish(telemetry, "{}", 1, 5));
  gateway.wait_for(1);
  std::thread stopping([&] { server->stop(); });
  EXPECT_TRUE(idle.is_closed_by_server());
  gateway.commit_all();
  EXPECT_EQ(dev.receive(4), "\x40\2\0\5"s);
  EXPECT_TRUE(dev.is_closed_by_server());
  stopping.join();
}

TEST_F(MqttServerTest, PublishesNoWillWhenItStops) {
  Raw dev(port);
  Connect connect;
  connect.client_id = "dev";
  connect.user_name = "device-1";
  connect.will = Will{telemetry, "gone", 1, false};
  dev.send(connect);
  dev.receive(4);
  server->stop();
  EXPECT_TRUE(gateway.received().empty());
}

TEST_F(MqttServerTest, RefusesAPortInUse) {
  const auto again = server->listen("127.0.0.1", port);
  ASSERT_TRUE(again.has_error());
  EXPECT_NE(again.error().reason.en.find("is in use"), std::string::npos);
  EXPECT_TRUE(server->listen("nowhere", 0).has_error());
  EXPECT_TRUE(server->listen("127.0.0.1", 0, Server::Tls{"/nonexistent", "/nonexistent"}).has_error());
}

TEST_F(MqttServerTest, ServesManyConnections) {
  std::vector<std::unique_ptr<Raw>> devices;
  for (int n = 1; n <= 300; ++n) {
    devices.push_back(std::make_unique<Raw>(port));
    devices.back()->sign_in("device-" + std::to_string(n), "dev");
  }
  for (auto& dev : devices) dev->send(publish(telemetry, "{}", 1, 9));
  for (auto& dev : devices) EXPECT_EQ(dev->receive(4), "\x40\2\0\x9"s);
  EXPECT_EQ(server->counts().connections, 300);
}

// Runs a program and reads its output. The exit code is in `code` after finish().
class Program {
 public:
  explicit Program(Strings arguments) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], 1);
      ::dup2(ends[1], 2);
      std::vector<char*> argv;
      for (auto& argument : arguments) argv.push_back(argument.data());
      argv.push_back(nullptr);
      ::execvp(argv[0], argv.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ::fdopen(ends[0], "r");
  }
  ~Program() {
    ::fclose(output_);
    if (pid_ > 0) finish();
  }

  std::string line() {
    char buffer[4096];
    if (!std::fgets(buffer, sizeof buffer, output_)) return "(ended)";
    std::string text(buffer);
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }
  // Reads until a line contains `part`; -d makes the clients log their packets.
  bool prints(std::string_view part) {
    for (auto text = line(); text != "(ended)"; text = line())
      if (text.find(part) != std::string::npos) return true;
    return false;
  }
  Strings lines() {
    Strings all;
    for (auto text = line(); text != "(ended)"; text = line()) all.push_back(text);
    return all;
  }
  void kill(int signal) { ::kill(pid_, signal); }
  int finish() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_;
  FILE* output_;
};

struct MosquittoTest : MqttServerTest {
  void SetUp() override {
    if (!std::filesystem::exists("/usr/bin/mosquitto_pub")) FAIL() << "mosquitto-clients is not installed";
  }
  Strings client(const std::string& program, const std::string& token, Strings more, std::uint16_t to = 0) {
    // stdbuf makes the output line-buffered.
    Strings arguments{"stdbuf", "-oL",      program, "-h", "127.0.0.1", "-p", std::to_string(to ? to : port),
                      "-V",     "mqttv311", "-u",    token};
    if (program == "mosquitto_sub") arguments.insert(arguments.end(), {"-W", "20"});  // exits after that time
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  int pub(const std::string& token, Strings more) {
    Program program(client("mosquitto_pub", token, std::move(more)));
    program.lines();
    return program.finish();
  }
};

TEST_F(MosquittoTest, PublishesAtEveryQos) {
  for (auto qos : {"0", "1", "2"})
    EXPECT_EQ(pub("device-1", {"-t", std::string(telemetry), "-m", R"({"q":)"s + qos + "}", "-q", qos}), 0);
  gateway.wait_for(3);
  EXPECT_EQ(gateway.received()[2].payload, R"({"q":2})");
}

TEST_F(MosquittoTest, SubscribesWithWildcardsAtEveryQos) {
  for (std::string qos : {"0", "1", "2"}) {
    Program sub(client("mosquitto_sub", "device-1",
                       {"-t", "me/+/x", "-t", "me/y/#", "-q", qos, "-C", "3", "-v", "-d"}));
    ASSERT_TRUE(sub.prints("Subscribed"));
    for (auto topic : {"me/a/x", "me/other", "me/y", "me/y/z"})
      EXPECT_EQ(pub("device-1", {"-t", topic, "-m", "m", "-q", "2"}), 0);
    EXPECT_TRUE(sub.prints("me/a/x m"));
    EXPECT_TRUE(sub.prints("me/y m"));
    EXPECT_TRUE(sub.prints("me/y/z m"));
    EXPECT_EQ((sub.lines(), sub.finish()), 0);
  }
}

TEST_F(MosquittoTest, ReceivesRetainedMessages) {
  EXPECT_EQ(pub("device-1", {"-t", "me/state", "-m", "on", "-r", "-q", "1"}), 0);
  Program sub(client("mosquitto_sub", "device-1", {"-t", "me/#", "-C", "1", "-F", "%t %p %r"}));
  EXPECT_EQ(sub.line(), "me/state on 1");
}

TEST_F(MosquittoTest, PublishesAWill) {
  Program watcher(client("mosquitto_sub", "device-1", {"-t", "me/will", "-C", "1", "-d"}));
  ASSERT_TRUE(watcher.prints("Subscribed"));
  Program dev(
      client("mosquitto_sub", "device-1",
             {"-t", "me/x", "-d", "--will-topic", "me/will", "--will-payload", "gone", "--will-qos", "1"}));
  ASSERT_TRUE(dev.prints("Subscribed"));
  dev.kill(SIGKILL);
  EXPECT_TRUE(watcher.prints("gone"));
}

TEST_F(MosquittoTest, KeepsAPersistentSession) {
  const Strings session{"-t", "me/#", "-q", "1", "-i", "phone", "-c", "-v", "-d"};
  {
    Program first(client("mosquitto_sub", "device-1", session));
    ASSERT_TRUE(first.prints("Subscribed"));
    first.kill(SIGKILL);
    gateway.wait_for_note("disconnected");
  }
  for (auto n : {"1", "2", "3"}) EXPECT_EQ(pub("device-1", {"-t", "me/n", "-m", n, "-q", "1"}), 0);
  restart();
  auto arguments = session;
  arguments.insert(arguments.end(), {"-C", "3"});
  Program second(client("mosquitto_sub", "device-1", arguments));
  EXPECT_TRUE(second.prints("me/n 1"));
  EXPECT_TRUE(second.prints("me/n 2"));
  EXPECT_TRUE(second.prints("me/n 3"));
}

TEST_F(MosquittoTest, ReportsTheReasonOfARefusedSignIn) {
  Program stolen(client("mosquitto_pub", "stolen", {"-t", "me/a", "-m", "x"}));
  EXPECT_TRUE(stolen.prints("not authorised"));
  EXPECT_NE(stolen.finish(), 0);
  Program nameless(client("mosquitto_pub", "", {"-t", "me/a", "-m", "x"}));
  EXPECT_TRUE(nameless.prints("bad user name or password"));
}

TEST_F(MosquittoTest, RefusesASubscriptionOutsideTheOwnTopics) {
  Program sub(client("mosquitto_sub", "device-1", {"-t", "#"}));
  EXPECT_TRUE(sub.prints("denied"));
}

// A test certificate, valid for one day.
void write_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  auto* pair = ::EVP_EC_gen("P-256");
  auto* x509 = ::X509_new();
  ::X509_set_version(x509, 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(x509), 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(x509), -3600);
  ::X509_gmtime_adj(::X509_getm_notAfter(x509), 86'400);
  ::X509_set_pubkey(x509, pair);
  auto* name = ::X509_get_subject_name(x509);
  ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"),
                               -1, -1, 0);
  ::X509_set_issuer_name(x509, name);
  ::X509_sign(x509, pair, ::EVP_sha256());
  auto* file = std::fopen(certificate.c_str(), "w");
  ::PEM_write_X509(file, x509);
  std::fclose(file);
  file = std::fopen(key.c_str(), "w");
  ::PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
  ::X509_free(x509);
  ::EVP_PKEY_free(pair);
}

TEST_F(MosquittoTest, ConnectsOverTls) {
  const auto folder = std::filesystem::temp_directory_path() / ("mqtt_tls_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  write_certificate(folder / "certificate.pem", folder / "key.pem");
  const auto tls_port =
      server->listen("127.0.0.1", 0, Server::Tls{folder / "certificate.pem", folder / "key.pem"}).value();
  Strings more{"--cafile", folder / "certificate.pem", "--insecure", "-q", "1"};
  auto with = [&](Strings other) {
    other.insert(other.end(), more.begin(), more.end());
    return other;
  };
  Program sub(client("mosquitto_sub", "device-1", with({"-t", "me/#", "-C", "1", "-d"}), tls_port));
  ASSERT_TRUE(sub.prints("Subscribed"));
  Program large(
      client("mosquitto_pub", "device-1", with({"-t", "me/a", "-m", std::string(100'000, 'x')}), tls_port));
  large.lines();
  EXPECT_EQ(large.finish(), 0);
  EXPECT_TRUE(sub.prints("xxx"));
  sub.lines();
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cunkou::mqtt
