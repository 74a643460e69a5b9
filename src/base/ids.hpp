#pragma once
// Distinct integer id types: a PersonId does not convert to a PlaceId. 64 bits, positive, assigned by the
// store; 0 means "none".

#include <compare>
#include <cstdint>
#include <functional>

namespace cunkou {

template <class Tag>
struct Id {
  std::int64_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::int64_t v) : value(v) {}
  constexpr explicit operator bool() const { return value != 0; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using StreamId = Id<struct StreamTag>;  // a Datastream, and the series that holds its results
using PlaceId = Id<struct PlaceTag>;
using PersonId = Id<struct PersonTag>;
using HouseholdId = Id<struct HouseholdTag>;
using SessionId = Id<struct SessionTag>;
using InvitationId = Id<struct InvitationTag>;
using RoleId = Id<struct RoleTag>;
using ThingId = Id<struct ThingTag>;
using DeviceId = Id<struct DeviceTag>;
using AlarmId = Id<struct AlarmTag>;
using CommandId = Id<struct CommandTag>;
using EntityId = Id<struct EntityTag>;  // any SensorThings entity, with the entity set given separately

}  // namespace cunkou

template <class Tag>
struct std::hash<cunkou::Id<Tag>> {
  std::size_t operator()(const cunkou::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
