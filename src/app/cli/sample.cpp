// `cunkou sample`: creates the sample county of definitions/sample: people with passwords, greenhouses with
// devices, and days of history from the model that the simulator uses.

#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "app/cli/commands.hpp"
#include "app/cli/must.hpp"
#include "app/cli/sample_county.hpp"
#include "app/data_folder.hpp"
#include "app/definitions.hpp"
#include "app/holder_name.hpp"
#include "app/series_file.hpp"
#include "app/system_clock.hpp"
#include "app/whole_file.hpp"
#include "core/journal/act.hpp"
#include "platform/sql/copy_state.hpp"
#include "platform/sql/database.hpp"
#include "platform/yaml/read.hpp"
#include "sensing/series/sql/series_postgresql.hpp"
#include "sensing/series/store.hpp"
#include "simulator/climate/simulate.hpp"
#include "simulator/climate/solar_greenhouse.hpp"

namespace cunkou::app {
namespace {

namespace fs = std::filesystem;

void write_private(const std::string& file, const std::string& text) { std::ofstream(file) << text; }

class Sample {
 public:
  Sample(const Config& config, const DataFolder& folder, const Definitions& definitions)
      : folder_(folder),
        definitions_(definitions),
        files_(read_sample_files(definitions_folder(config) + "/sample")),
        database_(folder.state()) {}

  void load(int history_days) {
    auto loaded = database_.write([&](sql::Transaction& t) -> Result<SampleCounty> {
      journal::Act act{PersonId(), "cli", now_, journal::journal_of(t)};
      return add_sample_county(act, t, files_, definitions_);
    });
    county_ = must(std::move(loaded));
    std::printf("places, households, people and %zu greenhouses\n", county_.greenhouses.size());
    if (history_days > 0) write_history(history_days);
    write_files();
  }

 private:
  // Writes one reading a minute, as the sensors would send, directly into the series.
  void write_history(int history_days) {
    const SystemClock clock;
    const auto chunks = open_series_file(folder_, database_);
    series::Store series(*chunks, clock, {});
    const auto seed = static_cast<std::uint64_t>(yaml::number(files_.county["seed"]));
    const Instant from{(now_ - days(history_days)).ms / 60'000 * 60'000};
    std::size_t written = 0;
    for (const auto& greenhouse : county_.greenhouses) {
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

  // tokens: for the simulator. sign-in.json: for tests. sign-in.txt: for people, written last: where
  // it is, the sample county is complete.
  void write_files() {
    fs::create_directories(folder_.sample());
    std::string tokens, lines;
    boost::json::object json;
    for (const auto& greenhouse : county_.greenhouses)
      tokens += greenhouse.name + " " + greenhouse.token + "\n";
    const std::map<std::string, std::string> role_labels{
        {"farmer", "户主 farmer"}, {"village", "村支书 secretary"}, {"operator", "运维员 operator"}};
    for (const auto& p : county_.people) {
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
  SampleFiles files_;
  sql::Database database_;
  Instant now_ = SystemClock().now();
  SampleCounty county_;
};

}  // namespace

int load_sample(const Config& config, int history_days) {
  const auto folder = open_data_folder(config.data, config.state);
  if (!folder) return refused(folder.error());
  const auto lock = FolderLock::take(*folder);
  if (!lock) return refused(lock.error());
  const bool was_unfinished = unfinished_sample(*folder).has_value();
  if (was_unfinished)
    remove_unfinished_sample(*folder);
  else if (const auto lost = lost_state(*folder))
    return refused({Code::unavailable, *lost});
  const auto definitions = load_definitions(definitions_folder(config));
  if (!definitions) return refused(definitions.error());
  try {
    const sql::Database database(folder->state(), holder_name("sample"));
    if (was_unfinished && folder->address.has_series) series::PostgresqlSeries::remove(folder->state());
    sql::claim_empty_state(folder->state());
    mark_unfinished_sample(*folder);
    if (!folder->address.database.empty()) note_state(*folder);
    Sample(config, *folder, *definitions).load(history_days);
    end_unfinished_sample(*folder);
    sql::finish_copy(folder->state());
  } catch (const std::exception& e) {
    return refused(invalid(untranslated(std::string("the sample county could not be loaded: ") + e.what())));
  }
  std::printf("%s", whole_file(folder->sample() + "/sign-in.txt").c_str());
  return 0;
}

}  // namespace cunkou::app
