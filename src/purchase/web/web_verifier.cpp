#include <spotter/purchase/web/web_verifier.hpp>

namespace spotter::purchase::web {
namespace {

class WebVerifier final : public Verifier {
 public:
  explicit WebVerifier(Secret key)
      : key_(std::move(key)), subject_(make_subject({"web", key_.reveal()})) {}

  [[nodiscard]] Store store() const noexcept override { return Store::web; }

  Task<Examined> examine(Credential credential, TimePoint /*deadline*/) override {
    co_return judge(credential);
  }

  Task<Entitlement> ask(Question question, TimePoint /*deadline*/) override {
    co_return judge(question.credential);
  }

 private:
  [[nodiscard]] Entitlement judge(const Credential& credential) const {
    Entitlement answer;
    answer.reason = crypto::constant_time_equal(credential.token.reveal(), key_.reveal())
                        ? Reason::ok
                        : Reason::token_mismatch;
    answer.environment = Environment::production;
    answer.subject = subject_;
    return answer;
  }

  Secret key_;
  Subject subject_;
};

}  // namespace

std::unique_ptr<Verifier> make_verifier(Secret key) {
  return std::make_unique<WebVerifier>(std::move(key));
}

}  // namespace spotter::purchase::web
