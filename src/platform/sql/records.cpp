#include "platform/sql/records.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include "base/crypto.hpp"
#include "platform/sql/database.hpp"
#include "platform/sql/database_failure.hpp"
#include "platform/sql/file_option.hpp"
#include "platform/sql/statement.hpp"

namespace cunkou::sql {
namespace {

Label records_message(const soci::soci_error& error) {
  if (failure_of(error) == Failure::damaged)
    return {
        "mqtt.db 已损坏。里面只有设备的 MQTT 会话和保留消息：请把 mqtt.db、mqtt.db-wal、mqtt.db-shm "
        "移走，再启动；设备会重新连接",
        "mqtt.db is damaged. It holds only MQTT sessions and retained messages: move mqtt.db, mqtt.db-wal "
        "and mqtt.db-shm away and start again; devices reconnect"};
  const auto why = message_for(error);
  return {"MQTT 会话无法保存：" + why.zh, "MQTT sessions cannot be stored: " + why.en};
}

template <class F>
void translate_to_records_message(F&& f) {
  translate_errors(std::forward<F>(f), records_message);
}

}  // namespace

struct Records::Impl {
  soci::session session;
};

Records::Records(const std::string& file) : impl_(std::make_unique<Impl>()) {
  translate_to_records_message([&] {
    auto& session = impl_->session;
    session.open(soci::sqlite3, file_option(file) + " timeout=10");
    one<std::string>(session, "PRAGMA journal_mode = WAL");
    session << "PRAGMA synchronous = FULL";
    session << "CREATE TABLE IF NOT EXISTS records(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID";
  });
}

Records::~Records() = default;

void Records::each(const std::function<void(std::string_view, std::string_view)>& take) {
  translate_to_records_message([&] {
    sql::each<std::string, std::string>(
        impl_->session, "SELECT key, value FROM records", values(),
        [&](const std::string& key, const std::string& value) { take(key, from_hex(value)); });
  });
}

void Records::commit(const std::vector<Change>& changes) {
  translate_to_records_message([&] {
    soci::transaction transaction(impl_->session);
    for (const auto& [key, value] : changes) {
      if (value)
        // In hex: SOCI's text binding stops at a NUL byte.
        run(impl_->session, "INSERT OR REPLACE INTO records(key, value) VALUES (?, ?)", key, to_hex(*value));
      else
        run(impl_->session, "DELETE FROM records WHERE key = ?", key);
    }
    transaction.commit();
  });
}

}  // namespace cunkou::sql
