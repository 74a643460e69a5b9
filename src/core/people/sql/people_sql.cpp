#include "core/people/people_store.hpp"

#include <unordered_map>

#include "base/text.hpp"
#include "core/people/phone.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::people {
namespace {

using namespace sql;

using namespace people;

constexpr std::size_t shown_digits = 4;  // at the end of a masked phone number

class PeopleSql final : public PeopleStore {
 public:
  explicit PeopleSql(soci::session& session) : session_(session) {}

  std::optional<Person> person(PersonId id) override {
    return first(select_people("WHERE id = ?", values(id)));
  }
  std::optional<Person> person_by_phone(std::string_view phone) override {
    return first(select_people("WHERE phone = ?", values(phone)));
  }

  PersonId put_person(const Person& p) override {
    if (p.id) {
      run(session_, "UPDATE people SET phone = ?, name = ?, language = ?, elder_mode = ? WHERE id = ?",
          p.phone, p.name, p.language, p.elder_mode, p.id);
      return p.id;
    }
    return PersonId{insert(session_,
                           "INSERT INTO people (phone, name, password, language, elder_mode, created) "
                           "VALUES (?, ?, '', ?, ?, ?)",
                           p.phone, p.name, p.language, p.elder_mode, p.created)};
  }

  std::string password(PersonId id) override {
    return one<std::string>(session_, "SELECT password FROM people WHERE id = ?", id).value_or("");
  }

  void set_password(PersonId id, std::string_view hash) override {
    run(session_, "UPDATE people SET password = ? WHERE id = ?", hash, id);
  }

  PeoplePage list(const PeopleFilter& filter) override {
    const auto like = "%" + escaped(filter.q) + "%", phone = phone_pattern(filter.q);
    PeoplePage page;
    // A county has about ten thousand persons, an office some hundred: one pass over the roles finds the
    // subtree.
    std::string where =
        "WHERE (name LIKE ? ESCAPE '\\' OR phone LIKE ?) AND id IN (SELECT r.person "
        "FROM roles r LEFT JOIN households h ON h.id = r.household "
        "LEFT JOIN places p ON p.id = COALESCE(r.place, h.place) WHERE r.ended IS NULL AND (";
    // Operators have no place; only a query of the whole tree lists them.
    for (const auto& path : filter.under)
      where += path == "/"
                   ? "TRUE OR "
                   : "(p.path >= " + quoted(path) + " AND p.path < " + quoted(prefix_end(path)) + ") OR ";
    where += "FALSE))";
    page.count = one<std::int64_t>(session_, "SELECT COUNT(*) FROM people " + where, like, phone).value_or(0);
    for (auto& found : select_people(where + " ORDER BY name, id LIMIT ? OFFSET ?",
                                     values(like, phone, filter.top, filter.skip)))
      page.people.push_back({std::move(found), {}, {}});
    add_roles_and_sessions(page.people);
    return page;
  }

  std::optional<HeldRole> role(RoleId id) override { return first(select_roles("id = ?", values(id))); }
  std::vector<HeldRole> roles_of(PersonId id) override { return select_roles("person = ?", values(id)); }
  std::vector<HeldRole> roles_in(HouseholdId id) override {
    return select_roles("household = ?", values(id));
  }
  std::vector<HeldRole> roles_at(PlaceId id) override { return select_roles("place = ?", values(id)); }
  std::vector<HeldRole> operators() override { return select_roles("role = 'operator'", values()); }

  std::vector<access::Grant> grants_of(PersonId id) override {
    std::vector<access::Grant> grants;
    for (const auto& held : roles_of(id)) {
      access::Grant grant{held.id, held.role, held.place, {}, held.household};
      if (held.place)
        grant.place_path =
            one<std::string>(session_, "SELECT path FROM places WHERE id = ?", held.place).value();
      grants.push_back(std::move(grant));
    }
    return grants;
  }

  RoleId add_role(const HeldRole& r) override {
    if (auto there =
            one<std::int64_t>(session_,
                              "SELECT id FROM roles WHERE person = ? AND role = ? AND place IS ? AND "
                              "household IS ? AND ended IS NULL",
                              r.person, name(r.role), r.place, r.household))
      return RoleId{*there};
    return RoleId{insert(
        session_, "INSERT INTO roles (person, role, place, household, given, given_by) VALUES (?,?,?,?,?,?)",
        r.person, name(r.role), r.place, r.household, r.given, r.given_by.value)};
  }

  void end_role(RoleId id, Instant at) override {
    run(session_, "UPDATE roles SET ended = ? WHERE id = ?", at, id);
  }

  std::optional<Household> household(HouseholdId id) override {
    return first(select_households("WHERE h.id = ?", values(id)));
  }

  std::vector<Household> households(const std::vector<HouseholdId>& ids) override {
    return select_households("WHERE h.id IN " + id_list(ids), values());
  }

  std::vector<Household> households(std::string_view under_path) override {
    return select_households("JOIN places p ON p.id = h.place WHERE p.path >= ? AND p.path < ?",
                             values(under_path, prefix_end(under_path)));
  }

  HouseholdId put_household(const Household& h) override {
    const auto from = h.quiet ? std::optional(h.quiet->from_min) : std::nullopt;
    const auto to = h.quiet ? std::optional(h.quiet->to_min) : std::nullopt;
    if (h.id) {
      run(session_, "UPDATE households SET name = ?, quiet_from = ?, quiet_to = ? WHERE id = ?", h.name, from,
          to, h.id);
      return h.id;
    }
    return HouseholdId{insert(session_,
                              "INSERT INTO households (name, place, quiet_from, quiet_to) VALUES (?,?,?,?)",
                              h.name, h.place, from, to)};
  }

  bool has_members(HouseholdId id) override {
    return one<std::int64_t>(session_,
                             "SELECT EXISTS (SELECT 1 FROM roles WHERE household = ?1) OR "
                             "EXISTS (SELECT 1 FROM invitations WHERE household = ?1)",
                             id)
               .value_or(1) != 0;
  }
  void remove(HouseholdId id) override { run(session_, "DELETE FROM households WHERE id = ?", id); }

  std::optional<Session> session(SessionId id) override {
    return first(select_sessions("id = ?", values(id)));
  }
  std::optional<Session> session_by_hash(std::string_view hash) override {
    return first(select_sessions("token_hash = ?", values(hash)));
  }
  std::vector<Session> sessions_of(PersonId id) override { return select_sessions("person = ?", values(id)); }

  SessionId add_session(const Session& s) override {
    return SessionId{insert(session_,
                            "INSERT INTO sessions (person, token_hash, device, address, created, last_seen) "
                            "VALUES (?,?,?,?,?,?)",
                            s.person, s.token_hash, s.device, s.address, s.created, s.last_seen)};
  }

  void seen(SessionId id, Instant at) override {
    run(session_, "UPDATE sessions SET last_seen = ? WHERE id = ? AND last_seen < ?", at, id, at);
  }

  void end_session(SessionId id) override { run(session_, "DELETE FROM sessions WHERE id = ?", id); }

  std::vector<std::string> end_sessions_of(PersonId person, SessionId but) override {
    std::vector<std::string> hashes;
    for (auto& s : select_sessions("person = ? AND id IS NOT ?", values(person, but)))
      hashes.push_back(s.token_hash);
    run(session_, "DELETE FROM sessions WHERE person = ? AND id IS NOT ?", person, but);
    return hashes;
  }

  std::optional<Invitation> invitation(InvitationId id) override {
    return first(select_invitations("id = ?", values(id)));
  }
  std::optional<Invitation> invitation_by_hash(std::string_view hash) override {
    return first(select_invitations("code_hash = ?", values(hash)));
  }
  std::vector<Invitation> open_invitations(Instant now) override {
    return select_invitations("ended IS NULL AND expires > ?", values(now));
  }

  InvitationId add_invitation(const Invitation& i) override {
    return InvitationId{insert(
        session_,
        "INSERT INTO invitations (code_hash, role, place, household, name, invited_by, created, "
        "expires) VALUES (?,?,?,?,?,?,?,?)",
        i.code_hash, name(i.role), i.place, i.household, i.name, i.invited_by.value, i.created, i.expires)};
  }

  void end_invitation(InvitationId id, Instant at, PersonId accepted_by) override {
    run(session_, "UPDATE invitations SET ended = ?, accepted_by = ? WHERE id = ?", at, accepted_by, id);
  }

 private:
  // Matches no other part of the number: masked digits could be found one by one.
  static std::string phone_pattern(std::string_view q) {
    const auto digits = normalised_phone(q);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return {};
    return digits.size() == shown_digits ? "%" + digits : digits;
  }

  static std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
      if (c == '%' || c == '_' || c == '\\') out += '\\';
      out += c;
    }
    return out;
  }

  // Two reads for any number of persons.
  void add_roles_and_sessions(std::vector<ListedPerson>& people) {
    std::vector<PersonId> ids;
    std::unordered_map<PersonId, ListedPerson*> by_id;
    for (auto& listed : people) {
      ids.push_back(listed.person.id);
      by_id[listed.person.id] = &listed;
    }
    for (const auto& held : select_roles("person IN " + id_list(ids), values()))
      by_id.at(held.person)->roles.push_back(held);
    each<PersonId, Instant>(
        session_,
        "SELECT person, MAX(last_seen) FROM sessions WHERE person IN " + id_list(ids) + " GROUP BY person",
        values(), [&](PersonId id, Instant at) { by_id.at(id)->last_seen = at; });
  }

  // Paths are digits and slashes, generated by the place store.
  static std::string quoted(std::string_view path) {
    std::string out = "'";
    for (char c : path)
      if (c == '/' || is_digit(c)) out += c;
    return out + "'";
  }

  template <class Cells>
  std::vector<Person> select_people(const std::string& tail, Cells cells) {
    std::vector<Person> found;
    each<std::int64_t, std::string, std::string, std::string, std::int64_t, std::int64_t>(
        session_, "SELECT id, phone, name, language, elder_mode, created FROM people " + tail,
        std::move(cells),
        [&](std::int64_t id, std::string phone, std::string person_name, std::string language,
            std::int64_t elder_mode, std::int64_t created) {
          found.push_back({PersonId{id}, std::move(phone), std::move(person_name), std::move(language),
                           elder_mode != 0, Instant{created}});
        });
    return found;
  }

  template <class Cells>
  std::vector<HeldRole> select_roles(const std::string& where, Cells cells) {
    std::vector<HeldRole> found;
    each<std::int64_t, std::int64_t, std::string, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
        session_,
        "SELECT id, person, role, place, household, given, given_by FROM roles WHERE " + where +
            " AND ended IS NULL ORDER BY id",
        std::move(cells),
        [&](std::int64_t id, std::int64_t person, std::string role, std::int64_t place,
            std::int64_t household, std::int64_t given, std::int64_t given_by) {
          const auto known = access::parse_role(role);
          if (!known) return;  // gives no right
          found.push_back({RoleId{id}, PersonId{person}, *known, PlaceId{place}, HouseholdId{household},
                           Instant{given}, PersonId{given_by}});
        });
    return found;
  }

  template <class Cells>
  std::vector<Household> select_households(const std::string& tail, Cells cells) {
    std::vector<Household> found;
    each<std::int64_t, std::string, std::int64_t, std::optional<int>, std::optional<int>>(
        session_,
        "SELECT h.id, h.name, h.place, h.quiet_from, h.quiet_to FROM households h " + tail +
            " ORDER BY h.name, h.id",
        std::move(cells),
        [&](std::int64_t id, std::string household_name, std::int64_t place, std::optional<int> from,
            std::optional<int> to) {
          const auto quiet = from && to ? std::optional(ClockSpan{*from, *to}) : std::nullopt;
          found.push_back({HouseholdId{id}, std::move(household_name), PlaceId{place}, quiet});
        });
    return found;
  }

  template <class Cells>
  std::vector<Session> select_sessions(const std::string& where, Cells cells) {
    std::vector<Session> found;
    each<std::int64_t, std::int64_t, std::string, std::string, std::string, std::int64_t, std::int64_t>(
        session_,
        "SELECT id, person, token_hash, device, address, created, last_seen FROM sessions WHERE " + where +
            " ORDER BY last_seen DESC, id DESC",
        std::move(cells),
        [&](std::int64_t id, std::int64_t person, std::string hash, std::string device, std::string address,
            std::int64_t created, std::int64_t last_seen) {
          found.push_back({SessionId{id}, PersonId{person}, std::move(hash), std::move(device),
                           std::move(address), Instant{created}, Instant{last_seen}});
        });
    return found;
  }

  template <class Cells>
  std::vector<Invitation> select_invitations(const std::string& where, Cells cells) {
    std::vector<Invitation> found;
    each<std::int64_t, std::string, std::string, std::int64_t, std::int64_t, std::string, std::int64_t,
         std::int64_t, std::int64_t, std::optional<std::int64_t>>(
        session_,
        "SELECT id, code_hash, role, place, household, name, invited_by, created, expires, ended FROM "
        "invitations "
        "WHERE " +
            where + " ORDER BY id DESC",
        std::move(cells),
        [&](std::int64_t id, std::string hash, std::string role, std::int64_t place, std::int64_t household,
            std::string invited_name, std::int64_t by, std::int64_t created, std::int64_t expires,
            std::optional<std::int64_t> ended) {
          const auto known = access::parse_role(role);
          if (!known) return;  // gives no right
          Invitation i{InvitationId{id},
                       std::move(hash),
                       *known,
                       PlaceId{place},
                       HouseholdId{household},
                       std::move(invited_name),
                       PersonId{by},
                       Instant{created},
                       Instant{expires},
                       {}};
          if (ended) i.ended = Instant{*ended};
          found.push_back(std::move(i));
        });
    return found;
  }

  soci::session& session_;
};

}  // namespace

PeopleStore& people_store(sql::Transaction& t) { return t.store<PeopleStore, PeopleSql>(); }

}  // namespace cunkou::people
