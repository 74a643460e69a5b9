// `cunkou sample`: creates the sample county of definitions/sample: people with passwords, greenhouses with
// devices, and days of history from the model that the simulator uses.

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <sstream>

#include "app/cli/commands.hpp"
#include "app/data_folder.hpp"
#include "app/definitions.hpp"
#include "app/series_file.hpp"
#include "app/system_clock.hpp"
#include "core/journal/act.hpp"
#include "core/people/accept_invitation.hpp"
#include "core/people/add_household.hpp"
#include "core/people/invite_person.hpp"
#include "core/people/password.hpp"
#include "core/people/people_store.hpp"
#include "core/people/secret.hpp"
#include "core/places/import_places.hpp"
#include "core/places/place_store.hpp"
#include "platform/sql/database.hpp"
#include "platform/yaml/read.hpp"
#include "sensing/devices/add_device.hpp"
#include "sensing/devices/begin_streams.hpp"
#include "sensing/devices/device_store.hpp"
#include "sensing/formats/limits.hpp"
#include "sensing/greenhouses/greenhouse_store.hpp"
#include "sensing/sensorthings/entity_store.hpp"
#include "sensing/series/store.hpp"
#include "simulator/climate/simulate.hpp"
#include "simulator/climate/solar_greenhouse.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

struct SignIn {
  std::string role, name, phone, password;
};

struct Greenhouse {
  int number = 0;
  std::string name, token;
  std::map<std::string, StreamId> streams;
};

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

void write_private(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().reason.en);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class Sample {
 public:
  Sample(const Config& config, const DataFolder& folder, const Definitions& definitions)
      : folder_(folder),
        definitions_(definitions),
        source_(definitions_folder(config) + "/sample"),
        yaml_(yaml::read_file(source_ + "/sample.yaml", [](const yaml::Node& root) { return root; })),
        database_(folder.state()) {}

  void load(int history_days) {
    must(database_.write([&](sql::Transaction& t) -> Result<void> {
      journal::Act act{PersonId(), "cli", now_, journal::journal_of(t)};
      add_places(act, t);
      add_households(act, t);
      add_people(act, t);
      add_greenhouses(act, t);
      return {};
    }));
    std::printf("places, households, people and %zu greenhouses\n", greenhouses_.size());
    if (history_days > 0) write_history(history_days);
    write_files();
  }

 private:
  void add_places(journal::Act& act, sql::Transaction& t) {
    const auto report =
        must(places::import_places(act, places::place_store(t), text_of(source_ + "/county.csv"),
                                   [](std::string_view) { return true; }));
    if (!report.bad.empty()) throw std::runtime_error("county.csv: " + report.bad.front().reason.en);
  }

  void add_households(journal::Act& act, sql::Transaction& t) {
    for (const auto& h : yaml_["households"].items()) {
      const auto place = places::place_store(t).by_code(yaml::text(h["place"]));
      if (!place) throw std::runtime_error("sample.yaml: no place " + yaml::text(h["place"]));
      const auto made = must(people::add_household(act, people::people_store(t), places::place_store(t),
                                                   {yaml::text(h["name"]), place->id}));
      households_[made.name] = made;
    }
  }

  void add_people(journal::Act& act, sql::Transaction& t) {
    for (const auto& p : yaml_["people"].items()) {
      const SignIn person{yaml::text(p["role"]), yaml::text(p["name"]), yaml::text(p["phone"]),
                          people::new_invitation_code()};
      people::InvitePerson invite;
      invite.role = access::parse_role(person.role).value();
      if (p["household"])
        invite.household = households_.at(yaml::text(p["household"])).id;
      else if (const auto place = places::place_store(t).by_code(yaml::text(p["place"])))
        invite.place = place->id;
      people::AcceptInvitation accept;
      accept.code =
          must(people::invite_person(act, people::people_store(t), places::place_store(t), invite)).code;
      accept.name = person.name;
      accept.phone = person.phone;
      accept.password_hash = people::hash_password(person.password);
      must(people::accept_invitation(act, people::people_store(t), accept));
      people_.push_back(person);
    }
  }

  void add_greenhouses(journal::Act& act, sql::Transaction& t) {
    const auto* profile = definitions_.profile(yaml::text(yaml_["profile"]));
    if (!profile) throw std::runtime_error("sample.yaml: no such profile");
    for (const auto& g : yaml_["greenhouses"].items()) {
      const auto& household = households_.at(yaml::text(g["household"]));
      devices::AddDevice wanted;
      wanted.name = yaml::text(g["name"]);
      wanted.place = household.place;
      wanted.household = household.id;
      const auto added =
          must(devices::add_device(act, sensorthings::entity_store(t), devices::device_store(t),
                                   places::place_store(t), people::people_store(t), *profile, wanted));
      const std::vector<std::string> positions{
          "vent_position", "roller_shutter_position"};  // otherwise they are created with the first report
      must(devices::begin_streams(act, sensorthings::entity_store(t), devices::device_store(t), *profile,
                                  added.device.id, positions, limits::streams_per_device));
      store_settings(t, added.device.thing, g);
      Greenhouse greenhouse{static_cast<int>(greenhouses_.size()) + 1, wanted.name, added.token, {}};
      for (const auto& d : sensorthings::entity_store(t).datastreams_of(added.device.thing))
        greenhouse.streams[d.stream] = d.id;
      greenhouses_.push_back(std::move(greenhouse));
    }
  }

  void store_settings(sql::Transaction& t, ThingId thing, const yaml::Node& g) {
    monitor::MonitoredThing settings;
    settings.thing = thing;
    settings.profile = yaml::text(yaml_["profile"]);
    greenhouses::set_planting(settings, {yaml::text(g["crop"]), yaml::text(g["stage"]),
                                         now_ - days(static_cast<int>(yaml::number(g["planted_days"])))});
    greenhouses::greenhouse_store(t).put(settings);
  }

  // Writes one reading a minute, as the sensors would send, directly into the series.
  void write_history(int history_days) {
    const SystemClock clock;
    const auto chunks = open_series_file(folder_, database_);
    series::Store series(*chunks, clock, {});
    const auto seed = static_cast<std::uint64_t>(yaml::number(yaml_["seed"]));
    const Instant from{(now_ - days(history_days)).ms / 60'000 * 60'000};
    std::size_t written = 0;
    for (const auto& greenhouse : greenhouses_) {
      series::Batch batch;
      const auto put = [&](const char* name, Instant time, double value) {
        if (const auto at = greenhouse.streams.find(name); at != greenhouse.streams.end())
          batch.readings.push_back({at->second, time, value});
      };
      climate::simulate(climate::build_greenhouse(seed, greenhouse.number), seed, from, now_,
                        [&](const climate::Moment& m) {
                          put("air_temperature", m.time, m.measured.air_temperature);
                          put("relative_humidity", m.time, m.measured.relative_humidity);
                          put("soil_temperature", m.time, m.measured.soil_temperature);
                          put("soil_moisture", m.time, m.measured.soil_moisture);
                          put("solar_radiation", m.time, m.measured.solar_radiation);
                          put("vent_position", m.time, m.open.vent);
                          put("roller_shutter_position", m.time, m.open.shutter);
                        });
      const auto count = batch.readings.size();
      must(series.append_and_wait(std::move(batch)));
      std::fprintf(stderr, "\r%s: %zu readings of %d days  ", greenhouse.name.c_str(), count, history_days);
      written += count;
    }
    std::fprintf(stderr, "\n");
    must(series.seal());
    std::printf("%zu readings of %d days\n", written, history_days);
  }

  // tokens: for the simulator. sign-in.json: for tests. sign-in.txt: for people, written last as the mark
  // of completion.
  void write_files() {
    fs::create_directories(folder_.sample());
    std::string tokens, lines;
    boost::json::object json;
    for (const auto& greenhouse : greenhouses_) tokens += greenhouse.name + " " + greenhouse.token + "\n";
    const std::map<std::string, std::string> role_labels{
        {"farmer", "户主 farmer"}, {"village", "村支书 secretary"}, {"operator", "运维员 operator"}};
    for (const auto& p : people_) {
      const auto key = p.role == "village" ? std::string("secretary") : p.role;
      if (json.contains(key)) continue;
      json[key] = boost::json::object{{"name", p.name}, {"phone", p.phone}, {"password", p.password}};
      if (const auto label = role_labels.find(p.role); label != role_labels.end())
        lines += "  " + label->second + "\t" + p.name + "\t手机号 phone " + p.phone + "\t密码 password " +
                 p.password + "\n";
    }
    write_private(folder_.sample() + "/tokens", tokens);
    write_private(folder_.sample() + "/sign-in.json", boost::json::serialize(json) + "\n");
    write_private(folder_.sample() + "/sign-in.txt", lines);
  }

  const DataFolder& folder_;
  const Definitions& definitions_;
  std::string source_;
  yaml::Node yaml_;
  sql::Database database_;
  Instant now_ = SystemClock().now();
  std::map<std::string, people::Household> households_;
  std::vector<SignIn> people_;
  std::vector<Greenhouse> greenhouses_;
};

}  // namespace

int load_sample(const Config& config, int history_days) {
  const auto folder = open_data_folder(config.data);
  if (!folder) return refused(folder.error());
  const auto lock = FolderLock::take(*folder);
  if (!lock) return refused(lock.error());
  if (fs::exists(folder->state()))
    return refused(conflict(untranslated("there is data in " + folder->path +
                                         " already: the sample county goes into an empty folder")));
  const auto definitions = load_definitions(definitions_folder(config));
  if (!definitions) return refused(definitions.error());
  try {
    Sample(config, *folder, *definitions).load(history_days);
  } catch (const std::exception& e) {
    return refused(invalid(untranslated(std::string("the sample county could not be loaded: ") + e.what())));
  }
  std::printf("%s", text_of(folder->sample() + "/sign-in.txt").c_str());
  return 0;
}

}  // namespace cunkou::app
