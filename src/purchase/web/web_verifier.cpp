#include <spotter/purchase/web/web_verifier.hpp>

namespace spotter::purchase::web {
namespace {

class WebVerifier final : public Verifier {
 public:
  explicit WebVerifier(Secret key)
      : key_(std::move(key)), subject_(make_subject({"web", key_.reveal()})) {}

  [[nodiscard]] Store store() const noexcept override { return Store::web; }

  Task<Entitlement> verify(Credential credential, TimePoint /*deadline*/) override {
    Entitlement answer;
    if (crypto::constant_time_equal(credential.token.reveal(), key_.reveal())) {
      answer.verdict = Verdict::entitled;
      answer.reason = Reason::ok;
      answer.subject = subject_;
    } else {
      answer.reason = Reason::token_mismatch;
    }
    co_return answer;
  }

 private:
  Secret key_;
  Subject subject_;
};

}  // namespace

std::unique_ptr<Verifier> make_verifier(Secret key) {
  return std::make_unique<WebVerifier>(std::move(key));
}

}  // namespace spotter::purchase::web
