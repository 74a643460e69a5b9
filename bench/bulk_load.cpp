// Sends the same line protocol to any server that takes it, and says how fast it was acknowledged: STREAMS
// streams of MINUTES minutes, one reading a line, in bodies of some thousand lines, over a few connections.
// The bytes are made before the clock starts. Curves: a measured CSV (stream,time,value) when one is given,
// else a slow random walk; 0.1 resolution either way.
//
//   bulk_load --to 127.0.0.1:8428 --path '/write?precision=ms' [--auth 'Token …'] [--csv FILE] [--streams N]
//   [--minutes N]

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Options {
  std::string to = "127.0.0.1:8080", path = "/api/v2/write?precision=ms", auth, csv;
  int streams = 1000, minutes = 10080, lines_per_body = 5000, connections = 2;
  long long from_ms = 1'760'000'000'000;
};

constexpr int fields = 5;
const char* const names[fields] = {"air_temperature", "relative_humidity", "soil_temperature",
                                   "soil_moisture", "solar_radiation"};

using Curve = std::vector<double>;

// The finite values of each of the five quantities, in order.
std::vector<Curve> measured_curves(const std::string& file) {
  std::vector<Curve> curves(fields);
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const auto a = line.find(','), b = line.find(',', a + 1);
    for (int f = 0; f < fields; ++f)
      if (line.compare(0, a, names[f]) == 0)
        if (const double v = std::strtod(line.c_str() + b + 1, nullptr); std::isfinite(v))
          curves[static_cast<std::size_t>(f)].push_back(v);
  }
  return curves;
}

std::vector<Curve> walked_curves() {
  std::vector<Curve> curves(fields, Curve(20'000));
  std::mt19937 random(610829);
  std::normal_distribution<double> step(0, 0.12);
  for (auto& curve : curves) {
    double v = 20;
    for (auto& point : curve) point = v = std::clamp(v + step(random), 0.0, 100.0);
  }
  return curves;
}

// A measured point is 15 minutes: the minutes between are drawn straight.
double at_minute(const Curve& curve, std::size_t offset, int minute) {
  const std::size_t i = (offset + static_cast<std::size_t>(minute / 15)) % (curve.size() - 1);
  const double part = (minute % 15) / 15.0;
  return curve[i] * (1 - part) + curve[i + 1] * part;
}

std::vector<std::string> make_bodies(const Options& o) {
  const auto curves = o.csv.empty() ? walked_curves() : measured_curves(o.csv);
  std::vector<std::string> bodies(1);
  int lines = 0;
  char text[96];
  for (int minute = 0; minute < o.minutes; ++minute)
    for (int stream = 0; stream < o.streams; ++stream) {
      const auto f = static_cast<std::size_t>(stream % fields);
      const double v = at_minute(curves[f], static_cast<std::size_t>(stream) * 97, minute);
      bodies.back().append(text, static_cast<std::size_t>(std::snprintf(
                                     text, sizeof text, "%s,greenhouse=%04d value=%.1f %lld\n", names[f],
                                     stream / fields + 1, v, o.from_ms + minute * 60'000LL)));
      if (++lines % o.lines_per_body == 0) bodies.emplace_back();
    }
  if (bodies.back().empty()) bodies.pop_back();
  return bodies;
}

int connect_to(const std::string& to) {
  const auto colon = to.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(std::stoi(to.substr(colon + 1))));
  inet_pton(AF_INET, to.substr(0, colon).c_str(), &address.sin_addr);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    std::perror("connect");
    std::exit(1);
  }
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void send_all(int fd, const char* from, std::size_t n) {
  while (n > 0) {
    const auto sent = send(fd, from, n, MSG_NOSIGNAL);
    if (sent <= 0) {
      std::perror("send");
      std::exit(1);
    }
    from += sent;
    n -= static_cast<std::size_t>(sent);
  }
}

// Reads one answer; its status must be 200 or 204.
void expect_ok(int fd) {
  std::string answer;
  char buffer[4096];
  for (;;) {
    const auto end = answer.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto at = answer.find("ontent-Length: ");
      const std::size_t length =
          at == std::string::npos || at > end ? 0 : std::strtoul(answer.c_str() + at + 15, nullptr, 10);
      if (answer.size() >= end + 4 + length) break;
    }
    const auto n = recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) {
      std::fprintf(stderr, "the server closed the connection: %s\n", answer.c_str());
      std::exit(1);
    }
    answer.append(buffer, static_cast<std::size_t>(n));
  }
  if (answer.compare(9, 3, "204") != 0 && answer.compare(9, 3, "200") != 0) {
    std::fprintf(stderr, "refused: %s\n", answer.c_str());
    std::exit(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app{"Bulk load over HTTP: InfluxDB line protocol"};
  app.add_option("--to", o.to);
  app.add_option("--path", o.path);
  app.add_option("--auth", o.auth);
  app.add_option("--csv", o.csv);
  app.add_option("--streams", o.streams);
  app.add_option("--minutes", o.minutes);
  app.add_option("--lines", o.lines_per_body);
  app.add_option("--connections", o.connections);
  app.add_option("--from-ms", o.from_ms);
  CLI11_PARSE(app, argc, argv);

  const auto bodies = make_bodies(o);
  std::vector<std::string> heads;
  std::size_t bytes = 0;
  for (const auto& body : bodies) {
    heads.push_back("POST " + o.path + " HTTP/1.1\r\nHost: " + o.to + "\r\n" +
                    (o.auth.empty() ? "" : "Authorization: " + o.auth + "\r\n") +
                    "Content-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n");
    bytes += body.size();
  }
  std::atomic<std::size_t> next{0};
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int c = 0; c < o.connections; ++c)
    threads.emplace_back([&] {
      const int fd = connect_to(o.to);
      for (std::size_t i; (i = next++) < bodies.size();) {
        send_all(fd, heads[i].data(), heads[i].size());
        send_all(fd, bodies[i].data(), bodies[i].size());
        expect_ok(fd);
      }
      close(fd);
    });
  for (auto& thread : threads) thread.join();
  const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double readings = static_cast<double>(o.streams) * o.minutes;
  std::printf(
      "{\"readings\": %.0f, \"bytes\": %zu, \"bodies\": %zu, \"seconds\": %.3f, \"readingsPerSecond\": "
      "%.0f}\n",
      readings, bytes, bodies.size(), s, readings / s);
}
