#include "api/chat_hub.hpp"

#include "api/answer_stream.hpp"
#include "api/stream_options.hpp"

#include <spotter/base/date.hpp>
#include <spotter/hub/table.hpp>
#include <spotter/plan/wire.hpp>

#include <optional>
#include <utility>

namespace spotter::api {
namespace {

constexpr std::string_view kPush = "ReceiveMessage";
constexpr const char* kIntroduce = "Introduce";
constexpr const char* kSendMessage = "SendMessage";

/// The answer to one invocation: pushes of {"type":"messageResponse","message":...} with the whole
/// text so far, or of {"type":"chatPlan",...} with the whole plan so far, then its completion.
class CumulativeReply final : public chat::Reply {
 public:
  CumulativeReply(Contract contract, const Clock& clock, hub::Call call, std::string_view method)
      : contract_(contract),
        clock_(clock),
        call_(call),
        method_(method),
        message_(empty_message()) {}

  [[nodiscard]] chat::Room room() const noexcept override { return room_of(call_.client()); }
  void show(std::string_view text) override {
    message_.append(text.substr(shown_bytes_));
    shown_bytes_ = text.size();
    call_.client().push(message_);
  }
  void start_over() override {
    message_ = empty_message();
    shown_bytes_ = 0;
  }
  std::size_t show(const plan::Plan& plan, chat::PlanStage /*stage*/) override {
    std::string payload = R"({"type":"chatPlan",)";
    if (contract_ == Contract::first) {
      payload.append(R"("plan":)");
      plan::append_first_shape(payload, plan, plan::TimeSpanText::constant);
    } else {
      plan::append_second_shape(payload, plan, day_of(clock_.wall_now()));
    }
    payload.push_back('}');
    call_.client().push(kPush, payload);
    return payload.size();
  }
  /// The LiftLog app removes its handler at the first.
  [[nodiscard]] bool ends_others() const noexcept override { return true; }
  void release() override { call_.client().free_slot(call_.key()); }
  void finish(const chat::Ending& /*ending*/) override { call_.complete(); }
  [[nodiscard]] std::string_view called_as() const noexcept override { return method_; }

 private:
  [[nodiscard]] hub::GrowingMessage empty_message() const {
    return {call_.client().encoding(), kPush, {{"type", "messageResponse"}}, "message"};
  }

  Contract contract_;
  const Clock& clock_;
  hub::Call call_;
  std::string_view method_;
  hub::GrowingMessage message_;
  std::size_t shown_bytes_ = 0;
};

/// What both contracts have: a coach, who can be interrupted.
class ChatHub : public hub::HubObject, private Sessions::Live {
 public:
  ChatHub(Contract contract, const ChatPlace& at, ChatGuest guest, hub::Client& client,
          std::size_t& turns)
      : at_(at),
        speaker_(std::move(guest.speaker)),
        contract_(contract),
        client_(client),
        label_(std::move(guest.label)),
        turns_(turns) {
    at_.sessions.enter(*this);
  }

  void restart_chat() { coach().restart(); }
  void stop_in_progress() {
    if (coach_) coach_->stop();
  }

  void on_cancel(hub::InvocationKey key) override {
    if (key == newest_) stop_in_progress();
  }
  void on_room() override {
    if (coach_) coach_->on_room();
  }
  [[nodiscard]] bool busy() const noexcept override { return coach_ && coach_->busy(); }
  void on_shutdown() override {
    if (coach_) coach_->shut_down();
  }
  Task<void> on_disconnected(hub::Ending ending, std::string /*error*/) override {
    at_.sessions.leave(*this);
    if (!coach_) co_return;
    turns_ = coach_->turns();
    auto closing = coach_->close(ending == hub::Ending::client_closed);
    co_await std::move(closing);
  }

 protected:
  /// For a call that asks the coach: the newest from now on.
  std::unique_ptr<chat::Reply> frames_for(hub::Call call, std::string_view method) {
    newest_ = call.key();
    return std::make_unique<CumulativeReply>(contract_, at_.services.clock, call, method);
  }
  std::unique_ptr<chat::Reply> events_for(hub::Call call) {
    newest_ = call.key();
    return std::make_unique<AnswerStream>(at_.services.clock, call);
  }

  /// Who is asked: made with the first word.
  conversation::Conversation& coach() {
    if (!coach_) {
      ChatSpeaker who = speaker_();
      coach_ = std::make_unique<conversation::Conversation>(
          at_.desk, at_.services, std::move(who.speaker), std::move(who.owner),
          [&client = client_](Duration patience) { return client.is_there(patience); });
      speaker_ = nullptr;
    }
    return *coach_;
  }

 private:
  [[nodiscard]] const Sessions::Label& label() const noexcept override { return label_; }
  [[nodiscard]] Sessions::Seen look() const override {
    if (!coach_) return {label_, client_.standing(), false, 0, std::nullopt};
    return {label_, client_.standing(), coach_->busy(), coach_->turns(), coach_->last_outcome()};
  }
  void dismiss(hub::Close close) override { client_.dismiss(close); }

  ChatPlace at_;
  std::function<ChatSpeaker()> speaker_;  ///< until there is a coach
  std::unique_ptr<conversation::Conversation> coach_;
  Contract contract_;
  hub::Client& client_;
  Sessions::Label label_;
  std::size_t& turns_;
  hub::InvocationKey newest_ = 0;
};

/// `/ai-chat`.
class FirstChat final : public ChatHub {
 public:
  using ChatHub::ChatHub;

  static std::vector<hub::Method> methods() {
    return {hub::method<&FirstChat::introduce>(kIntroduce),
            hub::method<&FirstChat::send_message>(kSendMessage),
            hub::method<&FirstChat::restart_chat>("RestartChat", hub::Slot::out_of_band),
            hub::method<&FirstChat::stop_in_progress>("StopInProgress", hub::Slot::out_of_band)};
  }

  void introduce(hub::Call call, hub::Text locale) {
    coach().introduce(locale.value, chat::WeightUnit::unknown, frames_for(call, kIntroduce));
  }
  void send_message(hub::Call call, std::string message) {
    coach().send_message(std::move(message), frames_for(call, kSendMessage));
  }
};

/// `/ai-chat-v2`.
class SecondChat final : public ChatHub {
 public:
  using ChatHub::ChatHub;

  static std::vector<hub::Method> methods() {
    return {hub::method<&SecondChat::introduce>(kIntroduce),
            hub::method<&SecondChat::send_message>(kSendMessage),
            hub::method<&SecondChat::stream_message>("StreamMessage", hub::Answers::stream),
            hub::method<&SecondChat::restart_chat>("RestartChat", hub::Slot::out_of_band),
            hub::method<&SecondChat::stop_in_progress>("StopInProgress", hub::Slot::out_of_band)};
  }

  void introduce(hub::Call call, hub::Text locale, std::int64_t plan_version, hub::Text unit) {
    if (!reads_plans(plan_version)) return require_update(call);
    coach().introduce(locale.value, weight_unit_of(unit.value), frames_for(call, kIntroduce));
  }
  void send_message(hub::Call call, std::string message, std::int64_t plan_version) {
    if (!reads_plans(plan_version)) return require_update(call);
    coach().send_message(std::move(message), frames_for(call, kSendMessage));
  }
  void stream_message(hub::Call call, std::string message, hub::Json options) {
    const auto read = read_stream_options(options);
    if (const auto* fault = std::get_if<hub::Failure>(&read)) return call.fail(*fault);
    const auto& wanted = std::get<StreamOptions>(read);
    if (!reads_plans(wanted.plan_version)) {
      stop_in_progress();  // as below
      return AnswerStream::require_update(call, plan::kSecondShapeVersion);
    }
    coach().prefer(wanted.locale, wanted.unit);
    coach().send_message(std::move(message), events_for(call));
  }

 private:
  static bool reads_plans(std::int64_t version) { return version >= plan::kSecondShapeVersion; }

  /// An app that is too old is told so, and nothing is generated for it.
  void require_update(hub::Call call) {
    stop_in_progress();  // or it would write over this
    call.client().push(kPush, R"({"type":"updateRequired","requiredVersion":)" +
                                  std::to_string(plan::kSecondShapeVersion) + "}");
    call.complete();
  }
};

}  // namespace

std::string_view path_of(Contract contract) noexcept {
  return contract == Contract::first ? "/ai-chat" : "/ai-chat-v2";
}

hub::Description chat_hub_description(Contract contract, const hub::Settings& settings) {
  return {contract == Contract::first ? FirstChat::methods() : SecondChat::methods(), settings};
}

std::unique_ptr<hub::HubObject> make_chat_hub(Contract contract, const ChatPlace& at,
                                              ChatGuest guest, hub::Client& client,
                                              std::size_t& turns) {
  if (contract == Contract::first)
    return std::make_unique<FirstChat>(contract, at, std::move(guest), client, turns);
  return std::make_unique<SecondChat>(contract, at, std::move(guest), client, turns);
}

}  // namespace spotter::api
