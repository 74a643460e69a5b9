#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"
#include "sensing/notifications/channel.hpp"
#include "sensing/notifications/delivery_store.hpp"

namespace cunkou::notifications {
namespace {

using namespace sql;
using I = std::int64_t;
using OI = std::optional<std::int64_t>;
using S = std::string;

NoticeKind notice_kind_named(std::string_view word) {
  for (auto kind : {NoticeKind::repeat, NoticeKind::escalation})
    if (word == name(kind)) return kind;
  return NoticeKind::first;
}

class DeliveriesSql final : public DeliveryStore {
 public:
  explicit DeliveriesSql(soci::session& session) : session_(session) {}

  DeliveryId put(const Delivery& d) override {
    if (d.id) {
      run(session_, "UPDATE deliveries SET state=?, tries=?, next_try=?, sent=?, error=? WHERE id=?",
          name(d.state), d.tries, d.next_try, d.sent, d.error, d.id);
      return d.id;
    }
    return DeliveryId(
        insert(session_,
               "INSERT INTO deliveries(alarm, kind, escalation_step, person, channel_id, channel, "
               "address, text, state, tries, created, "
               "next_try, sent, error) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
               d.alarm, name(d.kind), d.escalation_step, d.person, d.channel_id, d.channel, d.address, d.text,
               name(d.state), d.tries, d.created, d.next_try, d.sent, d.error));
  }
  std::vector<Delivery> due(Instant now, std::size_t limit) override {
    constexpr int of_each_channel = 20;
    return select(
        "id IN (SELECT id FROM (SELECT d.id AS id, row_number() OVER (PARTITION BY d.channel_id "
        "ORDER BY a.severity = 'danger' DESC, d.next_try, d.id) AS place "
        "FROM deliveries d JOIN alarms a ON a.id = d.alarm WHERE d.state = 'waiting' AND "
        "(d.next_try <= ? OR d.created > ? OR (d.tries > 0 AND d.next_try > ?))) WHERE place <= ?) "
        "ORDER BY (SELECT severity FROM alarms WHERE id = alarm) = 'danger' DESC, next_try, id LIMIT ?",
        values(now, now, now + delivery_wait_max, of_each_channel, limit));
  }
  Backlog backlog() override {
    Backlog out;
    each<I, I>(session_,
               "SELECT count(*), coalesce(sum(tries > 0), 0) FROM deliveries WHERE state = 'waiting'",
               values(), [&](I waiting, I retrying) {
                 out = {waiting, retrying};
               });
    return out;
  }
  std::int64_t withdraw_all(std::string_view why) override {
    return run(session_, "UPDATE deliveries SET state = 'failed', error = ? WHERE state = 'waiting'", why);
  }
  std::vector<Delivery> of(AlarmId alarm) override { return select("alarm = ? ORDER BY id", values(alarm)); }

 private:
  template <class Cells>
  std::vector<Delivery> select(const std::string& where, Cells cells) {
    std::vector<Delivery> out;
    each<I, I, S, S, I, I, S, S, S, S, I, I, I, OI, S>(
        session_,
        "SELECT id, alarm, kind, escalation_step, person, channel_id, channel, address, text, state, tries, "
        "created, "
        "next_try, sent, error "
        "FROM deliveries WHERE " +
            where,
        std::move(cells),
        [&](I id, I alarm, S kind, S escalation_step, I person, I channel_id, S channel, S address, S text,
            S state, I tries, I created, I next_try, OI sent, S error) {
          Delivery d;
          d.id = DeliveryId(id);
          d.alarm = AlarmId(alarm);
          d.kind = notice_kind_named(kind);
          d.escalation_step = std::move(escalation_step);
          d.person = PersonId(person);
          d.channel_id = ChannelId(channel_id);
          d.channel = std::move(channel);
          d.address = std::move(address);
          d.text = std::move(text);
          d.state = parse_delivery_state(state).value_or(DeliveryState::failed);
          d.tries = static_cast<int>(tries);
          d.created = {created};
          d.next_try = {next_try};
          if (sent) d.sent = Instant{*sent};
          d.error = std::move(error);
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
    auto found = select("id = ? AND ended IS NULL", values(id));
    if (found.empty()) return {};
    return std::move(found.front());
  }
  std::vector<Channel> of(PlaceId place) override {
    return select("place = ? AND ended IS NULL ORDER BY id", values(place));
  }
  void end(ChannelId id, Instant at) override {
    run(session_, "UPDATE channels SET ended = ? WHERE id = ?", at, id);
  }

 private:
  template <class Cells>
  std::vector<Channel> select(const std::string& where, Cells cells) {
    std::vector<Channel> out;
    each<I, I, S, S, S, S, S>(
        session_,
        "SELECT id, place, kind, name, target, min_severity, escalation_step FROM channels WHERE " + where,
        std::move(cells), [&](I id, I place, S kind, S called, S target, S severity, S escalation_step) {
          Channel c;
          c.id = ChannelId(id);
          c.place = PlaceId(place);
          c.kind = parse_channel_kind(kind).value_or(ChannelKind::webhook);
          c.name = std::move(called);
          c.target = std::move(target);
          c.min_severity = rules::parse_severity(severity).value_or(rules::Severity::watch);
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
