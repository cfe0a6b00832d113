#include "support/test_certificate.hpp"

#include "crypto/openssl.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace spotter::testing {
namespace {

using crypto::Freed;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("test certificate: ") + what);
}

Key make_key() {
  Key key(EVP_EC_gen("P-256"));
  require(key != nullptr, "no key");
  return key;
}

struct Profile {
  const char* common_name;
  long serial;
  std::vector<std::pair<int, std::string>> extensions;
};

Certificate make_certificate(const Profile& profile, EVP_PKEY* subject_key, X509* issuer,
                             EVP_PKEY* issuer_key) {
  Certificate made(X509_new());
  X509* certificate = made.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), profile.serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_set_pubkey(certificate, subject_key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(profile.common_name), -1, -1,
                             0);
  X509_set_issuer_name(certificate,
                       X509_get_subject_name(issuer != nullptr ? issuer : certificate));
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer != nullptr ? issuer : certificate, certificate, nullptr, nullptr,
                 0);
  for (const auto& [nid, value] : profile.extensions) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
            "extension");
  }
  require(X509_sign(certificate, issuer_key, EVP_sha256()) > 0, "not signed");
  return made;
}

std::string pem_of(const std::function<int(BIO*)>& write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  require(write(bio.get()) == 1, "no PEM");
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string names;
  for (const std::string& host : hosts) {
    const bool address = std::all_of(
        host.begin(), host.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
    names += (names.empty() ? "" : ",") + std::string(address ? "IP:" : "DNS:") + host;
  }
  return names;
}

}  // namespace

TestCertificate::TestCertificate(const std::vector<std::string>& hosts) {
  const Key authority_key = make_key();
  const Profile authority_profile{"Spotter test authority",
                                  1,
                                  {{NID_basic_constraints, "critical,CA:TRUE"},
                                   {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                   {NID_subject_key_identifier, "hash"}}};
  const Certificate authority =
      make_certificate(authority_profile, authority_key.get(), nullptr, authority_key.get());

  const Key key = make_key();
  const Profile profile{"Spotter test server",
                        2,
                        {{NID_basic_constraints, "critical,CA:FALSE"},
                         {NID_ext_key_usage, "serverAuth"},
                         {NID_subject_alt_name, alternative_names(hosts)},
                         {NID_authority_key_identifier, "keyid:always"}}};
  const Certificate certificate =
      make_certificate(profile, key.get(), authority.get(), authority_key.get());

  auto identity = std::make_shared<TlsIdentity>();
  identity->certificate_pem =
      pem_of([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
  identity->key_pem = pem_of([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  identity_ = identity;
  ca_file_.write(pem_of([&](BIO* bio) { return PEM_write_bio_X509(bio, authority.get()); }));
}

}  // namespace spotter::testing
