// Load test of live updates: PHONES open event streams on /api/live, each following one greenhouse. Measures
// the age of readings on arrival: the present time minus that of the reading. The publisher must send
// readings with the present time.
//
//   phones --to 127.0.0.1:8080 --cookie 'session=…' --greenhouses FILE [--phones N] [--seconds S] [--warm S]
//
// Prints "ready" once all streams are open, and one line of JSON at the end.

#include <sys/epoll.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tcp.hpp"
#include "times.hpp"

namespace {

struct Options {
  std::string to = "127.0.0.1:8080", cookie, greenhouses;
  int phones = 1000;
  double seconds = 10, warm = 2;
};

std::chrono::milliseconds time_of_day() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
}

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int n = 0;
  for (const char c : text.substr(at, count)) n = n * 10 + (c - '0');
  return n;
}

// "2026-01-31T23:59:59.123Z", or without the milliseconds.
std::chrono::milliseconds read_time(std::string_view iso) {
  std::tm t{};
  t.tm_year = digits(iso, 0, 4) - 1900;
  t.tm_mon = digits(iso, 5, 2) - 1;
  t.tm_mday = digits(iso, 8, 2);
  t.tm_hour = digits(iso, 11, 2);
  t.tm_min = digits(iso, 14, 2);
  t.tm_sec = digits(iso, 17, 2);
  const int ms = iso.size() >= 23 && iso[19] == '.' ? digits(iso, 20, 3) : 0;
  return std::chrono::seconds(::timegm(&t)) + std::chrono::milliseconds(ms);
}

class Phone {
 public:
  Phone(const Options& options, const std::string& greenhouse) : fd(bench::dial(options.to)) {
    bench::send_all(fd, "GET /api/live?greenhouse=" + greenhouse + " HTTP/1.1\r\nHost: " + options.to +
                            "\r\nAccept: text/event-stream\r\nCookie: " + options.cookie + "\r\n\r\n");
    char buffer[4096];
    while (in_.find("\r\n\r\n") == in_.npos) {
      const auto got = ::recv(fd, buffer, sizeof buffer, 0);
      if (got <= 0) bench::give_up("no event stream: " + in_);
      in_.append(buffer, static_cast<std::size_t>(got));
    }
    if (in_.compare(9, 3, "200") != 0) bench::give_up("no event stream: " + in_);
    in_.clear();
  }
  ~Phone() { ::close(fd); }
  Phone(const Phone&) = delete;
  Phone& operator=(const Phone&) = delete;

  void read(bench::Times& times) {
    static char buffer[256 * 1024];
    const auto got = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) bench::give_up("the server closed an event stream");
    const auto now = time_of_day();
    in_.append(buffer, static_cast<std::size_t>(got));
    std::size_t from = 0;
    for (std::size_t end; (end = in_.find("\n\n", from)) != in_.npos; from = end + 2)
      take(std::string_view(in_).substr(from, end - from), now, times);
    in_.erase(0, from);
  }

  const int fd;

 private:
  static void take(std::string_view event, std::chrono::milliseconds now, bench::Times& times) {
    constexpr std::string_view name = "event: reading", key = "\"at\":\"";
    const auto at = event.find(key);
    if (event.find(name) == event.npos || at == event.npos) return;
    const auto text = event.substr(at + key.size());
    times.add(now - read_time(text.substr(0, text.find('"'))));
  }

  std::string in_;
};

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) lines.push_back(line);
  if (lines.empty()) bench::give_up("no greenhouses in " + file);
  return lines;
}

class Phones {
 public:
  explicit Phones(const Options& options) : options_(options), epoll_(::epoll_create1(0)) {
    const auto greenhouses = lines_of(options.greenhouses);
    for (int n = 0; n < options.phones; ++n) {
      phones_.push_back(
          std::make_unique<Phone>(options, greenhouses[static_cast<std::size_t>(n) % greenhouses.size()]));
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = phones_.back().get();
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, phones_.back()->fd, &event);
    }
  }

  void listen() {
    const auto from = bench::Steady::now() + bench::seconds(options_.warm);
    read_until(from);
    times_.clear();
    read_until(from + bench::seconds(options_.seconds));
    std::printf(R"({"phones":%d,"eventsPerSecond":%.0f,"ms":)", options_.phones,
                static_cast<double>(times_.count()) / options_.seconds);
    times_.print();
    std::printf("}\n");
  }

 private:
  void read_until(bench::Steady::time_point end) {
    epoll_event events[512];
    while (bench::Steady::now() < end) {
      const int ready = ::epoll_wait(epoll_, events, 512, 10);
      for (int n = 0; n < ready; ++n) static_cast<Phone*>(events[n].data.ptr)->read(times_);
    }
  }

  const Options& options_;
  int epoll_;
  std::vector<std::unique_ptr<Phone>> phones_;
  bench::Times times_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Open event streams, and how old readings are when they arrive");
  app.add_option("--to", options.to)->capture_default_str();
  app.add_option("--cookie", options.cookie)->required();
  app.add_option("--greenhouses", options.greenhouses, "a file with one id per line")->required();
  app.add_option("--phones", options.phones)->capture_default_str();
  app.add_option("--seconds", options.seconds)->capture_default_str();
  app.add_option("--warm", options.warm, "seconds before the count starts")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  Phones phones(options);
  std::printf("ready\n");
  std::fflush(stdout);
  phones.listen();
}
