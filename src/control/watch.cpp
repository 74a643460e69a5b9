#include "control/watch.hpp"

#include <algorithm>
#include <set>

#include "control/check_opposites.hpp"
#include "control/watch_impl.hpp"

namespace cunkou::control {
namespace {

constexpr Duration late_after = minutes(2);  // a reading that was under way so long is of the past

void restore(House& h, const RuleState& state) {
  for (auto& seat : h.seats)
    if (seat.rule->code == state.rule) seat.state = seat.stored = state;
}

void restore(House& h, const ActuatorState& state) {
  if (const auto post = h.find_post(state.actuator)) h.posts[*post].state = state;
}

void restore_commands(House& h, CommandStore& commands) {
  constexpr std::size_t looked_back = 50;
  for (const auto& command : commands.list(h.greenhouse.thing, looked_back)) {
    const auto post = h.find_post(command.actuator);
    if (!post) continue;
    Post& p = h.posts[*post];
    if (!p.last) p.last = command;
    if (command.person) p.person_at = std::max(p.person_at, command.requested);
  }
}

std::vector<agronomy::Band> bands_now(const House& h) {
  std::vector<agronomy::Band> bands;
  if (!h.crop) return bands;
  std::set<std::string> quantities;
  for (const auto& band : h.crop->bands) quantities.insert(band.quantity);
  if (const auto* stage = h.crop->stage(h.stage))
    for (const auto& band : stage->bands) quantities.insert(band.quantity);
  for (const auto& quantity : quantities)
    if (const auto* band = agronomy::band_for(*h.crop, h.stage, quantity, h.segment)) bands.push_back(*band);
  return bands;
}

std::vector<Advice> advice_now(const House& h, const Climate& climate, Instant now) {
  Circumstances in;
  in.climate = climate;
  in.crop = h.crop;
  in.stage = h.stage;
  in.segment = h.segment;
  in.fresh = h.fresh();
  for (const auto& post : h.posts) {
    in.manual = in.manual || post.state.manual;
    if (post.actuator->kind != things::ActuatorKind::vent) continue;
    in.has_vent = true;
    if (!in.vent_position) in.vent_position = post.state.position;
  }
  return advise(in, now);
}

}  // namespace

House* Watch::Impl::house(ThingId thing) const {
  const auto found = houses.find(thing);
  return found == houses.end() ? nullptr : found->second.get();
}

Result<House*> Watch::Impl::need(ThingId thing) const {
  if (House* h = house(thing)) return h;
  return not_found("没有这个大棚，请回到列表|There is no such greenhouse: go back to the list");
}

Result<void> Watch::Impl::write_or_refuse(const Also& f) const {
  struct Undo {
    Error why;
  };
  try {
    desk.write([&](Stores& stores) {
      if (auto done = f(stores); !done) throw Undo{done.error()};
    });
    return {};
  } catch (const Undo& undo) {
    return undo.why;
  }
}

Watch::Watch(Book book, Desk& desk, Ears ears)
    : impl_(std::make_unique<Impl>(Impl{book, desk, std::move(ears), {}, {}, {}})) {}
Watch::~Watch() = default;

void Watch::load(Instant now) {
  impl_->houses.clear();
  impl_->streams.clear();
  impl_->last_tick.reset();
  impl_->desk.write([&](Stores& stores) {
    for (const auto& greenhouse : stores.rules.greenhouses())
      impl_->houses[greenhouse.thing] = std::make_unique<House>(greenhouse, impl_->book);
    for (const auto& own : stores.rules.overrides())
      if (House* h = impl_->house(own.thing)) h->overrides[own.rule] = own;
    for (const auto& state : stores.rules.states())
      if (House* h = impl_->house(state.thing)) restore(*h, state);
    for (const auto& state : stores.commands.actuators())
      if (House* h = impl_->house(state.thing)) restore(*h, state);
    for (auto& [thing, h] : impl_->houses) restore_commands(*h, stores.commands);
    impl_->load_alarms(stores, now);
  });
  for (auto& [thing, h] : impl_->houses) {
    h->forget_future(now);
    h->work_out_settings(now, true);
  }
}

Result<void> Watch::settle(const Greenhouse& greenhouse, const By& by, Instant now, const Also& also) {
  const Book& book = impl_->book;
  const auto crop = std::ranges::find(book.crops, greenhouse.crop, &agronomy::Crop::code);
  if (!greenhouse.crop.empty() && crop == book.crops.end())
    return invalid("没有这种作物，请从列表里选|This is not among the crops: choose one from the list");
  if (!greenhouse.stage.empty() && (crop == book.crops.end() || !crop->stage(greenhouse.stage)))
    return invalid(
        "这种作物没有这个时期，请从列表里选|This is not a stage of this crop: choose one from the list");
  if (std::ranges::find(book.profiles, greenhouse.profile, &things::Profile::name) == book.profiles.end())
    return invalid(
        "没有这种设备类型，请从列表里选|This is not among the device profiles: choose one from the list");
  const auto written = impl_->write_or_refuse([&](Stores& stores) -> Result<void> {
    if (also) CUNKOU_TRY(also(stores));
    stores.rules.put_greenhouse(greenhouse);
    journal::Act{by.person, by.via, now, stores.journal}.record(
        "settle_greenhouse", "thing:" + std::to_string(greenhouse.thing.value));
    return {};
  });
  if (!written) return written.error();
  auto& h = impl_->houses[greenhouse.thing];
  if (h)
    h->plant(greenhouse, book);
  else
    h = std::make_unique<House>(greenhouse, book);
  h->work_out_settings(now, true);
  for (auto& seat : h->seats) impl_->judge(*h, seat, now);
  impl_->update_verdict(*h, now);
  return {};
}

void Watch::forget(ThingId thing, const By& by, Instant now) {
  House* h = impl_->house(thing);
  if (!h) return;
  impl_->desk.write([&](Stores& stores) {
    for (const auto& alarm : stores.alarms.open())
      if (alarm.thing == thing) impl_->forget_alarm(stores, alarm, now);
    for (const auto& command : stores.commands.open())
      if (command.thing == thing)
        if (auto gone = move_command(
                command, {CommandState::cancelled, by.person, "大棚已删除|The greenhouse is gone"}, now))
          stores.commands.put(*gone, {gone->id, gone->state, now, by.person, gone->reason});
    stores.rules.forget(thing);
    stores.commands.forget_actuators(thing);
    journal::Act{by.person, by.via, now, stores.journal}.record("forget_greenhouse",
                                                                "thing:" + std::to_string(thing.value));
  });
  std::erase_if(impl_->streams, [h](const auto& entry) { return entry.second.first == h; });
  impl_->houses.erase(thing);
}

void Watch::bind(ThingId thing, std::string_view quantity, StreamId stream) {
  House* h = impl_->house(thing);
  if (!h) return;
  Slot& slot = h->slot(quantity);
  slot.stream = stream;
  impl_->streams[stream] = {h, static_cast<std::size_t>(&slot - h->slots.data())};
}

void Watch::bind_only(ThingId thing, const std::map<std::string, StreamId>& by_quantity, Instant now) {
  House* h = impl_->house(thing);
  if (!h) return;
  std::erase_if(impl_->streams, [h](const auto& entry) { return entry.second.first == h; });
  for (Slot& slot : h->slots) {
    const auto bound = by_quantity.find(slot.quantity);
    if (bound == by_quantity.end() || (slot.stream && bound->second != slot.stream)) slot.forget();
  }
  for (const auto& [quantity, stream] : by_quantity) bind(thing, quantity, stream);
  h->find_newest(now + ahead_max);
  Attempts attempt;
  for (Seat& seat : h->seats)
    if (!h->is_measured(*seat.rule)) attempt([&] { impl_->let_go(*h, seat, now); });
  attempt.end();
}

std::vector<ThingId> Watch::things() const {
  std::vector<ThingId> all;
  for (const auto& [thing, h] : impl_->houses) all.push_back(thing);
  return all;
}

void Watch::recall(StreamId stream, Instant time, double value) {
  const auto found = impl_->streams.find(stream);
  if (found == impl_->streams.end()) return;
  auto& [h, index] = found->second;
  Slot& slot = h->slots[index];
  if (slot.latest && time < slot.latest->time) return;
  h->take(slot, {stream, slot.quantity, value, time});
  if (h->verdict == Verdict::lost && h->newest)
    h->verdict_since = std::min(h->verdict_since, h->newest->time);  // of none yet: as before
  if (!slot.post) return;
  h->posts[*slot.post].state.position = value;
  h->posts[*slot.post].state.position_at = time;
}

bool Watch::is_unheard(ThingId thing) const {
  const House* h = impl_->house(thing);
  return h && !h->newest;
}

void Watch::observe(StreamId stream, Instant time, double value, Instant now) {
  const auto found = impl_->streams.find(stream);
  if (found == impl_->streams.end()) return;
  House& h = *found->second.first;
  Slot& slot = h.slots[found->second.second];
  if (slot.latest && time < slot.latest->time) h.forget_future(slot, now);
  if (slot.latest && time < slot.latest->time) return;
  h.take(slot, {stream, slot.quantity, value, time});
  Attempts attempt;
  if (slot.post) {
    Post& post = h.posts[*slot.post];
    const bool changed = post.state.position != std::optional(value);
    post.state.position = value;
    post.state.position_at = time;
    if (changed) post.unheard = false;
    if (!things::travels(post.actuator->kind))
      attempt(
          [&] { impl_->set_motion(post, value > 0 ? Motion::opening : Motion::still, std::min(time, now)); });
    attempt([&] { impl_->progress(h, post, now); });
    if (changed && impl_->ears.actuator) impl_->ears.actuator(post.state);
  }
  const bool late = now - time > late_after;
  h.come_late(late, now);
  for (const std::size_t seat : slot.seats)
    if (!late)
      attempt([&] { impl_->judge(h, h.seats[seat], now); });
    else if (now - time <= h.fresh())
      impl_->catch_up(h, h.seats[seat], time);
  attempt.end();
}

void Watch::tick(Instant now) {
  Attempts attempt;
  impl_->wake(now);
  for (auto& [thing, house] : impl_->houses) {
    House& h = *house;
    h.work_out_settings(now, false);
    attempt([&] { impl_->judge_all(h, now); });
    attempt([&] { impl_->think_of_notices(h, now); });
    for (auto& post : h.posts) {
      attempt([&] { impl_->keep_time(h, post, now); });
      attempt([&] { impl_->automate(h, post, now); });
    }
    impl_->update_verdict(h, now);
  }
  attempt([&] { impl_->keep_states(false); });
  attempt.end();
}

void Watch::keep() { impl_->keep_states(true); }

Result<void> Watch::adjust(const RuleOverride& own, const By& by, Instant now) {
  const auto found = impl_->need(own.thing);
  if (!found) return found.error();
  House& h = **found;
  const auto seat = std::ranges::find_if(h.seats, [&](const Seat& s) { return s.rule->code == own.rule; });
  if (seat == h.seats.end())
    return not_found("没有这条规则，请回到列表|There is no such rule: go back to the list");
  const auto standard = setting_for(*seat->rule, h.crop, h.stage, h.segment, nullptr);
  CUNKOU_TRY(check_override(*seat->rule, standard.value_or(Setting{}), own));
  if (const auto range = range_of(*seat->rule, impl_->book.profiles)) CUNKOU_TRY(check_range(*range, own));
  const auto own_of = [&h](std::string_view code) { return h.own(code); };
  CUNKOU_TRY(check_opposites(impl_->book.rules, *seat->rule, own, own_of, h.crop, h.stage));
  impl_->desk.write([&](Stores& stores) {
    stores.rules.put_override(own);
    journal::Act{by.person, by.via, now, stores.journal}.record(
        "adjust_rule", "thing:" + std::to_string(own.thing.value), "{\"rule\":\"" + own.rule + "\"}");
  });
  h.overrides[own.rule] = own;
  h.work_out_settings(now, true);
  impl_->judge(h, *seat, now);
  return {};
}

void Watch::reset_rule(ThingId thing, std::string_view rule, const By& by, Instant now) {
  House* h = impl_->house(thing);
  if (!h || !h->own(rule)) return;
  const std::string code(rule);
  impl_->desk.write([&](Stores& stores) {
    stores.rules.remove_override(thing, code);
    journal::Act{by.person, by.via, now, stores.journal}.record(
        "reset_rule", "thing:" + std::to_string(thing.value), "{\"rule\":\"" + code + "\"}");
  });
  h->overrides.erase(code);
  h->work_out_settings(now, true);
}

std::vector<RuleView> Watch::rules(ThingId thing, Instant now) const {
  std::vector<RuleView> views;
  const House* h = impl_->house(thing);
  if (!h) return views;
  const Climate climate = h->climate_at(now);
  for (const auto& seat : h->seats) {
    RuleView view;
    view.rule = seat.rule;
    view.setting = seat.setting;
    view.standard = setting_for(*seat.rule, h->crop, h->stage, h->segment, nullptr);
    if (const auto* own = h->own(seat.rule->code)) view.own = *own;
    view.explanation =
        evaluate(*seat.rule, seat.setting, seat.state, h->inputs_for(*seat.rule, climate, now), now)
            .explanation;
    view.explanation.phase = seat.state.phase;
    view.explanation.since = seat.state.since;
    views.push_back(std::move(view));
  }
  return views;
}

std::optional<View> Watch::look(ThingId thing, Instant now) const {
  const House* h = impl_->house(thing);
  if (!h) return {};
  View view;
  view.greenhouse = h->greenhouse;
  view.stage = h->stage;
  view.segment = h->segment;
  view.verdict = h->judge_verdict(now);
  view.since = h->verdict_since;
  for (const auto& [concern, standing] : h->alarms)
    view.alarms.push_back(impl_->as_it_stands(*h, standing.alarm, now));
  for (const auto& [rule, alarm] : h->unstored) view.alarms.push_back(alarm);
  std::ranges::stable_sort(view.alarms, std::greater{}, &Alarm::severity);
  for (const auto& slot : h->slots)
    if (slot.latest) view.latest.push_back(*slot.latest);
  view.climate = h->climate_at(now);
  view.bands = bands_now(*h);
  view.advice = advice_now(*h, view.climate, now);
  for (const auto& post : h->posts) {
    view.actuators.push_back(post.state);
    if (post.last) view.commands.push_back(*post.last);
  }
  return view;
}

Verdict Watch::verdict(ThingId thing) const {
  const House* h = impl_->house(thing);
  return h ? h->verdict : Verdict::lost;
}

}  // namespace cunkou::control
