#include "platform/http/http_server.hpp"
#include "platform/http/limits.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "access/permission.hpp"
#include "base/unavailable.hpp"
#include "platform/async/io.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/gzip.hpp"
#include "platform/http/make_route.hpp"
#include "platform/http/testing/raw_client.hpp"

namespace cunkou::http {
namespace {

using access::Permission;
using Client = testing::RawClient;

Route route(Method method, std::string pattern, Permission need) {
  Route r;
  r.method = method;
  r.pattern = std::move(pattern);
  r.need = need;
  return r;
}

Result<Response> text(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

access::Identity person(std::int64_t id, access::Role role, std::string path, std::int64_t household) {
  access::Identity who;
  who.person = PersonId(id);
  access::Grant grant;
  grant.role = role;
  grant.place = PlaceId(path.empty() ? 0 : 4);
  grant.place_path = std::move(path);
  grant.household = HouseholdId(household);
  who.grants = {grant};
  return who;
}

access::Identity identify(const Request& request, const Route&) {
  const auto cookie = request.header("cookie");
  if (cookie == "cunkou_session=outage")
    throw Unavailable({"数据库 db:5432 不通", "db:5432 does not answer"}, {"请过一会儿再试", "try again"});
  if (cookie == "cunkou_session=owner") return person(1, access::Role::farmer, "", 7);
  if (cookie == "cunkou_session=stranger") return person(2, access::Role::farmer, "", 8);
  if (cookie == "cunkou_session=operator") return person(3, access::Role::operator_, "/1/", 0);
  return {};
}

struct Town {
  std::atomic<bool> rights_broken{false}, owner_left{false};
  std::promise<void> entered, leave;
  Respond later;
  std::promise<void> later_ready;

  Routes routes() {
    Routes all;
    auto hello = route(Method::get, "/api/hello", Permission::anyone);
    hello.handle = [](const Request& r) {
      return text("hello " + std::string(r.query_param("name").value_or("")) + "\n");
    };
    auto feed = route(Method::get, "/feed/{name}/rows", Permission::anyone);
    feed.handle = [](const Request& r) { return text(std::string(r.param("name"))); };
    auto echo = route(Method::post, "/api/echo", Permission::anyone);
    echo.handle = [](const Request& r) { return text(r.body); };
    echo.body_bytes_max = 3'000'000;
    auto small = route(Method::post, "/api/small", Permission::anyone);
    small.handle = [](const Request& r) { return text(std::to_string(r.body.size())); };
    small.body_bytes_max = 1000;
    auto vent = route(Method::post, "/api/greenhouses/{id}/commands", Permission::command);
    vent.scope = [](const Request& r) -> Result<access::Scope> {
      CUNKOU_TRY(r.id_param("id"));
      return access::Scope{"/1/4/", HouseholdId(7)};
    };
    vent.handle = [](const Request& r) { return text("opened " + std::string(r.param("id"))); };
    auto broken = route(Method::get, "/api/broken", Permission::anyone);
    broken.handle = [](const Request&) -> Result<Response> { throw std::runtime_error("disk gone"); };
    auto broken_later = route(Method::get, "/api/broken-later", Permission::anyone);
    broken_later.handle_later = [](const Request& request, const Respond& respond) {
      respond(response_of(request, []() -> Result<Response> { throw std::runtime_error("disk gone"); }));
    };
    auto silent = route(Method::get, "/api/silent", Permission::anyone);
    silent.handle_later = [](const Request&, Respond) {};
    auto slow = route(Method::get, "/api/slow", Permission::anyone);
    slow.handle = [this](const Request&) {
      entered.set_value();
      leave.get_future().wait();
      return text("slow and done");
    };
    auto ingest = route(Method::post, "/api/ingest", Permission::anyone);
    ingest.handle_later = [this](const Request&, Respond respond) {
      later = std::move(respond);
      later_ready.set_value();
    };
    auto live = route(Method::get, "/api/live", Permission::see);
    live.follow = [this](const Request& r) -> Result<Filter> {
      if (rights_broken) throw std::runtime_error("database disk image is malformed");
      if (r.query_param("greenhouse") == "0") return invalid(untranslated("no"));
      return Filter{};
    };
    for (auto* r :
         {&hello, &feed, &echo, &small, &vent, &broken, &broken_later, &silent, &slow, &ingest, &live})
      all.push_back(*r);
    auto health = route(Method::get, "/healthz", Permission::anyone);
    health.identifies = false;
    health.handle = [](const Request&) { return text("ok"); };
    all.push_back(health);
    return all;
  }
};

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() {
    namespace fs = std::filesystem;
    fs::create_directories(web_ / "assets");
    std::ofstream(web_ / "index.html") << "<!doctype html><title>村口</title>";
    std::ofstream(web_ / "assets/app-1a2b.js") << std::string(5000, 'x');
    options_.web_root = web_.string();
    options_.failed = [this](std::string_view what) { failure_ = what; };
    options_.port = 0;
  }
  ~HttpServerTest() override {
    server_.reset();
    pool_.stop();
    io_.stop();
    std::filesystem::remove_all(web_);
  }

  void start() {
    const auto who = [this](const Request& r, const Route& asked) {
      const auto found = identify(r, asked);
      return town_.owner_left && found.person == PersonId(1) ? access::Identity() : found;
    };
    server_ = std::make_unique<Server>(io_, pool_, pool_, live_updates_, town_.routes(), who, options_);
  }
  unsigned short port() {
    if (!server_) start();
    return server_->port();
  }
  Client::Response ask(const std::string& request, bool head_only = false) {
    return Client(port()).send(request).response(head_only);
  }
  Client::Response get(const std::string& path, const std::string& headers = "") {
    return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
  }
  Client::Response post(const std::string& path, const std::string& body, const std::string& headers = "") {
    return ask("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n" + headers + "\r\n" + body);
  }
  void publish(std::string json, std::int64_t household) {
    live_updates_.publish({"reading", std::move(json), {"/1/4/", HouseholdId(household)}, 11});
  }

  std::filesystem::path web_ =
      std::filesystem::path(::testing::TempDir()) / ("cunkou_web_" + std::to_string(getpid()));
  std::string failure_;
  Town town_;
  Server::Options options_;
  async::Io io_{2};
  async::WorkerPool pool_{2, 100};
  LiveUpdates live_updates_;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpServerTest, AnswersAndKeepsTheConnectionOpen) {
  Client client(port());
  for (int n = 0; n < 3; ++n) {
    const auto response = client.send("GET /api/hello?name=%E6%9D%8E HTTP/1.1\r\nHost: x\r\n\r\n").response();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "hello 李\n");
    EXPECT_TRUE(response.has("Connection: keep-alive"));
    EXPECT_TRUE(response.has("X-Content-Type-Options: nosniff"));
    EXPECT_TRUE(response.has("frame-ancestors 'none'"));
    EXPECT_TRUE(response.has("Cache-Control: no-store"));
    EXPECT_TRUE(response.has("GMT\r\n"));
  }
  client.send("GET /api/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").response();
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(server_->metrics().requests, 4);
  EXPECT_EQ(server_->metrics().by_class[2], 4);
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  Client client(port());
  client.send(
      "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
      "\r\nPOST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n2\r\ntw\r\n1;x=y\r\no\r\n0\r\nTrailer: z\r\n\r\n"
      "GET /api/hello?name=3 HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.response().body, "one");
  EXPECT_EQ(client.response().body, "two");
  EXPECT_EQ(client.response().body, "hello 3\n");
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
  Client client(port());
  const auto head = client.send("HEAD /api/hello HTTP/1.1\r\nHost: x\r\n\r\n").response(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.has("Content-Length: 7\r\n"));
  EXPECT_EQ(client.send("GET /api/hello?name=a HTTP/1.1\r\nHost: x\r\n\r\n").response().body, "hello a\n");
}

TEST_F(HttpServerTest, DistinguishesNotFoundFromMethodNotAllowed) {
  EXPECT_EQ(get("/api/nothing").status, 404);
  const auto wrong = ask("DELETE /api/hello HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_TRUE(wrong.has("Allow: OPTIONS, GET, HEAD"));
  EXPECT_NE(wrong.body.find("\"status\":405"), std::string::npos) << wrong.body;
  const auto options = ask("OPTIONS /api/echo HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(options.status, 204);
  EXPECT_TRUE(options.has("Allow: OPTIONS, POST"));
  EXPECT_EQ(ask("BREW /api/hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 501);
  EXPECT_EQ(post("/", "x").status, 405);
}

TEST_F(HttpServerTest, ServesTheWebApp) {
  const auto page = get("/greenhouses/7", "Accept: text/html\r\n");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body, "<!doctype html><title>村口</title>");
  EXPECT_TRUE(page.has("Cache-Control: no-cache"));
  const auto script = get("/assets/app-1a2b.js", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(gunzip(script.body, 10'000).value(), std::string(5000, 'x'));
  EXPECT_TRUE(script.has("immutable"));
  EXPECT_EQ(get("/assets/app-9999.js", "Accept: text/html\r\n").status, 404);
  EXPECT_EQ(get("/greenhouses/7", "Accept: image/png\r\n").status, 404);
  EXPECT_EQ(get("/../../etc/passwd").status, 404);
  const auto tag = page.head.substr(page.head.find("W/"),
                                    page.head.find("\r\n", page.head.find("W/")) - page.head.find("W/"));
  EXPECT_EQ(get("/", "If-None-Match: " + tag + "\r\n").status, 304);
}

TEST_F(HttpServerTest, ShowsNoPageBesideARoute) {
  EXPECT_EQ(get("/feed/a/rows").body, "a");
  for (auto path : {"/feed/a", "/feed/a/row", "/api/nothing"})
    EXPECT_EQ(get(path, "Accept: text/html\r\n").status, 404) << path;
  EXPECT_EQ(get("/feeds/a", "Accept: text/html\r\n").status, 200);
}

TEST_F(HttpServerTest, RefusesMalformedRequests) {
  for (const std::string& bad : std::vector<std::string>{
           "\x16\x03\x01 hello\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
           "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
           "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
           "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
           "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
           "POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
           "POST /api/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    Client client(port());
    EXPECT_EQ(client.send(bad).response().status, 400) << bad;
    EXPECT_TRUE(client.is_closed()) << bad;
  }
}

TEST_F(HttpServerTest, RefusesAHeaderOverTheLimit) {
  Client client(port());
  client.send("GET / HTTP/1.1\r\nHost: x\r\nCookie: " + std::string(limits::header_bytes, 'c') + "\r\n\r\n");
  EXPECT_EQ(client.response().status, 431);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServerTest, RefusesALongAddressWithTheStatusInItsBody) {
  const std::string long_text(limits::header_bytes, 'a');
  Client address(port()), header(port());
  address.send("GET /" + long_text + " HTTP/1.1\r\nHost: x\r\n\r\n");
  header.send("GET / HTTP/1.1\r\nHost: x\r\nCookie: " + long_text + "\r\n\r\n");
  const auto too_long = address.response(), too_large = header.response();
  EXPECT_EQ(too_long.status, 414);
  EXPECT_NE(too_long.body.find("\"status\":414"), too_long.body.npos) << too_long.body;
  EXPECT_NE(too_long.body.find("缩短"), too_long.body.npos) << too_long.body;
  EXPECT_NE(too_large.body.find("\"status\":431"), too_large.body.npos) << too_large.body;
}

TEST_F(HttpServerTest, RefusesABodyOverTheRoutesLimit) {
  EXPECT_EQ(post("/api/small", std::string(1000, 'x')).body, "1000");
  const auto over = post("/api/small", std::string(1001, 'x'), "Accept-Language: en\r\n");
  EXPECT_EQ(over.status, 413);
  EXPECT_NE(over.body.find("send it in parts"), over.body.npos);
  EXPECT_EQ(post("/api/echo", std::string(1'500'000, 'x')).body.size(), 1'500'000u);
  Client chunked(port());
  chunked.send("POST /api/small HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int n = 0; n < 3; ++n) chunked.send("190\r\n" + std::string(400, 'x') + "\r\n");
  EXPECT_EQ(chunked.response().status, 413);
  EXPECT_TRUE(chunked.is_closed());
}

TEST_F(HttpServerTest, DeliversTheRefusalOfAnOversizedBody) {
  EXPECT_EQ(post("/api/small", std::string(3'000'000, 'x')).status, 413);
}

TEST_F(HttpServerTest, InflatesBodiesWithinTheLimit) {
  EXPECT_EQ(post("/api/small", gzip(std::string(900, 'x'), 6), "Content-Encoding: gzip\r\n").body, "900");
  EXPECT_EQ(post("/api/small", gzip(std::string(50'000, 'x'), 6), "Content-Encoding: gzip\r\n").status, 413);
  EXPECT_EQ(post("/api/small", "no gzip", "Content-Encoding: gzip\r\n").status, 400);
  const auto unknown = post("/api/small", "x", "Content-Encoding: br\r\n");
  EXPECT_EQ(unknown.status, 415);
  EXPECT_NE(unknown.body.find("\"status\":415"), std::string::npos) << unknown.body;
}

TEST_F(HttpServerTest, CompressesLongTexts) {
  const auto response = post("/api/echo", std::string(10'000, 'x'), "Accept-Encoding: gzip\r\n");
  EXPECT_TRUE(response.has("Content-Encoding: gzip"));
  EXPECT_EQ(gunzip(response.body, 20'000).value().size(), 10'000u);
}

TEST_F(HttpServerTest, SendsContinueWhenExpected) {
  Client client(port());
  client.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.send("ok").response().body, "ok");
  client.send("POST /api/small HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.response().status, 413);
}

TEST_F(HttpServerTest, AuthorizesBeforeTheHandler) {
  EXPECT_EQ(post("/api/greenhouses/3/commands", "").status, 401);
  EXPECT_EQ(post("/api/greenhouses/3/commands", "", "Cookie: cunkou_session=stranger\r\n").status, 404);
  EXPECT_EQ(post("/api/greenhouses/3/commands", "", "Cookie: cunkou_session=operator\r\n").status, 403);
  EXPECT_EQ(post("/api/greenhouses/x/commands", "", "Cookie: cunkou_session=owner\r\n").status, 404);
  EXPECT_EQ(post("/api/greenhouses/3/commands", "",
                 "Cookie: cunkou_session=owner\r\nSec-Fetch-Site: cross-site\r\n")
                .status,
            403);
  EXPECT_EQ(post("/api/greenhouses/3/commands", "", "Cookie: cunkou_session=owner\r\n").body, "opened 3");
}

TEST_F(HttpServerTest, Gives503InAnOutageExceptWhereNobodyIsIdentified) {
  const auto refused = get("/api/hello", "Accept-Language: en\r\nCookie: cunkou_session=outage\r\n");
  EXPECT_EQ(refused.status, 503);
  EXPECT_NE(refused.body.find("try again"), std::string::npos)
      << "what a person can do, not what the operator must";
  EXPECT_EQ(get("/healthz", "Cookie: cunkou_session=outage\r\n").status, 200);
}

TEST_F(HttpServerTest, LogsAndCountsEachRequestThatIsAnswered503) {
  auto routes = town_.routes();
  routes[0].handle = [](const Request&) -> Result<Response> {
    return Error{Code::unavailable, {"磁盘满了", "the disk is full"}};
  };
  server_ = std::make_unique<Server>(io_, pool_, pool_, live_updates_, routes, identify, options_);
  EXPECT_EQ(get("/api/hello").status, 503);
  EXPECT_EQ(failure_, "the disk is full");
  EXPECT_EQ(get("/api/hello", "Cookie: cunkou_session=outage\r\n").status, 503);
  EXPECT_EQ(failure_, "db:5432 does not answer") << "what the operator must do, not what a person can";
  EXPECT_EQ(server_->metrics().unavailable, 2);
}

TEST_F(HttpServerTest, ReportsAndAnswersAFailedHandler) {
  const auto response = get("/api/broken", "Accept-Language: en\r\n");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("disk gone"), response.body.npos);
  EXPECT_EQ(failure_, "GET /api/broken: disk gone");
  EXPECT_EQ(get("/api/silent").status, 500);
}

TEST_F(HttpServerTest, ReportsAFailedHandlerThatRespondsLater) {
  const auto now = get("/api/broken", "Accept-Language: en\r\n");
  failure_.clear();
  const auto later = get("/api/broken-later", "Accept-Language: en\r\n");
  EXPECT_EQ(later.status, 500);
  EXPECT_EQ(later.body, now.body);
  EXPECT_EQ(failure_, "GET /api/broken-later: disk gone");
  EXPECT_EQ(server_->metrics().handler_failures, 2);
}

TEST_F(HttpServerTest, RespondsLaterFromAnyThread) {
  Client client(port());
  client.send("POST /api/ingest HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1");
  town_.later_ready.get_future().wait();
  std::thread([&] {
    town_.later(Response::empty(204));
    town_.later(Response::empty(500));
    town_.later = nullptr;
  }).join();
  EXPECT_EQ(client.response().status, 204);
  EXPECT_EQ(client.send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n").response().status, 200);
}

TEST_F(HttpServerTest, ClosesOnASlowHeaderWith408) {
  options_.header_wait = Duration{100};
  Client client(port());
  client.send("GET / HTTP/1.1\r\nHos");
  EXPECT_EQ(client.response().status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServerTest, ClosesOnASlowBodyWith408) {
  options_.body_wait = Duration{100};
  Client client(port());
  client.send("POST /api/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
  EXPECT_EQ(client.response().status, 408);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServerTest, ClosesAnIdleConnection) {
  options_.idle = Duration{100};
  Client silent(port()), kept(port());
  kept.send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n").response();
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(kept.is_closed());
}

TEST_F(HttpServerTest, ClosesIdleConnectionsAtTheLimit) {
  options_.connections_max = 8;
  std::vector<std::unique_ptr<Client>> idle;
  for (int n = 0; n < 8; ++n) {
    idle.push_back(std::make_unique<Client>(port()));
    idle.back()->send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n").response();
  }
  for (int n = 0; n < 4; ++n) EXPECT_EQ(get("/api/hello").status, 200);
  EXPECT_TRUE(idle[0]->is_closed());
}

TEST_F(HttpServerTest, ReadsTheClientAddressFromATrustedProxy) {
  options_.trust_forwarded_for = true;
  Request seen;
  auto routes = town_.routes();
  routes[0].handle = [&](const Request& r) {
    seen = r;
    return text("");
  };
  server_ = std::make_unique<Server>(io_, pool_, pool_, live_updates_, routes, identify, options_);
  get("/api/hello", "X-Forwarded-For: 6.6.6.6, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n");
  EXPECT_EQ(seen.remote, "10.1.2.3");
  EXPECT_TRUE(seen.secure);
  get("/api/hello");
  EXPECT_EQ(seen.remote, "127.0.0.1");
  EXPECT_FALSE(seen.secure);
}

TEST_F(HttpServerTest, ReportsAPortInUse) {
  options_.port = port();
  try {
    Server second(io_, pool_, pool_, live_updates_, {}, identify, options_);
    FAIL();
  } catch (const std::system_error& e) {
    EXPECT_NE(std::string(e.what()).find("choose another one with --http"), std::string::npos) << e.what();
  }
  EXPECT_EQ(get("/api/hello").status, 200);
}

TEST_F(HttpServerTest, StreamsEventsToAuthorizedPersons) {
  const auto follow = [&](Client& client, const std::string& who) {
    client.send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=" + who + "\r\n\r\n");
    EXPECT_NE(client.until("\r\n\r\n").find("text/event-stream"), std::string::npos);
    client.until("retry: 3000\n\n");
  };
  Client owner(port()), stranger(port());
  follow(owner, "owner");
  follow(stranger, "stranger");
  EXPECT_EQ(live_updates_.streams(), 2u);
  publish("{\"value\":1}", 7);
  publish("{\"value\":2}", 8);
  publish("{\"value\":3}", 7);
  EXPECT_EQ(owner.until("3}\n\n"),
            "event: reading\ndata: {\"value\":1}\n\nevent: reading\ndata: {\"value\":3}\n\n");
  EXPECT_EQ(stranger.until("2}\n\n"), "event: reading\ndata: {\"value\":2}\n\n");
  EXPECT_EQ(server_->metrics().event_streams, 2);
}

TEST_F(HttpServerTest, AnswersARefusedEventStreamWithAProblem) {
  EXPECT_EQ(get("/api/live").status, 401);
  EXPECT_EQ(get("/api/live?greenhouse=0", "Cookie: cunkou_session=owner\r\n").status, 400);
  EXPECT_EQ(ask("HEAD /api/live HTTP/1.1\r\nHost: x\r\n\r\n", true).status, 405);
  EXPECT_EQ(live_updates_.streams(), 0u);
}

TEST_F(HttpServerTest, DropsAStreamWhoseClientDoesNotRead) {
  Client reader(port()), sleeper(port(), 4096);
  for (auto* client : {&reader, &sleeper})
    client->send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=owner\r\n\r\n")
        .until("retry: 3000\n\n");
  const std::string load(60'000, 'x');
  while (live_updates_.streams() > 1) {
    publish(load, 7);
    reader.until("x\n\n");
  }
  EXPECT_TRUE(sleeper.is_closed());
  publish("last", 7);
  EXPECT_EQ(reader.until("last\n\n").size(), std::string("event: reading\ndata: last\n\n").size());
}

TEST_F(HttpServerTest, RemovesAStreamWhoseClientDisconnected) {
  {
    Client client(port());
    client.send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=owner\r\n\r\n")
        .until("retry: 3000\n\n");
    EXPECT_EQ(live_updates_.streams(), 1u);
  }
  while (live_updates_.streams() > 0) std::this_thread::yield();
}

TEST_F(HttpServerTest, SendsPingsOnAStreamWithoutEvents) {
  options_.live_ping = Duration{20};
  Client client(port());
  client.send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=owner\r\n\r\n")
      .until("retry: 3000\n\n");
  EXPECT_EQ(client.until("{}\n\n"), "event: ping\ndata: {}\n\n");
}

TEST_F(HttpServerTest, EndsAStreamWhoseRightHasEnded) {
  options_.live_recheck = Duration{40};
  Client client(port());
  client.send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=owner\r\n\r\n")
      .until("retry: 3000\n\n");
  town_.owner_left = true;
  EXPECT_TRUE(client.is_closed());
}

TEST_F(HttpServerTest, EndsAStreamAtOnceOnRecheck) {
  options_.live_recheck = hours(1);
  Client owner(port()), stranger(port());
  for (auto [client, who] : {std::pair{&owner, "owner"}, std::pair{&stranger, "stranger"}})
    client
        ->send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=" + std::string(who) + "\r\n\r\n")
        .until("retry: 3000\n\n");
  town_.owner_left = true;
  live_updates_.recheck({});
  EXPECT_TRUE(owner.is_closed());
  while (live_updates_.streams() > 1) std::this_thread::yield();
  publish("{\"value\":2}", 8);
  EXPECT_EQ(stranger.until("2}\n\n"), "event: reading\ndata: {\"value\":2}\n\n");
}

TEST_F(HttpServerTest, EndsAStreamWhoseRightsCannotBeRead) {
  options_.live_recheck = Duration{40};
  Client client(port());
  client.send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=owner\r\n\r\n")
      .until("retry: 3000\n\n");
  town_.rights_broken = true;
  EXPECT_TRUE(client.is_closed());
  server_->stop();
  EXPECT_EQ(failure_, "/api/live: database disk image is malformed");
}

TEST_F(HttpServerTest, RefusesAStreamWhoseRightsCannotBeRead) {
  town_.rights_broken = true;
  EXPECT_EQ(get("/api/live", "Cookie: cunkou_session=owner\r\n").status, 500);
  EXPECT_EQ(failure_, "/api/live: database disk image is malformed");
  EXPECT_EQ(server_->metrics().handler_failures, 1);
}

TEST_F(HttpServerTest, AnswersRequestsInProgressWhenItStops) {
  Client idle(port()), streaming(port()), busy(port());
  idle.send("GET /api/hello HTTP/1.1\r\nHost: x\r\n\r\n").response();
  streaming.send("GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: cunkou_session=owner\r\n\r\n")
      .until("retry: 3000\n\n");
  busy.send("GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  town_.entered.get_future().wait();
  const auto at = port();
  std::thread stopping([&] { server_->stop(); });
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(streaming.is_closed());
  EXPECT_THROW(Client(at).send("GET / HTTP/1.1\r\n\r\n"), std::system_error);
  town_.leave.set_value();
  const auto response = busy.response();
  EXPECT_EQ(response.body, "slow and done");
  EXPECT_TRUE(response.has("Connection: close"));
  EXPECT_TRUE(busy.is_closed());
  stopping.join();
  EXPECT_EQ(server_->metrics().connections, 0);
}

}  // namespace
}  // namespace cunkou::http
