#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <filesystem>

#include "app/cli/commands.hpp"
#include "app/data_folder.hpp"
#include "app/program.hpp"
#include "app/spdlog_log.hpp"
#include "platform/async/descriptors.hpp"
#include "platform/http/limits.hpp"
#include "platform/sql/database.hpp"

#include <unistd.h>

namespace cunkou::app {
namespace {

// Blocks until SIGTERM or SIGINT. The signals were masked before any thread started.
int wait_for_signal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  return signal;
}

sigset_t mask_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

std::string url(const Config& config, unsigned short port) {
  auto endpoint = config.http;
  endpoint.port = port;
  if (endpoint.address == "0.0.0.0" || endpoint.address == "::") endpoint.address = "127.0.0.1";
  return (config.http_certificate.empty() ? "http://" : "https://") + to_string(endpoint);
}

}  // namespace

int serve(Config config) {
  const auto signals = mask_signals();
  const auto level = spdlog::level::from_str(config.log_level);  // "off" for an unknown level
  if (level == spdlog::level::off)
    return refused(invalid(format_label("没有 {} 这种日志级别",
                                        "there is no log level {}: choose debug, info, warn or error",
                                        config.log_level)));
  spdlog::set_level(level);
  set_log_format();
  config.descriptors = async::raise_descriptor_limit();
  const auto folder = open_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  const auto lock = FolderLock::take(*folder, seconds(1));
  if (!lock) return refused(lock.error());

  config.quiet = config.quiet || is_quiet(*folder);
  if (config.quiet)
    spdlog::warn("quiet: no notice is sent, no device gets a command{}",
                 is_quiet(*folder)
                     ? "; the data is of a restored backup, `cunkou activate` makes it the real one"
                     : "");
  for (const auto& line : describe_missing(config)) spdlog::warn("{}", line);
  const auto connections = async::connections_for(config.descriptors, http::limits::connections);
  if (config.descriptors > 0 && connections < http::limits::connections)
    spdlog::warn(
        "{} open files are allowed: {} connections over HTTP and {} over MQTT are taken; LimitNOFILE "
        "of the service raises it",
        config.descriptors, connections, connections);
  auto program = Program::start(config, *folder);
  if (!program) return refused(program.error());
  const auto base = url(config, (*program)->http_port());
  write_running(*folder, {static_cast<int>(getpid()), base, (*program)->token()});
  const auto& database = folder->address.database;
  spdlog::info("ready: {} and MQTT port {}, data in {}{}", base, (*program)->mqtt_port(), folder->path,
               database.empty() ? "" : " and " + sql::name_of(database));
  if (const auto link = (*program)->set_up_link()) {
    // Printed for the person at the terminal, not logged: the link makes its holder the operator.
    fmt::print("\n  No operator yet. Open this once to become it:\n  {}{}\n\n",
               config.public_url.empty() ? base : config.public_url, *link);
    std::fflush(stdout);
  }
  const int signal = wait_for_signal(signals);
  if (!(*program)->lost()) spdlog::info("{}: stopping", signal == SIGTERM ? "SIGTERM" : "SIGINT");
  (*program)->stop();
  std::error_code ignored;
  std::filesystem::remove(folder->running(), ignored);
  spdlog::info("stopped");
  return (*program)->lost() ? 1 : 0;
}

}  // namespace cunkou::app
