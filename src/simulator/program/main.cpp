// cunkou-simulator: runs the sample county's greenhouses as MQTT devices.

#include <mosquitto.h>
#include <poll.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <list>

#include "simulator/program/link.hpp"
#include "simulator/program/simulated_device.hpp"

namespace cunkou::simulator {
namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

struct Options {
  std::string tokens, broker = "127.0.0.1:1883", csv, until;
  std::uint64_t seed = 610829;
  double interval_s = 10;
  Habits habits;
  bool hands_off = false, mishaps = false;
  int history_days = 0, greenhouse = 1;
};

// A simulated device uses the machine's clock.
Instant machine_now() {
  return {std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

Link::Broker parse_broker(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return {text, 1883};
  return {text.substr(0, colon), std::stoi(text.substr(colon + 1))};
}

// Faults simulated with --mishaps: one vent was left open with nobody there, one greenhouse has no power.
constexpr int forgotten_vent = 3, without_power = 19;

struct ConnectedDevice {
  Device device;
  Link link;
  Instant next_reading;
  bool without_power_supply = false;

  ConnectedDevice(const Options& options, int number, const std::string& name, const std::string& token,
                  Instant now)
      : device(options.seed, number, now, options.habits),
        link(parse_broker(options.broker), name, token,
             [this](std::string_view request) { return device.execute(request, machine_now()); }),
        next_reading(now) {}

  void step(Instant now, Duration interval) {
    if (without_power_supply) return;
    device.advance_to(now);
    link.poll();
    if (auto motion = device.motion(now)) link.enqueue(std::move(*motion));
    if (now < next_reading) return;
    link.enqueue(device.telemetry(now));
    next_reading = next_reading + interval;
    if (next_reading < now) next_reading = now + interval;
  }
};

// Reads lines "NAME TOKEN", as `cunkou sample` writes them. A name may contain spaces, a token may not.
std::list<ConnectedDevice> read_tokens(const Options& options, Instant now) {
  std::ifstream file(options.tokens);
  if (!file) throw CLI::RuntimeError("cannot read " + options.tokens + "; `cunkou sample` writes it", 1);
  std::list<ConnectedDevice> out;
  const auto interval_ms = options.interval_s * 1000;
  for (std::string line; std::getline(file, line);) {
    const auto space = line.rfind(' ');
    if (space == std::string::npos) continue;
    const int number = static_cast<int>(out.size()) + 1;
    Options own = options;
    if (options.mishaps && number == forgotten_vent) own.habits.household_at_work = false;
    ConnectedDevice& one = out.emplace_back(own, number, line.substr(0, space), line.substr(space + 1), now);
    one.without_power_supply = options.mishaps && number == without_power;
    if (options.mishaps && number == forgotten_vent)
      one.device.execute(R"({"method":"vent","params":{"action":"open"}})", now);
    // Spreads the devices over the interval.
    one.next_reading = now + Duration(static_cast<std::int64_t>(interval_ms * (number % 24) / 24));
  }
  if (out.empty()) throw CLI::RuntimeError(options.tokens + " holds no line \"NAME TOKEN\"", 1);
  return out;
}

void wait_for_sockets(const std::list<ConnectedDevice>& all, int ms) {
  std::vector<pollfd> sockets;
  for (const ConnectedDevice& one : all) {
    if (one.link.socket() < 0) continue;
    const short write = one.link.wants_to_write() ? POLLOUT : 0;
    sockets.push_back({one.link.socket(), static_cast<short>(POLLIN | write), 0});
  }
  poll(sockets.data(), sockets.size(), ms);
}

struct Counts {
  std::size_t connected = 0, unacknowledged = 0, dropped = 0;
  std::string error;
};

void report(const std::list<ConnectedDevice>& all, Counts& last) {
  Counts now;
  for (const ConnectedDevice& one : all) {
    now.connected += one.link.connected() ? 1 : 0;
    now.unacknowledged += one.link.unacknowledged();
    now.dropped += one.link.dropped();
    if (now.error.empty()) now.error = one.link.error();
  }
  if (now.connected == last.connected && now.error == last.error && now.dropped == last.dropped) return;
  std::printf("%zu of %zu greenhouses connected, %zu readings waiting, %zu lost%s%s\n", now.connected,
              all.size(), now.unacknowledged, now.dropped, now.error.empty() ? "" : ": ", now.error.c_str());
  std::fflush(stdout);
  last = now;
}

int simulate(const Options& options) {
  mosquitto_lib_init();
  std::list<ConnectedDevice> all = read_tokens(options, machine_now());
  const auto interval = Duration(static_cast<std::int64_t>(options.interval_s * 1000));
  Counts last;
  last.connected = all.size() + 1;  // differs from any real count, so the first report is printed
  Instant reported{};
  while (!asked_to_stop) {
    const Instant now = machine_now();
    for (ConnectedDevice& one : all) one.step(now, interval);
    if (now - reported >= seconds(1)) {
      report(all, last);
      reported = now;
    }
    wait_for_sockets(all, 200);
  }
  return 0;
}

// Writes one greenhouse's history in the format that `cunkou import` and `cunkou replay` read.
int write_history(const Options& options) {
  const Instant until = options.until.empty() ? machine_now() : parse_instant(options.until).value();
  std::FILE* out = options.csv == "-" ? stdout : std::fopen(options.csv.c_str(), "w");
  if (!out) throw CLI::RuntimeError("cannot write " + options.csv, 1);
  std::fputs("stream,time_utc,value,unit\n", out);
  const auto greenhouse = climate::build_greenhouse(options.seed, options.greenhouse);
  climate::simulate(greenhouse, options.seed, until - days(options.history_days), until,
                    [&](const auto& moment) {
                      const std::string at = to_iso(moment.time);
                      const climate::Measurement& m = moment.measured;
                      std::fprintf(out, "air_temperature,%s,%.1f,Cel\n", at.c_str(), m.air_temperature);
                      std::fprintf(out, "relative_humidity,%s,%.1f,%%\n", at.c_str(), m.relative_humidity);
                      std::fprintf(out, "soil_temperature,%s,%.1f,Cel\n", at.c_str(), m.soil_temperature);
                      std::fprintf(out, "soil_moisture,%s,%.1f,%%\n", at.c_str(), m.soil_moisture);
                      std::fprintf(out, "solar_radiation,%s,%.0f,lx\n", at.c_str(), m.solar_radiation);
                    });
  if (std::fflush(out) != 0)
    throw CLI::RuntimeError("cannot write " + options.csv + ": is the disk full?", 1);
  if (out != stdout) std::fclose(out);
  return 0;
}

int run(int argc, char** argv) {
  CLI::App app{"The sample county's greenhouses as MQTT devices: they measure and execute commands."};
  Options options;
  auto* tokens =
      app.add_option("--tokens", options.tokens, "file of lines \"NAME TOKEN\", one greenhouse each");
  app.add_option("--mqtt", options.broker, "address and port of the MQTT endpoint")->capture_default_str();
  app.add_option("--interval", options.interval_s, "seconds between two readings")
      ->capture_default_str()
      ->check(CLI::Range(0.05, 86400.0));
  app.add_option("--speed", options.habits.speed, "let the air and the motors run so many times faster")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 3600.0));
  app.add_option("--seed", options.seed, "of the weather and of how the greenhouses are built")
      ->capture_default_str();
  app.add_flag("--hands-off", options.hands_off,
               "the household never moves the vent or the quilt; only commands do");
  app.add_flag("--mishaps", options.mishaps,
               "the third greenhouse's vent was left open and nobody is there, the nineteenth has no power");
  auto* csv = app.add_option("--csv", options.csv, "write a history to this file (- for the screen) and end");
  app.add_option("--history", options.history_days, "days of history for --csv")->default_val(30)->needs(csv);
  app.add_option("--greenhouse", options.greenhouse, "its number, for --csv")
      ->capture_default_str()
      ->needs(csv);
  app.add_option("--until", options.until, "end of the history for --csv, e.g. 2026-03-01T00:00:00Z")
      ->needs(csv);
  try {
    app.parse(argc, argv);
    if (csv->count() == 0 && tokens->count() == 0) throw CLI::RequiredError("--tokens or --csv");
    options.habits.household_at_work = !options.hands_off;
    if (!options.until.empty() && !parse_instant(options.until)) {
      throw CLI::ValidationError("--until", parse_instant(options.until).error().reason.en);
    }
    return csv->count() != 0 ? write_history(options) : simulate(options);
  } catch (const CLI::RuntimeError& e) {
    std::fprintf(stderr, "cunkou-simulator: %s\n", e.what());
    return e.get_exit_code();
  } catch (const CLI::ParseError& e) {
    return app.exit(e);
  }
}

}  // namespace
}  // namespace cunkou::simulator

int main(int argc, char** argv) {
  const auto stop = [](int) { cunkou::simulator::asked_to_stop = 1; };
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
  return cunkou::simulator::run(argc, argv);
}
