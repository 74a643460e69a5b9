#include "core/people/accept_second_factor.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "core/people/set_up_second_factor.hpp"
#include "core/people/testing/people_fixture.hpp"
#include "core/people/totp.hpp"
#include "core/people/turn_off_second_factor.hpp"

namespace cunkou::people {
namespace {

class AcceptSecondFactor : public testing::PeopleTest {
 protected:
  AcceptSecondFactor() {
    write(
        [&](journal::Act& act, sql::Transaction& t) -> Result<int> {
          secret = begin_second_factor(act, people_store(t)).value();
          codes = confirm_second_factor(act, people_store(t), totp_code(secret, totp_step(now))).value();
          return 0;
        },
        id)
        .value();
  }
  bool accepts(const std::string& typed, PersonId who) {
    return write([&](journal::Act& act, sql::Transaction& t) {
             return Result<bool>(accept_second_factor(act, people_store(t), who, typed));
           })
        .value();
  }
  bool accepts(const std::string& typed) { return accepts(typed, id); }

  PersonId id = person({access::Role::village, village, {}, ""}, "13800000001");
  PersonId other = person({access::Role::village, village, {}, ""}, "13800000002");
  std::string secret;
  std::vector<std::string> codes;
};

TEST_F(AcceptSecondFactor, AcceptsEachCodeOnce) {
  EXPECT_FALSE(accepts(totp_code(secret, totp_step(now)))) << "it turned the factor on";
  now = now + seconds(30);
  const auto code = totp_code(secret, totp_step(now));
  EXPECT_TRUE(accepts(code.substr(0, 3) + " " + code.substr(3)));
  EXPECT_FALSE(accepts(code)) << "somebody looked over the shoulder";
  now = now + seconds(30);
  EXPECT_FALSE(accepts(code));
  EXPECT_TRUE(accepts(totp_code(secret, totp_step(now) + 1))) << "the phone's clock is fast";
  EXPECT_FALSE(accepts(totp_code(secret, totp_step(now)))) << "it is before the accepted one";
}

TEST_F(AcceptSecondFactor, AcceptsEachRecoveryCodeOnceAndOfItsPersonOnly) {
  EXPECT_FALSE(accepts(codes.at(0), other));
  EXPECT_TRUE(accepts(codes.at(0).substr(0, 5) + "-" + lower_case(codes.at(0).substr(5))));
  EXPECT_FALSE(accepts(codes.at(0)));
  EXPECT_FALSE(accepts("ABCDEFGHJK"));
  EXPECT_FALSE(accepts(""));
  EXPECT_EQ(read([&](PeopleStore& s) { return s.recovery_codes_left(id); }), 7);
}

TEST_F(AcceptSecondFactor, RefusesWhereThereIsNone) {
  EXPECT_FALSE(accepts("123456", other));
  EXPECT_FALSE(read([&](PeopleStore& s) { return has_second_factor(s, other); }));
}

TEST_F(AcceptSecondFactor, AcceptsNothingAfterItWasTurnedOff) {
  const auto turn_off = [&] {
    return write([&](journal::Act& act, sql::Transaction& t) {
      return turn_off_second_factor(act, people_store(t), id);
    });
  };
  EXPECT_TRUE(turn_off());
  EXPECT_FALSE(read([&](PeopleStore& s) { return has_second_factor(s, id); }));
  EXPECT_FALSE(accepts(codes.at(0)));
  EXPECT_EQ(turn_off().error().code, Code::conflict);
}

}  // namespace
}  // namespace cunkou::people
