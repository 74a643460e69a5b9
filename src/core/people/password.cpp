#include "core/people/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <cctype>
#include <new>

#include "base/text.hpp"
#include "core/people/limits.hpp"

namespace cunkou::people {
namespace {

// OWASP's second recommendation for argon2id: 19 MiB, two passes.
constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19 * 1024 * 1024;

// Lower case, without blanks and punctuation: "Pass-word_1" becomes "password1", "P@ssword 1" does not.
std::string simplified(std::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    if (c >= 0x80 || std::isalnum(c)) out += static_cast<char>(std::tolower(c));
  return out;
}

// One to four characters repeated: aaaaaaaa, abababab, 123412341234.
bool repeats(std::string_view text) {
  for (std::size_t period = 1; period <= 4 && period < text.size(); ++period)
    if (text.substr(period) == text.substr(0, text.size() - period)) return true;
  return false;
}

// Sequences of the alphabet, the digits or the keyboard: abcdefgh, 87654321, 1qaz2wsx.
bool is_run(std::string_view text) {
  constexpr std::string_view ways[] = {"01234567890123456789", "abcdefghijklmnopqrstuvwxyz",
                                       "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
                                       "1q2w3e4r5t6y7u8i9o0p"};
  const std::string back(text.rbegin(), text.rend());
  return std::any_of(std::begin(ways), std::end(ways),
                     [&](auto way) { return way.find(text) != way.npos || way.find(back) != way.npos; });
}

std::string_view without_digits_around(std::string_view text) {
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
  return text;
}

bool is_first_word(std::string_view text) {
  constexpr std::string_view words[] = {
      "password", "passwd",        "passw0rd", "qwerty", "qwer", "asdf", "admin", "root",   "cunkou",
      "test",     "welcome",       "a",        "aa",     "abc",  "abcd", "qq",    "woaini", "iloveyou",
      "letmein",  "administrator", "mima"};
  const auto word = without_digits_around(text);
  return std::find(std::begin(words), std::end(words), word) != std::end(words) ||
         word == "passwordpassword" || word == "cunkoucunkou" || word == "adminadmin";
}

int number_at(std::string_view text, std::size_t at, std::size_t size) {
  int number = 0;
  for (const char c : text.substr(at, size)) number = number * 10 + (c - '0');
  return number;
}

// 19880808, 880808, 08081988: a date from 1900 to 2099.
bool is_date(std::string_view text) {
  if ((text.size() != 6 && text.size() != 8) || !std::all_of(text.begin(), text.end(), is_digit))
    return false;
  const auto day = [&](int month, int number) {
    return month >= 1 && month <= 12 && number >= 1 && number <= 31;
  };
  const auto year = [](int number) { return number >= 1900 && number <= 2099; };
  if (text.size() == 6) return day(number_at(text, 2, 2), number_at(text, 4, 2));
  return (year(number_at(text, 0, 4)) && day(number_at(text, 4, 2), number_at(text, 6, 2))) ||
         (year(number_at(text, 4, 4)) && (day(number_at(text, 0, 2), number_at(text, 2, 2)) ||
                                          day(number_at(text, 2, 2), number_at(text, 0, 2))));
}

// The phone number, or six or more of its digits with few other characters.
bool is_of_phone(std::string_view text, std::string_view phone) {
  constexpr std::size_t part = 6, else_most = 4;
  for (std::size_t at = 0; at + part <= phone.size(); ++at)
    if (text.find(phone.substr(at, part)) != text.npos && text.size() <= phone.size() + else_most)
      return true;
  return false;
}

// A date with letters before or after it, such as initials.
bool is_date_with_letters(std::string_view text) {
  const auto letter = [](char c) { return !is_digit(c); };
  const auto first = std::find_if(text.begin(), text.end(), is_digit);
  const auto last = std::find_if(first, text.end(), letter);
  const auto letters = text.size() - static_cast<std::size_t>(last - first);
  return letters <= 3 && std::all_of(last, text.end(), letter) &&
         is_date(text.substr(static_cast<std::size_t>(first - text.begin()),
                             static_cast<std::size_t>(last - first)));
}

bool is_easy_to_guess(std::string_view password, std::string_view phone) {
  const auto text = simplified(password);
  return repeats(password) || text.empty() || repeats(text) || is_run(text) || is_first_word(text) ||
         is_date_with_letters(text) || is_of_phone(text, phone);
}

}  // namespace

Result<void> check_password_form(std::string_view password, std::string_view phone) {
  if (password.size() < limits::password_bytes_min)
    return invalid({"密码太短，至少8位", "The password is too short: 8 characters at least"});
  if (password.size() > limits::password_bytes_max)
    return invalid({"密码太长，最多200位", "The password is too long: 200 characters at most"});
  if (is_easy_to_guess(password, phone))
    return invalid(
        {"这个密码谁都会先试：请不要用手机号、生日、连续或重复的字和 password 这类词，换几个不相干的词",
         "Anybody would try this password first: use no phone number, no birthday, no runs or repetitions, "
         "no word like password; take some words that have nothing to do with one another"});
  return {};
}

std::string hash_password(std::string_view password) {
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.data(), password.size(), passes, memory_bytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  return hash;
}

bool password_matches(const std::string& hash, std::string_view password) {
  static const std::string dummy_hash = hash_password("nobody's password");
  const bool right = crypto_pwhash_str_verify((hash.empty() ? dummy_hash : hash).c_str(), password.data(),
                                              password.size()) == 0;
  return right && !hash.empty();
}

}  // namespace cunkou::people
