#include "api/chat_hub.hpp"

#include <spotter/base/date.hpp>
#include <spotter/base/text.hpp>
#include <spotter/plan/wire.hpp>

namespace spotter::api {
namespace {

enum MethodIndex : std::size_t { kIntroduce, kSendMessage, kRestartChat, kStopInProgress };

constexpr std::string_view kPush = "ReceiveMessage";

chat::WeightUnit weight_unit_of(std::string_view word) {
  const std::string unit = to_lower_ascii(word);
  if (unit == "kilograms" || unit == "kg") return chat::WeightUnit::kilograms;
  if (unit == "pounds" || unit == "lb" || unit == "lbs") return chat::WeightUnit::pounds;
  return chat::WeightUnit::unknown;
}

/// The answer to one invocation: pushes of {"type":"messageResponse","message":...} with the whole
/// text so far, or of {"type":"chatPlan",...} with the whole plan so far, then its completion.
class HubReply final : public chat::Reply {
 public:
  HubReply(Contract contract, const Clock& clock, hub::Client& client, hub::InvocationKey key)
      : contract_(contract), clock_(clock), client_(client), key_(key), message_(empty_message()) {}

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
  void start_over() override {
    message_ = empty_message();
    shown_bytes_ = 0;
  }
  std::size_t show(const plan::Plan& plan) override {
    std::string payload = R"({"type":"chatPlan",)";
    if (contract_ == Contract::first) {
      payload.append(R"("plan":)");
      plan::append_first_shape(payload, plan, plan::TimeSpanText::constant);
    } else {
      plan::append_second_shape(payload, plan, day_of(clock_.wall_now()));
    }
    payload.push_back('}');
    client_.push(kPush, payload);
    return payload.size();
  }
  void release() override { client_.free_slot(key_); }
  void finish() override { client_.complete(key_); }

 private:
  [[nodiscard]] hub::GrowingMessage empty_message() const {
    return {client_.encoding(), kPush, {{"type", "messageResponse"}}, "message"};
  }

  Contract contract_;
  const Clock& clock_;
  hub::Client& client_;
  hub::InvocationKey key_;
  hub::GrowingMessage message_;
  std::size_t shown_bytes_ = 0;
};

class ChatHub final : public hub::HubObject {
 public:
  ChatHub(Contract contract, const chat::Services& services, chat::Speaker speaker,
          std::size_t& turns)
      : contract_(contract),
        clock_(services.clock),
        coach_(services, std::move(speaker)),
        turns_(turns) {}

  static void run(hub::HubObject& object, hub::Client& client, hub::Invocation invocation) {
    static_cast<ChatHub&>(object).invoke(client, std::move(invocation));
  }
  void invoke(hub::Client& client, hub::Invocation invocation) {
    auto& arguments = invocation.arguments;
    switch (static_cast<MethodIndex>(invocation.method)) {
      case kIntroduce: {
        if (!can_read_plans(client, invocation)) break;
        const auto unit = contract_ == Contract::first
                              ? chat::WeightUnit::unknown
                              : weight_unit_of(std::get<std::string>(arguments[2]));
        coach_.introduce(std::get<std::string>(arguments[0]), unit, reply_to(client, invocation));
        break;
      }
      case kSendMessage:
        if (!can_read_plans(client, invocation)) break;
        coach_.send_message(std::move(std::get<std::string>(arguments[0])),
                            reply_to(client, invocation));
        break;
      case kRestartChat:
        coach_.restart();
        client.complete(invocation.key);
        break;
      case kStopInProgress:
        coach_.stop();
        client.complete(invocation.key);
        break;
    }
    turns_ = coach_.turns();
  }
  void on_room() override { coach_.on_room(); }
  [[nodiscard]] bool busy() const noexcept override { return coach_.busy(); }
  void on_shutdown() override { coach_.shut_down(); }
  Task<void> on_disconnected(std::string /*error*/) override { co_await coach_.close(); }

 private:
  std::unique_ptr<chat::Reply> reply_to(hub::Client& client, const hub::Invocation& invocation) {
    return std::make_unique<HubReply>(contract_, clock_, client, invocation.key);
  }

  /// An app that is too old is told so, and nothing is generated for it.
  bool can_read_plans(hub::Client& client, const hub::Invocation& invocation) {
    if (contract_ == Contract::first) return true;
    if (std::get<std::int64_t>(invocation.arguments[1]) >= plan::kSecondShapeVersion) return true;
    coach_.stop();  // or it would write over this
    client.push(kPush, R"({"type":"updateRequired","requiredVersion":)" +
                           std::to_string(plan::kSecondShapeVersion) + "}");
    client.complete(invocation.key);
    return false;
  }

  Contract contract_;
  const Clock& clock_;
  chat::Coach coach_;
  std::size_t& turns_;
};

}  // namespace

std::string_view path_of(Contract contract) noexcept {
  return contract == Contract::first ? "/ai-chat" : "/ai-chat-v2";
}

hub::Description chat_hub_description(Contract contract, const hub::Settings& settings) {
  using hub::Slot;
  constexpr auto kString = hub::ArgumentType::string;
  constexpr auto kText = hub::ArgumentType::text;
  constexpr auto kWhole = hub::ArgumentType::integer;
  const bool first = contract == Contract::first;
  using Types = std::vector<hub::ArgumentType>;
  hub::Description description;
  description.settings = settings;
  const auto add = [&](std::string name, Types arguments, Slot slot) {
    hub::Method method;
    method.name = std::move(name);
    method.arguments = std::move(arguments);
    method.slot = slot;
    method.run = ChatHub::run;
    description.methods.push_back(std::move(method));
  };
  add("Introduce", first ? Types{kText} : Types{kText, kWhole, kText}, Slot::takes_one);
  add("SendMessage", first ? Types{kString} : Types{kString, kWhole}, Slot::takes_one);
  add("RestartChat", {}, Slot::out_of_band);
  add("StopInProgress", {}, Slot::out_of_band);
  return description;
}

std::unique_ptr<hub::HubObject> make_chat_hub(Contract contract, const chat::Services& services,
                                              chat::Speaker speaker, std::size_t& turns) {
  return std::make_unique<ChatHub>(contract, services, std::move(speaker), turns);
}

}  // namespace spotter::api
