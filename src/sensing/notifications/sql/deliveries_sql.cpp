#include "base/text.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::notifications {
namespace {

using namespace sql;

std::optional<NoticeKind> parse_notice_kind(std::string_view word) {
  for (auto kind : {NoticeKind::first, NoticeKind::repeat, NoticeKind::escalation})
    if (word == name(kind)) return kind;
  return {};
}

class DeliveriesSql final : public DeliveryStore {
 public:
  explicit DeliveriesSql(soci::session& session) : session_(session) {}

  DeliveryId put(const Delivery& d) override {
    if (d.id) {
      run(session_, "UPDATE deliveries SET state=?, attempts=?, next_attempt=?, sent=?, error=? WHERE id=?",
          name(d.state), d.attempts, d.next_attempt, d.sent, d.error, d.id);
      return d.id;
    }
    return DeliveryId(
        insert(session_,
               "INSERT INTO deliveries(alarm, kind, escalation_step, person, channel_id, channel, "
               "address, text, state, attempts, created, "
               "next_attempt, sent, error) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
               d.alarm, name(d.kind), d.escalation_step, d.person, d.channel_id, d.channel, d.address, d.text,
               name(d.state), d.attempts, d.created, d.next_attempt, d.sent, d.error));
  }
  std::vector<Delivery> due(Instant now, std::size_t limit) override {
    constexpr int of_each_channel = 20;
    return select(
        "id IN (SELECT id FROM (SELECT d.id AS id, row_number() OVER (PARTITION BY d.channel_id "
        "ORDER BY a.severity NOT IN ('watch', 'no_data') DESC, d.next_attempt, d.id) AS place "
        "FROM deliveries d JOIN alarms a ON a.id = d.alarm WHERE d.state = 'waiting' AND "
        "(d.next_attempt <= ? OR d.created > ? OR (d.attempts > 0 AND d.next_attempt > ?))) WHERE place <= "
        "?) "
        "ORDER BY (SELECT severity FROM alarms WHERE id = alarm) NOT IN ('watch', 'no_data') DESC, "
        "next_attempt, "
        "id LIMIT ?",
        values(now, now, now + delivery_wait_max, of_each_channel, limit));
  }
  Backlog backlog() override {
    Backlog out;
    each<Int, Int>(session_,
                   "SELECT count(*), coalesce(sum(attempts > 0), 0) FROM deliveries WHERE state = 'waiting'",
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
    std::vector<Delivery> out;
    each<DeliveryId, AlarmId, Text, Text, PersonId, ChannelId, Text, Text, Text, Text, int, Instant, Instant,
         MaybeInstant, Text>(
        session_,
        "SELECT id, alarm, kind, escalation_step, person, channel_id, channel, address, text, state, "
        "attempts, "
        "created, "
        "next_attempt, sent, error "
        "FROM deliveries WHERE " +
            where,
        std::move(cells),
        [&](DeliveryId id, AlarmId alarm, Text kind, Text escalation_step, PersonId person,
            ChannelId channel_id, Text channel, Text address, Text text, Text state, int attempts,
            Instant created, Instant next_attempt, MaybeInstant sent, Text error) {
          const auto known = parse_delivery_state(state);
          if (!known) return;
          Delivery d;
          d.id = id;
          d.alarm = alarm;
          // The kind is for reading only: a delivery of an unknown kind is sent like the others.
          d.kind = parse_notice_kind(kind).value_or(NoticeKind::first);
          d.escalation_step = std::move(escalation_step);
          d.person = person;
          d.channel_id = channel_id;
          d.channel = std::move(channel);
          d.address = std::move(address);
          d.text = std::move(text);
          d.state = *known;
          d.attempts = attempts;
          d.created = created;
          d.next_attempt = next_attempt;
          d.sent = sent;
          d.error = excerpt(error, error.size());  // earlier versions stored bytes that are not UTF-8
          out.push_back(std::move(d));
        });
    return out;
  }
  soci::session& session_;
};

class ChannelsSql final : public ChannelStore {
 public:
  explicit ChannelsSql(soci::session& session) : session_(session) {}

  ChannelId put(const Channel& c) override {
    if (c.id) {
      run(session_,
          "UPDATE channels SET kind=?, name=?, target=?, min_severity=?, escalation_step=? WHERE id=?",
          name(c.kind), c.name, c.target, name(c.min_severity), c.escalation_step, c.id);
      return c.id;
    }
    return ChannelId(insert(
        session_,
        "INSERT INTO channels(place, kind, name, target, min_severity, escalation_step) VALUES (?,?,?,?,?,?)",
        c.place, name(c.kind), c.name, c.target, name(c.min_severity), c.escalation_step));
  }
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
    std::vector<Channel> out;
    each<ChannelId, PlaceId, Text, Text, Text, Text, Text>(
        session_,
        "SELECT id, place, kind, name, target, min_severity, escalation_step FROM channels WHERE " + where,
        std::move(cells),
        [&](ChannelId id, PlaceId place, Text kind, Text called, Text target, Text severity,
            Text escalation_step) {
          const auto known = parse_channel_kind(kind);
          if (!known) return;
          Channel c;
          c.id = id;
          c.place = place;
          c.kind = *known;
          c.name = std::move(called);
          c.target = std::move(target);
          c.min_severity = rules::parse_severity(severity).value_or(rules::Severity::danger);
          c.escalation_step = std::move(escalation_step);
          out.push_back(std::move(c));
        });
    return out;
  }
  soci::session& session_;
};

}  // namespace

DeliveryStore& delivery_store(sql::Transaction& t) { return t.store<DeliveryStore, DeliveriesSql>(); }
ChannelStore& channel_store(sql::Transaction& t) { return t.store<ChannelStore, ChannelsSql>(); }

}  // namespace cunkou::notifications
