#include "sensing/sensorthings/observations.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <deque>
#include <map>
#include <queue>

#include "base/query_deadline.hpp"
#include "sensing/sensorthings/limits.hpp"
#include "sensing/sensorthings/observation_id.hpp"

namespace cunkou::sensorthings {
namespace {

namespace json = boost::json;

constexpr series::TimeRange all_time{{0}, {observation_time_max + 1}};
constexpr std::size_t batch_max = 8192;
constexpr std::size_t scanned_between_looks = 1024;  // at the deadline: a millisecond

// Reads the Observations of one stream in time order, in batches.
class Cursor {
 public:
  Cursor(const series::Store& series, ObservationExtraStore& extras, const Datastream& datastream,
         series::TimeRange range, bool newest_first, std::size_t first_batch)
      : series_(series),
        extras_(extras),
        datastream_(&datastream),
        range_(range),
        newest_first_(newest_first),
        batch_(std::clamp<std::size_t>(first_batch, 16, batch_max)),
        has_texts_(series.text_count(datastream.id) > 0),
        has_extras_(extras.extra_count(datastream.id) > 0) {}

  const Observation* peek() {
    if (waiting_.empty() && !ended_) fill();
    return waiting_.empty() ? nullptr : &waiting_.front();
  }
  void pop() { waiting_.pop_front(); }
  const Datastream& datastream() const { return *datastream_; }

 private:
  void fill() {
    auto points = series_.points(datastream_->id, range_, batch_, newest_first_);
    auto texts = has_texts_ ? series_.texts(datastream_->id, range_, batch_, newest_first_)
                            : std::vector<series::TextResult>{};
    // A full batch is cut at the earlier of the two ends; the next batch continues there.
    const bool cut = points.size() == batch_ || texts.size() == batch_;
    std::optional<Instant> last;
    if (points.size() == batch_) last = points.back().time;
    if (texts.size() == batch_) last = last ? nearer(*last, texts.back().time) : texts.back().time;
    const auto within = [&](Instant t) { return !last || (newest_first_ ? t >= *last : t <= *last); };
    auto text = texts.begin();
    const auto before = [&](Instant a, Instant b) { return newest_first_ ? a > b : a < b; };
    for (const auto& point : points) {
      if (!within(point.time)) break;
      for (; text != texts.end() && before(text->time, point.time); ++text)
        push(text->time, 0, std::move(text->json));
      if (text != texts.end() && text->time == point.time) ++text;
      push(point.time, point.value, {});
    }
    for (; text != texts.end() && within(text->time); ++text) push(text->time, 0, std::move(text->json));
    if (has_extras_) add_extras();
    ended_ = !cut;
    if (cut && newest_first_) range_.to = *last;
    if (cut && !newest_first_) range_.from = {last->ms + 1};
    batch_ = batch_max;
  }

  Instant nearer(Instant a, Instant b) const { return newest_first_ ? std::max(a, b) : std::min(a, b); }

  void push(Instant time, double number, std::string text) {
    Observation observation;
    observation.stream = datastream_->id;
    observation.time = time;
    observation.number = number;
    observation.result_json = std::move(text);
    waiting_.push_back(std::move(observation));
  }

  void add_extras() {
    if (waiting_.empty()) return;
    const auto [first, last] = std::minmax(waiting_.front().time, waiting_.back().time);
    std::map<Instant, ObservationExtra> found;
    for (auto& extra : extras_.extras(datastream_->id, {first, {last.ms + 1}}))
      found.emplace(extra.time, std::move(extra));
    for (auto& observation : waiting_) {
      if (auto at = found.find(observation.time); at != found.end()) observation.extra = at->second;
    }
  }

  const series::Store& series_;
  ObservationExtraStore& extras_;
  const Datastream* datastream_;
  series::TimeRange range_;
  bool newest_first_;
  std::size_t batch_;
  bool has_texts_, has_extras_;
  bool ended_ = false;
  std::deque<Observation> waiting_;
};

Value json_value(const std::string& text, const Path& path, std::size_t from) {
  if (text.empty()) return {};
  json::value value = json::parse(text);
  for (std::size_t i = from; i < path.size(); ++i) {
    const auto* object = value.if_object();
    const auto* next = object ? object->if_contains(path[i]) : nullptr;
    if (!next) return {};
    json::value inner = *next;
    value = std::move(inner);
  }
  return Value::of(value);
}

Value valid_time(const std::string& text) {
  auto span = parse_instant(text.substr(0, text.find('/')));
  if (!span) return {};
  auto end = parse_instant(text.substr(std::min(text.find('/') + 1, text.size())));
  return Value::of(*span, end ? *end : *span);
}

Result<Value> property(const Observation& o, const Path& path) {
  const auto& name = path[0];
  if (name == "result")
    return o.result_json.empty() ? Value::of(o.number) : json_value(o.result_json, path, 1);
  if (name == "phenomenonTime") return Value::of(o.time, o.extra.time_end.value_or(o.time));
  if (name == "id") return Value::of_id(observation_id(o.stream, o.time));
  if (name == "resultTime") return o.extra.result_time ? Value::of(*o.extra.result_time) : Value{};
  if (name == "resultQuality") return json_value(o.extra.result_quality_json, path, 1);
  if (name == "validTime") return o.extra.valid_time.empty() ? Value{} : valid_time(o.extra.valid_time);
  if (name == "parameters") return json_value(o.extra.parameters_json, path, 1);
  return invalid(format_label("{} 不存在", "there is no {}", name));
}

struct Bounds {
  series::TimeRange range = all_time;
  std::optional<StreamId> stream;
};

void bound_time(Bounds& bounds, const std::string& word, Instant t) {
  if (word == "ge" || word == "gt" || word == "eq") bounds.range.from = std::max(bounds.range.from, t);
  // An interval begins before it ends, so this holds for intervals too.
  if (word == "le" || word == "lt" || word == "eq")
    bounds.range.to = std::min(bounds.range.to, Instant{t.ms + 1});
}

void narrow(Bounds& bounds, const Expression& e) {
  if (e.kind != Expression::Kind::call) return;
  if (e.text == "and") {
    for (const auto& argument : e.arguments) narrow(bounds, argument);
    return;
  }
  if (e.arguments.size() != 2 || e.arguments[0].kind != Expression::Kind::path) return;
  const auto& path = e.arguments[0].path;
  const auto& literal = e.arguments[1];
  if (path == Path{"phenomenonTime"} && literal.kind == Expression::Kind::time)
    bound_time(bounds, e.text, literal.time);
  if (e.text != "eq" || !literal.whole) return;
  if (path == Path{"Datastream", "id"}) bounds.stream = StreamId{*literal.whole};
  if (path == Path{"id"}) {
    const auto key = observation_key(*literal.whole);
    bounds.stream = key ? key->stream : StreamId{};
    if (key) bound_time(bounds, "eq", key->time);
  }
}

enum class ReadOrder { by_stream, by_time, gather };

bool is_path(const Order& order, const char* name) {
  return order.by.kind == Expression::Kind::path && order.by.path == Path{name};
}

ReadOrder read_order_of(const std::vector<Order>& order, bool& newest_first) {
  newest_first = !order.empty() && order[0].descending;
  if (order.empty() || is_path(order[0], "id")) return ReadOrder::by_stream;
  if (is_path(order[0], "phenomenonTime") && order.size() == 1) return ReadOrder::by_time;
  return ReadOrder::gather;
}

class Search {
 public:
  Search(const series::Store& series, ObservationExtraStore& extras, const ObservationQuery& query)
      : series_(series), extras_(extras), query_(query) {
    if (query.filter) narrow(bounds_, *query.filter);
    for (const auto& datastream : query.streams) {
      if (!bounds_.stream || datastream.id == *bounds_.stream) streams_.push_back(&datastream);
    }
    counted_cheaply_ = query.count && !query.filter && !query.feature;
    read_order_ = read_order_of(query.order, newest_first_);
  }

  Result<ObservationPage> run() {
    if (counted_cheaply_) page_.count = total();
    CUNKOU_TRY(read_order_ == ReadOrder::by_stream ? stream_by_stream()
               : read_order_ == ReadOrder::by_time ? merged()
                                                   : gathered());
    if (query_.count && !counted_cheaply_) page_.count = static_cast<std::int64_t>(matched_);
    for (const auto* datastream : streams_)
      for (const auto& span : series_.damaged_spans(datastream->id, bounds_.range))
        page_.damaged.push_back({datastream->id, span});
    return std::move(page_);
  }

 private:
  std::int64_t total() const {
    std::int64_t sum = 0;
    for (const auto* datastream : streams_)
      sum += series_.totals(datastream->id).count + series_.text_count(datastream->id);
    return sum;
  }

  Cursor cursor(const Datastream& datastream) {
    const auto wanted = query_.filter ? batch_max : query_.skip + query_.top + 1;
    return {series_, extras_, datastream, bounds_.range, newest_first_, wanted};
  }

  Result<bool> matches(const Observation& o, const Datastream& datastream) {
    if (++scanned_ % scanned_between_looks == 0) QueryDeadline::check();
    if (scanned_ > limits::observations_scanned)
      return Error{Code::too_large,
                   {"要查的观测太多，请缩小时间范围",
                    "the query reads too many Observations: narrow it by phenomenonTime"}};
    if (query_.feature && (o.extra.feature ? o.extra.feature : datastream.feature) != *query_.feature)
      return false;
    if (!query_.filter) return true;
    return holds(*query_.filter, lookup(o), query_.now);
  }

  Lookup lookup(const Observation& o) const {
    return [this, &o](const Path& path) -> Result<Value> {
      if (path[0] == "Datastream" || path[0] == "FeatureOfInterest") return query_.related(o, path);
      return property(o, path);
    };
  }

  // Adds a match to the page; false when the page is complete.
  bool take(const Observation& o) {
    ++matched_;
    if (matched_ > query_.skip) {
      if (page_.found.size() < query_.top)
        page_.found.push_back(o);
      else
        page_.more = true;
    }
    return !page_.more || (query_.count && !counted_cheaply_);
  }

  Result<void> stream_by_stream() {
    if (newest_first_) std::ranges::reverse(streams_);
    for (const auto* datastream : streams_) {
      auto at = cursor(*datastream);
      for (; const auto* o = at.peek(); at.pop()) {
        CUNKOU_TRY_VALUE(match, matches(*o, *datastream));
        if (match && !take(*o)) return {};
      }
    }
    return {};
  }

  Result<void> merged() {
    std::deque<Cursor> cursors;
    const auto later = [this](Cursor* a, Cursor* b) {
      const auto &x = *a->peek(), &y = *b->peek();
      if (x.time != y.time) return newest_first_ ? x.time < y.time : x.time > y.time;
      return x.stream > y.stream;
    };
    std::priority_queue<Cursor*, std::vector<Cursor*>, decltype(later)> next(later);
    for (const auto* datastream : streams_) {
      cursors.push_back(cursor(*datastream));
      if (cursors.back().peek()) next.push(&cursors.back());
    }
    while (!next.empty()) {
      auto* at = next.top();
      next.pop();
      CUNKOU_TRY_VALUE(match, matches(*at->peek(), at->datastream()));
      if (match && !take(*at->peek())) return {};
      at->pop();
      if (at->peek()) next.push(at);
    }
    return {};
  }

  struct Keyed {
    std::vector<Value> keys;
    Observation observation;
  };

  Result<void> gathered() {
    newest_first_ = false;
    std::vector<Keyed> all;
    for (const auto* datastream : streams_) {
      auto at = cursor(*datastream);
      for (; const auto* o = at.peek(); at.pop()) {
        CUNKOU_TRY_VALUE(match, matches(*o, *datastream));
        if (!match) continue;
        if (all.size() >= limits::observations_sorted)
          return Error{Code::too_large,
                       {"要排序的观测太多，请缩小时间范围",
                        "too many Observations to sort: narrow the query by phenomenonTime"}};
        CUNKOU_TRY_VALUE(keys, keys_of(*o));
        all.push_back({std::move(keys), *o});
      }
    }
    std::stable_sort(all.begin(), all.end(),
                     [this](const Keyed& a, const Keyed& b) { return comes_first(a, b); });
    for (const auto& one : all) take(one.observation);
    return {};
  }

  Result<std::vector<Value>> keys_of(const Observation& o) const {
    std::vector<Value> keys;
    for (const auto& order : query_.order) {
      CUNKOU_TRY_VALUE(key, evaluate(order.by, lookup(o), query_.now));
      keys.push_back(std::move(key));
    }
    return keys;
  }

  bool comes_first(const Keyed& a, const Keyed& b) const {
    for (std::size_t i = 0; i < query_.order.size(); ++i) {
      const int by = compared(a.keys[i], b.keys[i]);
      if (by != 0) return query_.order[i].descending ? by > 0 : by < 0;
    }
    return false;
  }

  const series::Store& series_;
  ObservationExtraStore& extras_;
  const ObservationQuery& query_;
  Bounds bounds_;
  std::vector<const Datastream*> streams_;
  ReadOrder read_order_ = ReadOrder::by_stream;
  bool newest_first_ = false;
  bool counted_cheaply_ = false;
  std::size_t scanned_ = 0;
  std::size_t matched_ = 0;
  ObservationPage page_;
};

}  // namespace

Result<ObservationPage> find_observations(const series::Store& series, ObservationExtraStore& extras,
                                          const ObservationQuery& query) {
  return Search(series, extras, query).run();
}

std::optional<Observation> find_observation(const series::Store& series, ObservationExtraStore& extras,
                                            StreamId stream, Instant time) {
  Datastream datastream;
  datastream.id = stream;
  Cursor cursor(series, extras, datastream, {time, {time.ms + 1}}, false, 1);
  if (const auto* found = cursor.peek()) return *found;
  return {};
}

}  // namespace cunkou::sensorthings
