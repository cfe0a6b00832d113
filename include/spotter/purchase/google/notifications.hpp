#pragma once

#include <spotter/purchase/google/services.hpp>
#include <spotter/purchase/google/settings.hpp>
#include <spotter/purchase/notifications.hpp>

#include <memory>

namespace spotter::purchase::google {

/// Reads real-time developer notifications that Pub/Sub pushes: the token that Google signs for the
/// push subscription first, by the keys that Google publishes, then the message. Names purchase
/// tokens. Answers 204 for all that redelivery would not mend, 401 for a token that is not ours,
/// 503 while the keys cannot be fetched.
class GoogleNotifications : public Notifications {
 public:
  /// Ends the fetch of keys that is under way, and waits for the messages that wait for it: they
  /// are answered 503, as are all from now on that need the keys.
  virtual Task<void> stop() = 0;
};

std::unique_ptr<GoogleNotifications> make_notifications(const Services& services,
                                                        const Settings& settings);

}  // namespace spotter::purchase::google
