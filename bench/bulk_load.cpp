// Load test of bulk import: sends the same line protocol to any server that accepts it, STREAMS streams of
// MINUTES minutes, in bodies of some thousand lines ordered by time, over a few connections. The bodies are
// made before the measurement. Curves: a measured CSV (stream,time,value) if given, else a slow random walk;
// resolution 0.1, with sensor noise in the last digit.
//
// A line is what Telegraf sends for a greenhouse each minute, five quantities as fields, time in nanoseconds;
// with --single it is one reading.
//
//   bulk_load --to 127.0.0.1:8428 [--path /write] [--auth 'Token …'] [--csv FILE] [--streams N] [--minutes N]

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

#include "tcp.hpp"

namespace {

struct Options {
  std::string to = "127.0.0.1:8080", path = "/api/v2/write", auth, csv;
  bool single = false;
  int streams = 1000, minutes = 10080, lines_per_body = 5000, connections = 2;
  long long from_ms = 1'760'000'000'000;
};

constexpr int fields = 5;
const char* const names[fields] = {"air_temperature", "relative_humidity", "soil_temperature",
                                   "soil_moisture", "solar_radiation"};

using Curve = std::vector<double>;

// Finite values of each of the five quantities, in order.
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

constexpr double tremble = 0.1;  // standard deviation of a sensor's noise

// A measured point covers 15 minutes; minutes between are interpolated.
double at_minute(const Curve& curve, std::size_t offset, int minute) {
  const std::size_t i = (offset + static_cast<std::size_t>(minute / 15)) % (curve.size() - 1);
  const double part = (minute % 15) / 15.0;
  return curve[i] * (1 - part) + curve[i + 1] * part;
}

class BodyMaker {
 public:
  explicit BodyMaker(const Options& o)
      : o_(o), curves_(o.csv.empty() ? walked_curves() : measured_curves(o.csv)) {}

  std::vector<std::string> make() {
    for (int minute = 0; minute < o_.minutes; ++minute)
      for (int stream = 0; stream < o_.streams; stream += o_.single ? 1 : fields)
        o_.single ? add_reading(stream, minute) : add_greenhouse(stream, minute);
    if (bodies_.back().empty()) bodies_.pop_back();
    return std::move(bodies_);
  }

 private:
  void add_greenhouse(int stream, int minute) {
    put("greenhouse,greenhouse=%04d,host=village", stream / fields + 1);
    for (int f = 0; f < fields; ++f)
      put("%c%s=%.1f", f == 0 ? ' ' : ',', names[f], value(stream + f, minute));
    end_line(minute);
  }

  void add_reading(int stream, int minute) {
    put("%s,greenhouse=%04d value=%.1f", names[stream % fields], stream / fields + 1, value(stream, minute));
    end_line(minute);
  }

  // Light and moisture are never negative.
  double value(int stream, int minute) {
    const double v = at_minute(curves_[static_cast<std::size_t>(stream % fields)],
                               static_cast<std::size_t>(stream) * 97, minute);
    return v < 0 ? v + noise_(random_) : std::abs(v + noise_(random_));
  }

  void end_line(int minute) {
    put(" %lld\n", (o_.from_ms + minute * 60'000LL) * 1'000'000);
    if (++lines_ % o_.lines_per_body == 0) bodies_.emplace_back();
  }

  template <class... Parts>
  void put(const char* format, Parts... parts) {
    char text[96];
    bodies_.back().append(text, static_cast<std::size_t>(std::snprintf(text, sizeof text, format, parts...)));
  }

  const Options& o_;
  std::vector<Curve> curves_;
  std::mt19937 random_{1};
  std::normal_distribution<double> noise_{0, tremble};
  std::vector<std::string> bodies_{1};
  int lines_ = 0;
};

// Sends bodies until none is left.
class Sender {
 public:
  Sender(const Options& o, const std::vector<std::string>& bodies) : o_(o), bodies_(bodies) {}

  void send() {
    const int fd = bench::dial(o_.to);
    std::string response;
    for (std::size_t i; (i = next_++) < bodies_.size();) {
      bench::send_all(fd, head(bodies_[i].size()));
      bench::send_all(fd, bodies_[i]);
      const int status = bench::read_response(fd, response);
      if (status != 204 && status != 200) bench::give_up("refused: " + response);
    }
    ::close(fd);
  }

 private:
  std::string head(std::size_t bytes) const {
    return "POST " + o_.path + " HTTP/1.1\r\nHost: " + o_.to + "\r\n" +
           (o_.auth.empty() ? "" : "Authorization: " + o_.auth + "\r\n") +
           "Content-Type: text/plain\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
  }

  const Options& o_;
  const std::vector<std::string>& bodies_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace

int main(int argc, char** argv) {
  Options o;
  CLI::App app{"Bulk load over HTTP: InfluxDB line protocol"};
  app.add_option("--to", o.to);
  app.add_option("--path", o.path);
  app.add_option("--auth", o.auth);
  app.add_option("--csv", o.csv);
  app.add_flag("--single", o.single);
  app.add_option("--streams", o.streams)->check(CLI::PositiveNumber);
  app.add_option("--minutes", o.minutes);
  app.add_option("--lines", o.lines_per_body);
  app.add_option("--connections", o.connections);
  app.add_option("--from-ms", o.from_ms);
  CLI11_PARSE(app, argc, argv);

  const auto bodies = BodyMaker(o).make();
  std::size_t bytes = 0;
  for (const auto& body : bodies) bytes += body.size();
  Sender sender(o, bodies);
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int c = 0; c < o.connections; ++c) threads.emplace_back([&] { sender.send(); });
  for (auto& thread : threads) thread.join();
  const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const double readings = static_cast<double>(o.streams) * o.minutes;
  std::printf(
      "{\"readings\": %.0f, \"bytes\": %zu, \"bodies\": %zu, \"seconds\": %.3f, \"readingsPerSecond\": "
      "%.0f}\n",
      readings, bytes, bodies.size(), s, readings / s);
}
