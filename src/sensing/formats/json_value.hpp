#pragma once
// For parsers of sensing/formats, thingsboard and sensorthings only: reads a value of a simdjson on-demand
// document into a ParsedReading.

#include <simdjson.h>

#include <string>
#include <string_view>

#include "sensing/formats/parsed_reading.hpp"

namespace cunkou::formats {

using simdjson::ondemand::value;

// Copies the text into a thread-local buffer with the padding simdjson needs, and starts a document that is
// valid until the next call on this thread.
simdjson::error_code start(std::string_view text, simdjson::ondemand::document& document);

// Frees what a large document took in this thread: a flood of them must not stay in every thread. Declare it
// before the document.
struct LargeBuffersEnd {
  LargeBuffersEnd() = default;
  LargeBuffersEnd(const LargeBuffersEnd&) = delete;
  LargeBuffersEnd& operator=(const LargeBuffersEnd&) = delete;
  ~LargeBuffersEnd();
};

// True if nothing follows the document.
bool ended(simdjson::ondemand::document&);

// Sets number or json of the reading. False: neither JSON nor NaN.
bool read_value(value& from, ParsedReading& into);

bool is_json(std::string_view);

// The validated raw text of any value; empty if malformed.
std::string raw_text(value& from);

// The text of a scalar without trailing space.
std::string_view token(value& from);

}  // namespace cunkou::formats
