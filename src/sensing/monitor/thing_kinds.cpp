#include "sensing/monitor/thing_kinds.hpp"

#include <algorithm>
#include <iterator>

namespace cunkou::monitor {

const ThingKind* ThingKinds::find_kind(std::string_view kind_name) const {
  const auto found = std::ranges::find(kinds_, kind_name, &ThingKind::name);
  return found == kinds_.end() ? nullptr : &*found;
}

const ThingKind* ThingKinds::kind_of(ThingId thing) const {
  const auto found =
      std::ranges::find_if(kinds_, [thing](const ThingKind& kind) { return bool(kind.things.find(thing)); });
  return found == kinds_.end() ? nullptr : &*found;
}

ThingAdvisors ThingKinds::advisors() const {
  ThingAdvisors all;
  for (const auto& kind : kinds_) all.emplace(kind.name, &kind.advisor);
  return all;
}

std::vector<MonitoredThing> ThingKinds::settings() const {
  std::vector<MonitoredThing> all;
  for (const auto& kind : kinds_) std::ranges::move(kind.settings.all(), std::back_inserter(all));
  return all;
}

void ThingKinds::refresh() {
  for (const auto& kind : kinds_) kind.things.refresh();
}

std::shared_ptr<const ThingInfo> ThingKinds::find(ThingId thing) const {
  for (const auto& kind : kinds_)
    if (auto found = kind.things.find(thing)) return found;
  return nullptr;
}

std::vector<std::shared_ptr<const ThingInfo>> ThingKinds::all() const {
  std::vector<std::shared_ptr<const ThingInfo>> found;
  for (const auto& kind : kinds_) std::ranges::move(kind.things.all(), std::back_inserter(found));
  return found;
}

Error ThingKinds::no_such_thing() const {
  if (kinds_.size() == 1) return kinds_.front().things.no_such_thing();
  return not_found({"没有这个编号", "there is no such thing"});
}

std::vector<std::shared_ptr<const ThingInfo>> ThingKinds::visible_to(
    const access::Identity& who, const std::optional<std::string>& place_code) const {
  std::vector<std::shared_ptr<const ThingInfo>> visible;
  for (const auto& kind : kinds_)
    std::ranges::move(kind.things.visible_to(who, place_code), std::back_inserter(visible));
  std::ranges::sort(visible, {}, [](const auto& info) { return info->id; });
  return visible;
}

}  // namespace cunkou::monitor
