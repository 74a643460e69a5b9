#include "core/people/guessable_password.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "base/text.hpp"
#include "core/people/common_passwords.hpp"

namespace cunkou::people {
namespace {

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

// What letters of Chinese passwords often are: endearments, words of sign-in pages, keys, surnames.
bool is_usual_word(std::string_view text) {
  constexpr std::string_view words[] = {
      "password",      "passwd",  "passw0rd", "qwerty",    "qwer",     "qweasd", "qweasdzxc", "asdf",
      "zxcvbn",        "zxcvbnm", "qazwsx",   "qwe",       "asd",      "zxc",    "admin",     "root",
      "administrator", "cunkou",  "test",     "welcome",   "abc",      "abcd",   "abcde",     "woaini",
      "iloveyou",      "letmein", "mima",     "woaiwojia", "wodemima", "nihao",  "wang",      "zhang",
      "zhao",          "chen",    "yang",     "huang",     "zhou",     "zhu",    "guo",       "gao",
      "luo",           "zheng",   "liang",    "xie",       "song",     "tang",   "feng",      "deng",
      "cao",           "peng",    "zeng",     "xiao",      "tian",     "dong",   "yuan",      "jiang",
      "wei",           "shen",    "cai",      "jia",       "ding",     "liu",    "lin"};
  return std::ranges::find(words, text) != std::end(words);
}

// Repetitions and runs of up to two parts, and the numbers of love (我爱你一生一世) and of luck.
bool is_usual_number(std::string_view digits) {
  constexpr std::string_view numbers[] = {"520",     "1314",    "521",       "5201314",  "5211314", "1314520",
                                          "1314521", "147258",  "147258369", "159357",   "123321",  "110120",
                                          "10086",   "10010",   "12306",     "112233",   "168",     "518",
                                          "7758521", "7758258", "789456123", "741852963"};
  const auto plain = [&](std::string_view part) {
    return part.size() <= 1 || repeats(part) || is_run(part) ||
           std::ranges::find(numbers, part) != std::end(numbers);
  };
  for (std::size_t at = 0; at < digits.size(); ++at)
    if (plain(digits.substr(0, at)) && plain(digits.substr(at))) return true;
  return false;
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

struct Parts {  // letters, digits, letters; the rest follows
  std::string_view before, digits, after, rest;
};

Parts parts_of(std::string_view text) {
  const auto take = [&text](bool digits) {
    std::size_t size = 0;
    while (size < text.size() && is_digit(text[size]) == digits) ++size;
    const auto part = text.substr(0, size);
    text.remove_prefix(size);
    return part;
  };
  Parts parts;
  parts.before = take(false);
  parts.digits = take(true);
  parts.after = take(false);
  parts.rest = text;
  return parts;
}

// One number with letters before or after it: a birthday with a name, a usual number with initials or a usual
// word.
bool is_number_with_letters(std::string_view text) {
  constexpr std::size_t initials = 3, name = 8;
  const auto [before, digits, after, rest] = parts_of(text);
  if (!rest.empty() || digits.empty()) return false;
  if (is_date(digits)) return before.size() + after.size() <= name;
  const auto usual = [](std::string_view letters) {
    return letters.size() <= initials || is_usual_word(letters);
  };
  return is_usual_number(digits) && usual(before) && usual(after);
}

// A usual word, once or twice, with any digits around it.
bool is_word_with_digits(std::string_view text) {
  const auto word = without_digits_around(text);
  const auto half = word.substr(0, word.size() / 2);
  return !word.empty() && (is_usual_word(word) || (half == word.substr(half.size()) && is_usual_word(half)));
}

}  // namespace

bool is_guessable_password(std::string_view password, std::string_view phone) {
  const auto text = simplified(password);
  return repeats(password) || text.empty() || repeats(text) || is_run(text) || is_word_with_digits(text) ||
         is_number_with_letters(text) || is_of_phone(text, phone) ||
         is_common_password(lower_case(password)) || is_common_password(text);
}

}  // namespace cunkou::people
