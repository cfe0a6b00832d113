#include "trainer/heard.hpp"

#include <utility>

namespace spotter::trainer {
namespace {

/// Wishes do not depend on the language of what is answered.
constexpr Language kLocale = Language::en;

}  // namespace

Heard::Heard(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Heard::Heard(Heard&& other) noexcept = default;
Heard& Heard::operator=(Heard&& other) noexcept = default;
Heard::~Heard() = default;

const Wish& Heard::wish() const noexcept {
  return impl_->conversation.wish();
}

struct Listener::Impl {
  Knowledge knowledge;
  Conversation conversation{knowledge, kLocale};
  std::uint64_t changes = 0;
};

Listener::Listener(const Knowledge& knowledge)
    : impl_(std::unique_ptr<Impl>(new Impl{knowledge})) {}

Listener::~Listener() = default;

Heard Listener::listen(std::string_view text, std::string_view locale) const {
  std::unique_ptr<Heard::Impl> heard(new Heard::Impl{impl_->conversation, {}, impl_->changes});
  heard->warning = heard->conversation.feed(text, language_of_locale(locale));
  return Heard(std::move(heard));
}

void Listener::hear(std::string_view text) {
  ++impl_->changes;
  impl_->conversation.feed(text);
}

void Listener::hear(std::string_view text, Heard heard) {
  if (heard.impl_->before != impl_->changes) return hear(text);
  ++impl_->changes;
  impl_->conversation = std::move(heard.impl_->conversation);
}

void Listener::forget() {
  ++impl_->changes;
  impl_->conversation = Conversation(impl_->knowledge, kLocale);
}

}  // namespace spotter::trainer
