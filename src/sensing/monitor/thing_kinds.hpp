#pragma once
// The kinds of things that the monitor serves, each by the implementations of the capability that owns it. A
// second kind is registered beside the first: nothing else of the monitor changes.

#include <string>
#include <string_view>
#include <vector>

#include "sensing/monitor/thing_advisor.hpp"
#include "sensing/monitor/thing_directory.hpp"
#include "sensing/monitor/thing_settings.hpp"

namespace cunkou::monitor {

struct ThingKind {       // the parts outlive the monitor
  std::string name;      // the kind of its Things (sensing/sensorthings): "greenhouse"
  std::string api_path;  // of its routes, without a final '/': "/api/greenhouses"
  ThingDirectory& things;
  ThingSettings& settings;
  const ThingAdvisor& advisor;
};

// Also the directory of the things of all kinds. Thread-safe.
class ThingKinds final : public ThingDirectory {
 public:
  explicit ThingKinds(std::vector<ThingKind> kinds) : kinds_(std::move(kinds)) {}  // of different names

  const std::vector<ThingKind>& registered() const { return kinds_; }
  // null: things of this kind are not monitored.
  const ThingKind* find_kind(std::string_view kind_name) const;
  const ThingKind* kind_of(ThingId) const;  // null: no directory has the thing
  ThingAdvisors advisors() const;
  std::vector<MonitoredThing> settings() const;  // of all things; reads the state database

  void refresh() override;  // of every kind
  std::shared_ptr<const ThingInfo> find(ThingId) const override;
  std::vector<std::shared_ptr<const ThingInfo>> all() const override;
  Error no_such_thing() const override;  // names the kind only if there is but one
  std::vector<std::shared_ptr<const ThingInfo>> visible_to(
      const access::Identity&, const std::optional<std::string>& place_code) const override;

 private:
  const std::vector<ThingKind> kinds_;
};

}  // namespace cunkou::monitor
