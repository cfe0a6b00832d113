#include "trainer/conversation.hpp"

#include <spotter/trainer/listener.hpp>

namespace spotter::trainer {
namespace {

/// Wishes do not depend on the language of what is answered.
constexpr Language kLocale = Language::en;

}  // namespace

struct Listener::Impl {
  Knowledge knowledge;
  Conversation conversation{knowledge, kLocale};
};

Listener::Listener(const Knowledge& knowledge)
    : impl_(std::unique_ptr<Impl>(new Impl{knowledge})) {}

Listener::~Listener() = default;

void Listener::hear(std::string_view text) {
  impl_->conversation.feed(text);
}

Wish Listener::wish_with(std::string_view text) const {
  Conversation with = impl_->conversation;
  with.feed(text);
  return with.wish();
}

void Listener::forget() {
  impl_->conversation = Conversation(impl_->knowledge, kLocale);
}

}  // namespace spotter::trainer
