#include "platform/outbound/http_client.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netdb.h>

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "platform/outbound/testing/receiver.hpp"

namespace cunkou::outbound {
namespace {

// Host names that the getaddrinfo below resolves: to these addresses, never, or only after destruction.
class Names {
 public:
  ~Names() {
    const std::lock_guard lock(mutex);
    addresses.clear();
    hanging.clear();
    unknown.clear();
    changed.notify_all();
  }
  static void resolve_to(const std::string& name, std::vector<std::string> list) {
    const std::lock_guard lock(mutex);
    addresses[name] = std::move(list);
  }
  static void hangs(const std::string& name) {
    const std::lock_guard lock(mutex);
    hanging[name] = true;
  }
  static void fails(const std::string& name) {
    const std::lock_guard lock(mutex);
    unknown[name] = true;
  }

  static inline std::mutex mutex;
  static inline std::condition_variable changed;
  static inline std::map<std::string, std::vector<std::string>> addresses;
  static inline std::map<std::string, bool> hanging, unknown;
};

using Lookup = int(const char*, const char*, const addrinfo*, addrinfo**);

Lookup& real_lookup() {
  static auto* const real = reinterpret_cast<Lookup*>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return *real;
}

int lookup(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  if (hints && hints->ai_flags & AI_NUMERICHOST) return real_lookup()(name, service, hints, found);
  std::vector<std::string> list;
  {
    std::unique_lock lock(Names::mutex);
    const std::string wanted = name ? name : "";
    if (Names::unknown.contains(wanted)) return EAI_NONAME;
    if (Names::hanging.contains(wanted)) {
      Names::changed.wait(lock, [&] { return !Names::hanging.contains(wanted); });
      return EAI_AGAIN;
    }
    if (const auto known = Names::addresses.find(wanted); known != Names::addresses.end())
      list = known->second;
  }
  if (list.empty()) return real_lookup()(name, service, hints, found);
  addrinfo* first = nullptr;
  for (auto address = list.rbegin(); address != list.rend(); ++address) {
    addrinfo* one = nullptr;
    if (const int wrong = real_lookup()(address->c_str(), service, hints, &one)) return wrong;
    auto* last = one;
    while (last->ai_next) last = last->ai_next;
    last->ai_next = first;
    first = one;
  }
  *found = first;
  return 0;
}

HttpOptions inside_allowed() {
  HttpOptions options;
  options.allow_private = true;
  return options;
}

// Limits of minutes, for tests that lower one of them.
HttpOptions long_limits() {
  auto options = inside_allowed();
  options.lookup_wait = options.connect_wait = options.wait = minutes(2);
  return options;
}

Result<std::string> post(const std::string& url, const HttpOptions& options) {
  return post_json(parse_url(url).value(), "{}", options);
}

class Stopwatch {
 public:
  bool is_early() const { return std::chrono::steady_clock::now() - begun_ < std::chrono::minutes(1); }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

std::string port(const Listener& listener) { return std::to_string(listener.port()); }

TEST(PostJson, SendsOneRequestAndReturnsTheBody) {
  Receiver receiver("HTTP/1.1 100 Continue\r\n\r\n" + ok("done"));
  const auto url = parse_url("http://localhost:" + std::to_string(receiver.port()) + "/a/../b?x=棚").value();
  EXPECT_EQ(post_json(url, R"({"a":1})", inside_allowed()).value(), "done");
  const auto request = receiver.request();
  EXPECT_TRUE(request.starts_with("POST /a/../b?x=棚 HTTP/1.1\r\n")) << request;
  EXPECT_TRUE(request.ends_with("\r\n\r\n{\"a\":1}")) << request;
  for (auto line : {"Content-Type: application/json; charset=utf-8\r\n", "User-Agent: cunkou\r\n",
                    "Content-Length: 7\r\n", "Connection: close\r\n"})
    EXPECT_NE(request.find(line), request.npos) << line << request;
  EXPECT_NE(request.find("Host: localhost:" + std::to_string(receiver.port()) + "\r\n"), request.npos);
  for (auto header : {"Cookie", "Authorization", "Expect", "Accept"})
    EXPECT_EQ(request.find(header), request.npos) << request;
}

TEST(PostJson, TruncatesTheBodyAt64KilobytesAndAcceptsAPartialOne) {
  Receiver large(ok(std::string(200'000, 'x'))), broken("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
  EXPECT_EQ(post(large.url(), inside_allowed()).value(), std::string(64 * 1024, 'x'));
  EXPECT_EQ(post(broken.url(), inside_allowed()).value(), "half");
}

TEST(PostJson, RefusesByStatusWithoutFollowingARedirect) {
  Receiver target(ok());
  Receiver moved("HTTP/1.1 307 Moved\r\nLocation: " + target.url() + "\r\nContent-Length: 0\r\n\r\n"),
      full("HTTP/1.1 503 Full\r\nContent-Length: 0\r\n\r\n"), old("HTTP/1.1 \r\n\r\n"),
      odd("SSH-2.0-x\r\n\r\n");
  const auto gone = post(moved.url(), inside_allowed()).error();
  EXPECT_EQ(gone.code, Code::invalid);
  EXPECT_EQ(gone.reason,
            (Label{"网址已搬走（307），请填写新的网址", "The address has moved (307); enter the new one"}));
  const auto refused = post(full.url(), inside_allowed()).error();
  EXPECT_EQ(refused.code, Code::unavailable);
  EXPECT_EQ(refused.reason, (Label{"对方拒收（503）", "The other side answered 503"}));
  EXPECT_EQ(post(old.url(), inside_allowed()).error().code, Code::unavailable);
  EXPECT_EQ(post(odd.url(), inside_allowed()).error().code, Code::unavailable);
}

TEST(PostJson, LimitsTheLookUpSeparately) {
  const Names names;
  Names::hangs("slow.example");
  auto options = long_limits();
  options.lookup_wait = Duration{100};
  const Stopwatch watch;
  const auto refused = post("http://slow.example/", options).error();
  EXPECT_TRUE(watch.is_early());
  EXPECT_EQ(refused.code, Code::unavailable);
  EXPECT_EQ(refused.reason, (Label{"对方没有收到：100 毫秒内查不到地址",
                                   "The other side could not be reached: no address in 100 ms"}));
}

TEST(PostJson, NamesTheCauseInTheReadersLanguage) {
  const Names names;
  Names::fails("gone.example");
  const auto unknown = post("http://gone.example/", inside_allowed()).error().reason;
  EXPECT_EQ(unknown.zh, "对方没有收到：查不到这个网址，可能写错了，也可能没有网");
  EXPECT_NE(unknown.en.find("Could not resolve host: gone.example"), std::string::npos) << unknown.en;
  std::string closed;
  {
    const Listener listener;
    closed = port(listener);
  }
  const auto refused = post("http://127.0.0.1:" + closed + "/", inside_allowed()).error().reason;
  EXPECT_EQ(refused.zh, "对方没有收到：连不上，可能没开机，也可能端口不对");
  EXPECT_EQ(refused.en.find("对方"), std::string::npos) << refused.en;
}

TEST(PostJson, LimitsTheLookUpByTheTotalTime) {
  const Names names;
  Names::hangs("slow.example");
  auto options = long_limits();
  options.wait = Duration{100};
  const Stopwatch watch;
  EXPECT_EQ(post("http://slow.example/", options).error().code, Code::unavailable);
  EXPECT_TRUE(watch.is_early());
}

// Linux drops the first packet of a connection to a socket whose backlog is full.
class FullListener {
 public:
  FullListener() {
    const auto address = Listener::loopback(listener_.port());
    for (auto& client : clients_) {
      client = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      (void)!connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
  }
  ~FullListener() {
    for (const int client : clients_) close(client);
  }
  std::string url() const { return "http://127.0.0.1:" + port(listener_) + "/"; }

 private:
  Listener listener_{0};
  std::array<int, 4> clients_;
};

TEST(PostJson, LimitsConnectingSeparately) {
  const FullListener full;
  auto options = long_limits();
  options.connect_wait = Duration{200};
  const Stopwatch watch;
  const auto refused = post(full.url(), options).error();
  EXPECT_TRUE(watch.is_early());
  EXPECT_EQ(refused.code, Code::unavailable);
  EXPECT_EQ(refused.reason.zh, "对方没有收到：等了太久没有回应");
  const auto says = [&](std::string_view words) {
    return refused.reason.en.find(words) != std::string::npos;
  };
  EXPECT_TRUE(says("Timeout was reached") || says("timed out"))
      << refused.reason.en;  // older and newer libcurl
}

TEST(PostJson, IncludesTlsInTheConnectLimit) {
  const Listener silent;
  auto options = long_limits();
  options.connect_wait = Duration{200};
  const Stopwatch watch;
  EXPECT_EQ(post("https://127.0.0.1:" + port(silent) + "/", options).error().code, Code::unavailable);
  EXPECT_TRUE(watch.is_early());
}

TEST(PostJson, LimitsTheTotalTime) {
  const Listener silent;
  auto options = long_limits();
  options.wait = Duration{200};
  const Stopwatch watch;
  EXPECT_EQ(post("http://127.0.0.1:" + port(silent) + "/", options).error().code, Code::unavailable);
  EXPECT_TRUE(watch.is_early());
}

TEST(PostJson, RefusesANameThatResolvesToAPrivateAddress) {
  const Names names;
  Receiver receiver(ok());
  Names::resolve_to("hook.example", {"::1", "127.0.0.1"});
  // The second address is never routed (RFC 5737).
  Names::resolve_to("mixed.example", {"127.0.0.1", "203.0.113.1"});
  const auto refused = post(receiver.url("http", "hook.example"), {}).error();
  EXPECT_EQ(refused.code, Code::forbidden);
  EXPECT_EQ(refused.reason, inside.reason);
  HttpOptions options;
  options.wait = Duration{500};
  EXPECT_EQ(post(receiver.url("http", "mixed.example"), options).error().code, Code::unavailable);
  EXPECT_TRUE(post(receiver.url("http", "hook.example"), inside_allowed()));
  EXPECT_NE(receiver.request().find("Host: hook.example"), std::string::npos)
      << "the first request that came";
}

TEST(PostJson, ResolvesAChineseNameInItsAsciiForm) {
  const Names names;
  Names::resolve_to("xn--6orz56b.xn--fiqs8s", {"127.0.0.1"});
  Receiver receiver(ok());
  EXPECT_TRUE(post(receiver.url("http", "村口.中国"), inside_allowed()));
  EXPECT_NE(receiver.request().find("Host: xn--6orz56b.xn--fiqs8s:"), std::string::npos);
}

TEST(PostJson, VerifiesTheCertificateAndItsHost) {
  const Certificate right("localhost");
  auto options = inside_allowed();
  {
    Receiver receiver(ok(), &right);
    const auto refused = post(receiver.url("https"), options).error();
    EXPECT_EQ(refused.code, Code::unavailable);
    EXPECT_NE(refused.reason.en.find("certificate"), std::string::npos) << refused.reason.en;
    EXPECT_EQ(refused.reason.zh, "对方没有收到：证书不可信，或不是这个网址的");
  }
  options.authorities = right.certificate.string();
  {
    Receiver receiver(ok("safe"), &right);
    EXPECT_EQ(post(receiver.url("https"), options).value(), "safe");
  }
  Receiver receiver(ok(), &right);
  EXPECT_FALSE(post(receiver.url("https", "127.0.0.1"), options));
}

class Environment {
 public:
  Environment(std::string name, const std::string& value) : name_(std::move(name)) {
    setenv(name_.c_str(), value.c_str(), 1);
  }
  ~Environment() { unsetenv(name_.c_str()); }

 private:
  std::string name_;
};

TEST(PostJson, UsesTheProxyOfTheEnvironmentOnlyIfEnabled) {
  Receiver proxy(ok("by proxy")), target(ok("direct"));
  const auto address = "http://127.0.0.1:" + std::to_string(proxy.port());
  const Environment http("http_proxy", address), all("all_proxy", address);
  EXPECT_EQ(post(target.url(), inside_allowed()).value(), "direct");
  HttpOptions options;
  options.proxy_from_environment = true;
  EXPECT_EQ(post("http://hook.example/x", options).value(), "by proxy") << "a proxy may be inside";
  EXPECT_TRUE(proxy.request().starts_with("POST http://hook.example/x HTTP/1.1\r\n"));
  EXPECT_EQ(post("http://10.0.0.1/", options).error().code, Code::forbidden) << "what is asked for may not";
}

TEST(PostJson, NeverShowsTheAddressOfTheProxy) {
  HttpOptions options;
  options.proxy_from_environment = true;
  for (const auto* name : {"http_proxy", "https_proxy"})
    for (const auto* address : {"htp://u:TOPSECRET@127.0.0.7:9", "http://u:TOPSECRET@127.0.0.7:9x",
                                " http://u:TOPSECRET@127.0.0.7:9", "http://u:TOPSECRET@127.0.0.7:9",
                                "http://u:TOPSECRET@[127.0.0.7", "u:TOPSECRET@127.0.0.7:9"}) {
      const Environment proxy(name, address);
      const auto target = std::string(name).substr(0, std::string(name).find('_')) + "://hook.example/x";
      const auto refused = post(target, options).error();
      EXPECT_EQ(refused.code, Code::unavailable);
      for (const auto& text : {refused.reason.en, refused.reason.zh}) {
        EXPECT_NE(text.find("$" + std::string(name)), std::string::npos) << text;
        for (const auto* secret : {"TOPSECRET", "127.0.0.7"})
          EXPECT_EQ(text.find(secret), std::string::npos) << text;
      }
    }
}

TEST(PostJson, TunnelsTlsThroughTheProxy) {
  Receiver proxy("HTTP/1.1 407 Sign in\r\nContent-Length: 0\r\n\r\n");
  const Environment https("https_proxy", "http://127.0.0.1:" + std::to_string(proxy.port()));
  HttpOptions options;
  options.proxy_from_environment = true;
  const auto refused = post("https://hook.example/x", options).error();
  EXPECT_TRUE(proxy.request().starts_with("CONNECT hook.example:443 HTTP/1.1\r\n"));
  EXPECT_EQ(refused.code, Code::unavailable);
  EXPECT_NE(refused.reason.en.find("407"), std::string::npos) << refused.reason.en;
}

TEST(PostJson, ConnectsDirectlyAndCheckedToHostsInNoProxy) {
  const Names names;
  Names::resolve_to("hook.example", {"127.0.0.1"});
  Receiver proxy(ok("by proxy")), target(ok("direct"));
  const Environment http("http_proxy", "http://127.0.0.1:" + std::to_string(proxy.port()));
  const Environment direct("no_proxy", "other.example, .example");
  HttpOptions options;
  options.proxy_from_environment = true;
  EXPECT_EQ(post(target.url("http", "hook.example"), options).error().code, Code::forbidden);
  options.allow_private = true;
  EXPECT_EQ(post(target.url("http", "hook.example"), options).value(), "direct");
}

}  // namespace
}  // namespace cunkou::outbound

// Replaces libc's for the whole test program, libcurl included.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
  return cunkou::outbound::lookup(name, service, hints, found);
}
