#include "base/text.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::notifications {
namespace {

using namespace sql;

// For reading only: a delivery of an unknown kind is sent like the others.
NoticeKind notice_kind_or_first(std::string_view word) {
  return parse_notice_kind(word).value_or(NoticeKind::first);
}

// Earlier versions stored bytes that are not UTF-8.
struct Utf8Text {
  using Stored = Text;
  static const Text& stored(const Text& text) { return text; }
  static std::optional<Text> value(const Text& text) { return excerpt(text, text.size()); }
};

constexpr auto delivery_table = table<Delivery>(
    "deliveries", fixed_column("alarm", &Delivery::alarm),
    fixed_column<Word<notice_kind_or_first>>("kind", &Delivery::kind),
    fixed_column("escalation_step", &Delivery::escalation_step), fixed_column("person", &Delivery::person),
    fixed_column("channel_id", &Delivery::channel_id), fixed_column("channel", &Delivery::channel),
    fixed_column("address", &Delivery::address), fixed_column("text", &Delivery::text),
    column<Word<parse_delivery_state>>("state", &Delivery::state), column("attempts", &Delivery::attempts),
    fixed_column("created", &Delivery::created), column("next_attempt", &Delivery::next_attempt),
    column("sent", &Delivery::sent), column<Utf8Text>("error", &Delivery::error));

constexpr auto channel_table =
    table<Channel>("channels", fixed_column("place", &Channel::place),
                   column<Word<parse_channel_kind>>("kind", &Channel::kind), column("name", &Channel::name),
                   column("target", &Channel::target),
                   column<Word<rules::severity_or_danger>>("min_severity", &Channel::min_severity),
                   column("escalation_step", &Channel::escalation_step));

class DeliveriesSql final : public DeliveryStore {
 public:
  explicit DeliveriesSql(soci::session& session) : session_(session) {}

  DeliveryId put(const Delivery& delivery) override { return put_row(session_, delivery_table, delivery); }
  std::vector<Delivery> due(Instant now, std::size_t limit) override {
    constexpr int of_each_channel = 20;
    return select(
        "id IN (SELECT id FROM (SELECT d.id AS id, row_number() OVER (PARTITION BY d.channel_id "
        "ORDER BY a.severity NOT IN ('watch', 'no_data') DESC, d.next_attempt, d.id) AS place "
        "FROM deliveries d JOIN alarms a ON a.id = d.alarm WHERE d.state = 'waiting' AND "
        "(d.next_attempt <= ? OR d.created > ? OR (d.attempts > 0 AND d.next_attempt > ?))) AS ranked "
        "WHERE place <= ?) "
        "ORDER BY (SELECT severity FROM alarms WHERE id = alarm) NOT IN ('watch', 'no_data') DESC, "
        "next_attempt, "
        "id LIMIT ?",
        values(now, now, now + delivery_wait_max, of_each_channel, limit));
  }
  Backlog backlog() override {
    Backlog out;
    each<Int, Int>(
        session_,
        "SELECT count(*), count(*) FILTER (WHERE attempts > 0) FROM deliveries WHERE state = 'waiting'",
        values(), [&](Int waiting, Int retrying) {
          out = {waiting, retrying};
        });
    return out;
  }
  std::int64_t withdraw_all(const Label& why) override {
    return run(session_, "UPDATE deliveries SET state = 'failed', error = ? WHERE state = 'waiting'",
               to_stored(why));
  }
  std::vector<Delivery> of(const std::vector<AlarmId>& alarms) override {
    return select("alarm IN " + id_list(alarms) + " ORDER BY id", values());
  }

 private:
  template <class Cells>
  std::vector<Delivery> select(const std::string& where, Cells cells) {
    return select_rows(session_, delivery_table, where, std::move(cells));
  }
  soci::session& session_;
};

class ChannelsSql final : public ChannelStore {
 public:
  explicit ChannelsSql(soci::session& session) : session_(session) {}

  ChannelId put(const Channel& channel) override { return put_row(session_, channel_table, channel); }
  std::optional<Channel> get(ChannelId id) override {
    return first(select("id = ? AND removed IS NULL", values(id)));
  }
  std::vector<Channel> get(const std::vector<ChannelId>& ids) override {
    return select("id IN " + id_list(ids) + " AND removed IS NULL ORDER BY id", values());
  }
  std::vector<Channel> of(PlaceId place) override {
    return select("place = ? AND removed IS NULL ORDER BY id", values(place));
  }
  void remove(ChannelId id, Instant at) override {
    run(session_, "UPDATE channels SET removed = ? WHERE id = ?", at, id);
  }

 private:
  template <class Cells>
  std::vector<Channel> select(const std::string& where, Cells cells) {
    return select_rows(session_, channel_table, where, std::move(cells));
  }
  soci::session& session_;
};

}  // namespace

DeliveryStore& delivery_store(sql::Transaction& t) { return t.store<DeliveryStore, DeliveriesSql>(); }
ChannelStore& channel_store(sql::Transaction& t) { return t.store<ChannelStore, ChannelsSql>(); }

}  // namespace cunkou::notifications
