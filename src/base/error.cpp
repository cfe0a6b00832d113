#include <spotter/base/error.hpp>

#include <stdexcept>
#include <string>

namespace spotter {

std::string_view sentence_of(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument:
      return "A value cannot be used.";
    case Errc::unauthorized:
      return "The credential is missing or not accepted.";
    case Errc::too_large:
      return "Something is larger than its limit.";
    case Errc::malformed:
      return "The bytes do not follow their format.";
    case Errc::closed:
      return "The peer closed the connection.";
    case Errc::reset:
      return "The connection broke.";
    case Errc::cancelled:
      return "It was cancelled.";
    case Errc::timed_out:
      return "The deadline passed.";
    case Errc::refused:
      return "The other side refused.";
    case Errc::unreachable:
      return "The other side cannot be reached.";
    case Errc::overloaded:
      return "A limit was reached.";
    case Errc::unavailable:
      return "A part of the server is not available.";
    case Errc::internal:
      return "Something is wrong inside the server.";
  }
  return "Unknown.";
}

Whose whose(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument:
    case Errc::unauthorized:
    case Errc::too_large:
    case Errc::malformed:
      return Whose::client;
    case Errc::closed:
    case Errc::reset:
    case Errc::cancelled:
      return Whose::gone;
    case Errc::timed_out:
    case Errc::refused:
    case Errc::unreachable:
      return Whose::upstream;
    case Errc::overloaded:
    case Errc::unavailable:
    case Errc::internal:
      return Whose::ours;
  }
  return Whose::ours;
}

Again again(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument:
    case Errc::unauthorized:
    case Errc::too_large:
    case Errc::malformed:
    case Errc::cancelled:
    case Errc::internal:
      return Again::never;
    case Errc::refused:
    case Errc::timed_out:
    case Errc::unreachable:
    case Errc::overloaded:
    case Errc::unavailable:
      return Again::later;
    case Errc::closed:
    case Errc::reset:
      return Again::now;
  }
  return Again::never;
}

void throw_exception_from_error(const Error& error, const boost::source_location& /*at*/) {
  throw std::logic_error("a Result was read that holds an error: " +
                         std::string(sentence_of(error.code)) + " " + std::string(error.note));
}

}  // namespace spotter
