#include "core/journal/act.hpp"

#include "core/journal/chain.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::journal {
namespace {

using namespace sql;

class JournalSql final : public Journal {
 public:
  explicit JournalSql(soci::session& session) : session_(session) {}

  std::int64_t append(Entry entry) override {
    std::string previous;
    each<std::int64_t, std::string>(session_, "SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1",
                                    values(), [&](std::int64_t number, std::string hash) {
                                      entry.number = number;
                                      previous = std::move(hash);
                                    });
    ++entry.number;
    entry.hash = chain_hash(previous, entry);
    run(session_,
        "INSERT INTO journal (number, at, who, via, verb, subject, details, hash) VALUES (?,?,?,?,?,?,?,?)",
        entry.number, entry.at, entry.who.value, entry.via, entry.verb, entry.subject, entry.details,
        entry.hash);
    return entry.number;
  }

  std::vector<Entry> newest(std::size_t limit) override {
    std::vector<Entry> entries;
    each_entry("ORDER BY number DESC LIMIT ?", values(limit),
               [&](Entry entry) { entries.push_back(std::move(entry)); });
    return entries;
  }

  std::vector<std::string> verify() override {
    std::vector<std::string> faults;
    std::string previous;
    std::int64_t expected = 1;
    each_entry("ORDER BY number", values(), [&](Entry entry) {
      if (entry.number != expected)
        faults.push_back("journal: entry " + std::to_string(expected) + " is missing");
      else if (entry.hash != chain_hash(previous, entry))
        faults.push_back("journal: entry " + std::to_string(entry.number) +
                         " was changed after it was written");
      expected = entry.number + 1;
      previous = std::move(entry.hash);
    });
    return faults;
  }

 private:
  template <class Cells, class F>
  void each_entry(const std::string& tail, Cells cells, F&& f) {
    each<std::int64_t, std::int64_t, std::int64_t, std::string, std::string, std::string, std::string,
         std::string>(session_,
                      "SELECT number, at, who, via, verb, subject, details, hash FROM journal " + tail,
                      std::move(cells),
                      [&](std::int64_t number, std::int64_t at, std::int64_t who, std::string via,
                          std::string verb, std::string subject, std::string details, std::string hash) {
                        f(Entry{number, Instant{at}, PersonId{who}, std::move(via), std::move(verb),
                                std::move(subject), std::move(details), std::move(hash)});
                      });
  }

  soci::session& session_;
};

}  // namespace

Journal& journal_of(sql::Transaction& t) { return t.store<Journal, JournalSql>(); }

std::vector<std::string> check_journal(sql::Database& database) {
  return database.read([](sql::Transaction& t) { return journal_of(t).verify(); });
}

}  // namespace cunkou::journal
