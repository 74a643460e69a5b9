#include "platform/http/request.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "platform/http/problem.hpp"

namespace cunkou::http {
namespace {

Request with_query(std::string query) {
  Request request;
  request.query = std::move(query);
  return request;
}

TEST(Request, FindsQueryParamsByDecodedName) {
  const auto request = with_query("%24top=5&q=%E6%9D%8E+%E5%AE%B6&empty=&bare&$top=7&bad=%zz");
  EXPECT_EQ(request.query_param("$top"), "5");
  EXPECT_EQ(request.query_param("q"), "李 家");
  EXPECT_EQ(request.query_param("empty"), "");
  EXPECT_EQ(request.query_param("bare"), "");
  EXPECT_FALSE(request.query_param("bad"));
  EXPECT_FALSE(request.query_param("none"));
}

TEST(Request, ReturnsTheFirstCookieOfAName) {
  Request request;
  EXPECT_EQ(request.cookie("a"), "");
  request.headers = {{"cookie", "aa=1; a=x=y ;b=; a=2;c"}};
  EXPECT_EQ(request.cookie("a"), "x=y");
  EXPECT_EQ(request.cookie("aa"), "1");
  for (auto name : {"b", "c", "d", ""}) EXPECT_EQ(request.cookie(name), "") << name;
}

TEST(Request, RefusesIdsThatAreNotPositive) {
  Request request;
  request.params["id"] = "42";
  EXPECT_EQ(request.id_param("id").value(), 42);
  for (auto text : {"", "0", "-1", "4x", "+4", " 4", "99999999999999999999"}) {
    request.params["id"] = text;
    EXPECT_EQ(request.id_param("id").error().code, Code::not_found) << text;
  }
}

TEST(Request, RefusesDeepOrMalformedJson) {
  Request request;
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("\"\xff\""), std::string("{} {}"),
        std::string(40, '[') + std::string(40, ']'), std::string(R"({"a":[{"b":1e400}]})"),
        std::string("-1e400"), std::string(R"({"a":[{"b":"x\u0000"}]})"), std::string(R"({"a\u0000":1})")}) {
    request.body = body;
    EXPECT_EQ(request.json().error().code, Code::invalid) << body;
  }
  request.body = R"({"name":"1号棚"})";
  EXPECT_EQ(request.json().value().at("name").as_string(), "1号棚");
}

TEST(Request, RefusesAnAddressWithOtherThanText) {
  Request request;
  request.path = "/api/people";
  for (const auto* query : {"q=%FF", "q=a%00b", "%00=a", "q=%E5%90"}) {
    request.query = query;
    EXPECT_EQ(request.require_text().error().code, Code::invalid) << query;
  }
  request.query = "q=%E5%90%B4+a%2F";
  EXPECT_TRUE(request.require_text());
  request.path = "/api/people/a%00b";
  EXPECT_TRUE(request.require_text().has_error());
}

TEST(Request, RefusesAKeyThatAnObjectHoldsTwice) {
  Request request;
  for (auto body :
       {R"({"threshold":1,"threshold":2})", R"({"a":[{"threshold" : {}, "b":"\"}", "threshold":[]}]})",
        R"({"threshold":1,"thr\u0065shold":2})"}) {
    request.body = body;
    const auto refused = request.json();
    ASSERT_TRUE(refused.has_error()) << body;
    EXPECT_NE(refused.error().reason.en.find("\"threshold\" is there twice"), std::string::npos) << body;
  }
  for (auto body : {R"({"a":"a","b":{"a":1},"c":[{"a":"\\"},{"a":"\"a\":"}]})", R"(["a","a"])", R"("{")"}) {
    request.body = body;
    EXPECT_TRUE(request.json()) << body;
  }
}

TEST(Response, DescribesAProblemInThePersonsLanguage) {
  const Error error{Code::conflict, {"风口正在动，请稍候", "The vent is moving; wait a moment"}};
  const auto zh = Response::problem(error), en = Response::problem(error, "en");
  EXPECT_EQ(zh.status, 409);
  EXPECT_EQ(zh.content_type, "application/problem+json");
  EXPECT_EQ(boost::json::parse(zh.body).at("detail").as_string(), "风口正在动，请稍候");
  EXPECT_EQ(boost::json::parse(en.body).at("detail").as_string(), "The vent is moving; wait a moment");
  EXPECT_EQ(boost::json::parse(en.body).at("code").as_string(), "conflict");
}

TEST(LanguageOf, PrefersThePersonThenTheBrowserThenChinese) {
  Request request;
  EXPECT_EQ(language_of(request), "zh");
  request.headers = {{"accept-language", "en-GB,en;q=0.9,zh;q=0.5"}};
  EXPECT_EQ(language_of(request), "en");
  request.who.person = PersonId(1);
  EXPECT_EQ(language_of(request), "zh");
}

}  // namespace
}  // namespace cunkou::http
