#include <spotter/purchase/web/web_verifier.hpp>

namespace spotter::purchase::web {
namespace {

class SharedKey final : public WebVerifier {
 public:
  explicit SharedKey(Secret key) { set_key(std::move(key)); }

  void set_key(Secret key) override {
    key_ = std::move(key);
    subject_ = make_subject({"web", key_.reveal()});
  }

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
    answer.environment = Environment::production;
    if (key_.empty()) {
      answer.reason = Reason::store_disabled;
      return answer;
    }
    answer.reason = crypto::constant_time_equal(credential.token.reveal(), key_.reveal())
                        ? Reason::ok
                        : Reason::token_mismatch;
    answer.subject = subject_;
    return answer;
  }

  Secret key_;
  Subject subject_;
};

}  // namespace

std::unique_ptr<WebVerifier> make_verifier(Secret key) {
  return std::make_unique<SharedKey>(std::move(key));
}

}  // namespace spotter::purchase::web
