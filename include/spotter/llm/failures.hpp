#pragma once

#include <spotter/base/error.hpp>
#include <spotter/llm/event.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace spotter::llm {

/// What providers' words and numbers for failures mean. `Failed::visible` and `retry_after` are
/// left to others.

/// An error's code, type, reason or status in words, of any provider and in any case. Nothing: it
/// is not known.
std::optional<FailureClass> class_of_word(std::string_view word) noexcept;

/// An HTTP status. Nothing for a number that is no HTTP error.
std::optional<FailureClass> class_of_status(int status) noexcept;

/// A provider's word that may go to the log: short, and of the letters that codes are made of; else
/// empty. Anything else might be text of the user's, or a key.
std::string loggable_code(std::string_view word);

/// The call ended before there were response headers.
Failed classify_connect_error(const Error& error);

/// The call broke after the headers.
Failed classify_broken_body(const Error& error);

}  // namespace spotter::llm
