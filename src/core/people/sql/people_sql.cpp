#include "core/people/people_store.hpp"

#include <unordered_map>

#include "base/text.hpp"
#include "core/people/phone.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"

namespace cunkou::people {
namespace {

using namespace sql;

constexpr std::size_t shown_digits = 4;  // at the end of a masked phone number

// An unknown role gives no right: its row is left out.
using RoleWord = Word<access::parse_role>;

constexpr auto person_table =
    table<Person>("people", column("phone", &Person::phone), column("name", &Person::name),
                  column("language", &Person::language), column("elder_mode", &Person::elder_mode),
                  fixed_column("created", &Person::created));

constexpr auto role_table = table<HeldRole>(
    "roles", column("person", &HeldRole::person), column<RoleWord>("role", &HeldRole::role),
    column("place", &HeldRole::place), column("household", &HeldRole::household),
    column("given", &HeldRole::given), column<ZeroId<PersonTag>>("given_by", &HeldRole::given_by));

struct HouseholdRow {
  HouseholdId id;
  Text name;
  PlaceId place;
  std::optional<int> quiet_from, quiet_to;  // both or none
};

constexpr auto household_table = table<HouseholdRow>(
    "households", column("name", &HouseholdRow::name), fixed_column("place", &HouseholdRow::place),
    column("quiet_from", &HouseholdRow::quiet_from), column("quiet_to", &HouseholdRow::quiet_to));

constexpr auto session_table =
    table<Session>("sessions", column("person", &Session::person), column("token_hash", &Session::token_hash),
                   column("device", &Session::device), column("address", &Session::address),
                   column("created", &Session::created), column("last_seen", &Session::last_seen));

constexpr auto invitation_table = table<Invitation>(
    "invitations", column("code_hash", &Invitation::code_hash), column<RoleWord>("role", &Invitation::role),
    column("place", &Invitation::place), column("household", &Invitation::household),
    column("name", &Invitation::name), column<ZeroId<PersonTag>>("invited_by", &Invitation::invited_by),
    column("created", &Invitation::created), column("expires", &Invitation::expires),
    column("ended", &Invitation::ended));

class PeopleSql final : public PeopleStore {
 public:
  explicit PeopleSql(soci::session& session) : session_(session) {}

  std::optional<Person> person(PersonId id) override { return first(select_people("id = ?", values(id))); }
  std::optional<Person> person_by_phone(std::string_view phone) override {
    return first(select_people("phone = ?", values(phone)));
  }

  PersonId put_person(const Person& person) override {
    return person.id ? put_row(session_, person_table, person)
                     : add_row(session_, person_table, person, {"password", "''"});
  }

  std::string password(PersonId id) override {
    return one<std::string>(session_, "SELECT password FROM people WHERE id = ?", id).value_or("");
  }

  void set_password(PersonId id, std::string_view hash) override {
    run(session_, "UPDATE people SET password = ? WHERE id = ?", hash, id);
  }

  PeoplePage list(const PeopleFilter& filter) override {
    const auto like = "%" + escaped(lower_case(filter.q)) + "%", phone = phone_pattern(filter.q);
    PeoplePage page;
    // A county has about ten thousand persons, an office some hundred: one pass over the roles finds the
    // subtree.
    std::string where =
        "(lower(name) LIKE ? ESCAPE '\\' OR phone LIKE ?) AND id IN (SELECT r.person "
        "FROM roles r LEFT JOIN households h ON h.id = r.household "
        "LEFT JOIN places p ON p.id = COALESCE(r.place, h.place) WHERE r.ended IS NULL AND (";
    // Operators have no place; only a query of the whole tree lists them.
    for (const auto& path : filter.under)
      where += path == "/"
                   ? "TRUE OR "
                   : "(p.path >= " + quoted(path) + " AND p.path < " + quoted(prefix_end(path)) + ") OR ";
    where += "FALSE))";
    page.count =
        one<std::int64_t>(session_, "SELECT COUNT(*) FROM people WHERE " + where, like, phone).value_or(0);
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
    if (auto there = one<std::int64_t>(
            session_,
            "SELECT id FROM roles WHERE person = ? AND role = ? AND place IS NOT DISTINCT FROM ? AND "
            "household IS NOT DISTINCT FROM ? AND ended IS NULL",
            r.person, name(r.role), r.place, r.household))
      return RoleId{*there};
    return add_row(session_, role_table, r);
  }

  void end_role(RoleId id, Instant at) override {
    run(session_, "UPDATE roles SET ended = ? WHERE id = ?", at, id);
  }

  std::optional<Household> household(HouseholdId id) override {
    return first(select_households("id = ?", values(id)));
  }

  std::vector<Household> households(const std::vector<HouseholdId>& ids) override {
    return select_households("id IN " + id_list(ids), values());
  }

  std::vector<Household> households(std::string_view under_path) override {
    return select_households("place IN (SELECT id FROM places WHERE path >= ? AND path < ?)",
                             values(under_path, prefix_end(under_path)));
  }

  HouseholdId put_household(const Household& h) override {
    HouseholdRow row{h.id, h.name, h.place, {}, {}};
    if (h.quiet) row.quiet_from = h.quiet->from_min, row.quiet_to = h.quiet->to_min;
    return put_row(session_, household_table, row);
  }

  bool has_members(HouseholdId id) override {
    return has_row(session_, "roles WHERE household = ?", id) ||
           has_row(session_, "invitations WHERE household = ?", id);
  }
  void remove(HouseholdId id) override { run(session_, "DELETE FROM households WHERE id = ?", id); }

  std::optional<Session> session(SessionId id) override {
    return first(select_sessions("id = ?", values(id)));
  }
  std::optional<Session> session_by_hash(std::string_view hash) override {
    return first(select_sessions("token_hash = ?", values(hash)));
  }
  std::vector<Session> sessions_of(PersonId id) override { return select_sessions("person = ?", values(id)); }

  SessionId add_session(const Session& begun) override { return add_row(session_, session_table, begun); }

  void seen(SessionId id, Instant at) override {
    run(session_, "UPDATE sessions SET last_seen = ? WHERE id = ? AND last_seen < ?", at, id, at);
  }

  void end_session(SessionId id) override { run(session_, "DELETE FROM sessions WHERE id = ?", id); }

  void remove_sessions(Instant seen_before, Instant begun_before) override {
    run(session_, "DELETE FROM sessions WHERE last_seen < ?", seen_before);
    run(session_, "DELETE FROM sessions WHERE created < ?", begun_before);
  }

  std::vector<std::string> end_sessions_of(PersonId person, SessionId but) override {
    std::vector<std::string> hashes;
    for (auto& s : select_sessions("person = ? AND id IS DISTINCT FROM ?", values(person, but)))
      hashes.push_back(s.token_hash);
    run(session_, "DELETE FROM sessions WHERE person = ? AND id IS DISTINCT FROM ?", person, but);
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

  InvitationId add_invitation(const Invitation& invitation) override {
    return add_row(session_, invitation_table, invitation);
  }

  void end_invitation(InvitationId id, Instant at, PersonId accepted_by) override {
    run(session_, "UPDATE invitations SET ended = ?, accepted_by = ? WHERE id = ?", at, accepted_by, id);
  }

  std::optional<SecondFactor> second_factor(PersonId id) override {
    std::optional<SecondFactor> found;
    each<std::string, std::optional<Instant>, std::int64_t>(
        session_, "SELECT secret, since, last_step FROM second_factors WHERE person = ?", values(id),
        [&](std::string secret, std::optional<Instant> since, std::int64_t last_step) {
          found = SecondFactor{id, std::move(secret), since, last_step};
        });
    return found;
  }

  void put_second_factor(const SecondFactor& f) override {
    run(session_,
        "INSERT INTO second_factors (person, secret, since, last_step) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (person) DO UPDATE SET secret = EXCLUDED.secret, since = EXCLUDED.since, "
        "last_step = EXCLUDED.last_step",
        f.person, f.secret, f.since, f.last_step);
  }

  void remove_second_factor(PersonId id) override {
    run(session_, "DELETE FROM recovery_codes WHERE person = ?", id);
    run(session_, "DELETE FROM second_factors WHERE person = ?", id);
  }

  void put_recovery_codes(PersonId id, const std::vector<std::string>& hashes) override {
    run(session_, "DELETE FROM recovery_codes WHERE person = ?", id);
    for (const auto& hash : hashes)
      run(session_, "INSERT INTO recovery_codes (person, code_hash) VALUES (?, ?)", id, hash);
  }

  bool use_recovery_code(PersonId id, std::string_view hash) override {
    return one<std::int64_t>(session_,
                             "DELETE FROM recovery_codes WHERE person = ? AND code_hash = ? RETURNING person",
                             id, hash)
        .has_value();
  }

  int recovery_codes_left(PersonId id) override {
    return static_cast<int>(
        one<std::int64_t>(session_, "SELECT COUNT(*) FROM recovery_codes WHERE person = ?", id).value_or(0));
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
  std::vector<Person> select_people(const std::string& where, Cells cells) {
    return select_rows(session_, person_table, where, std::move(cells));
  }

  template <class Cells>
  std::vector<HeldRole> select_roles(const std::string& where, Cells cells) {
    return select_rows(session_, role_table, where + " AND ended IS NULL ORDER BY id", std::move(cells));
  }

  template <class Cells>
  std::vector<Household> select_households(const std::string& where, Cells cells) {
    std::vector<Household> found;
    for (auto& row : select_rows(session_, household_table, where + " ORDER BY name, id", std::move(cells))) {
      auto& made = found.emplace_back(Household{row.id, std::move(row.name), row.place, {}});
      if (row.quiet_from && row.quiet_to) made.quiet = ClockSpan{*row.quiet_from, *row.quiet_to};
    }
    return found;
  }

  template <class Cells>
  std::vector<Session> select_sessions(const std::string& where, Cells cells) {
    return select_rows(session_, session_table, where + " ORDER BY last_seen DESC, id DESC",
                       std::move(cells));
  }

  template <class Cells>
  std::vector<Invitation> select_invitations(const std::string& where, Cells cells) {
    return select_rows(session_, invitation_table, where + " ORDER BY id DESC", std::move(cells));
  }

  soci::session& session_;
};

}  // namespace

PeopleStore& people_store(sql::Transaction& t) { return t.store<PeopleStore, PeopleSql>(); }

}  // namespace cunkou::people
