#include "support/apple_fixtures.hpp"

#include "crypto/openssl.hpp"
#include "support/test_keys.hpp"

#include <spotter/base/text.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace spotter::testing {
namespace {

using crypto::Freed;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Oid = std::unique_ptr<ASN1_OBJECT, Freed<ASN1_OBJECT_free>>;
using OctetString = std::unique_ptr<ASN1_OCTET_STRING, Freed<ASN1_OCTET_STRING_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

constexpr const char* kLeafMark = "1.2.840.113635.100.6.11.1";
constexpr const char* kIntermediateMark = "1.2.840.113635.100.6.2.1";

// Days on which certificates begin and end.
constexpr std::time_t k2020 = 1'577'836'800;
constexpr std::time_t k2021 = 1'609'459'200;
constexpr std::time_t k2022 = 1'640'995'200;
constexpr std::time_t k2024 = 1'704'067'200;
constexpr std::time_t k2039 = 2'177'452'800;
constexpr std::time_t k2045 = 2'366'841'600;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("Apple fixtures: ") + what);
}

/// A key for certificates, and for what they sign.
struct KeyPair {
  explicit KeyPair(TestKey::Kind kind) : test(TestKey::make(kind)) {
    const std::string pem = test.private_pem();
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    require(key != nullptr, "no key");
  }
  [[nodiscard]] EVP_PKEY* get() const noexcept { return key.get(); }
  TestKey test;
  Key key;
};
constexpr auto kP256 = TestKey::Kind::p256;
constexpr auto kP384 = TestKey::Kind::p384;

struct Profile {
  const char* name;
  bool authority;
  const char* mark;  ///< null: none
  std::time_t from;
  std::time_t to;
};

void add(X509* certificate, X509V3_CTX* context, int nid, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, context, nid, value));
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "extension");
}

/// The mark's value is an ASN.1 NULL.
void add_mark(X509* certificate, const char* mark) {
  const Oid oid(OBJ_txt2obj(mark, 1));
  const OctetString value(ASN1_OCTET_STRING_new());
  constexpr std::array<unsigned char, 2> kNull{5, 0};
  ASN1_OCTET_STRING_set(value.get(), kNull.data(), static_cast<int>(kNull.size()));
  const Extension extension(X509_EXTENSION_create_by_OBJ(nullptr, oid.get(), 0, value.get()));
  require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "mark");
}

void name(X509_NAME* into, const char* common_name) {
  const auto entry = [into](const char* key, const char* value) {
    X509_NAME_add_entry_by_txt(into, key, MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(value), -1, -1, 0);
  };
  entry("CN", common_name);
  entry("O", "Tests");
  entry("C", "US");
}

struct Issuer {
  X509* certificate;
  EVP_PKEY* key;
};

Certificate make_certificate(const Profile& profile, EVP_PKEY* key, const Issuer& issuer) {
  Certificate made(X509_new());
  X509* const certificate = made.get();
  X509* const above = issuer.certificate != nullptr ? issuer.certificate : certificate;
  X509_set_version(certificate, 2);
  std::array<unsigned char, 8> serial{1};
  const auto id = reinterpret_cast<std::uintptr_t>(certificate);
  for (std::size_t i = 1; i < serial.size(); ++i)
    serial[i] = static_cast<unsigned char>(id >> (8 * (i - 1)));
  BIGNUM* const number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
  ASN1_TIME_set(X509_getm_notBefore(certificate), profile.from);
  ASN1_TIME_set(X509_getm_notAfter(certificate), profile.to);
  X509_set_pubkey(certificate, key);
  name(X509_get_subject_name(certificate), profile.name);
  X509_set_issuer_name(certificate, X509_get_subject_name(above));
  X509V3_CTX context;
  X509V3_set_ctx(&context, above, certificate, nullptr, nullptr, 0);
  const bool is_root = issuer.certificate == nullptr;
  const char* const limit = is_root ? "critical,CA:TRUE" : "critical,CA:TRUE,pathlen:0";
  add(certificate, &context, NID_basic_constraints,
      profile.authority ? limit : "critical,CA:FALSE");
  add(certificate, &context, NID_key_usage,
      profile.authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  add(certificate, &context, NID_subject_key_identifier, "hash");
  if (!is_root) add(certificate, &context, NID_authority_key_identifier, "keyid");
  if (profile.mark != nullptr) add_mark(certificate, profile.mark);
  require(X509_sign(certificate, issuer.key, EVP_sha384()) > 0, "not signed");
  return made;
}

std::string der_of(X509* certificate) {
  std::string der(static_cast<std::size_t>(i2d_X509(certificate, nullptr)), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509(certificate, &out);
  return der;
}

std::string standard_base64(std::string_view bytes) {
  std::string text = to_base64url(as_bytes(bytes));
  for (char& c : text) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  text.resize((text.size() + 3) / 4 * 4, '=');
  return text;
}

std::string pem_of(const std::function<int(BIO*)>& write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(write(bio.get()) == 1, "no PEM");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string sign_der(EVP_PKEY* key, std::string_view bytes) {
  const Context context(EVP_MD_CTX_new());
  require(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1, "sign");
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = 0;
  require(EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) == 1, "sign");
  std::string signature(size, '\0');
  require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                         data, bytes.size()) == 1,
          "sign");
  signature.resize(size);
  return signature;
}

std::string write_temporary(const std::string& text) {
  std::string path = "/tmp/spotter-apple-root-XXXXXX";
  const int fd = ::mkstemp(path.data());
  require(fd >= 0, "no temporary file");
  const ssize_t written = ::write(fd, text.data(), text.size());
  ::close(fd);
  require(written == static_cast<ssize_t>(text.size()), "temporary file not written");
  return path;
}

}  // namespace

struct AppleFixtures::Impl {
  KeyPair root_key{kP384};
  KeyPair intermediate_key{kP384};
  KeyPair leaf_key{kP256};
  KeyPair leaf_p384_key{kP384};
  KeyPair other_root_key{kP384};
  KeyPair other_intermediate_key{kP384};
  KeyPair other_leaf_key{kP256};
  TestKey api_key = TestKey::make(kP256);

  Certificate root = make_certificate({"Test Root", true, nullptr, k2020, k2045}, root_key.get(),
                                      {nullptr, root_key.get()});
  Issuer by_root{root.get(), root_key.get()};
  Certificate intermediate = make_certificate({"Test WWDR", true, kIntermediateMark, k2020, k2039},
                                              intermediate_key.get(), by_root);
  Certificate intermediate_unmarked =
      make_certificate({"Test WWDR", true, nullptr, k2020, k2039}, intermediate_key.get(), by_root);
  Certificate intermediate_no_authority = make_certificate(
      {"Test WWDR", false, kIntermediateMark, k2020, k2039}, intermediate_key.get(), by_root);
  Issuer by_intermediate{intermediate.get(), intermediate_key.get()};
  Certificate leaf = make_certificate({"Test Signing", false, kLeafMark, k2024, k2039},
                                      leaf_key.get(), by_intermediate);
  Certificate leaf_expired = make_certificate({"Test Signing", false, kLeafMark, k2021, k2022},
                                              leaf_key.get(), by_intermediate);
  Certificate leaf_unmarked = make_certificate({"Test Signing", false, nullptr, k2024, k2039},
                                               leaf_key.get(), by_intermediate);
  Certificate leaf_p384 = make_certificate({"Test P384", false, kLeafMark, k2024, k2039},
                                           leaf_p384_key.get(), by_intermediate);
  Certificate other_root = make_certificate({"Other Root", true, nullptr, k2020, k2045},
                                            other_root_key.get(), {nullptr, other_root_key.get()});
  Certificate other_intermediate =
      make_certificate({"Other WWDR", true, kIntermediateMark, k2020, k2039},
                       other_intermediate_key.get(), {other_root.get(), other_root_key.get()});
  Certificate other_leaf =
      make_certificate({"Other Signing", false, kLeafMark, k2024, k2039}, other_leaf_key.get(),
                       {other_intermediate.get(), other_intermediate_key.get()});

  [[nodiscard]] const KeyPair& key_of(AppleChain which) const {
    if (which == AppleChain::leaf_p384) return leaf_p384_key;
    const bool other = which == AppleChain::others || which == AppleChain::others_under_root;
    return other ? other_leaf_key : leaf_key;
  }

  [[nodiscard]] std::array<X509*, 3> chain_of(AppleChain which) const {
    switch (which) {
      case AppleChain::good:
        break;
      case AppleChain::leaf_expired:
        return {leaf_expired.get(), intermediate.get(), root.get()};
      case AppleChain::leaf_unmarked:
        return {leaf_unmarked.get(), intermediate.get(), root.get()};
      case AppleChain::intermediate_unmarked:
        return {leaf.get(), intermediate_unmarked.get(), root.get()};
      case AppleChain::intermediate_no_authority:
        return {leaf.get(), intermediate_no_authority.get(), root.get()};
      case AppleChain::leaf_p384:
        return {leaf_p384.get(), intermediate.get(), root.get()};
      case AppleChain::others:
        return {other_leaf.get(), other_intermediate.get(), other_root.get()};
      case AppleChain::others_under_root:
        return {other_leaf.get(), other_intermediate.get(), root.get()};
    }
    return {leaf.get(), intermediate.get(), root.get()};
  }
};

AppleFixtures::AppleFixtures()
    : impl_(std::make_unique<const Impl>()), root_file_(write_temporary(root_pem())) {}

AppleFixtures::~AppleFixtures() {
  std::remove(root_file_.c_str());
}

std::string AppleFixtures::root_pem() const {
  return pem_of([this](BIO* bio) { return PEM_write_bio_X509(bio, impl_->root.get()); });
}

std::array<std::string, 3> AppleFixtures::chain(AppleChain which) const {
  const auto certificates = impl_->chain_of(which);
  return {der_of(certificates[0]), der_of(certificates[1]), der_of(certificates[2])};
}

std::vector<std::string> AppleFixtures::chain_texts(AppleChain which) const {
  std::vector<std::string> texts;
  for (const std::string& der : chain(which))
    texts.push_back(standard_base64(der));
  return texts;
}

std::string AppleFixtures::header(AppleChain which, std::string_view algorithm) const {
  std::string list;
  for (const std::string& text : chain_texts(which))
    list.append(list.empty() ? "[" : ",").append(quoted(text));
  return json_object({{"alg", quoted(algorithm)}, {"x5c", list + "]"}});
}

std::string AppleFixtures::jws(std::string_view payload, AppleChain which) const {
  return jws_with(header(which), payload, which);
}

std::string AppleFixtures::jws_with(std::string_view header, std::string_view payload,
                                    AppleChain key) const {
  std::string text = to_base64url(as_bytes(header));
  text.append(".").append(to_base64url(as_bytes(payload)));
  const std::string signature = raw_signature(text, key);
  return text.append(".").append(to_base64url(as_bytes(signature)));
}

std::string AppleFixtures::raw_signature(std::string_view bytes, AppleChain key) const {
  return impl_->key_of(key).test.sign(bytes);
}

std::string AppleFixtures::der_signature(std::string_view bytes, AppleChain key) const {
  return sign_der(impl_->key_of(key).get(), bytes);
}

std::string AppleFixtures::leaf_public_pem() const {
  return impl_->leaf_key.test.public_pem();
}

std::string AppleFixtures::leaf_private_pem(AppleChain which) const {
  return impl_->key_of(which).test.private_pem();
}

std::string AppleFixtures::api_key_pem() const {
  return impl_->api_key.private_pem();
}

bool AppleFixtures::api_token_is_signed(std::string_view token) const {
  const auto dot = token.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto signature = from_base64(token.substr(dot + 1));
  return signature && impl_->api_key.verifies(token.substr(0, dot), *signature);
}

const AppleFixtures& apple_fixtures() {
  static const AppleFixtures fixtures;
  return fixtures;
}

std::string quoted(std::string_view text) {
  return std::string("\"").append(text).append("\"");
}

std::string json_object(const JsonMembers& members) {
  std::string json;
  for (const auto& [key, value] : members) {
    if (value.empty()) continue;
    json.append(json.empty() ? "{" : ",").append(quoted(key)).append(":").append(value);
  }
  return json.empty() ? "{}" : json + "}";
}

std::string ms_at(std::int64_t seconds_from_t0) {
  return std::to_string(kAppleT0Ms + seconds_from_t0 * 1000);
}

JsonMembers apple_transaction(const JsonMembers& changes) {
  JsonMembers members{{"transactionId", quoted("2000000000000001")},
                      {"originalTransactionId", quoted("2000000000000001")},
                      {"bundleId", quoted("com.limajuice.liftlog")},
                      {"productId", quoted("pro")},
                      {"purchaseDate", ms_at(-3600)},
                      {"originalPurchaseDate", ms_at(-3600)},
                      {"signedDate", ms_at(-3600)},
                      {"quantity", "1"},
                      {"type", quoted("Non-Consumable")},
                      {"inAppOwnershipType", quoted("PURCHASED")},
                      {"environment", quoted("Production")},
                      {"transactionReason", quoted("PURCHASE")},
                      {"storefront", quoted("USA")}};
  for (const auto& [key, value] : changes)
    members[key] = value;
  return members;
}

std::string apple_jws(const JsonMembers& changes, AppleChain which) {
  return apple_fixtures().jws(json_object(apple_transaction(changes)), which);
}

}  // namespace spotter::testing
