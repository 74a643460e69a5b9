#pragma once
// Private to the parsers of this room: one value of a simdjson on-demand document as a sample's value.

#include <simdjson.h>

#include <string>
#include <string_view>

#include "sensing/formats/parsed_reading.hpp"

namespace cunkou::formats {

using simdjson::ondemand::value;

// Copies the text into a buffer of this thread's with the padding that simdjson reads beyond, and starts a
// document that lives until the next call on this thread.
simdjson::error_code start(std::string_view text, simdjson::ondemand::document& document);

// Whether everything has been read: nothing may follow the document.
bool ended(simdjson::ondemand::document&);

// Sets number or json of the sample. False: the value is not JSON (and no NaN either).
bool read_value(value& from, ParsedReading& into);

bool is_json(std::string_view);

// The raw text of any value, validated; empty if it is malformed.
std::string raw_text(value& from);

// The scalar's text, without the space behind it.
std::string_view token(value& from);

}  // namespace cunkou::formats
