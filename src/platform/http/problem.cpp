#include "platform/http/problem.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <new>

#include "base/unavailable.hpp"

namespace cunkou::http {

int status_of(Code code) {
  switch (code) {
    case Code::invalid:
      return 400;
    case Code::unauthenticated:
      return 401;
    case Code::forbidden:
      return 403;
    case Code::not_found:
      return 404;
    case Code::conflict:
      return 409;
    case Code::gone:
      return 410;
    case Code::too_large:
      return 413;
    case Code::too_many:
      return 429;
    case Code::unsupported:
      return 501;
    case Code::unavailable:
      return 503;
    case Code::internal:
      return 500;
  }
  return 500;
}

std::string_view title_of(Code code) {
  switch (code) {
    case Code::invalid:
      return "Invalid request";
    case Code::unauthenticated:
      return "Not signed in";
    case Code::forbidden:
      return "Not allowed";
    case Code::not_found:
      return "Not found";
    case Code::conflict:
      return "Not possible now";
    case Code::gone:
      return "Expired";
    case Code::too_large:
      return "Too large";
    case Code::too_many:
      return "Too many requests";
    case Code::unsupported:
      return "Not offered";
    case Code::unavailable:
      return "Unavailable";
    case Code::internal:
      return "Internal error";
  }
  return "Internal error";
}

std::string_view language_of(const Request& request) {
  if (request.who.person) return request.who.language;
  const auto accepted = request.header("accept-language");
  const auto zh = accepted.find("zh"), en = accepted.find("en");
  return en < zh ? "en" : "zh";
}

Error out_of_memory() {
  return {Code::unavailable,
          {"服务器内存不足，请稍后再试", "The server is short of memory; try again later"}};
}

Error internal_failure() {
  return {Code::internal,
          {"程序出错了，请稍后再试；一直这样请告诉运维员",
           "Something went wrong in the program; try again, and tell the operator if it stays so"}};
}

Response response_to_exception(const Request& request) {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return Response::problem(out_of_memory(), language_of(request));
  } catch (const Unavailable& broken) {
    auto response = Response::problem({Code::unavailable, broken.shown}, language_of(request));
    response.failure = broken.reason.en;
    return response;
  } catch (const std::exception& failure) {
    auto response = Response::problem(internal_failure(), language_of(request));
    response.failure = failure.what();
    return response;
  }
}

Response Response::problem(const Error& error, std::string_view language, std::optional<int> other) {
  const int status = other.value_or(status_of(error.code));
  const auto title = status == 405   ? "Method not allowed"
                     : status == 415 ? "Unsupported media type"
                     : status == 421 ? "Misdirected request"
                                     : title_of(error.code);
  Response response = json({{"type", "about:blank"},
                            {"title", title},
                            {"status", status},
                            {"code", name(error.code)},
                            {"detail", error.reason.in(language)}},
                           status);
  response.content_type = "application/problem+json";
  if (status == 503) response.failure = error.reason.en;
  return response;
}

}  // namespace cunkou::http
