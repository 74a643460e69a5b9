#include "sensing/ingest/http/import_jobs.hpp"

#include "base/charset.hpp"
#include "base/clock.hpp"
#include "platform/async/worker_pool.hpp"
#include "sensing/formats/csv_readings.hpp"
#include "sensing/ingest/limits.hpp"

namespace cunkou::ingest {
namespace {

constexpr std::size_t readings_per_part = 10'000;

}  // namespace

ImportJobs::ImportJobs(const ImportRouteParts& parts)
    : parts_(parts), limiter_(parts.pool, 1, limits::imports_waiting) {}

template <class F>
void ImportJobs::change(std::int64_t id, F&& f) {
  MutexLock lock(mutex_);
  if (auto found = imports_.find(id); found != imports_.end()) f(found->second);
}

Result<std::int64_t> ImportJobs::begin(DeviceId device, std::string file) {
  CUNKOU_TRY_VALUE(utf8, in_utf8(std::move(file)));
  if (auto fine = formats::CsvReadings(std::string_view(utf8)).read_header(); !fine) return fine.error();
  Import import;
  import.device = device;
  import.bytes_total = utf8.size();
  {
    MutexLock lock(mutex_);
    import.id = ++last_;
    imports_[import.id] = import;
    if (imports_.size() > limits::imports_kept) imports_.erase(imports_.begin());
  }
  auto text = std::make_shared<const std::string>(std::move(utf8));
  auto posted = limiter_.post([this, id = import.id, device, text] { run(id, device, *text); });
  if (!posted) {
    MutexLock lock(mutex_);
    imports_.erase(import.id);
    return posted.error();
  }
  return import.id;
}

void ImportJobs::run(std::int64_t id, DeviceId device, const std::string& file) {
  const auto fail = [&](const Label& reason) {
    change(id, [&](Import& import) {
      import.state = Import::State::failed;
      import.error = reason;
    });
  };
  try {
    formats::CsvReadings readings{std::string_view(file)};
    if (auto fine = readings.read_header(); !fine) return fail(fine.error().reason);
    while (!readings.ended()) {
      const auto entry = parts_.registry.by_id(device);
      if (!entry) return fail({"这台设备已被删除", "the device has been removed"});
      auto part = take_and_wait(parts_.ingest, entry, readings.next(readings_per_part), parts_.clock.now());
      if (!part) return fail(part.error().reason);
      change(id, [&](Import& import) {
        add(import.report, *part, limits::import_refusals);
        import.bytes = readings.bytes_read();
      });
    }
    change(id, [](Import& import) {
      import.state = Import::State::done;
      import.bytes = import.bytes_total;
    });
  } catch (const std::exception&) {
    fail({"数据库出错，请稍后再导入一次", "the database failed: import the file again later"});
  }
}

std::optional<Import> ImportJobs::find(std::int64_t id) const {
  MutexLock lock(mutex_);
  auto found = imports_.find(id);
  return found == imports_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace cunkou::ingest
