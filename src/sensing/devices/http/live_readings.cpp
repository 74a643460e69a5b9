#include "sensing/devices/http/live_readings.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <unordered_map>

#include "base/json_text.hpp"

namespace cunkou::devices {
namespace {

constexpr Duration age_max = hours(1);  // older readings are history, which pages request

// The last reading of each stream.
std::vector<series::Reading> newest(const std::vector<series::Reading>& readings) {
  std::unordered_map<StreamId, std::size_t> at;
  std::vector<series::Reading> out;
  for (const auto& r : readings) {
    const auto [found, added] = at.try_emplace(r.stream, out.size());
    if (added)
      out.push_back(r);
    else if (r.time >= out[found->second].time)
      out[found->second] = r;
  }
  return out;
}

}  // namespace

LiveReadings::LiveReadings(http::LiveUpdates& live_updates, const Registry& registry, const Clock& clock)
    : live_updates_(live_updates), registry_(registry), clock_(clock), thread_([this] { run(); }) {}

LiveReadings::~LiveReadings() { stop(); }

void LiveReadings::readings_committed(std::span<const series::Reading> readings) {
  if (live_updates_.streams() == 0) return;
  const auto oldest = clock_.now() - age_max;
  {
    MutexLock lock(mutex_);
    std::ranges::copy_if(readings, std::back_inserter(waiting_),
                         [&](const series::Reading& r) { return r.time >= oldest; });
  }
  wake_.notify_one();
}

void LiveReadings::stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LiveReadings::run() {
  std::vector<series::Reading> batch;
  for (;;) {
    {
      MutexLock lock(mutex_);
      while (!stopping_ && waiting_.empty()) lock.wait(wake_);
      if (stopping_) return;
      batch.clear();
      batch.swap(waiting_);
    }
    publish(newest(batch));
  }
}

void LiveReadings::publish(const std::vector<series::Reading>& readings) {
  http::LiveUpdate update;
  update.name = "reading";
  for (const auto& r : readings) {
    const auto entry = registry_.by_stream(r.stream);
    const auto* stream = entry ? entry->stream(r.stream) : nullptr;
    if (!stream) continue;
    update.json = json_text(
        boost::json::object{{"greenhouseId", entry->thing.value},
                            {"streamId", r.stream.value},
                            {"quantity", stream->quantity.empty() ? stream->name : stream->quantity},
                            {"unit", stream->unit},
                            {"at", to_iso(r.time)},
                            {"value", r.value}});
    update.scope = entry->scope;
    update.subject = entry->thing.value;
    live_updates_.publish(update);
  }
}

}  // namespace cunkou::devices
