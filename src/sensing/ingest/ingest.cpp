#include "sensing/ingest/ingest.hpp"

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <future>
#include <unordered_set>

#include "sensing/devices/limits.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/formats/number.hpp"
#include "sensing/sensorthings/observation_id.hpp"
#include "sensing/series/limits.hpp"
#include "sensing/thingsboard/actuator_report.hpp"
#include "sensing/thingsboard/telemetry.hpp"

namespace cunkou::ingest {
namespace {

const Label unknown_stream{"这种设备没有这个量", "this kind of device has no such stream"};
const Label too_many_streams{"这台设备的数据流太多", "the device has too many streams"};
const Label bad_name{"名称是空的、太长，或者有看不见的字符",
                     "the name is empty, too long, or has characters that cannot be seen"};
const Label too_early{
    "时间在 1971 年以前：设备的时钟没有校准，或者时间的单位不对",
    "the time is before 1971: the device's clock is not set, or the time is in another unit"};
constexpr double no_sign = 0;  // added to each value: turns -0.0 into 0, which is equal and compresses better
constexpr Instant earliest{31'536'000'000};
const Label in_future{"时间在未来，请检查设备的时钟", "the time is in the future: check the device's clock"};
const Label unreadable_state{
    "看不懂：手动应为 true 或 false，运动状态应为 opening、closing 或空",
    "cannot be read: a manual switch is true or false, a motion opening, closing or empty"};
const Label too_long{"内容太长", "the value is too long"};
const Label too_many_untimed{
    "没有时间的读数一次最多 6 万个：请分成几批，或者给每个读数写上时间",
    "at most 60,000 readings without a time fit into one message: send them in parts, or give each its time"};
static_assert(series::limits::untimed_ahead_max == minutes(1));
const Label too_old{"早于保留期，原始读数已经合并", "older than what is kept: its time is folded into hours"};

Label out_of_range(double min, double max) {
  return format_label("超出合理范围 {}～{}", "outside the plausible range {} to {}", min, max);
}

Label unit_differs(std::string_view unit) { return format_label("单位应为 {}", "the unit must be {}", unit); }

bool is_stream_name(std::string_view name) {
  return !name.empty() && name.size() <= formats::limits::stream_name_bytes && !hidden_character(name);
}

// A quoted number ("\"21.5\""), as small devices send it.
std::optional<double> quoted_number(std::string_view json) {
  double number = 0;
  if (json.size() < 3 || json.front() != '"' ||
      !formats::read_number(json.substr(1, json.size() - 2), number))
    return {};
  return number;
}

std::string_view plain_unit(std::string_view unit) {
  if (unit == "C" || unit == "degC" || unit == "°C" || unit == "℃") return "Cel";
  if (unit == "percent" || unit == "%RH") return "%";
  if (unit == "lux") return "lx";
  return unit;
}

}  // namespace

// Validates the readings of one message and collects the outcome.
class Ingest::BatchValidator {
 public:
  BatchValidator(devices::Entry device, const Arrival& arrival)
      : entry(std::move(device)), now(arrival.time), message(arrival.message) {}

  devices::Entry entry;
  Instant now;
  std::optional<MessageId> message;
  series::Batch batch;
  Report report;
  std::vector<actuation::ActuatorReport> states;
  // The places in `report.times` of the untimed readings and texts of the batch.
  std::vector<std::size_t> untimed_readings_at, untimed_texts_at;
  // Runs after the commit, with the time of the reading; empty: nothing to store.
  std::function<Result<void>(Instant)> keep_extra;

  void refuse(std::string_view stream, const Label& reason, std::string_view text, std::int64_t line) {
    ++report.refused;
    if (report.refusals.size() < devices::limits::refusals_kept) {
      report.refusals.push_back({now, excerpt(stream, 120), reason, excerpt(text), line});
    }
  }

  void refuse(const std::vector<formats::Refusal>& refusals) {
    for (const auto& refusal : refusals) refuse(refusal.stream, refusal.reason, refusal.text, refusal.line);
  }

  const Label* bad_time(Instant time) const {
    if (time < earliest) return &too_early;
    if (time.ms > sensorthings::observation_time_max || time > now + devices::limits::future_max)
      return &in_future;
    return nullptr;
  }

  // Hot path: the stream is known and the time is valid. False: not taken; the slow path finds the reason.
  bool take_number(const devices::LineTarget& target, std::optional<Instant> time, double number) {
    if (!(number >= target.min && number <= target.max) || !std::isfinite(number)) return false;
    add(target.stream, time, number);
    return true;
  }

  // The reason for a refusal that does not depend on the stream; null: none.
  const Label* unfit(const formats::ParsedReading& reading) const {
    if (reading.json.empty() && !std::isfinite(reading.number)) return &formats::reasons::not_finite;
    if (reading.json.size() > formats::limits::text_result_bytes) return &too_long;
    if (!reading.stream && !is_stream_name(reading.name)) return &bad_name;
    return bad_time(reading.time.value_or(now));
  }

  // False: refused. Each call adds to `report.times`.
  bool take(formats::ParsedReading& reading) {
    const bool good = accept(reading);
    report.times.push_back(good ? std::optional(reading.time.value_or(now)) : std::nullopt);
    return good;
  }

 private:
  bool accept(formats::ParsedReading& reading) {
    if (const auto* stream = reading.stream ? entry->stream(reading.stream) : entry->stream(reading.name))
      return accept(*stream, reading);
    if (const auto* reason = unfit(reading)) {
      refuse(reading.name, *reason, text_of(reading), reading.line);
      return false;
    }
    if (const auto name = thingsboard::parse_state_name(reading.name);
        name && entry->has_actuator(name->actuator)) {
      const auto state_json = text_of(reading);
      if (auto state = thingsboard::read_actuator_report(*name, state_json, reading.time.value_or(now))) {
        states.push_back(std::move(*state));
        return true;
      }
      refuse(reading.name, unreadable_state, state_json, reading.line);
      return false;
    }
    const bool begins = entry->open || entry->awaits(reading.name);
    refuse(reading.name, begins ? too_many_streams : unknown_stream, text_of(reading), reading.line);
    return false;
  }

  bool accept(const devices::StreamEntry& stream, const formats::ParsedReading& reading) {
    if (const auto* reason = bad_time(reading.time.value_or(now)))
      return refuse_reading(reading, stream, *reason);
    if (!reading.unit.empty() && !stream.unit.empty() && plain_unit(reading.unit) != plain_unit(stream.unit))
      return refuse_reading(reading, stream, unit_differs(stream.unit));
    if (reading.json.empty()) return take_number(stream, reading, reading.number);
    if (const auto number = stream.number_only ? quoted_number(reading.json) : std::nullopt)
      return take_number(stream, reading, *number);
    return take_text(stream, reading);
  }

  static std::string text_of(const formats::ParsedReading& reading) {
    return reading.json.empty() ? fmt::format("{}", reading.number) : reading.json;
  }

  bool take_number(const devices::StreamEntry& stream, const formats::ParsedReading& reading, double number) {
    if (!std::isfinite(number)) return refuse_reading(reading, stream, formats::reasons::not_finite);
    if (number < stream.min || number > stream.max)
      return refuse_reading(reading, stream, out_of_range(stream.min, stream.max));
    add(stream.id, reading.time, number);
    return true;
  }

  void add(StreamId stream, std::optional<Instant> time, double number) {
    if (!time) {
      batch.untimed_readings.push_back(static_cast<std::uint32_t>(batch.readings.size()));
      untimed_readings_at.push_back(report.times.size());
    }
    batch.readings.push_back({stream, time.value_or(now), number + no_sign});
  }

  bool take_text(const devices::StreamEntry& stream, const formats::ParsedReading& reading) {
    if (stream.number_only)
      return refuse_reading(
          reading, stream,
          reading.json == "null" ? formats::reasons::no_value : formats::reasons::not_a_number);
    if (reading.json.size() > formats::limits::text_result_bytes)
      return refuse_reading(reading, stream, too_long);
    if (!reading.time) {
      batch.untimed_texts.push_back(static_cast<std::uint32_t>(batch.texts.size()));
      untimed_texts_at.push_back(report.times.size());
    }
    batch.texts.push_back({stream.id, reading.time.value_or(now), reading.json});
    return true;
  }

  bool refuse_reading(const formats::ParsedReading& reading, const devices::StreamEntry& stream,
                      const Label& reason) {
    refuse(stream.name, reason, text_of(reading), reading.line);
    return false;
  }
};

std::vector<std::string> Ingest::streams_to_begin(const BatchValidator& validator,
                                                  const std::vector<formats::ParsedReading>& readings) {
  const auto& entry = validator.entry;
  std::vector<std::string> wanted;
  std::unordered_set<std::string_view> seen;
  for (const auto& reading : readings) {
    if (reading.stream || entry->stream(reading.name) || !(entry->open || entry->awaits(reading.name)))
      continue;
    if (validator.unfit(reading)) continue;  // a refused reading must not create a stream
    if (seen.insert(reading.name).second) wanted.push_back(reading.name);
  }
  return wanted;
}

Result<devices::Entry> Ingest::open_streams(const BatchValidator& validator,
                                            const std::vector<formats::ParsedReading>& readings) {
  const auto wanted = streams_to_begin(validator, readings);
  if (wanted.empty() || !parts_.streams) return validator.entry;
  return parts_.streams->open_streams(validator.entry, wanted);
}

Result<void> Ingest::validate(BatchValidator& validator, formats::ParsedReadings readings) {
  CUNKOU_TRY_VALUE(opened, open_streams(validator, readings.readings));
  validator.entry = opened;
  validator.refuse(readings.refused);
  validator.batch.readings.reserve(validator.batch.readings.size() + readings.readings.size());
  validator.report.times.reserve(readings.readings.size());
  for (auto& reading : readings.readings) validator.take(reading);
  return {};
}

void add(Report& total, const Report& part, std::size_t refusals_max) {
  total.added += part.added;
  total.equal += part.equal;
  total.replaced += part.replaced;
  total.refused += part.refused;
  total.refusals.insert(total.refusals.end(), part.refusals.begin(), part.refusals.end());
  std::ranges::stable_sort(total.refusals, {}, &formats::Refusal::line);
  if (total.refusals.size() > refusals_max) total.refusals.resize(refusals_max);
}

void Ingest::take(const devices::Entry& entry, formats::ParsedReadings readings, const Arrival& arrival,
                  Completion<Report> done) {
  if (readings.readings.size() > formats::limits::batch_readings)
    return done(Error{Code::too_large, formats::reasons::too_many_readings});
  BatchValidator validator(entry, arrival);
  if (arrival.offload && !streams_to_begin(validator, readings.readings).empty())
    return arrival.offload([this, entry, readings = std::move(readings),
                            rest = Arrival(arrival.time, {}, arrival.message),
                            done = std::move(done)] { take(entry, readings, rest, done); });
  if (auto fine = validate(validator, std::move(readings)); !fine) return done(fine.error());
  store(std::move(validator), std::move(done));
}

void Ingest::take_telemetry(const devices::Entry& entry, std::string_view payload, const Arrival& arrival,
                            Completion<Report> done) {
  auto readings = thingsboard::parse_telemetry(payload);
  if (!readings) {
    count_refusal(*entry, {}, readings.error(), payload, arrival.time);
    return done(readings.error());
  }
  take(entry, std::move(*readings), arrival, std::move(done));
}

namespace {

std::string quoted(const std::string& text) { return boost::json::serialize(boost::json::string(text)); }

formats::ParsedReading reading_of(const formats::Line& line, const formats::LineField& field) {
  formats::ParsedReading reading;
  reading.time = line.time;
  reading.line = line.number;
  reading.number = field.number;
  if (field.kind == formats::LineField::Kind::boolean) reading.json = field.number != 0 ? "true" : "false";
  if (field.kind == formats::LineField::Kind::text)
    reading.json = quoted(formats::unescaped_text(field.value));
  return reading;
}

// In a fixed profile the stream name is the field, or the measurement if the field is "value"; tags are
// ignored.
std::string name_of(const devices::DeviceEntry& entry, const formats::Line& line,
                    const formats::LineField& field) {
  if (entry.open) return formats::stream_name(line.series, field.key);
  return field.key == "value" ? formats::measurement(line.series) : std::string(field.key);
}

// Fast path of line protocol: known series with numbers. Other fields are collected for the slow path.
class LineMapper {
 public:
  LineMapper(const devices::DeviceEntry& entry) : entry_(entry), table_(entry.lines.table()) {}

  const devices::LineTarget* target(const formats::Line& line, const formats::LineField& field) {
    if (field.kind != formats::LineField::Kind::number) return nullptr;
    if (const auto* known = table_->find(line.series, field.key, next_)) return known;
    if (const auto* known = learned_.find(line.series, field.key, next_learned_)) return known;
    const auto* stream = entry_.stream(name_of(entry_, line, field));
    if (!stream) return nullptr;
    learned_.insert(line.series, field.key, {stream->id, stream->min, stream->max});
    return learned_.find(line.series, field.key, next_learned_);
  }

  void defer(const formats::Line& line, const formats::LineField& field) {
    auto name = name_of(entry_, line, field);
    if (const auto* reason = unreadable(name, field))
      return refuse(name.empty() ? line.series : name, *reason, line, field);
    slow.readings.push_back(reading_of(line, field));
    slow.readings.back().name = std::move(name);
  }

  void finish() {
    entry_.lines.learn(std::move(learned_), std::max<std::size_t>(4096, 4 * entry_.streams.size()));
  }

  formats::ParsedReadings slow;
  std::int64_t refused_beyond = 0;  // refusals beyond those listed in slow.refused

 private:
  static const Label* unreadable(std::string_view name, const formats::LineField& field) {
    if (name.empty()) return &bad_name;
    if (field.kind == formats::LineField::Kind::bad) return &formats::reasons::not_a_number;
    const bool text = field.kind == formats::LineField::Kind::text;
    return text && !is_utf8(field.value) ? &formats::reasons::not_utf8 : nullptr;
  }

  void refuse(std::string_view stream, const Label& reason, const formats::Line& line,
              const formats::LineField& field) {
    if (slow.refused.size() == devices::limits::refusals_kept)
      ++refused_beyond;
    else
      slow.refused.push_back({{}, excerpt(stream, 120), reason, excerpt(field.value), line.number});
  }

  const devices::DeviceEntry& entry_;
  std::shared_ptr<const devices::LineTable> table_;
  devices::LineTable learned_;
  std::size_t next_ = 0, next_learned_ = 0;
};

}  // namespace

void Ingest::take_lines(const devices::Entry& entry, std::string_view body, formats::Precision precision,
                        Instant now, Completion<Report> done) {
  BatchValidator validator(entry, now);
  LineMapper mapper(*entry);
  formats::LineReader reader(body, precision);
  formats::Line line;
  validator.batch.readings.reserve(std::min(body.size() / 32, formats::limits::batch_readings));
  while (reader.next(line)) {
    const bool fine = !validator.bad_time(line.time.value_or(now));
    for (const auto& field : line.fields) {
      const auto* target = fine ? mapper.target(line, field) : nullptr;
      if (!target || !validator.take_number(*target, line.time, field.number)) mapper.defer(line, field);
    }
    if (validator.batch.readings.size() + mapper.slow.readings.size() > formats::limits::batch_readings)
      return done(Error{Code::too_large, formats::reasons::too_many_readings});
  }
  mapper.finish();
  validator.refuse(reader.refused());
  validator.report.refused +=
      mapper.refused_beyond + reader.refused_lines() - static_cast<std::int64_t>(reader.refused().size());
  if (auto fine = validate(validator, std::move(mapper.slow)); !fine) return done(fine.error());
  validator.report.times.clear();
  store(std::move(validator), std::move(done));
}

namespace {

bool has_extra(const sensorthings::ObservationBody& body) {
  return !body.extra.empty() || !body.feature_json.empty();
}

}  // namespace

void Ingest::take_observation(const devices::Entry& entry, StreamId stream, std::string_view payload,
                              const Arrival& arrival, Completion<Report> done) {
  auto body = sensorthings::parse_observation(payload);
  if (!body) {
    const auto* known = entry->stream(stream);
    count_refusal(*entry, known ? known->name : std::string(), body.error(), payload, arrival.time);
    return done(body.error());
  }
  if (arrival.offload && has_extra(*body))
    return arrival.offload([this, entry, stream, body = std::move(*body),
                            rest = Arrival(arrival.time, {}, arrival.message),
                            done = std::move(done)] { take_observation(entry, stream, body, rest, done); });
  take_observation(entry, stream, std::move(*body), arrival, std::move(done));
}

void Ingest::take_observation(const devices::Entry& entry, StreamId stream,
                              sensorthings::ObservationBody body, const Arrival& arrival,
                              Completion<Report> done) {
  if (!entry->stream(stream)) return done(not_found({"没有这个 Datastream", "there is no such Datastream"}));
  if (body.reading.stream && body.reading.stream != stream)
    return done(invalid({"内容写的是另一个 Datastream", "the body names another Datastream"}));
  body.reading.stream = stream;
  BatchValidator validator(entry, arrival);
  const bool good = validator.take(body.reading);
  if (good && parts_.extras && has_extra(body)) {
    if (const auto fits = parts_.extras->check(body); !fits) return done(fits.error());
    validator.keep_extra = [this, body = std::move(body), stream](Instant time) {
      return parts_.extras->keep(body, stream, time);
    };
  }
  store(std::move(validator), std::move(done));
}

struct Ingest::Stored {  // needed after the commit
  devices::Entry entry;
  Report report;
  std::vector<actuation::ActuatorReport> states;
  std::vector<series::Reading> readings;
  std::vector<std::uint32_t> untimed_readings;  // indices into `readings`
  std::vector<std::size_t> untimed_at;          // places in report.times: of readings, then of texts
  Instant now;
  Completion<Report> done;
  std::atomic<std::size_t> states_waiting = 0;
  std::atomic<bool> state_lost = false;
  bool has_id = false;  // in the commit of the readings

  void set_times(const std::vector<Instant>& given) {
    if (given.empty()) return;
    for (std::size_t k = 0; k < untimed_at.size(); ++k)
      if (untimed_at[k] < report.times.size()) report.times[untimed_at[k]] = given[k];
    if (readings.empty()) return;
    for (std::size_t k = 0; k < untimed_readings.size(); ++k) readings[untimed_readings[k]].time = given[k];
  }
};

void Ingest::forward_states(const std::shared_ptr<Stored>& message) {
  if (message->states.empty() || !parts_.listener) return message->done(message->report);
  message->states_waiting = message->states.size();
  for (const auto& state : message->states)
    parts_.listener->actuator_report_received(*message->entry, state, [message](const Result<void>& stored) {
      if (!stored) message->state_lost = true;
      if (--message->states_waiting > 0) return;
      if (message->state_lost)
        message->done(Error{Code::unavailable,
                            {"设备的状态现在存不下来，请再发一次",
                             "the device's state cannot be stored now: send it again"}});
      else
        message->done(message->report);
    });
}

void Ingest::store(BatchValidator&& validator, Completion<Report> done) {
  const auto untimed = validator.batch.untimed_readings.size() + validator.batch.untimed_texts.size();
  if (untimed > static_cast<std::size_t>(series::limits::untimed_ahead_max.count()))
    return done(Error{Code::too_large, too_many_untimed});
  auto message = std::make_shared<Stored>();
  message->entry = validator.entry;
  message->report = std::move(validator.report);
  message->states = std::move(validator.states);
  message->now = validator.now;
  message->done = std::move(done);
  if (parts_.listener) message->readings = validator.batch.readings;
  message->untimed_readings = validator.batch.untimed_readings;
  message->untimed_at = std::move(validator.untimed_readings_at);
  message->untimed_at.insert(message->untimed_at.end(), validator.untimed_texts_at.begin(),
                             validator.untimed_texts_at.end());
  auto finish = [this, message](const Result<series::Outcome>& outcome) {
    auto& report = message->report;
    if (!outcome) return message->done(outcome.error());
    message->set_times(outcome->times);
    report.has_message = message->has_id;
    report.added = outcome->added;
    report.equal = outcome->equal;
    report.replaced = outcome->replaced;
    if (outcome->too_old > 0) {
      report.refused += outcome->too_old;
      report.refusals.push_back({message->now, {}, too_old, {}, 0});
    }
    message->entry->stats->add({report.added, report.equal, report.replaced, report.refused},
                               report.refusals);
    if (!message->readings.empty()) parts_.listener->readings_committed(*message->entry, message->readings);
    forward_states(message);
  };
  if (validator.batch.readings.empty() && validator.batch.texts.empty()) return finish(series::Outcome{});
  message->has_id = validator.message && message->states.empty() && !validator.keep_extra;
  if (message->has_id) validator.batch.message = validator.message;
  if (validator.keep_extra) return finish(append_and_keep(validator, *message->report.times.front()));
  series_.append(std::move(validator.batch), std::move(finish));
}

// Reports the reading only after its extra members are stored.
Result<series::Outcome> Ingest::append_and_keep(BatchValidator& validator, Instant time) {
  std::promise<Result<series::Outcome>> promise;
  series_.append(std::move(validator.batch),
                 [&](const Result<series::Outcome>& outcome) { promise.set_value(outcome); });
  auto outcome = promise.get_future().get();
  if (outcome && outcome->too_old == 0)
    CUNKOU_TRY(validator.keep_extra(outcome->times.empty() ? time : outcome->times.front()));
  return outcome;
}

void Ingest::count_refusal(const devices::DeviceEntry& entry, std::string_view stream, const Error& error,
                           std::string_view text, Instant now) {
  entry.stats->add({0, 0, 0, 1}, {{now, excerpt(stream, 120), error.reason, excerpt(text), 0}});
}

Result<Report> take_and_wait(Ingest& ingest, const devices::Entry& entry, formats::ParsedReadings readings,
                             Instant now) {
  std::promise<Result<Report>> promise;
  ingest.take(entry, std::move(readings), now,
              [&](const Result<Report>& report) { promise.set_value(report); });
  return promise.get_future().get();
}

}  // namespace cunkou::ingest
