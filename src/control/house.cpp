#include "control/house.hpp"

#include <algorithm>
#include <chrono>

namespace cunkou::control {
namespace {

constexpr Duration past_step = minutes(1);
constexpr Duration past_kept = hours(3);
constexpr Duration settle_every = seconds(30);
constexpr std::string_view air_temperature = "air_temperature";
constexpr std::string_view relative_humidity = "relative_humidity";

const things::Profile& unknown_profile() {
  static const things::Profile profile{.name = "any",
                                       .label = {"其他", "Other"},
                                       .open = true,
                                       .stale_after = minutes(10),
                                       .quantities = {},
                                       .actuators = {}};
  return profile;
}

template <class T, class Name>
const T* find_by(const std::vector<T>& all, std::string_view wanted, Name name) {
  const auto found = std::ranges::find(all, wanted, name);
  return found == all.end() ? nullptr : &*found;
}

bool is_rate(Kind kind) { return kind == Kind::rising || kind == Kind::falling; }

// The reading nearest to `at`, if one lies within half the window of it.
std::optional<Sample> near(const std::vector<Sample>& past, Instant at, Duration window) {
  std::optional<Sample> best;
  Duration best_distance = window / 2;
  for (const auto& sample : past) {
    const Duration distance = std::chrono::abs(sample.time - at);
    if (distance > best_distance) continue;
    best = sample;
    best_distance = distance;
  }
  return best;
}

// A fall that is over is not drawn on: it has risen by half a degree within a quarter of an hour.
bool has_turned(const std::vector<Sample>& past, const Sample& latest) {
  constexpr double risen = 0.5;
  return std::ranges::any_of(past, [&](const Sample& sample) {
    return latest.time - sample.time <= minutes(15) && latest.value - sample.value > risen;
  });
}

}  // namespace

bool is_up(Phase phase) { return phase == Phase::raised || phase == Phase::clearing; }

House::House(const Greenhouse& settings, const Book& book) {
  for (const auto& rule : book.rules.rules) {
    Seat seat;
    seat.rule = &rule;
    seat.state.thing = settings.thing;
    seat.state.rule = rule.code;
    seat.stored = seat.state;
    seats.push_back(std::move(seat));
  }
  // Worst first: what turns bad in the same look is one message, not two.
  std::ranges::stable_sort(seats, std::greater{}, [](const Seat& seat) { return seat.rule->severity; });
  plant(settings, book);
}

void House::plant(const Greenhouse& settings, const Book& book) {
  greenhouse = settings;
  crop = find_by(book.crops, settings.crop, &agronomy::Crop::code);
  const auto* known = find_by(book.profiles, settings.profile, &things::Profile::name);
  if (!known) known = &unknown_profile();
  if (profile != known) {
    profile = known;
    std::vector<Post> before;
    before.swap(posts);
    for (const auto& actuator : profile->actuators) {
      const auto kept =
          std::ranges::find(before, actuator.name, [](const Post& p) { return p.state.actuator; });
      Post post = kept == before.end() ? Post{} : *kept;  // its hand switch, motion and command go on
      post.actuator = &actuator;
      post.state.thing = settings.thing;
      post.state.actuator = actuator.name;
      posts.push_back(std::move(post));
    }
    for (auto& s : slots) s.post.reset();
    for (std::size_t i = 0; i < posts.size(); ++i) slot(posts[i].actuator->name + "_position").post = i;
  }
  settled = {};
}

Duration House::fresh() const { return 2 * profile->stale_after; }

const Slot* House::find_slot(std::string_view quantity) const {
  return find_by(slots, quantity, &Slot::quantity);
}

Slot& House::slot(std::string_view quantity) {
  if (const Slot* found = find_slot(quantity)) return slots[static_cast<std::size_t>(found - slots.data())];
  Slot made;
  made.quantity = quantity;
  made.keeps_past = quantity == air_temperature;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (seats[i].rule->quantity != quantity) continue;
    made.seats.push_back(i);
    made.keeps_past = made.keeps_past || is_rate(seats[i].rule->kind);
  }
  return slots.emplace_back(std::move(made));
}

std::optional<Sample> House::latest(std::string_view quantity) const {
  const Slot* found = find_slot(quantity);
  return found ? found->latest : std::nullopt;
}

std::optional<std::size_t> House::find_post(std::string_view actuator) const {
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].actuator->name == actuator) return i;
  return {};
}

const RuleOverride* House::own(std::string_view rule) const {
  const auto found = overrides.find(rule);
  return found == overrides.end() ? nullptr : &found->second;
}

void House::work_out_settings(Instant now, bool at_once) {
  if (!at_once && now >= settled && now - settled < settle_every) return;
  settled = now;
  segment = segment_of(greenhouse, now);
  stage = stage_of(greenhouse, crop, now);
  for (auto& seat : seats) seat.setting = setting_for(*seat.rule, crop, stage, segment, own(seat.rule->code));
}

Climate House::climate_at(Instant now) const {
  const Slot* air = find_slot(air_temperature);
  std::optional<Sample> before;
  if (air && air->latest) before = near(air->past, air->latest->time - frost_behind, frost_behind);
  if (before && has_turned(air->past, *air->latest))
    before->value = std::min(before->value, air->latest->value);
  return climate_of(latest(air_temperature), latest(relative_humidity), before, wet, greenhouse.site, fresh(),
                    now);
}

Inputs House::inputs_for(const Rule& rule, const Climate& c, Instant now) const {
  Inputs in;
  in.segment = segment;
  in.fresh = fresh();
  if (rule.quantity == "any") {
    in.latest = newest;
    if (is_measured(rule)) in.expected = awaited;
  } else if (is_derived(rule.quantity)) {
    in.latest = sample_of(c, rule.quantity);
    in.looked = looked_for(c, rule.quantity, now);
  } else if (const Slot* found = find_slot(rule.quantity)) {
    in.latest = found->latest;
    if (is_rate(rule.kind) && in.latest)
      in.before = near(found->past, in.latest->time - rule.window, rule.window);
  }
  return in;
}

void House::take(Slot& s, const Sample& sample) {
  s.latest = sample;
  if (s.keeps_past && (s.past.empty() || sample.time - s.past.back().time >= past_step)) {
    s.past.push_back(sample);
    if (sample.time - s.past.front().time > past_kept + hours(1))
      std::erase_if(s.past, [&](const Sample& old) { return sample.time - old.time > past_kept; });
  }
  if (!newest || sample.time >= newest->time) newest = sample;
  if (s.quantity != air_temperature) return;
  const auto humidity = latest(relative_humidity);
  if (humidity && std::chrono::abs(humidity->time - sample.time) <= fresh())
    wet.add(sample.time, sample.value, humidity->value);
}

void Slot::forget() {
  stream = {};
  latest.reset();
  past.clear();
}

void House::find_newest(Instant until) {
  newest.reset();
  for (const auto& s : slots)
    if (s.latest && s.latest->time <= until && (!newest || s.latest->time > newest->time)) newest = s.latest;
}

bool House::is_measured(const Rule& rule) const {
  if (rule.quantity == "any") return std::ranges::any_of(slots, [](const Slot& s) { return bool(s.stream); });
  const Slot* found =
      find_slot(is_derived(rule.quantity) ? air_temperature : std::string_view(rule.quantity));
  return found && found->stream;
}

void House::forget_future(Slot& s, Instant now) {
  std::erase_if(s.past, [&](const Sample& sample) { return sample.time > now + ahead_max; });
  if (s.latest && s.latest->time > now + ahead_max) s.latest.reset();
  if (newest && newest->time > now + ahead_max) find_newest(now + ahead_max);
  for (auto& seat : seats)
    for (Instant* noted : {&seat.state.since, &seat.state.seen, &seat.state.anchor_at})
      *noted = std::min(*noted, now);
}

void House::forget_future(Instant now) {
  const auto not_after = [&](std::optional<Instant>& at) {
    if (at) at = std::min(*at, now);
  };
  for (auto& s : slots) forget_future(s, now);
  for (auto& [concern, standing] : alarms) {
    auto& alarm = standing.alarm;
    alarm.raised = std::min(alarm.raised, now);
    for (auto* at : {&alarm.first_notice, &alarm.last_notice, &standing.again, &standing.eased})
      not_after(*at);
  }
  for (auto& post : posts) {
    post.person_at = std::min(post.person_at, now);
    post.next_try = std::min(post.next_try, now);
    for (auto* at : {&post.state.since, &post.state.position_at, &post.state.manual_at})
      *at = std::min(*at, now);
    if (!post.last) continue;
    post.last->changed = std::min(post.last->changed, now);
    if (post.last->requested <= now) continue;
    post.last->expires = now + (post.last->expires - post.last->requested);
    post.last->requested = now;
  }
  wet = {};
  verdict_since = std::min(verdict_since, now);
  settled = {};
}

void House::come_late(bool late, Instant now) {
  if (!late) return late_since.reset();
  behind = true;
  if (!late_since) late_since = now;
  late_last = now;
}

bool House::is_catching_up(Instant now) const {
  constexpr Duration pause = seconds(10), at_most = minutes(1);
  return late_since && now >= late_last && now - late_last < pause && now - *late_since < at_most;
}

bool House::is_blind(Instant now) const {
  const auto is_old = [&](const std::optional<Sample>& sample) {
    return !sample || now - sample->time > fresh();
  };
  return is_old(newest) || (profile->quantity(air_temperature) && is_old(latest(air_temperature)));
}

Verdict House::judge_verdict(Instant now) const {
  Verdict worst = is_blind(now) ? Verdict::lost : Verdict::normal;
  for (const auto& [concern, standing] : alarms) worst = std::max(worst, verdict_of(standing.alarm.severity));
  for (const auto& [rule, alarm] : unstored) worst = std::max(worst, verdict_of(alarm.severity));
  for (const auto& seat : seats)  // not certain yet; but nobody shall read that all is well
    if (seat.state.phase == Phase::pending && seat.setting && seat.setting->severity == Severity::danger)
      worst = std::max(worst, Verdict::watch);
  return worst;
}

bool House::sees(const Seat& seat, Instant now) const {
  const auto latest_sample = inputs_for(*seat.rule, climate, now).latest;
  return latest_sample && now - latest_sample->time <= profile->stale_after;
}

std::optional<Wish> House::wish_for(const Post& post, Instant now) const {
  const Seat* best = nullptr;
  bool automatic = false;
  for (const auto& seat : seats) {
    if (!seat.rule->remedy_by(post.actuator->kind)) continue;
    if (!seat.setting || !seat.setting->enabled) continue;
    automatic = true;
    if (is_up(seat.state.phase) && sees(seat, now) &&
        (!best || seat.setting->severity > best->setting->severity))
      best = &seat;
  }
  if (!automatic) return undo_for(post, now);
  const auto air = latest(air_temperature);
  if (!air) return {};
  if (now - air->time > profile->stale_after) {
    if (!post.actuator->safe) return {};
    const bool day = agronomy::is_day(segment);
    return Wish{day ? post.actuator->safe->day : post.actuator->safe->night, "safe_state",
                "看不见新读数|No fresh reading"};
  }
  if (best)
    return Wish{best->rule->remedy_by(post.actuator->kind)->position, best->rule->code,
                best->rule->label.zh + "|" + best->rule->label.en};
  return undo_for(post, now);
}

std::optional<Wish> House::undo_for(const Post& post, Instant now) const {
  if (!post.last || post.last->person || post.last->rule.empty()) return {};
  const auto target = target_of(*post.last);
  const bool failed = post.last->state == CommandState::failed || post.last->state == CommandState::expired;
  const auto back_to = [&](double position) -> std::optional<Wish> {
    if (target == std::optional(position) && !failed) return {};
    return Wish{position, post.last->rule, "已恢复|It is over"};
  };
  if (post.last->rule == "safe_state") {
    const auto air = latest(air_temperature);
    const bool sees_again = air && now - air->time <= profile->stale_after;
    if (!post.actuator->safe || (!sees_again && agronomy::is_day(segment))) return {};
    return back_to(post.actuator->safe->night);
  }
  for (const auto& seat : seats) {
    const auto* remedy = seat.rule->remedy_by(post.actuator->kind);
    if (seat.rule->code != post.last->rule || !remedy || !remedy->afterwards) continue;
    // A vent that was opened and is not seen any more is shut for the night.
    const bool unseen_night =
        things::travels(post.actuator->kind) && !agronomy::is_day(segment) && !sees(seat, now);
    if (!is_up(seat.state.phase) || unseen_night) return back_to(*remedy->afterwards);
  }
  return {};
}

}  // namespace cunkou::control
