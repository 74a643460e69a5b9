// Load test of HTTP reads: requests PATHs in turn over one connection at a fixed rate and measures response
// times.
//
//   ask --to 127.0.0.1:8080 --cookie 'session=…' [--rate R] [--seconds S] PATH…
//
// Prints one line of JSON.

#include <CLI/CLI.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tcp.hpp"
#include "times.hpp"

namespace {

struct Options {
  std::string to = "127.0.0.1:8080", cookie;
  std::vector<std::string> paths;
  double rate = 50, seconds = 10;
};

class Asker {
 public:
  explicit Asker(const Options& options) : options_(options), fd_(bench::dial(options.to)) {
    for (const auto& path : options.paths)
      questions_.push_back("GET " + path + " HTTP/1.1\r\nHost: " + options.to +
                           "\r\nCookie: " + options.cookie + "\r\n\r\n");
  }

  void ask() {
    const auto questions = static_cast<int>(options_.rate * options_.seconds);
    const auto pause = bench::seconds(1 / options_.rate);
    auto next = bench::Steady::now();
    for (int n = 0; n < questions; ++n, next += pause) {
      std::this_thread::sleep_until(next);
      ask(questions_[static_cast<std::size_t>(n) % questions_.size()]);
    }
    std::printf(R"({"bytes":%zu,"ms":)", response_.size());
    times_.print();
    std::printf("}\n");
  }

 private:
  void ask(const std::string& question) {
    const auto begin = bench::Steady::now();
    bench::send_all(fd_, question);
    const int status = bench::read_response(fd_, response_);
    times_.add(bench::Steady::now() - begin);
    if (status != 200) bench::give_up("refused: " + response_);
  }

  const Options& options_;
  int fd_;
  std::vector<std::string> questions_;
  std::string response_;
  bench::Times times_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("How long answers over HTTP take");
  app.add_option("--to", options.to)->capture_default_str();
  app.add_option("--cookie", options.cookie)->required();
  app.add_option("--rate", options.rate, "questions per second")->capture_default_str();
  app.add_option("--seconds", options.seconds)->capture_default_str();
  app.add_option("paths", options.paths)->required();
  CLI11_PARSE(app, argc, argv);
  Asker(options).ask();
}
