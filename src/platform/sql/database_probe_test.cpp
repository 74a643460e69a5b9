#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <thread>

#include "platform/sql/database.hpp"

namespace cunkou::sql {
namespace {

TEST(DatabaseProbe, SucceedsDuringAWriteOfTheSameProgramOnly) {
  std::string folder = std::filesystem::temp_directory_path() / "cunkou-probe-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  {
    Database own(folder + "/cunkou.db"), other(folder + "/cunkou.db");
    std::promise<void> begun, end;
    std::thread writer([&] {
      own.write([&](Transaction&) {
        begun.set_value();
        end.get_future().wait();
      });
    });
    begun.get_future().wait();
    EXPECT_NO_THROW(own.probe());
    EXPECT_THROW(other.probe(), Broken) << "to it the writer is another program";
    end.set_value();
    writer.join();
    EXPECT_NO_THROW(other.probe());
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace cunkou::sql
