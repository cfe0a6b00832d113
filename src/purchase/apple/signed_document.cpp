#include "purchase/apple/signed_document.hpp"

#include "purchase/apple/transaction.hpp"

#include <spotter/base/text.hpp>
#include <spotter/purchase/http/json.hpp>

#include <utility>

namespace spotter::purchase::apple {
namespace {

constexpr std::size_t kCertificateCharsMax = 4096;
constexpr std::chrono::seconds kSkew{60};
/// Apple has signed nothing in this form before June 2021.
constexpr std::int64_t kFirstSigned = 1'622'505'600'000;

/// Standard base64 with its padding: certificates in headers are not in base64url (RFC 7515
/// section 4.1.6).
std::optional<std::string> certificate_in(std::string_view text) {
  if (text.size() > kCertificateCharsMax || text.size() % 4 != 0) return std::nullopt;
  if (text.find_first_of("-_") != std::string_view::npos) return std::nullopt;
  return from_base64(text);
}

/// Members that point at keys (`jwk`, `jku`, `x5u`, `kid`) are not even looked at.
Reason read_header(codec::JsonParser& parser, OpenedDocument& document) {
  const auto header = http::read_object(parser, document.jws.header);
  if (!header) return Reason::token_shape;
  const auto algorithm = http::text_of(*header, "alg");
  if (!algorithm.has() || algorithm.value != "ES256") return Reason::bad_signature;
  const auto chain = http::array_of(*header, "x5c");
  if (!chain.has() || chain.value.size() != document.chain.size()) return Reason::bad_chain;
  std::size_t read = 0;
  bool good = true;
  chain.value.for_each([&](codec::JsonValue entry) {
    const auto text = entry.string();
    auto der = text ? certificate_in(*text) : std::nullopt;
    good = good && der.has_value();
    if (good) document.chain[read++] = std::move(*der);
  });
  return good ? Reason::ok : Reason::bad_chain;
}

}  // namespace

OpenedDocument open_document(codec::JsonParser& parser, std::string_view token, Validity validity,
                             WallTime now) {
  OpenedDocument document;
  document.at = now;
  auto jws = crypto::split_jws(token);
  if (!jws) {
    document.reason = Reason::token_shape;
    return document;
  }
  document.jws = std::move(*jws);
  document.reason = read_header(parser, document);
  if (document.reason != Reason::ok || validity == Validity::now) return document;
  const auto payload = http::read_object(parser, document.jws.payload);
  const auto signed_date =
      payload ? http::integer_of(*payload, "signedDate") : http::Member<std::int64_t>();
  document.at = time_of(signed_date.value);
  if (!signed_date.has() || signed_date.value < kFirstSigned || document.at > now + kSkew)
    document.reason = Reason::token_shape;
  return document;
}

SignedDocuments::SignedDocuments(crypto::ChainVerifier trust, shard::WorkerPool& workers,
                                 ShardExecutor executor, const Clock& clock)
    : trust_(std::make_shared<const crypto::ChainVerifier>(std::move(trust))),
      workers_(workers),
      executor_(executor),
      clock_(clock),
      parser_(kDocumentDepthMax) {}

Task<Document> SignedDocuments::verify(std::string token, Validity validity) {
  OpenedDocument opened = open_document(parser_, token, validity, clock_.wall_now());
  Document document;
  document.reason = opened.reason;
  if (opened.reason != Reason::ok) co_return document;
  const auto chain = co_await chain_of(std::move(opened.chain), opened.at);
  if (!chain) {
    document.reason = Reason::local_overload;
  } else if (*chain == nullptr) {
    document.reason = Reason::bad_chain;
  } else if (!(*chain)->signed_by_leaf(opened.jws.signed_bytes, opened.jws.signature)) {
    document.reason = Reason::bad_signature;
  } else {
    document.payload = std::move(opened.jws.payload);
  }
  co_return document;
}

Task<Result<std::shared_ptr<const crypto::VerifiedChain>>> SignedDocuments::chain_of(
    crypto::ChainBytes chain, WallTime at) {
  using Chain = std::shared_ptr<const crypto::VerifiedChain>;
  if (!trust_->ends_in_root(chain)) co_return Chain();
  if (auto known = cache_.find(chain, clock_.now()))
    co_return known->covers(at) ? std::move(known) : Chain();
  auto work = [trust = trust_, chain, at] { return trust->verify(chain, at); };
  auto verified = co_await shard::offload(workers_, executor_, std::move(work));
  if (verified && *verified) cache_.keep(chain, *verified, clock_.now());
  co_return verified;
}

}  // namespace spotter::purchase::apple
