#include "purchase/google/published_keys.hpp"
#include "purchase/google/push_message.hpp"
#include "purchase/google/push_token.hpp"

#include <spotter/purchase/google/notifications.hpp>

#include <utility>

namespace spotter::purchase::google {
namespace {

Notice answered(int status, std::string_view kind) {
  Notice notice;
  notice.status = status;
  notice.kind = kind;
  return notice;
}

class PushNotifications final : public GoogleNotifications {
 public:
  PushNotifications(const Services& services, const Settings& settings)
      : services_(services),
        push_(settings.push),
        package_name_(settings.package_name),
        keys_(services, settings.push.keys_url) {}

  [[nodiscard]] Store store() const noexcept override { return Store::google; }
  [[nodiscard]] std::size_t body_bytes_max() const noexcept override {
    return std::size_t{64} * 1024;
  }

  Task<Notice> read(Message message, TimePoint deadline) override {
    const auto token = read_push_token(tokens_, message.header("Authorization"));
    // Claims first: whoever cannot even name our subscription makes nobody fetch keys.
    if (!token || !claims_are_ours(tokens_, token->claims, push_, services_.clock.wall_now()))
      co_return answered(401, "unauthenticated");
    const auto found = co_await keys_.find(token->key_id, deadline);
    if (found.away) co_return answered(503, "keys_away");
    if (!found.key || !found.key->verifies(token->signed_text, token->signature))
      co_return answered(401, "unauthenticated");
    co_return read_push_message(envelopes_, news_, message.body,
                                {package_name_, push_.subscription});
  }

  Task<void> stop() override { return keys_.stop(); }

 private:
  Services services_;
  PushSettings push_;
  std::string package_name_;
  PublishedKeys keys_;
  codec::JsonParser tokens_{kSignedDepthMax};
  codec::JsonParser envelopes_;
  codec::JsonParser news_;
  static constexpr std::size_t kSignedDepthMax = 16;
};

}  // namespace

std::unique_ptr<GoogleNotifications> make_notifications(const Services& services,
                                                        const Settings& settings) {
  return std::make_unique<PushNotifications>(services, settings);
}

}  // namespace spotter::purchase::google
