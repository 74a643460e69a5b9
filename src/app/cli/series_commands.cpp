// Commands on series: through the running server if there is one, else on the locked folder.

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "app/cli/commands.hpp"
#include "app/cli/csv_file.hpp"
#include "app/cli/csv_parts.hpp"
#include "app/cli/empty_dependencies.hpp"
#include "app/cli/running_server.hpp"
#include "app/cli/terminal.hpp"
#include "app/data_folder.hpp"
#include "app/database_files.hpp"
#include "app/definitions.hpp"
#include "app/holder_name.hpp"
#include "app/series_file.hpp"
#include "app/series_options.hpp"
#include "app/system_clock.hpp"
#include "core/journal/act.hpp"
#include "platform/http/local_request.hpp"
#include "platform/sql/copy.hpp"
#include "platform/sql/database.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/devices/registry.hpp"
#include "sensing/formats/csv_readings.hpp"
#include "sensing/ingest/ingest.hpp"
#include "sensing/ingest/sql/stored_stream_opener.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/series/sql/series_postgresql.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::app {
namespace {

namespace json = boost::json;

constexpr std::size_t readings_per_batch = 20'000;
constexpr std::size_t refusals_shown = 20;
constexpr int some_refused = 3;  // exit code: some readings were refused, the others are stored
constexpr std::size_t part_bytes = 16 * 1024 * 1024;  // sent in one request to the running server
constexpr int busy_attempts = 300;                    // one a second, while the server imports other files

Result<devices::Device> device_named(sql::Database& database, const std::string& given) {
  return database.read([&](sql::Transaction& t) -> Result<devices::Device> {
    std::vector<devices::Device> found;
    for (auto& d : devices::device_store(t).devices())
      if (d.name == given || std::to_string(d.id.value) == given) found.push_back(d);
    if (found.size() == 1) return found.front();
    return not_found(found.empty()
                         ? format_label("没有叫「{}」的设备",
                                        "there is no device {}; `cunkou device list` shows them", given)
                         : format_label("有多个叫「{}」的设备，请用编号",
                                        "several devices are called {}: give the id", given));
  });
}

struct Progress {
  std::int64_t bytes_total = 0;
  void show(std::int64_t bytes, const char* end) const {
    std::fprintf(
        stderr, "\r%3lld %%%s",
        static_cast<long long>(bytes_total ? std::min<std::int64_t>(100 * bytes / bytes_total, 100) : 100),
        end);
  }
};

int print(const ingest::Report& report) {
  for (const auto& r : report.refusals)
    fmt::print(stderr, "{}\n", localize_line(r.line, r.stream, r.reason, r.text));
  fmt::print("{}\n", localize("新增 {}，已有 {}，替换 {}，拒绝 {}",
                              "{} added, {} there already, {} replaced, {} refused", report.added,
                              report.equal, report.replaced, report.refused));
  return report.refused > 0 ? some_refused : 0;
}

// Same wiring as the server, without sockets.
Result<void> import_here(const Config& config, const DataFolder& folder, sql::Database& database, DeviceId id,
                         const std::string& file, ingest::Report& total) {
  const SystemClock clock;
  CUNKOU_TRY_VALUE(definitions, load_definitions(definitions_folder(config)));
  const auto chunks = open_series_file(folder, database);
  series::Store series(*chunks, clock, series_options(config));
  devices::Registry registry(definitions.profiles);
  database.read(
      [&](sql::Transaction& t) { registry.load(sensorthings::entity_store(t), devices::device_store(t)); });

  ingest::StoredStreamOpener opener({database, series, registry, clock, "cli", streams_per_device(config)});
  ingest::Ingest ingest(series, {&opener, nullptr, nullptr});

  CsvFile csv(file);
  CUNKOU_TRY_VALUE(text, csv.utf8());
  formats::CsvReadings rows(std::move(text));
  CUNKOU_TRY(rows.read_header());
  const Progress progress{static_cast<std::int64_t>(std::filesystem::file_size(file))};
  Result<void> imported;
  while (imported && !rows.ended()) {
    const auto part =
        ingest::take_and_wait(ingest, registry.by_id(id), rows.next(readings_per_batch), clock.now());
    if (part)
      ingest::add(total, *part, refusals_shown);
    else
      imported = part.error();
    progress.show(static_cast<std::int64_t>(rows.bytes_read()), "");
  }
  progress.show(imported ? progress.bytes_total : static_cast<std::int64_t>(rows.bytes_read()), "\n");
  if (const auto sealed = series.seal(); imported && !sealed) imported = sealed.error();
  const auto entry = registry.by_id(id);
  database.write([&](sql::Transaction& t) {
    devices::device_store(t).put_ingest_stats(id, entry->stats->counts(), entry->stats->refusals());
  });
  return imported;
}

std::int64_t number(const json::object& o, const char* key) {
  const auto* v = o.if_contains(key);
  return v && v->is_int64() ? v->as_int64() : 0;
}

Result<json::object> body_of(const Result<http::LocalResponse>& got) {
  if (!got) return got.error();
  boost::system::error_code error;
  auto body = json::parse(got->body, error);
  if (error || !body.is_object())
    return Error{Code::internal, {"服务器的回答读不懂", "the server's answer cannot be read"}};
  if (got->status >= 400) {
    const auto* detail = body.as_object().if_contains("detail");
    return invalid(detail && detail->is_string()
                       ? untranslated(std::string(detail->as_string()))  // in the terminal's language
                       : format_label("服务器拒绝了，代码 {}", "the server refused with {}", got->status));
  }
  return body.as_object();
}

ingest::Report report_of(const json::object& job, std::int64_t lines_before) {
  const auto text = [](const json::object& o, const char* key) {
    const auto* v = o.if_contains(key);
    return v && v->is_string() ? std::string(v->as_string()) : std::string();
  };
  ingest::Report report;
  report.added = number(job, "added");
  report.equal = number(job, "equal");
  report.replaced = number(job, "replaced");
  report.refused = number(job, "refused");
  if (const auto* refusals = job.if_contains("refusals"); refusals && refusals->is_array())
    for (const auto& one : refusals->as_array()) {
      const auto& o = one.as_object();
      report.refusals.push_back({{},
                                 text(o, "stream"),
                                 untranslated(text(o, "reason")),
                                 text(o, "text"),
                                 number(o, "line") + lines_before});
    }
  return report;
}

// Repeats the request while the server is busy with other imports.
Result<json::object> post_when_free(const http::LocalServer& there, const std::string& path,
                                    const std::string& body) {
  for (auto attempts = busy_attempts;; --attempts) {
    const auto got = http::local_request(there, "POST", path, body, "text/csv");
    const bool busy = got && (got->status == 503 || got->status == 429);
    if (!busy || attempts == 0) return body_of(got);
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

// Sends one part of the file and waits for its job. `show` gets the number of processed bytes of the part.
Result<ingest::Report> import_part(const http::LocalServer& there, DeviceId id, const CsvParts::Part& part,
                                   const std::function<void(std::int64_t)>& show) {
  CUNKOU_TRY_VALUE(begun,
                   post_when_free(there, "/api/devices/" + std::to_string(id.value) + "/import", part.text));
  const auto path = "/api/imports/" + std::to_string(number(begun, "id"));
  for (;;) {
    CUNKOU_TRY_VALUE(job, body_of(http::local_request(there, "GET", path, "", "")));
    show(number(job, "bytes"));
    const auto* state = job.if_contains("state");
    if (state && state->is_string() && state->as_string() == "running") {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      continue;
    }
    if (const auto* error = job.if_contains("error"); error && error->is_string())
      return invalid(untranslated(std::string(error->as_string())));
    return report_of(job, part.lines_before);
  }
}

Result<void> import_there(const Running& server, DeviceId id, const std::string& file,
                          ingest::Report& total) {
  CUNKOU_TRY_VALUE(there, local_server(server));
  CsvFile csv(file);
  CUNKOU_TRY_VALUE(text, csv.utf8());
  CsvParts parts(text, part_bytes);
  const Progress progress{static_cast<std::int64_t>(std::filesystem::file_size(file))};
  std::int64_t done = 0;
  while (const auto part = parts.next()) {
    const auto report =
        import_part(there, id, *part, [&](std::int64_t bytes) { progress.show(done + bytes, ""); });
    if (!report) return report.error();
    ingest::add(total, *report, refusals_shown);
    done = static_cast<std::int64_t>(parts.bytes_read());
  }
  progress.show(progress.bytes_total, "\n");
  return {};
}

}  // namespace

int import_readings(const Config& config, const std::string& file, const std::string& device) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  const auto server = read_running(*folder);
  std::optional<Result<FolderLock>> lock;
  if (!server) lock.emplace(FolderLock::take(*folder));
  if (lock && !*lock) return refused(lock->error());
  // The readings of a database have one writer, which may be the server of another folder.
  const bool holds = !server && folder->address.has_series;
  auto database = open_state_file(*folder, holds ? holder_name("import") : "");
  const auto found = device_named(database, device);
  if (!found) return refused(found.error());
  ingest::Report total;
  Result<void> done;
  if (server) {
    done = import_there(*server, found->id, file, total);
  } else {
    done = import_here(config, *folder, database, found->id, file, total);
  }
  if (done) return print(total);
  const bool some = total.added + total.equal + total.replaced + total.refused > 0;
  if (some) print(total);
  if (some || done.error().code == Code::unavailable)
    fmt::print(stderr, "{}\n",
               localize("到这里中断了；再导一次，已有的不会重复",
                        "It stopped there; import again: nothing is stored twice"));
  return refused(done.error());
}

namespace {

series::Store::Check check_series_in_state(const DataFolder& folder, std::vector<std::string>& faults) try {
  if (const auto lost = lost_series(folder)) {
    faults.push_back(localize(*lost));
    return {};
  }
  const SystemClock clock;
  series::PostgresqlSeries chunks(folder.address.database, series::PostgresqlSeries::Access::snapshot);
  const auto found = series::Store(chunks, clock, {}).check();
  faults.insert(faults.end(), found.faults.begin(), found.faults.end());
  return found;
} catch (const series::StoreBroken& broken) {
  faults.emplace_back(broken.what());
  return {};
}

// Creates nothing. Adds what is wrong to `faults`, also that the file is lost or cannot be read.
series::Store::Check check_series(const DataFolder& folder, std::vector<std::string>& faults) {
  if (folder.address.has_series) return check_series_in_state(folder, faults);
  const auto found_fault = [&](const auto& one) { faults.insert(faults.end(), one.begin(), one.end()); };
  if (const auto lost = lost_series(folder)) found_fault(std::vector{localize(*lost)});
  if (!std::filesystem::exists(folder.series())) return {};
  const SystemClock clock;
  series::Store::Check found;
  try {
    const auto chunks = series::open_series(folder.series());
    found = series::Store(*chunks, clock, {}).check();
    found_fault(found.faults);
    found_fault(sql::check_database(folder.series()));
  } catch (const series::StoreBroken& broken) {
    const auto why = sql::check_database(folder.series());
    found_fault(why.empty() ? std::vector<std::string>{broken.what()} : why);
  }
  return found;
}

}  // namespace

int check(const Config& config) {
  const auto folder = find_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  auto database = open_state_file(*folder);
  auto faults = database.check();
  const auto broken_links = journal::check_journal(database);
  faults.insert(faults.end(), broken_links.begin(), broken_links.end());
  EmptyDependencies dependencies;
  for (const auto& manifest : capabilities(dependencies.platform, dependencies.wiring)) {
    const auto unknown_words = database.unknown_words(manifest.word_columns);
    faults.insert(faults.end(), unknown_words.begin(), unknown_words.end());
  }
  const auto found = check_series(*folder, faults);
  for (const auto& lost : lost_commits({folder->state_file(), folder->series()}))
    faults.push_back(localize(lost));
  if (std::filesystem::exists(folder->sessions()) && !sql::check_database(folder->sessions()).empty())
    faults.push_back(localize(
        "{0} 已损坏。里面只有设备的 MQTT 会话和保留消息：停下服务器，把 {0}、{0}-wal、{0}-shm 移走",
        "{0} is damaged. It holds only MQTT sessions and retained messages: stop the server and move {0}, "
        "{0}-wal and {0}-shm away",
        folder->sessions()));
  for (const auto& fault : faults) fmt::print(stderr, "{}\n", fault);
  fmt::print(
      "{}{}\n",
      localize("{} 条数据流：{} 个读数在 {} 个数据块里，{} 个在 {} 行预写记录里，{} 个汇总：",
               "{} streams: {} readings in {} chunks, {} in {} write-ahead rows, {} roll-ups: ",
               found.streams, found.readings, found.chunks, found.waiting, found.write_ahead, found.roll_ups),
      faults.empty() ? localize("完好", "clean")
                     : localize("{} 处损坏", "{} fault{}", faults.size(), faults.size() == 1 ? "" : "s"));
  return faults.empty() ? 0 : 1;
}

}  // namespace cunkou::app
