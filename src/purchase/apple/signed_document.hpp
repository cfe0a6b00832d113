#pragma once

#include <spotter/base/clock.hpp>
#include <spotter/codec/json.hpp>
#include <spotter/crypto/certificate_chain.hpp>
#include <spotter/crypto/compact_jws.hpp>
#include <spotter/purchase/verifier.hpp>
#include <spotter/shard/worker_pool.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace spotter::purchase::apple {

/// When the certificates of a document must be valid.
enum class Validity {
  now,         ///< it was fetched from Apple just now
  when_signed  ///< it may be years old, and certificates live for two: the date in it, which only
               ///< the holder of the key can choose
};

/// A document of Apple's taken apart, before anything in it is believed.
struct OpenedDocument {
  Reason reason = Reason::ok;  ///< or token_shape, bad_signature, bad_chain
  crypto::CompactJws jws;      ///< with a view into the token
  crypto::ChainBytes chain;
  WallTime at;  ///< when its certificates must be valid
};
OpenedDocument open_document(codec::JsonParser& parser, std::string_view token, Validity validity,
                             WallTime now);

/// A document that was looked at.
struct Document {
  Reason reason = Reason::ok;  ///< the same, or local_overload
  std::string payload;         ///< what Apple has signed, if ok
};

/// Verifies documents in Apple's form: JSON Web Signatures (ES256, nothing else) that bring the
/// chain of their certificates. Chains are verified on workers and remembered for a while. Lives on
/// the shard of the stores.
class SignedDocuments {
 public:
  SignedDocuments(crypto::ChainVerifier trust, shard::WorkerPool& workers, ShardExecutor executor,
                  const Clock& clock);

  Task<Document> verify(std::string token, Validity validity);

 private:
  Task<Result<std::shared_ptr<const crypto::VerifiedChain>>> chain_of(crypto::ChainBytes chain,
                                                                      WallTime at);

  std::shared_ptr<const crypto::ChainVerifier> trust_;
  shard::WorkerPool& workers_;
  ShardExecutor executor_;
  const Clock& clock_;
  codec::JsonParser parser_;
  crypto::ChainCache cache_;
};

/// Documents are nested no deeper.
inline constexpr std::size_t kDocumentDepthMax = 16;

}  // namespace spotter::purchase::apple
