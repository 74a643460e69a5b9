#include "app/program.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <thread>

#include "access/permission.hpp"
#include "app/capabilities.hpp"
#include "app/database_files.hpp"
#include "app/definitions.hpp"
#include "app/delivery_options.hpp"
#include "app/freed_memory.hpp"
#include "app/holder_name.hpp"
#include "app/limits.hpp"
#include "app/mqtt_records.hpp"
#include "app/series_file.hpp"
#include "app/series_options.hpp"
#include "app/spdlog_log.hpp"
#include "app/system_clock.hpp"
#include "app/unread_definitions.hpp"
#include "app/wiring/device_reactions.hpp"
#include "app/wiring/dispatcher_waker.hpp"
#include "app/wiring/external_changes.hpp"
#include "app/wiring/mqtt_connections.hpp"
#include "app/wiring/mqtt_device_transport.hpp"
#include "app/wiring/session_reactions.hpp"
#include "base/crypto.hpp"
#include "base/mutex.hpp"
#include "base/rate_limiter.hpp"
#include "core/journal/act.hpp"
#include "core/people/http/session_cookie.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/people_store.hpp"
#include "core/people/sql/stored_sessions.hpp"
#include "core/places/place_store.hpp"
#include "platform/async/concurrency_limiter.hpp"
#include "platform/async/descriptors.hpp"
#include "platform/async/io.hpp"
#include "platform/async/serial_executor.hpp"
#include "platform/async/timers.hpp"
#include "platform/async/worker_pool.hpp"
#include "platform/http/http_server.hpp"
#include "platform/http/limits.hpp"
#include "platform/mqtt/limits.hpp"
#include "platform/mqtt/mqtt_server.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/http/device_identity.hpp"
#include "sensing/devices/http/live_readings.hpp"
#include "sensing/greenhouses/greenhouse_kind.hpp"
#include "sensing/ingest/limits.hpp"
#include "sensing/ingest/mqtt/device_gateway.hpp"
#include "sensing/ingest/sql/stored_client_attributes.hpp"
#include "sensing/monitor/service/alarm_contexts.hpp"
#include "sensing/monitor/service/live_monitor_updates.hpp"
#include "sensing/monitor/service/monitor_service.hpp"
#include "sensing/monitor/service/rpc_device_link.hpp"
#include "sensing/notifications/dispatch/delivery_trial.hpp"
#include "sensing/notifications/dispatch/stored_delivery_queue.hpp"
#include "sensing/sensorthings/mqtt/observation_feed.hpp"
#include "sensing/sensorthings/sql/stored_observation_extras.hpp"

namespace cunkou::app {
namespace {

constexpr std::size_t io_threads = 2;
constexpr std::size_t jobs_max = 10'000;
constexpr std::size_t workers_min = 3;  // a long query and an import leave one
constexpr Duration state_check_every = seconds(5);
constexpr Duration note_every = hours(1);
constexpr Duration memory_check_every = seconds(10);
constexpr auto probe_patience = std::chrono::seconds(3);
constexpr std::size_t probes_waiting = 8;
constexpr std::size_t trials_at_once = 2, trials_waiting = 8;
// At stop, where a dozen writes may each wait for another program's lock: systemd waits half a minute.
constexpr Duration stop_lock_timeout = seconds(2);

}  // namespace

struct Program::Impl final : Health {
  Impl(const Config& c, const DataFolder& f, Definitions d);

  Result<void> start();
  Result<void> read_definitions();
  void make_manifests();
  void log_unknown_words();
  std::size_t connections_max(std::size_t most) const;
  void listen_http();
  void listen_mqtt();
  void start_timers();
  void check_state_server();
  void stop();
  http::Routes routes();
  Result<access::Identity> identify(const http::Request&, const http::Route&);
  std::string trouble() override;
  std::string probe();
  std::string run_probe();
  bool may_read_metrics(const http::Request&) override;
  bool answers_state();
  std::vector<capability::Metric> metrics() override;

  Config config;
  DataFolder folder;
  Definitions definitions;
  SystemClock clock;
  std::string admin_token = random_token(24);
  RateLimiter bad_tokens{ingest::limits::token_attempts,
                         ingest::limits::token_wait};  // over HTTP; the gateway counts MQTT's

  sql::Database database;
  std::unique_ptr<series::ChunkStore> chunks;
  series::Store series;
  devices::Registry registry;
  SpdlogLog log;
  const std::function<void(std::string_view)> log_error{[this](std::string_view what) { log.error(what); }};
  const std::function<void(std::string_view)> log_warning{[this](std::string_view what) { log.warn(what); }};
  http::LiveUpdates live_updates;
  people::StoredSessions stored_sessions{database, log};
  SessionReactions session_reactions{live_updates};
  people::Sessions sessions{stored_sessions, clock, &session_reactions};
  async::Io io;
  // Of `pool` no worker waits for the state database, but one that opens a new stream of a device.
  async::WorkerPool pool, state_pool, probe_pool, blocking_pool;
  async::ConcurrencyLimiter long_queries;
  async::SerialExecutor mqtt_executor, feed_executor;
  async::Timers timers, probe_timers;
  devices::LiveReadings live;
  greenhouses::GreenhouseDirectory greenhouses;
  greenhouses::GreenhouseSettings greenhouse_settings{database};
  greenhouses::GreenhouseAdvisor greenhouse_advisor{definitions.crops};
  monitor::ThingKinds kinds{
      {greenhouses::greenhouse_kind(greenhouses, greenhouse_settings, greenhouse_advisor)}};
  MqttDeviceTransport device_transport{mqtt, config};
  monitor::RpcDeviceLink device_link{kinds, device_transport, clock};
  monitor::LiveMonitorUpdates live_monitor_updates{live_updates, database, kinds};
  DispatcherWaker dispatcher_waker{dispatcher};
  monitor::MonitorService monitor_service;
  ExternalChanges external_changes{{folder, database, clock, registry, kinds, monitor_service}};
  sensorthings::StoredObservationExtras extras;
  ReadingReactions reading_reactions;
  StreamReactions stream_reactions;
  ingest::Ingest ingest;
  MqttRecords mqtt_records;
  ingest::StoredClientAttributes attributes;
  GatewayReactions gateway_reactions;
  ingest::DeviceGateway gateway;
  std::unique_ptr<mqtt::Server> mqtt;
  std::unique_ptr<sensorthings::ObservationFeed> feed;
  monitor::AlarmContexts alarm_contexts{kinds, config.public_url};
  notifications::StoredDeliveryQueue delivery_queue{database, alarm_contexts, monitor_service};
  std::unique_ptr<notifications::NotificationDispatcher> dispatcher;
  MqttConnections connections{mqtt, registry};
  notifications::DeliveryTrial trial{delivery_options(config), clock, config.quiet};
  capability::Platform platform{database,          clock,          state_pool,   live_updates, log,
                                config.public_url, &blocking_pool, &long_queries};
  std::unique_ptr<Wiring> wiring;
  std::vector<capability::Manifest> manifests;
  std::unique_ptr<http::Server> http;
  std::atomic<unsigned short> mqtt_port = 0;
  Mutex probe_mutex;
  std::condition_variable probed;
  bool is_probing CUNKOU_GUARDED_BY(probe_mutex) = false;
  bool is_slow CUNKOU_GUARDED_BY(probe_mutex) = false;  // the last probe took longer than the patience
  std::string probe_answer CUNKOU_GUARDED_BY(probe_mutex);
  struct Outage {
    Instant since;
    std::string why;
  };
  std::optional<Outage> outage CUNKOU_GUARDED_BY(probe_mutex);  // of a PostgreSQL server
  Instant noted;                                                // of check_state_server()
  std::atomic<bool> lost = false;                               // see check_state_server()
  std::atomic<bool> stopped = false;                            // requests for readiness read it meanwhile
};

Program::Impl::Impl(const Config& c, const DataFolder& f, Definitions d)
    : config(c),
      folder(f),
      definitions(std::move(d)),
      database(open_state_file(f, holder_name("serve"))),
      chunks(open_series_file(f, database)),
      series(*chunks, clock, series_options(c)),
      registry(definitions.profiles),
      io(io_threads, log_error),
      pool(std::max(c.workers, workers_min), jobs_max, log_error),
      state_pool(pool.threads(), jobs_max, log_error),
      probe_pool(1, probes_waiting, log_error),
      blocking_pool(trials_at_once, trials_waiting, log_error),
      long_queries(state_pool, state_pool.threads() / 2, limits::long_queries_waiting),
      mqtt_executor(state_pool, jobs_max),
      feed_executor(state_pool, jobs_max),
      timers(state_pool),
      probe_timers(probe_pool),
      live(live_updates, registry, clock),
      greenhouses(database, registry),
      monitor_service(
          monitor::MonitorDefinitions{definitions.profiles, definitions.rules, definitions.escalation},
          {database,
           series,
           kinds,
           device_link,
           clock,
           {&live_monitor_updates, &dispatcher_waker},
           log_error}),
      extras(database),
      reading_reactions(monitor_service, live, feed),
      stream_reactions({database, series, registry, clock, "device", streams_per_device(config)}, kinds,
                       state_pool, monitor_service, log),
      ingest(series, {&stream_reactions, &extras, &reading_reactions}),
      mqtt_records(f.sessions(), series, log),
      attributes(database, clock),
      gateway_reactions(external_changes, monitor_service, mqtt, log),
      gateway({registry, ingest, clock, attributes, mqtt_executor, gateway_reactions, gateway_reactions}) {
  external_changes.load();
  noted = clock.now();
}

// By a session's cookie, by a device's token, or as the operator's own command line.
Result<access::Identity> Program::Impl::identify(const http::Request& request, const http::Route& route) {
  const auto token = devices::bearer_token(request);
  if (equal_secrets(token, admin_token)) {
    access::Identity who;
    access::Grant grant;
    grant.role = access::Role::operator_;
    who.grants.push_back(grant);
    who.program = true;
    return who;
  }
  if (const auto session = people::session_token(request);
      route.needs_state && !session.empty() && token.empty())
    return sessions.identify(session);
  auto who = devices::device_identity(registry, request);
  if (who.device || (token.empty() && !route.token_in_url)) return who;
  external_changes.reload_devices();
  who = devices::device_identity(registry, request);
  if (who.device || !bad_tokens.count(request.remote, clock.now())) return who;
  return Error{
      Code::too_many,
      {"从这里来的设备令牌错得太多，请核对令牌，一分钟后再试",
       "Too many wrong device tokens from this address: check the token, and try again in a minute"}};
}

http::Routes Program::Impl::routes() {
  return all_routes(
      manifests,
      {clock, std::filesystem::exists(folder.sample()), config.quiet, is_quiet(folder), &mqtt_port}, *this);
}

// False: who asks the state database would wait for it.
bool Program::Impl::answers_state() {
  const MutexLock lock(probe_mutex);
  return !outage && !is_slow;
}

bool Program::Impl::may_read_metrics(const http::Request& request) {
  const bool is_local = request.remote == "127.0.0.1" || request.remote == "::1";
  if (is_local && (config.trust_forwarded_for || request.header("x-forwarded-for").empty())) return true;
  if (!answers_state()) return false;  // who asks cannot be found out
  try {
    const auto who = sessions.identify(people::session_token(request));
    return access::may(who, access::Permission::operate, {});
  } catch (const Unavailable&) {
    return false;
  }
}

std::vector<capability::Metric> Program::Impl::metrics() {
  auto all = server_metrics(*http, *mqtt);
  all.push_back(mqtt_records.metric());
  bool is_there = answers_state();  // a capability counts rows
  for (const auto& manifest : manifests) try {
      if (is_there && manifest.metrics) std::ranges::move(manifest.metrics(), std::back_inserter(all));
    } catch (const sql::Broken&) {
      is_there = false;
    }
  all.push_back(state_metric(is_there));
  return all;
}

// Not ready while the disk refuses writes, or no server answers. Anyone may ask: one probe at a time answers
// all, and nobody waits for it once it was found to be slow.
std::string Program::Impl::trouble() {
  MutexLock lock(probe_mutex);
  if (outage && !stopped) return outage->why;
  if (!is_probing) {
    is_probing = true;
    if (!probe_pool.post([this] { (void)run_probe(); })) is_probing = false;  // the server is stopping
  }
  const auto end = std::chrono::steady_clock::now() + probe_patience;
  while (is_probing && !is_slow && std::chrono::steady_clock::now() < end) lock.wait_until(probed, end);
  if (stopped) return "the server is stopping";
  if (!is_probing) return probe_answer;
  is_slow = true;
  return sql::name_of(folder.state()) + ": no answer within three seconds";
}

// On probe_pool. Says in the log when a PostgreSQL server is lost and when it is back.
std::string Program::Impl::run_probe() {
  auto answer = stopped ? "the server is stopping" : probe();
  const MutexLock lock(probe_mutex);
  probe_answer = answer;
  is_probing = is_slow = false;
  probed.notify_all();
  if (stopped || folder.address.database.empty()) return answer;
  const auto now = clock.now();
  if (!answer.empty()) {
    if (!outage) spdlog::error("not ready: {}", answer);
    outage = Outage{outage ? outage->since : now, answer};
  } else if (outage) {
    spdlog::info("ready again after {} s", (now - outage->since).count() / 1000);
    outage.reset();
  }
  return answer;
}

std::string Program::Impl::probe() {
  try {
    database.probe();
    if (folder.address.has_series && series.metrics().refusing) database.require_space();
    const auto why = series.why_refusing();
    return why ? "readings cannot be stored: " + why->en : "";
  } catch (const std::exception& e) {
    const auto* unavailable = dynamic_cast<const Unavailable*>(&e);
    return sql::name_of(folder.state()) + ": " + (unavailable ? unavailable->reason.en : e.what());
  }
}

void Program::Impl::make_manifests() {
  Services services{series, sessions,        registry,    ingest, greenhouses, definitions.crops,
                    kinds,  monitor_service, connections, trial};
  for (const auto& [name, bound] : config.programs) services.operator_programs.push_back(name);
  services.dispatcher = dispatcher.get();
  wiring = std::make_unique<Wiring>(platform, std::move(services));
  manifests = capabilities(platform, *wiring);
}

void Program::Impl::log_unknown_words() {
  for (const auto& manifest : manifests)
    for (const auto* columns : {&manifest.word_columns, &manifest.definition_columns})
      for (const auto& line : database.unknown_words(*columns)) spdlog::warn("{}", line);
}

std::size_t Program::Impl::connections_max(std::size_t most) const {
  return config.descriptors == 0 ? most : async::connections_for(config.descriptors, most);
}

void Program::Impl::listen_http() {
  http::Server::Options options;
  options.address = config.http.address;
  options.port = config.http.port;
  options.certificate = config.http_certificate;
  options.key = config.http_key;
  options.web_root = web_folder(config);
  options.trust_forwarded_for = config.trust_forwarded_for;
  if (config.query_time) options.query_time = *config.query_time;
  options.hosts = {config.public_url, config.hosts};
  options.secure_cookies = config.public_url.starts_with("https://");
  options.failed = log_error;
  options.connections_max = connections_max(http::limits::connections);
  options.limit_reached = log_warning;
  http = std::make_unique<http::Server>(
      io, pool, state_pool, live_updates, routes(),
      [this](const http::Request& r, const http::Route& route) { return identify(r, route); }, options);
}

void Program::Impl::listen_mqtt() {
  std::optional<mqtt::Server::Tls> tls;
  if (!config.mqtt_certificate.empty()) tls = {config.mqtt_certificate, config.mqtt_key};
  const auto port = mqtt->listen(config.mqtt.address, config.mqtt.port, tls);
  if (!port) throw std::runtime_error(port.error().reason.en);
  mqtt_port = *port;
}

// Definitions of single capabilities; `definitions` has those that several use.
Result<void> Program::Impl::read_definitions() {
  for (const auto& manifest : manifests)
    if (manifest.read_definitions) CUNKOU_TRY(manifest.read_definitions(definitions_folder(config)));
  std::vector<std::string> read{"escalation.yaml"};
  for (const auto& manifest : manifests)
    read.insert(read.end(), manifest.definition_files.begin(), manifest.definition_files.end());
  for (const auto& unread : describe_unread(definitions_folder(config), read)) spdlog::warn("{}", unread);
  return {};
}

Result<void> Program::Impl::start() {
  mqtt = std::make_unique<mqtt::Server>(
      io, pool, gateway, mqtt_records,
      mqtt::Server::Options{.connections_max = connections_max(mqtt::limits::connections),
                            .limit_reached = log_warning});
  if (!config.quiet)
    dispatcher = std::make_unique<notifications::NotificationDispatcher>(
        notifications::Deliverer(delivery_options(config)), delivery_queue, clock, log_error);
  make_manifests();
  CUNKOU_TRY(read_definitions());
  log_unknown_words();
  for (const auto& missing : lost_commits({folder.state_file(), folder.series()}))
    spdlog::error("{}", missing.en);
  for (const auto& manifest : manifests)
    for (const auto& timer : manifest.timers)
      if (timer.at_start) timer.run();
  monitor_service.start();
  const auto root = config.public_url.empty() ? "http://" + to_string(config.http) : config.public_url;
  feed = std::make_unique<sensorthings::ObservationFeed>(sensorthings::ObservationFeed::Parts{
      *mqtt, database, series, clock, feed_executor, root + "/v1.1", log_warning});

  listen_http();
  listen_mqtt();
  start_timers();
  return {};
}

void Program::Impl::start_timers() {
  for (const auto& manifest : manifests)
    for (const auto& timer : manifest.timers) timers.every(timer.every, timer.run);
  timers.every(seconds(1), [this] { external_changes.poll(); });
  timers.every(memory_check_every, [] { give_back_memory(limits::free_memory_bytes); });
  if (!folder.address.database.empty())
    probe_timers.every(state_check_every, [this] { check_state_server(); });
}

// Of a PostgreSQL server. If another server has the database, or it is not as this one left it, devices and
// people go elsewhere, and a start finds out.
void Program::Impl::check_state_server() {
  const auto trouble = run_probe();
  if (stopped) return;
  auto why = database.lost_to_another();
  if (!why && chunks->is_written_by_another()) why = sql::written_by_another();
  if (why && !lost.exchange(true)) {
    spdlog::error("{}: {}; stopping", sql::name_of(folder.state()), why->en);
    kill(getpid(), SIGTERM);
  }
  if (const auto now = clock.now(); !why && trouble.empty() && now >= noted + note_every) {
    note_state(folder);
    noted = now;
  }
}

// Each step runs even if the one before failed: received readings are stored if the disk still accepts them.
void Program::Impl::stop() {
  if (stopped.exchange(true)) return;
  const std::vector<std::function<void()>> steps{
      [this] {
        database.set_lock_timeout(stop_lock_timeout);
        database.give_up();
        chunks->give_up();
      },
      [this] {
        timers.stop();
        probe_timers.stop();
      },
      [this] {
        if (http) http->stop();
      },
      [this] {
        if (mqtt) mqtt->stop();
      },
      [this] { monitor_service.stop(); },
      [this] {
        if (dispatcher) dispatcher->stop();
      },
      [this] { blocking_pool.stop(async::WorkerPool::Waiting::drop); },
      [this] { live.stop(); },
      [this] {
        probe_pool.stop();
        state_pool.stop();
        pool.stop();
      },
      [this] {
        if (const auto sealed = series.seal(); !sealed) spdlog::warn("series: {}", sealed.error().reason.en);
      },
      [this] { series.stop(); },
      [this] {
        for (const auto& manifest : manifests)
          if (manifest.flush) async::run_guarded(manifest.flush, log_error);
      },
      [this] {
        const MutexLock lock(probe_mutex);
        if (!outage && !lost && !folder.address.database.empty()) note_state(folder);
      },
      [this] { http.reset(); },
      [this] { mqtt.reset(); },
      [this] { io.stop(); }};
  for (const auto& step : steps) async::run_guarded(step, log_error);
}

Program::Program(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Program::~Program() { stop(); }

Result<std::unique_ptr<Program>> Program::start(const Config& config, const DataFolder& folder) {
  CUNKOU_TRY_VALUE(definitions, load_definitions(definitions_folder(config)));
  try {
    auto impl = std::make_unique<Impl>(config, folder, std::move(definitions));
    std::unique_ptr<Program> program(new Program(std::move(impl)));  // stops what has started
    if (const auto started = program->impl_->start(); !started) return started.error();
    return program;
  } catch (const sql::Broken& broken) {
    return Error{Code::unavailable, broken.reason};
  } catch (const std::exception& e) {
    return Error{Code::unavailable, untranslated(e.what())};
  }
}

unsigned short Program::http_port() const { return impl_->http->port(); }
unsigned short Program::mqtt_port() const { return impl_->mqtt_port; }
std::string Program::token() const { return impl_->admin_token; }

std::optional<std::string> Program::set_up_link() {
  const auto invited =
      impl_->database.write([&](sql::Transaction& t) -> Result<std::optional<people::Invited>> {
        journal::Act act{PersonId(), "cli", impl_->clock.now(), journal::journal_of(t)};
        return people::first_start_invitation(act, people::people_store(t), places::place_store(t));
      });
  if (!invited || !*invited) return {};
  return "/invitation/" + (**invited).code;
}

void Program::stop() { impl_->stop(); }
bool Program::lost() const { return impl_->lost; }

}  // namespace cunkou::app
