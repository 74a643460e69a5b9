#include "app/cli/sample_county.hpp"

#include <stdexcept>

#include "app/cli/must.hpp"
#include "app/whole_file.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/add_household.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/password.hpp"
#include "core/people/people_store.hpp"
#include "core/people/secret.hpp"
#include "core/places/import_places.hpp"
#include "core/places/place_store.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/begin_streams.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/greenhouses/greenhouse_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"

namespace cunkou::app {
namespace {

using Households = std::map<std::string, people::Household>;  // by name

void add_places(journal::Act& act, sql::Transaction& t, const std::string& csv) {
  const auto report =
      must(places::import_places(act, places::place_store(t), csv, [](std::string_view) { return true; }));
  if (!report.bad.empty()) throw std::runtime_error("county.csv: " + report.bad.front().reason.en);
}

Households add_households(journal::Act& act, sql::Transaction& t, const yaml::Node& county) {
  Households added;
  for (const auto& h : county["households"].items()) {
    const auto place = places::place_store(t).by_code(yaml::text(h["place"]));
    if (!place) throw std::runtime_error("sample.yaml: no place " + yaml::text(h["place"]));
    const auto made = must(people::add_household(act, people::people_store(t), places::place_store(t),
                                                 {yaml::text(h["name"]), place->id}));
    added[made.name] = made;
  }
  return added;
}

SampleCounty::SignIn add_person(journal::Act& act, sql::Transaction& t, const yaml::Node& p,
                                const Households& households) {
  SampleCounty::SignIn person{yaml::text(p["role"]), yaml::text(p["name"]), yaml::text(p["phone"]),
                              people::new_invitation_code()};
  people::InvitePerson invite;
  invite.role = access::parse_role(person.role).value();
  if (p["household"])
    invite.household = households.at(yaml::text(p["household"])).id;
  else if (const auto place = places::place_store(t).by_code(yaml::text(p["place"])))
    invite.place = place->id;
  people::AcceptInvitation accept;
  accept.code =
      must(people::invite_person(act, people::people_store(t), places::place_store(t), invite)).code;
  accept.name = person.name;
  accept.phone = person.phone;
  accept.password_hash = people::hash_password(person.password);
  must(people::accept_invitation(act, people::people_store(t), accept));
  return person;
}

void store_settings(sql::Transaction& t, ThingId thing, const std::string& profile, const yaml::Node& g,
                    Instant now) {
  monitor::MonitoredThing settings;
  settings.thing = thing;
  settings.profile = profile;
  greenhouses::set_planting(settings, {yaml::text(g["crop"]), yaml::text(g["stage"]),
                                       now - days(static_cast<int>(yaml::number(g["planted_days"])))});
  greenhouses::greenhouse_store(t).put(settings);
}

SampleCounty::Greenhouse add_greenhouse(journal::Act& act, sql::Transaction& t, const yaml::Node& g,
                                        const people::Household& household, const devices::Profile& profile) {
  devices::AddDevice wanted;
  wanted.name = yaml::text(g["name"]);
  wanted.place = household.place;
  wanted.household = household.id;
  const auto added =
      must(devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                               places::place_store(t), people::people_store(t), profile, wanted));
  const std::vector<std::string> positions{
      "vent_position", "roller_shutter_position"};  // otherwise they are created with the first report
  must(devices::begin_streams(act, sensorthings::entity_store(t), devices::device_store(t), profile,
                              added.device.id, positions, formats::limits::streams_per_device));
  store_settings(t, added.device.thing, profile.name, g, act.at);
  SampleCounty::Greenhouse greenhouse{0, wanted.name, added.token, {}};
  for (const auto& d : sensorthings::entity_store(t).datastreams_of(added.device.thing))
    greenhouse.streams[d.stream] = d.id;
  return greenhouse;
}

}  // namespace

SampleFiles read_sample_files(const std::string& folder) {
  return {yaml::read_file(folder + "/sample.yaml", [](const yaml::Node& root) { return root; }),
          whole_file(folder + "/county.csv")};
}

SampleCounty add_sample_county(journal::Act& act, sql::Transaction& t, const SampleFiles& files,
                               const Definitions& definitions) {
  const auto* profile = definitions.profile(yaml::text(files.county["profile"]));
  if (!profile) throw std::runtime_error("sample.yaml: no such profile");
  add_places(act, t, files.places);
  const auto households = add_households(act, t, files.county);
  SampleCounty county;
  for (const auto& p : files.county["people"].items())
    county.people.push_back(add_person(act, t, p, households));
  for (const auto& g : files.county["greenhouses"].items()) {
    auto greenhouse = add_greenhouse(act, t, g, households.at(yaml::text(g["household"])), *profile);
    greenhouse.number = static_cast<int>(county.greenhouses.size()) + 1;
    county.greenhouses.push_back(std::move(greenhouse));
  }
  return county;
}

}  // namespace cunkou::app
