#include "api/chat_hub.hpp"

namespace spotter::api {
namespace {

enum MethodIndex : std::size_t { kIntroduce, kSendMessage, kRestartChat, kStopInProgress };

/// The answer to one invocation: ReceiveMessage({"type":"messageResponse","message":...}) pushes
/// with the whole text so far, then its completion.
class HubReply final : public chat::Reply {
 public:
  HubReply(hub::Client& client, hub::InvocationKey key)
      : client_(client),
        key_(key),
        message_("ReceiveMessage", {{"type", "messageResponse"}}, "message") {}

  [[nodiscard]] chat::Room room() const noexcept override {
    switch (client_.room()) {
      case hub::Room::empty:
        return chat::Room::empty;
      case hub::Room::some:
        return chat::Room::some;
      case hub::Room::full:
        return chat::Room::full;
    }
    return chat::Room::full;
  }
  void show(std::string_view text) override {
    message_.append(text.substr(shown_bytes_));
    shown_bytes_ = text.size();
    client_.push(message_);
  }
  void release() override { client_.free_slot(key_); }
  void finish() override { client_.complete(key_); }

 private:
  hub::Client& client_;
  hub::InvocationKey key_;
  hub::GrowingMessage message_;
  std::size_t shown_bytes_ = 0;
};

class ChatHub final : public hub::HubObject {
 public:
  ChatHub(hub::Client& client, const chat::Services& services, chat::Speaker speaker,
          std::size_t& turns)
      : client_(client), coach_(services, std::move(speaker)), turns_(turns) {}

  void on_invoke(hub::Invocation invocation) override {
    switch (static_cast<MethodIndex>(invocation.method)) {
      case kIntroduce:
        coach_.introduce(std::get<std::string>(invocation.arguments[0]), reply_to(invocation));
        break;
      case kSendMessage:
        coach_.send_message(std::move(std::get<std::string>(invocation.arguments[0])),
                            reply_to(invocation));
        break;
      case kRestartChat:
        coach_.restart();
        client_.complete(invocation.key);
        break;
      case kStopInProgress:
        coach_.stop();
        client_.complete(invocation.key);
        break;
    }
    turns_ = coach_.turns();
  }
  void on_room() override { coach_.on_room(); }
  [[nodiscard]] bool busy() const noexcept override { return coach_.busy(); }
  void on_shutdown() override { coach_.shut_down(); }
  Task<void> on_disconnected() override { co_await coach_.close(); }

 private:
  std::unique_ptr<chat::Reply> reply_to(const hub::Invocation& invocation) {
    return std::make_unique<HubReply>(client_, invocation.key);
  }

  hub::Client& client_;
  chat::Coach coach_;
  std::size_t& turns_;
};

}  // namespace

hub::Description chat_hub_description(const hub::Settings& settings) {
  using hub::ArgumentType;
  using hub::Slot;
  hub::Description description;
  description.settings = settings;
  description.methods = {{"Introduce", {ArgumentType::string}, Slot::takes_one},
                         {"SendMessage", {ArgumentType::string}, Slot::takes_one},
                         {"RestartChat", {}, Slot::out_of_band},
                         {"StopInProgress", {}, Slot::out_of_band}};
  return description;
}

std::unique_ptr<hub::HubObject> make_chat_hub(hub::Client& client, const chat::Services& services,
                                              chat::Speaker speaker, std::size_t& turns) {
  return std::make_unique<ChatHub>(client, services, std::move(speaker), turns);
}

}  // namespace spotter::api
