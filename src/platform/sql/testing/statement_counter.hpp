#pragma once
// For tests: counts the statements that run on an in-memory database, whose transactions share a connection.

#include <soci/soci.h>

#include <memory>
#include <string>

#include "platform/sql/database.hpp"

namespace cunkou::sql::testing {

class StatementCounter {
 public:
  explicit StatementCounter(Database& database) {
    database.read([&](Transaction& t) { t.session().set_logger(soci::logger(new Logger(count_))); });
  }

  // Of f().
  template <class F>
  int count_of(F&& f) {
    *count_ = 0;
    f();
    return *count_;
  }

 private:
  class Logger final : public soci::logger_impl {
   public:
    explicit Logger(std::shared_ptr<int> count) : count_(std::move(count)) {}
    void start_query(const std::string&) override { ++*count_; }

   private:
    soci::logger_impl* do_clone() const override { return new Logger(count_); }
    std::shared_ptr<int> count_;
  };

  std::shared_ptr<int> count_ = std::make_shared<int>(0);
};

}  // namespace cunkou::sql::testing
