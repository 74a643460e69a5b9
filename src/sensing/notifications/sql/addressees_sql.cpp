#include "sensing/notifications/addressees.hpp"

#include <algorithm>
#include <optional>

#include "core/people/people_store.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::notifications {
namespace {

class AddresseesSql final : public AddresseeStore {
 public:
  explicit AddresseesSql(sql::Transaction& t) : transaction_(t) {}

  Addressees of(ThingId thing) override {
    Addressees out;
    const auto known = sensorthings::entity_store(transaction_).thing(thing);
    if (!known) return out;
    out.thing_name = known->name;
    if (known->household)
      for (const auto& role : people::people_store(transaction_).roles_in(known->household))
        add(out, "household", role.person);
    auto place = places::place_store(transaction_).by_id(known->place);
    if (place) out.place_name = place->name;
    for (; place;
         place = place->parent ? places::place_store(transaction_).by_id(place->parent) : std::nullopt)
      add_place(out, place->id);
    return out;
  }

 private:
  void add_place(Addressees& out, PlaceId place) {
    for (auto& channel : channel_store(transaction_).of(place)) out.channels.push_back(std::move(channel));
    for (const auto& role : people::people_store(transaction_).roles_at(place)) {
      if (role.role == access::Role::technician) add(out, "technician", role.person);
      if (role.role == access::Role::village) add(out, "village", role.person);
    }
  }
  void add(Addressees& out, const std::string& step, PersonId id) {
    auto& people = out.people[step];
    if (std::ranges::count(people, id, &Addressee::person)) return;
    if (const auto person = people::people_store(transaction_).person(id))
      people.push_back({id, person->phone});
  }

  sql::Transaction& transaction_;
};

}  // namespace

std::unique_ptr<AddresseeStore> addressee_store(sql::Transaction& t) {
  return std::make_unique<AddresseesSql>(t);
}

}  // namespace cunkou::notifications
