#include "platform/sql/records.hpp"

#include <soci/sqlite3/soci-sqlite3.h>
#include <sodium.h>

#include "platform/sql/database.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql {
namespace {

// SOCI's text binding stops at a NUL byte.
std::string to_hex(std::string_view bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  hex.pop_back();
  return hex;
}

std::string from_hex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  std::size_t n = 0;
  sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(), hex.size(),
                 nullptr, &n, nullptr);
  bytes.resize(n);
  return bytes;
}

template <class F>
void translate_errors(F&& f) {
  try {
    f();
  } catch (const soci::soci_error& error) {
    throw Broken(format_label("MQTT 会话无法保存", "MQTT sessions cannot be stored: {}", error.what()));
  }
}

}  // namespace

struct Records::Impl {
  soci::session session;
};

Records::Records(const std::string& file) : impl_(std::make_unique<Impl>()) {
  translate_errors([&] {
    auto& session = impl_->session;
    session.open(soci::sqlite3, "dbname=\"" + file + "\" timeout=10");
    one<std::string>(session, "PRAGMA journal_mode = WAL");
    session << "PRAGMA synchronous = FULL";
    session << "CREATE TABLE IF NOT EXISTS records(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID";
  });
}

Records::~Records() = default;

void Records::each(const std::function<void(std::string_view, std::string_view)>& take) {
  translate_errors([&] {
    sql::each<std::string, std::string>(
        impl_->session, "SELECT key, value FROM records", values(),
        [&](const std::string& key, const std::string& value) { take(key, from_hex(value)); });
  });
}

void Records::commit(const std::vector<Change>& changes) {
  translate_errors([&] {
    soci::transaction transaction(impl_->session);
    for (const auto& [key, value] : changes) {
      if (value)
        run(impl_->session, "INSERT OR REPLACE INTO records(key, value) VALUES (?, ?)", key, to_hex(*value));
      else
        run(impl_->session, "DELETE FROM records WHERE key = ?", key);
    }
    transaction.commit();
  });
}

}  // namespace cunkou::sql
