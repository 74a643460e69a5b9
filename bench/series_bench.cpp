// Benchmarks of sensing/series: the codec, a bulk load, disk use and a month's chart. Curves come from a
// measured file if CUNKOU_DATA names it (stream,time_utc,value,unit), else from a daily sine with noise;
// resolution 0.1.
//   series_bench [--benchmark_filter=…]

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string_view>
#include <thread>

#include "sensing/series/chunk_codec.hpp"
#include "sensing/series/limits.hpp"
#include "sensing/series/sql/series_sql.hpp"
#include "sensing/series/store.hpp"

namespace cunkou::series {
namespace {

namespace fs = std::filesystem;

constexpr int streams = 1000, minutes_each = 10'080, batch_readings = 5000;
const Instant start = parse_instant("2026-01-01T00:00:00Z").value();

double rounded(double v) { return std::round(v * 10) / 10; }

constexpr int quantities = 5;
constexpr std::array names = {"air_temperature", "relative_humidity", "soil_temperature", "soil_moisture",
                              "solar_radiation"};

std::vector<double> measured(std::string_view quantity) {
  std::vector<double> values;
  const char* file = std::getenv("CUNKOU_DATA");
  std::ifstream in(file == nullptr ? "" : file);
  for (std::string line; std::getline(in, line);) {
    const auto comma = line.find(',');
    if (std::string_view(line).substr(0, comma) != quantity) continue;
    const char* cell = line.data() + line.find(',', comma + 1) + 1;
    double v = 0;
    if (std::from_chars(cell, line.data() + line.size(), v).ec == std::errc{} && std::isfinite(v))
      values.push_back(v);
  }
  return values;
}

std::vector<double> drawn() {
  std::mt19937 random(1);
  std::normal_distribution<double> noise(0, 0.4);
  std::vector<double> values;
  for (int i = 0; i < 27'000; ++i) values.push_back(20 + 8 * std::sin(i / 15.3) + noise(random));
  return values;
}

// Interpolates between quarter hours; each stream starts on another day. The same curves as in bulk_load.
double value_of(int stream, int minute) {
  static const auto curves = [] {
    std::vector<std::vector<double>> all;
    for (const char* name : names) {
      auto values = measured(name);
      all.push_back(values.size() > 5000 ? values : drawn());
    }
    return all;
  }();
  const auto& curve = curves[static_cast<std::size_t>(stream % quantities)];
  const auto at = static_cast<std::size_t>(stream * 97 + minute / 15) % (curve.size() - 1);
  const double share = minute % 15 / 15.0;
  return rounded(curve[at] * (1 - share) + curve[at + 1] * share);
}

std::vector<Point> chunk_of(int stream, double noise = 0) {
  std::mt19937 random(static_cast<unsigned>(stream));
  std::normal_distribution<double> noisy(0, noise > 0 ? noise : 1);
  std::vector<Point> points;
  for (int i = 0; i < static_cast<int>(series::limits::chunk_readings); ++i)
    points.push_back({start + minutes(i), rounded(value_of(stream, i) + (noise > 0 ? noisy(random) : 0))});
  return points;
}

void EncodeChunk(benchmark::State& state) {
  std::vector<std::vector<Point>> chunks;
  for (int s = 0; s < 1000; ++s) chunks.push_back(chunk_of(s, static_cast<double>(state.range(0)) / 100));
  std::size_t i = 0, bytes = 0;
  for (auto _ : state) bytes += encode_chunk(chunks[i++ % chunks.size()]).size();
  const auto readings = static_cast<double>(state.iterations()) * series::limits::chunk_readings;
  state.counters["ns_per_reading"] =
      benchmark::Counter(readings * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["bytes_per_reading"] = static_cast<double>(bytes) / readings;
}
BENCHMARK(EncodeChunk)->ArgName("noise_hundredths")->Arg(0)->Arg(5)->Arg(10)->Arg(30);

void DecodeChunk(benchmark::State& state) {
  std::vector<std::string> chunks;
  for (int s = 0; s < 1000; ++s) chunks.push_back(encode_chunk(chunk_of(s)));
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(decode_chunk(chunks[i++ % chunks.size()]));
  const auto readings = static_cast<double>(state.iterations()) * series::limits::chunk_readings;
  state.counters["ns_per_reading"] =
      benchmark::Counter(readings * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(DecodeChunk);

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("series_bench" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string database() const { return (path_ / "series.db").string(); }
  std::uintmax_t bytes() const {
    std::uintmax_t n = 0;
    for (const auto& file : fs::directory_iterator(path_)) n += file.file_size();
    return n;
  }

 private:
  fs::path path_;
};

double seconds_since(std::chrono::steady_clock::time_point t) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// One of `producers`: takes every `producers`-th batch of all readings in time order.
void produce(Store& store, int producer, int producers, const std::vector<std::int32_t>& values) {
  const std::int64_t all = std::int64_t{streams} * minutes_each;
  std::atomic<int> under_way{0};
  for (std::int64_t from = std::int64_t{producer} * batch_readings; from < all;
       from += producers * batch_readings) {
    Batch batch;
    batch.readings.reserve(batch_readings);
    for (std::int64_t i = from; i < std::min(all, from + batch_readings); ++i) {
      const auto stream = i % streams, minute = i / streams;
      batch.readings.push_back({StreamId{stream + 1}, start + minutes(minute),
                                static_cast<double>(values[static_cast<std::size_t>(i)]) / 10});
    }
    ++under_way;
    store.append(std::move(batch), [&](const Result<Outcome>& o) {
      if (!o) std::abort();
      --under_way;
    });
  }
  while (under_way > 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
}

const std::vector<std::int32_t>& tenths() {
  static const std::vector<std::int32_t> values = [] {
    std::vector<std::int32_t> v;
    v.reserve(std::size_t{streams} * minutes_each);
    for (int m = 0; m < minutes_each; ++m)
      for (int s = 0; s < streams; ++s)
        v.push_back(static_cast<std::int32_t>(std::round(value_of(s, m) * 10)));
    return v;
  }();
  return values;
}

void load(Store& store) {
  std::thread other([&] { produce(store, 1, 2, tenths()); });
  produce(store, 0, 2, tenths());
  other.join();
}

void BulkLoad(benchmark::State& state) {
  FixedClock clock{start};
  tenths();
  for (auto _ : state) {
    Folder folder;
    auto database = series::open_series(folder.database());
    Store store(*database, clock, {});
    const auto begin = std::chrono::steady_clock::now();
    const double cpu = cpu_seconds();
    load(store);
    const double loaded = seconds_since(begin), loaded_cpu = cpu_seconds() - cpu;
    if (!store.seal()) state.SkipWithError("seal");
    const double readings = double(streams) * minutes_each;
    state.counters["readings_per_s"] = readings / loaded;
    state.counters["cpu_ns_per_reading"] = loaded_cpu / readings * 1e9;
    state.counters["seal_s"] = seconds_since(begin) - loaded;
    state.counters["bytes_per_reading"] = static_cast<double>(folder.bytes()) / readings;
    state.counters["chunks"] = static_cast<double>(store.metrics().chunks);
    state.counters["chunks_written"] = static_cast<double>(store.metrics().chunks_written);
    state.counters["commits"] = static_cast<double>(store.metrics().commits);
    const auto again = std::chrono::steady_clock::now();
    load(store);
    state.counters["replayed_per_s"] = readings / seconds_since(again);
    const auto checking = std::chrono::steady_clock::now();
    if (!store.check().faults.empty()) state.SkipWithError("check");
    state.counters["check_s"] = seconds_since(checking);
  }
}
BENCHMARK(BulkLoad)->Iterations(1)->Unit(benchmark::kMillisecond);

double percentile(std::vector<double>& values, double share) {
  std::ranges::sort(values);
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// A month of minutes in 600 buckets and the latest values of 24 greenhouses, at 10,000 incoming readings/s.
void MonthWhileLoading(benchmark::State& state) {
  Folder folder;
  FixedClock clock{start};
  auto database = series::open_series(folder.database());
  Store store(*database, clock, {});
  constexpr int month = 43'200, views = 120;
  for (int s = 1; s <= views; ++s) {
    Batch batch;
    for (int i = 0; i < month; ++i)
      batch.readings.push_back({StreamId{s}, start + minutes(i), value_of(s, i)});
    if (!store.append_and_wait(std::move(batch))) state.SkipWithError("append");
  }
  std::atomic<bool> over{false};
  std::thread sender([&] {
    for (std::int64_t i = 0; !over; ++i) {
      Batch batch;
      for (int k = 0; k < 100; ++k)
        batch.readings.push_back({StreamId{1001 + k}, start + seconds(i), value_of(k, int(i))});
      if (!store.append_and_wait(std::move(batch))) std::abort();
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  });
  std::vector<StreamId> ids;
  for (int s = 1; s <= views; ++s) ids.push_back(StreamId{s});
  std::vector<double> month_ms, latest_ms;
  std::size_t i = 0;
  for (auto _ : state) {
    auto begin = std::chrono::steady_clock::now();
    const StreamId stream = ids[i++ % ids.size()];
    const auto buckets = store.buckets(stream, {start, start + days(30)}, minutes(72), start).value();
    month_ms.push_back(seconds_since(begin) * 1e3);
    if (buckets.size() != 600) state.SkipWithError("buckets");
    begin = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(store.latest(ids));
    latest_ms.push_back(seconds_since(begin) * 1e3);
  }
  over = true;
  sender.join();
  state.counters["month_p95_ms"] = percentile(month_ms, 0.95);
  state.counters["month_max_ms"] = percentile(month_ms, 1);
  state.counters["latest_p95_ms"] = percentile(latest_ms, 0.95);
}
BENCHMARK(MonthWhileLoading)->Iterations(2000)->Unit(benchmark::kMicrosecond);

// Single readings from many clients: the cost of small commits.
void OneByOne(benchmark::State& state) {
  static std::unique_ptr<Folder> folder;
  static std::unique_ptr<ChunkStore> database;
  static std::unique_ptr<Store> store;
  static FixedClock clock{start};
  if (state.thread_index() == 0) {
    folder = std::make_unique<Folder>();
    database = series::open_series(folder->database());
    store = std::make_unique<Store>(*database, clock, Store::Options{});
  }
  std::int64_t i = 0;
  for (auto _ : state) {
    Batch batch;
    batch.readings.push_back({StreamId{state.thread_index() + 1}, start + seconds(++i), 21.5});
    if (!store->append_and_wait(std::move(batch))) std::abort();
  }
  if (state.thread_index() == 0) {
    store.reset();
    database.reset();
    folder.reset();
  }
}
BENCHMARK(OneByOne)->Threads(1)->Threads(32)->UseRealTime()->Unit(benchmark::kMicrosecond);

// Time to open a store with 100 M readings.
void OpenWithAHundredMillion(benchmark::State& state) {
  Folder folder;
  FixedClock clock{start};
  const std::int64_t readings = 100'000'000,
                     chunks = readings / static_cast<std::int64_t>(series::limits::chunk_readings);
  {
    auto database = series::open_series(folder.database());
    std::vector<std::pair<std::string, Summary>> models;
    for (int s = 0; s < 50; ++s) {
      const auto points = chunk_of(s);
      Summary sum;
      sum.count = static_cast<std::int64_t>(points.size());
      sum.first = points.front();
      sum.last = points.back();
      sum.start = points.front().time;
      models.emplace_back(encode_chunk(points), sum);
    }
    ChunkStore::Commit commit;
    for (std::int64_t c = 0; c < chunks; ++c) {
      const auto& [bytes, sum] = models[static_cast<std::size_t>(c) % models.size()];
      ChunkRow row{c + 1, StreamId{1 + c % 1000}, start, sum};
      const Duration shift = minutes(static_cast<std::int64_t>(series::limits::chunk_readings) * (c / 1000));
      row.summary.first.time = row.summary.first.time + shift;
      row.summary.last.time = row.summary.last.time + shift;
      commit.chunks.emplace_back(row, bytes);
    }
    database->commit(commit);
    database->release_space();
  }
  for (auto _ : state) {
    auto database = series::open_series(folder.database());
    Store store(*database, clock, {});
    benchmark::DoNotOptimize(store.totals(StreamId{1}));
  }
}
BENCHMARK(OpenWithAHundredMillion)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cunkou::series

BENCHMARK_MAIN();
