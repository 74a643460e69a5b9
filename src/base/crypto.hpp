#pragma once
// Hashes, random secrets and encodings of binary data. Owns libsodium, but for the hash of passwords
// (core/people). Any thread.

#include <memory>
#include <string>
#include <string_view>

namespace cunkou {

std::string sha256_hex(std::string_view bytes);

// SHA-256 of data that arrives in parts.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  std::string hex();  // once, after the last part

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string random_token(std::size_t bytes);  // so many random bytes as base64url, without padding
std::size_t random_below(std::size_t bound);  // uniform; bound < 2^32
// Takes the same time for any two texts of one length.
bool equal_secrets(std::string_view, std::string_view);

std::string to_hex(std::string_view bytes);
std::string from_hex(std::string_view hex);        // up to the first character that is no digit
std::string from_base64(std::string_view base64);  // with padding; "" if malformed

}  // namespace cunkou
