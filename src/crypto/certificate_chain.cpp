#include "crypto/openssl.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/certificate_chain.hpp>

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <utility>
#include <vector>

namespace spotter::crypto {
namespace {

using Certificate = Owned<X509, &X509_free>;
using Oid = Owned<ASN1_OBJECT, &ASN1_OBJECT_free>;
using Store = Owned<X509_STORE, &X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, &X509_STORE_CTX_free>;
using EcSignature = Owned<ECDSA_SIG, &ECDSA_SIG_free>;

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_free(stack); }
};
using Stack = std::unique_ptr<STACK_OF(X509), FreeStack>;

/// Exactly one certificate, with nothing behind it.
Certificate read_der(std::string_view der) {
  if (der.size() > static_cast<std::size_t>(std::numeric_limits<long>::max())) return nullptr;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return at == end ? std::move(certificate) : nullptr;
}

std::string der_of(X509* certificate) {
  const int size = i2d_X509(certificate, nullptr);
  if (size <= 0) return {};
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509(certificate, &out);
  return der;
}

std::optional<WallTime> time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  // The clock counts nanoseconds in 64 bits, which end in 2262.
  constexpr int kYearMax = 2200 - 1900;
  if (parts.tm_year > kYearMax) parts.tm_year = kYearMax;
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

bool has_mark(X509* certificate, const ASN1_OBJECT* mark) {
  return X509_get_ext_by_OBJ(certificate, mark, -1) >= 0;
}

/// The leaf's key, if the leaf is what signs documents: no authority, P-256.
PKey signing_key_of(X509* leaf) {
  if (X509_check_ca(leaf) != 0) return nullptr;
  if ((X509_get_key_usage(leaf) & KU_DIGITAL_SIGNATURE) == 0) return nullptr;
  PKey key(X509_get_pubkey(leaf));
  if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC) return nullptr;
  std::array<char, 64> group{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &length) != 1) return nullptr;
  return std::string_view(group.data(), length) == SN_X9_62_prime256v1 ? std::move(key) : nullptr;
}

/// The two numbers of a signature as X.509 writes them.
std::string der_signature(std::string_view raw) {
  constexpr int kNumberBytes = 32;
  const auto* const bytes = reinterpret_cast<const unsigned char*>(raw.data());
  const EcSignature signature(ECDSA_SIG_new());
  BIGNUM* const r = BN_bin2bn(bytes, kNumberBytes, nullptr);
  BIGNUM* const s = BN_bin2bn(bytes + kNumberBytes, kNumberBytes, nullptr);
  if (!signature || r == nullptr || s == nullptr || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
  if (size <= 0) return {};
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(signature.get(), &out);
  return der;
}

Sha256 name_of(const ChainBytes& chain) {
  // The root is one of few, and equal to a pinned one.
  return sha256(to_hex(sha256(chain[0])) + to_hex(sha256(chain[1])));
}

}  // namespace

struct VerifiedChain::Impl {
  PKey key;
  WallTime from;
  WallTime to;
};

VerifiedChain::VerifiedChain(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
VerifiedChain::~VerifiedChain() = default;

bool VerifiedChain::covers(WallTime at) const noexcept {
  return at >= impl_->from && at < impl_->to;
}

bool VerifiedChain::signed_by_leaf(std::string_view bytes, std::string_view signature) const {
  constexpr std::size_t kSignatureBytes = 64;
  if (signature.size() != kSignatureBytes) return false;
  const CleanErrors clean;
  const std::string der = der_signature(signature);
  const DigestContext context(EVP_MD_CTX_new());
  if (der.empty() || !context) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, impl_->key.get()) != 1) {
    return false;
  }
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(der.data()),
                          der.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                          bytes.size()) == 1;
}

struct ChainVerifier::Impl {
  struct Root {
    Certificate certificate;
    std::string der;
  };
  std::vector<Root> roots;
  Oid leaf_mark;
  Oid intermediate_mark;

  [[nodiscard]] X509* root_of(const ChainBytes& chain) const noexcept {
    const auto root = std::find_if(roots.begin(), roots.end(), [&](const Root& candidate) {
      return candidate.der == chain[2];
    });
    return root == roots.end() ? nullptr : root->certificate.get();
  }
};

namespace {

/// Whether root, intermediate and leaf are a chain of trust, and the only one that is built.
bool builds(X509* leaf, X509* intermediate, X509* root, WallTime at) {
  const Store store(X509_STORE_new());
  const Stack untrusted(sk_X509_new_null());
  const StoreContext context(X509_STORE_CTX_new());
  if (!store || !untrusted || !context) return false;
  if (X509_STORE_add_cert(store.get(), root) != 1) return false;
  if (sk_X509_push(untrusted.get(), intermediate) <= 0) return false;
  if (X509_STORE_CTX_init(context.get(), store.get(), leaf, untrusted.get()) != 1) return false;
  X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
  X509_VERIFY_PARAM_set_time(rules, std::chrono::system_clock::to_time_t(at));
  if (X509_verify_cert(context.get()) != 1) return false;
  STACK_OF(X509)* const built = X509_STORE_CTX_get0_chain(context.get());
  return sk_X509_num(built) == 3 && X509_cmp(sk_X509_value(built, 0), leaf) == 0 &&
         X509_cmp(sk_X509_value(built, 1), intermediate) == 0 &&
         X509_cmp(sk_X509_value(built, 2), root) == 0;
}

}  // namespace

ChainVerifier::ChainVerifier(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
ChainVerifier::ChainVerifier(ChainVerifier&&) noexcept = default;
ChainVerifier& ChainVerifier::operator=(ChainVerifier&&) noexcept = default;
ChainVerifier::~ChainVerifier() = default;

std::optional<ChainVerifier> ChainVerifier::make(const ChainRules& rules) {
  const CleanErrors clean;
  auto impl = std::make_unique<Impl>();
  impl->leaf_mark.reset(OBJ_txt2obj(rules.leaf_mark.c_str(), 1));
  impl->intermediate_mark.reset(OBJ_txt2obj(rules.intermediate_mark.c_str(), 1));
  if (!impl->leaf_mark || !impl->intermediate_mark) return std::nullopt;
  const Bio text(BIO_new_mem_buf(rules.roots_pem.data(), static_cast<int>(rules.roots_pem.size())));
  while (Certificate root{PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)}) {
    std::string der = der_of(root.get());
    impl->roots.push_back({std::move(root), std::move(der)});
  }
  // The end of the text is no start of a certificate; everything else is a fault in one.
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return std::nullopt;
  if (impl->roots.empty()) return std::nullopt;
  return ChainVerifier(std::move(impl));
}

bool ChainVerifier::ends_in_root(const ChainBytes& chain) const noexcept {
  return impl_->root_of(chain) != nullptr;
}

std::string ChainVerifier::fingerprints() const {
  std::string all;
  for (const auto& root : impl_->roots)
    all.append(all.empty() ? "" : ",").append(to_hex(sha256(root.der)));
  return all;
}

std::shared_ptr<const VerifiedChain> ChainVerifier::verify(const ChainBytes& chain,
                                                           WallTime at) const {
  const CleanErrors clean;
  X509* const root = impl_->root_of(chain);
  if (root == nullptr) return nullptr;
  const Certificate leaf = read_der(chain[0]);
  const Certificate intermediate = read_der(chain[1]);
  if (!leaf || !intermediate || !builds(leaf.get(), intermediate.get(), root, at)) return nullptr;
  if (!has_mark(leaf.get(), impl_->leaf_mark.get()) ||
      !has_mark(intermediate.get(), impl_->intermediate_mark.get())) {
    return nullptr;
  }
  auto verified = std::make_unique<VerifiedChain::Impl>();
  verified->key = signing_key_of(leaf.get());
  if (!verified->key) return nullptr;
  verified->from = WallTime::min();
  verified->to = WallTime::max();
  for (X509* const certificate : {leaf.get(), intermediate.get(), root}) {
    const auto from = time_of(X509_get0_notBefore(certificate));
    const auto to = time_of(X509_get0_notAfter(certificate));
    if (!from || !to) return nullptr;
    verified->from = std::max(verified->from, *from);
    verified->to = std::min(verified->to, *to);
  }
  return std::make_shared<const VerifiedChain>(std::move(verified));
}

std::shared_ptr<const VerifiedChain> ChainCache::find(const ChainBytes& chain, TimePoint now) {
  const Sha256 name = name_of(chain);
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& candidate) { return candidate.name == name; });
  if (entry == entries_.end()) return nullptr;
  if (now >= entry->until) {
    entries_.erase(entry);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->chain;
}

void ChainCache::keep(const ChainBytes& chain, std::shared_ptr<const VerifiedChain> verified,
                      TimePoint now) {
  const Sha256 name = name_of(chain);
  entries_.remove_if([&](const Entry& entry) { return entry.name == name; });
  entries_.push_front({name, now + kAge, std::move(verified)});
  if (entries_.size() > kChainsMax) entries_.pop_back();
}

}  // namespace spotter::crypto
