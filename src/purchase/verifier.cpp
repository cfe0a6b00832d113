#include <spotter/base/text.hpp>
#include <spotter/purchase/verifier.hpp>

#include <array>
#include <cstddef>

namespace spotter::purchase {
namespace {

struct Word {
  Reason reason;
  std::string_view name;
  Verdict verdict;
};

constexpr std::array<Word, 28> kWords = {{
    {Reason::ok, "ok", Verdict::entitled},
    {Reason::store_disabled, "store_disabled", Verdict::not_entitled},
    {Reason::token_shape, "token_shape", Verdict::not_entitled},
    {Reason::token_mismatch, "token_mismatch", Verdict::not_entitled},
    {Reason::bad_signature, "bad_signature", Verdict::not_entitled},
    {Reason::bad_chain, "bad_chain", Verdict::not_entitled},
    {Reason::wrong_app, "wrong_app", Verdict::not_entitled},
    {Reason::wrong_product, "wrong_product", Verdict::not_entitled},
    {Reason::wrong_environment, "wrong_environment", Verdict::not_entitled},
    {Reason::wrong_ownership, "wrong_ownership", Verdict::not_entitled},
    {Reason::not_purchased, "not_purchased", Verdict::not_entitled},
    {Reason::pending, "pending", Verdict::not_entitled},
    {Reason::canceled, "canceled", Verdict::not_entitled},
    {Reason::refunded_or_revoked, "refunded_or_revoked", Verdict::not_entitled},
    {Reason::expired, "expired", Verdict::not_entitled},
    {Reason::upgraded, "upgraded", Verdict::not_entitled},
    {Reason::not_found, "not_found", Verdict::not_entitled},
    {Reason::not_entitled, "not_entitled", Verdict::not_entitled},
    {Reason::upstream_timeout, "upstream_timeout", Verdict::unknown},
    {Reason::upstream_network, "upstream_network", Verdict::unknown},
    {Reason::upstream_5xx, "upstream_5xx", Verdict::unknown},
    {Reason::upstream_rate_limited, "upstream_rate_limited", Verdict::unknown},
    {Reason::upstream_auth, "upstream_auth", Verdict::unknown},
    {Reason::upstream_bad_body, "upstream_bad_body", Verdict::unknown},
    {Reason::upstream_mismatch, "upstream_mismatch", Verdict::unknown},
    {Reason::local_overload, "local_overload", Verdict::unknown},
    {Reason::breaker_open, "breaker_open", Verdict::unknown},
    {Reason::internal, "internal", Verdict::unknown},
}};

/// The table is in the order of the enumeration.
constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (static_cast<std::size_t>(kWords[i].reason) != i) return false;
  }
  return true;
}
static_assert(is_in_order() && kWords.size() == static_cast<std::size_t>(Reason::internal) + 1);

const Word& word_of(Reason reason) noexcept {
  return kWords[static_cast<std::size_t>(reason)];
}

}  // namespace

std::string Subject::short_name() const {
  return to_hex(std::span(hash).first(4));
}
std::string Subject::full_name() const {
  return to_hex(hash);
}

Subject make_subject(std::initializer_list<std::string_view> parts) {
  std::string joined;
  bool first = true;
  for (const auto part : parts) {
    if (!first) joined.push_back('\x1F');
    first = false;
    joined.append(part);
  }
  return Subject{crypto::sha256(joined)};
}

std::string_view name_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::entitled:
      return "entitled";
    case Verdict::not_entitled:
      return "not_entitled";
    case Verdict::unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name_of(Reason reason) noexcept {
  return word_of(reason).name;
}

Verdict verdict_of(Reason reason) noexcept {
  return word_of(reason).verdict;
}

std::string_view name_of(Environment environment) noexcept {
  switch (environment) {
    case Environment::production:
      return "production";
    case Environment::sandbox:
      return "sandbox";
    case Environment::unknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace spotter::purchase
