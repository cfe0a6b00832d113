#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string_view>

namespace spotter {

/// Whose fault a failure is.
enum class Whose { client, upstream, ours, gone };

/// Whether the same thing may be tried again, and when.
enum class Again { never, later, now };

/// What failed. Each value has a sentence, an owner and an answer to "again?" (see below); api
/// turns them into statuses, close records and completions.
enum class Errc {
  invalid_argument,  ///< a value that cannot be used
  unauthorized,      ///< no credential, or one that is not accepted
  too_large,         ///< over a stated limit
  malformed,         ///< bytes that do not follow their format
  closed,            ///< the peer went away in an orderly manner
  reset,             ///< the peer went away without saying so
  cancelled,         ///< we stopped it
  timed_out,         ///< a deadline passed
  refused,           ///< the other side does not want to
  unreachable,       ///< no address, no route, no connection
  overloaded,        ///< a limit of ours was reached; later it may work
  unavailable,       ///< a part of ours is not there
  internal           ///< a bug, or a system call that must not fail
};

/// A failure as a value: a code, a static note for the log (never user data), and where it arose.
struct Error {
  Errc code = Errc::internal;
  std::string_view note;
  boost::source_location where = BOOST_CURRENT_LOCATION;
};

/// A value or why there is none.
template <class T>
using Result = boost::system::result<T, Error>;

/// One plain English sentence about the code, for logs and operators.
std::string_view sentence_of(Errc code) noexcept;
Whose whose(Errc code) noexcept;
Again again(Errc code) noexcept;

/// Called by Result::value() on an error: reading a value that is not there is a bug.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& at);

}  // namespace spotter
