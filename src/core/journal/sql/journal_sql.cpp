#include "core/journal/act.hpp"

#include "core/journal/chain.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/table.hpp"

namespace cunkou::journal {
namespace {

using namespace sql;

constexpr auto journal_table = table<Entry>(
    "journal", column("number", &Entry::number), column("at", &Entry::at),
    column<ZeroId<PersonTag>>("who", &Entry::who), column("via", &Entry::via), column("verb", &Entry::verb),
    column("subject", &Entry::subject), column("details", &Entry::details), column("hash", &Entry::hash));

class JournalSql final : public Journal {
 public:
  explicit JournalSql(soci::session& session) : session_(session) {}

  std::int64_t append(Entry entry) override {
    std::string previous;
    each_row(session_, journal_table, "TRUE ORDER BY number DESC LIMIT 1", values(), [&](Entry last) {
      entry.number = last.number;
      previous = std::move(last.hash);
    });
    ++entry.number;
    entry.hash = chain_hash(previous, entry);
    insert_row(session_, journal_table, entry);
    return entry.number;
  }

  std::vector<Entry> newest(std::size_t limit) override {
    return select_rows(session_, journal_table, "TRUE ORDER BY number DESC LIMIT ?", values(limit));
  }

  std::vector<std::string> verify() override {
    std::vector<std::string> faults;
    std::string previous;
    std::int64_t expected = 1;
    for (bool is_last = false; !is_last;) {  // in parts: a server's rows are held in memory
      is_last = true;
      each_row(session_, journal_table, "number >= ? ORDER BY number LIMIT 1000", values(expected),
               [&](Entry entry) {
                 is_last = false;
                 if (entry.number != expected)
                   faults.push_back("journal: entry " + std::to_string(expected) + " is missing");
                 else if (entry.hash != chain_hash(previous, entry))
                   faults.push_back("journal: entry " + std::to_string(entry.number) +
                                    " was changed after it was written");
                 expected = entry.number + 1;
                 previous = std::move(entry.hash);
               });
    }
    return faults;
  }

 private:
  soci::session& session_;
};

}  // namespace

Journal& journal_of(sql::Transaction& t) { return t.store<Journal, JournalSql>(); }

std::vector<std::string> check_journal(sql::Database& database) {
  return database.read([](sql::Transaction& t) { return journal_of(t).verify(); });
}

std::string last_hash(sql::Database& database) {
  const auto newest = database.read([](sql::Transaction& t) { return journal_of(t).newest(1); });
  return newest.empty() ? "" : newest.front().hash;
}

}  // namespace cunkou::journal
