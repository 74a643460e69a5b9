#pragma once
// Act: who makes a change, via what and when, and its journal. Every function that changes state takes one
// and appends its Entry in the same transaction, so that both are stored or neither.

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/instant.hpp"

namespace cunkou::sql {
class Database;
class Transaction;
}  // namespace cunkou::sql

namespace cunkou::journal {

struct Entry {
  std::int64_t number = 0;  // 1, 2, 3 … without gaps; assigned by append
  Instant at;
  PersonId who;                // 0: the program itself (a rule, a timer)
  std::string via;             // "app", "cli", "device", "rule"
  std::string verb;            // "acknowledge_alarm"
  std::string subject;         // "alarm:17"
  std::string details = "{}";  // JSON object; no passwords or tokens, no more personal data than necessary
  std::string hash;            // hash chain: hex SHA-256 of the previous entry's hash and this entry's fields
};

class Journal {
 public:
  virtual ~Journal() = default;
  virtual std::int64_t append(Entry) = 0;  // within the caller's transaction
  virtual std::vector<Entry> newest(std::size_t limit) = 0;
  virtual std::vector<std::string> verify() = 0;  // faults of the hash chain; empty: intact
};

struct Act {
  PersonId who;
  std::string via;
  Instant at;
  Journal& journal;

  void record(std::string_view verb, std::string subject, std::string details = "{}") {
    Entry entry;
    entry.at = at;
    entry.who = who;
    entry.via = via;
    entry.verb = verb;
    entry.subject = std::move(subject);
    entry.details = std::move(details);
    journal.append(std::move(entry));
  }
};

Journal& journal_of(sql::Transaction&);  // the table `journal`, which a trigger keeps append-only

// Faults of the hash chain; empty: intact.
std::vector<std::string> check_journal(sql::Database&);
std::string last_hash(sql::Database&);  // of the newest entry; empty: there is none

}  // namespace cunkou::journal
