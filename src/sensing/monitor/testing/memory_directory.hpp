#pragma once
// For tests: a directory of things in memory. Everybody sees every thing of it.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sensing/monitor/thing_directory.hpp"

namespace cunkou::monitor::testing {

struct MemoryDirectory final : ThingDirectory {
  explicit MemoryDirectory(std::string kind_name) : kind(std::move(kind_name)) {}
  void add(ThingInfo info) { things.push_back(std::make_shared<ThingInfo>(std::move(info))); }
  void add(std::int64_t id) {  // "greenhouse 3"
    ThingInfo info;
    info.id = ThingId{id};
    info.name = kind + " " + std::to_string(id);
    add(std::move(info));
  }

  void refresh() override { ++refreshed; }
  std::shared_ptr<const ThingInfo> find(ThingId id) const override {
    const auto found = std::ranges::find(things, id, &ThingInfo::id);
    return found == things.end() ? nullptr : *found;
  }
  std::vector<std::shared_ptr<const ThingInfo>> all() const override { return things; }
  Error no_such_thing() const override { return not_found({"没有它", "there is no such " + kind}); }
  std::vector<std::shared_ptr<const ThingInfo>> visible_to(const access::Identity&,
                                                           const std::optional<std::string>&) const override {
    return things;
  }

  std::string kind;
  std::vector<std::shared_ptr<const ThingInfo>> things;
  int refreshed = 0;
};

}  // namespace cunkou::monitor::testing
