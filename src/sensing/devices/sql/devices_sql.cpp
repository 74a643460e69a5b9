#include "sensing/devices/device_store.hpp"

#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"

namespace cunkou::devices {
namespace {

using namespace sql;

// NULL, not "", of a device without a token: the hashes are unique.
struct HashText {
  using Stored = Text;
  static std::optional<Text> stored(const Text& hash) {
    return hash.empty() ? std::nullopt : std::optional(hash);
  }
  static std::optional<Text> value(Text hash) { return std::optional(std::move(hash)); }
};

constexpr auto device_table = table<Device>(
    "devices", column("name", &Device::name), column("profile", &Device::profile),
    column("thing", &Device::thing),
    read_column("(SELECT place FROM things WHERE things.id = devices.thing)", &Device::place),
    read_column("(SELECT household FROM things WHERE things.id = devices.thing)", &Device::household),
    column<HashText>("token_hash", &Device::token_hash), column("created", &Device::created),
    column("revoked", &Device::revoked));

struct AttributeRow : ClientAttribute {
  DeviceId device;
  Instant at;
};

constexpr auto attribute_table = table<AttributeRow>(
    "device_attributes", column("device", &AttributeRow::device), column("name", &ClientAttribute::name),
    column("json", &ClientAttribute::json), column("at", &AttributeRow::at));

struct LabelText {
  using Stored = Text;
  static Text stored(const Label& label) { return to_stored(label); }
  static std::optional<Label> value(const Text& text) { return from_stored(text); }
};

struct RefusalRow : formats::Refusal {
  DeviceId device;
};

constexpr auto refusal_table = table<RefusalRow>(
    "device_refusals", column("device", &RefusalRow::device), column("at", &formats::Refusal::at),
    column("stream", &formats::Refusal::stream), column<LabelText>("reason", &formats::Refusal::reason),
    column("text", &formats::Refusal::text), column("line", &formats::Refusal::line));

class DevicesSql final : public DeviceStore {
 public:
  explicit DevicesSql(soci::session& session) : session_(session) {}

  std::optional<Device> device(DeviceId id) override {
    return first(select_devices("id = ?", values(id), "id"));
  }
  std::vector<Device> devices() override { return select_devices("TRUE", values(), "id"); }
  std::vector<Device> devices_by_name() override {
    return select_devices("TRUE", values(), "length(name), name, id");
  }
  std::vector<Device> devices_of(ThingId id) override {
    return select_devices("thing = ?", values(id), "id");
  }
  std::vector<Device> devices_named(std::string_view name) override {
    return select_devices("name = ?", values(name), "id");
  }
  DeviceId put(const Device& device) override { return put_row(session_, device_table, device); }
  void remove(DeviceId id) override { run(session_, "DELETE FROM devices WHERE id = ?", id); }

  std::vector<ClientAttribute> attributes(DeviceId) override;
  void put(DeviceId id, const ClientAttribute& a, Instant at) override {
    replace_row(session_, attribute_table, "device, name", {a, id, at});
  }

  IngestCounts counts(DeviceId) override;
  std::vector<formats::Refusal> refusals(DeviceId) override;
  void put_ingest_stats(DeviceId, const IngestCounts&, const std::vector<formats::Refusal>&) override;

 private:
  template <class Cells>
  std::vector<Device> select_devices(const std::string& where, Cells cells, const std::string& order) {
    return select_rows(session_, device_table, where + " ORDER BY " + order, std::move(cells));
  }

  soci::session& session_;
};

std::vector<ClientAttribute> DevicesSql::attributes(DeviceId id) {
  std::vector<ClientAttribute> found;
  each_row(session_, attribute_table, "device = ? ORDER BY name", values(id),
           [&](AttributeRow row) { found.push_back(std::move(row)); });
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
  each_row(session_, refusal_table, "device = ? ORDER BY number", values(id),
           [&](RefusalRow row) { found.push_back(std::move(row)); });
  return found;
}

void DevicesSql::put_ingest_stats(DeviceId id, const IngestCounts& counts,
                                  const std::vector<formats::Refusal>& refusals) {
  if (run(session_, "UPDATE devices SET added = ?, equal = ?, replaced = ?, refused = ? WHERE id = ?",
          counts.added, counts.equal, counts.replaced, counts.refused, id) == 0)
    return;
  run(session_, "DELETE FROM device_refusals WHERE device = ?", id);
  for (const auto& refusal : refusals) append_row(session_, refusal_table, {refusal, id}, "device", id);
}

}  // namespace

DeviceStore& device_store(sql::Transaction& t) { return t.store<DeviceStore, DevicesSql>(); }

}  // namespace cunkou::devices
