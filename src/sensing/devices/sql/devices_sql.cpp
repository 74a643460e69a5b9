#include "sensing/devices/device_store.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::devices {
namespace {

using namespace sql;

class DevicesSql final : public DeviceStore {
 public:
  explicit DevicesSql(soci::session& session) : session_(session) {}

  std::optional<Device> device(DeviceId id) override {
    return first(select_devices("d.id = ?", values(id), "d.id"));
  }
  std::vector<Device> devices() override { return select_devices("TRUE", values(), "d.id"); }
  std::vector<Device> devices_by_name() override;
  std::vector<Device> devices_of(ThingId id) override {
    return select_devices("d.thing = ?", values(id), "d.id");
  }
  std::vector<Device> devices_named(std::string_view name) override {
    return select_devices("d.name = ?", values(name), "d.id");
  }
  DeviceId put(const Device&) override;
  void remove(DeviceId id) override { run(session_, "DELETE FROM devices WHERE id = ?", id); }

  std::vector<ClientAttribute> attributes(DeviceId) override;
  void put(DeviceId id, const ClientAttribute& a, Instant at) override {
    run(session_, "INSERT OR REPLACE INTO device_attributes VALUES (?,?,?,?)", id, a.name, a.json, at);
  }

  IngestCounts counts(DeviceId) override;
  std::vector<formats::Refusal> refusals(DeviceId) override;
  void put_ingest_stats(DeviceId, const IngestCounts&, const std::vector<formats::Refusal>&) override;

 private:
  template <class Cells>
  std::vector<Device> select_devices(const std::string& where, Cells cells, const std::string& order);

  soci::session& session_;
};

template <class Cells>
std::vector<Device> DevicesSql::select_devices(const std::string& where, Cells cells,
                                               const std::string& order) {
  std::vector<Device> found;
  each<DeviceId, Text, Text, ThingId, PlaceId, HouseholdId, Text, Instant, std::optional<Instant>>(
      session_,
      "SELECT d.id, d.name, d.profile, d.thing, t.place, t.household, d.token_hash, d.created, d.revoked "
      "FROM devices d JOIN things t ON t.id = d.thing WHERE " +
          where + " ORDER BY " + order,
      std::move(cells), [&](auto... column) { found.push_back({std::move(column)...}); });
  return found;
}

std::vector<Device> DevicesSql::devices_by_name() {
  return select_devices("TRUE", values(), "length(d.name), d.name, d.id");
}

DeviceId DevicesSql::put(const Device& d) {
  const auto hash = d.token_hash.empty() ? std::nullopt : std::optional(d.token_hash);
  const std::string columns = "(name, profile, thing, token_hash, created, revoked)";
  if (d.id) {
    run(session_, "UPDATE devices SET " + columns + " = (?,?,?,?,?,?) WHERE id = ?", d.name, d.profile,
        d.thing, hash, d.created, d.revoked, d.id);
    return d.id;
  }
  return DeviceId{insert(session_, "INSERT INTO devices " + columns + " VALUES (?,?,?,?,?,?)", d.name,
                         d.profile, d.thing, hash, d.created, d.revoked)};
}

std::vector<ClientAttribute> DevicesSql::attributes(DeviceId id) {
  std::vector<ClientAttribute> found;
  each<Text, Text>(session_, "SELECT name, json FROM device_attributes WHERE device = ? ORDER BY name",
                   values(id), [&](auto... column) { found.push_back({std::move(column)...}); });
  return found;
}

IngestCounts DevicesSql::counts(DeviceId id) {
  IngestCounts found;
  each<Int, Int, Int, Int>(session_, "SELECT added, equal, replaced, refused FROM devices WHERE id = ?",
                           values(id), [&](auto... column) { found = {column...}; });
  return found;
}

std::vector<formats::Refusal> DevicesSql::refusals(DeviceId id) {
  std::vector<formats::Refusal> found;
  each<Instant, Text, Text, Text, Int>(
      session_, "SELECT at, stream, reason, text, line FROM device_refusals WHERE device = ? ORDER BY number",
      values(id), [&](Instant at, Text stream, Text reason, Text text, Int line) {
        found.push_back({at, std::move(stream), from_stored(reason), std::move(text), line});
      });
  return found;
}

void DevicesSql::put_ingest_stats(DeviceId id, const IngestCounts& counts,
                                  const std::vector<formats::Refusal>& refusals) {
  if (run(session_, "UPDATE devices SET added = ?, equal = ?, replaced = ?, refused = ? WHERE id = ?",
          counts.added, counts.equal, counts.replaced, counts.refused, id) == 0)
    return;
  run(session_, "DELETE FROM device_refusals WHERE device = ?", id);
  Int number = 0;
  for (const auto& r : refusals) {
    run(session_, "INSERT INTO device_refusals VALUES (?,?,?,?,?,?,?)", id, ++number, r.at, r.stream,
        to_stored(r.reason), r.text, r.line);
  }
}

}  // namespace

DeviceStore& device_store(sql::Transaction& t) { return t.store<DeviceStore, DevicesSql>(); }

}  // namespace cunkou::devices
