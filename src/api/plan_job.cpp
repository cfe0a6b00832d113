#include "api/plan_job.hpp"

#include <spotter/base/date.hpp>
#include <spotter/plan/wire.hpp>

namespace spotter::api {
namespace {

using std::chrono::seconds;

constexpr seconds kBusyWait{5};

server::Response status_only(int status) {
  server::Response response;
  response.status = status;
  return response;
}

server::Response json(std::string body) {
  server::Response response;
  response.headers = {{"Content-Type", "application/json; charset=utf-8"},
                      {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

}  // namespace

std::string json_of(PlanForm form, const plan::Plan& plan) {
  std::string body;
  if (form == PlanForm::workout) {
    plan::append_first_shape(body, plan, plan::TimeSpanText::rest);
    return body;
  }
  plan::Session session;
  if (plan.sessions.empty()) {
    session.name = plan.name;
  } else {
    session = plan.sessions.front();
  }
  // A session alone has no other place for what its plan says.
  if (!plan.description.empty() && !session.notes.empty()) session.notes.insert(0, "\n\n");
  session.notes.insert(0, plan.description);
  plan::append_first_shape(body, session, plan::TimeSpanText::rest);
  return body;
}

PlanJob::PlanJob(const PlanEndpoint::Services& services, PlanQuestion question)
    : services_(services), question_(std::move(question)), changed_(services.executor) {}

Task<void> PlanJob::run() {
  std::optional<server::Response> answer;
  try {
    answer = co_await answer_or_repeat();
  } catch (...) {
    services_.on_bug(std::current_exception());
  }
  answer_ = answer ? std::move(*answer) : status_only(500);
  work_.reset();
  changed_.notify();
}

void PlanJob::cancel() {
  if (cancelled_ || answer_) return;
  cancelled_ = true;
  if (work_) work_->cancel();
}

void PlanJob::shut_down() {
  shut_down_ = true;
  if (work_ && !answer_) work_->shut_down();
}

Task<void> PlanJob::wait_for_news(TimePoint until) {
  bool in_time = true;
  while (in_time && !frame_ && !answer_)
    in_time = co_await changed_.wait_until(until);
}

std::string PlanJob::take_frame() {
  std::string frame = std::move(*frame_);
  frame_.reset();
  return frame;
}

Task<server::Response> PlanJob::answer_or_repeat() {
  if (!question_.key) co_return co_await make();
  auto beginning = services_.memory.begin(*question_.key);
  auto begun = co_await std::move(beginning);
  std::string mark = std::move(begun.mark);
  paid_ = begun.paid;
  if (auto answer = known(std::move(begun))) co_return std::move(*answer);

  std::optional<server::Response> made;
  std::exception_ptr bug;
  try {
    made = co_await make();
  } catch (...) {
    bug = std::current_exception();
  }
  // Only what was of use is repeated: whoever was refused, or whom we failed, may try again.
  RequestEnding ending;
  if (made && made->status == 200) ending.answer = made->body;
  ending.paid = paid_;
  auto finishing = services_.memory.end(*question_.key, std::move(mark), std::move(ending));
  co_await std::move(finishing);
  if (bug) std::rethrow_exception(bug);
  co_return std::move(*made);
}

std::optional<server::Response> PlanJob::known(IdempotencyStore::Begun begun) const {
  using State = IdempotencyStore::State;
  switch (begun.state) {
    case State::fresh:
      return std::nullopt;
    case State::finished: {
      server::Response response = json(std::move(begun.answer));
      response.headers.emplace_back("Idempotency-Replayed", "true");
      return response;
    }
    case State::running:
      return come_again(409, "The first request with this Idempotency-Key still runs.", seconds(1));
    case State::other_body:
      return server::problem(422, "This Idempotency-Key belongs to a request with another body.");
    case State::full:
      return come_again(503, "Too many requests run. Try again shortly.", kBusyWait);
  }
  return std::nullopt;
}

Task<server::Response> PlanJob::make() {
  chat::PlanResult result;
  result.kind = shut_down_ ? chat::PlanResult::Kind::shut_down : chat::PlanResult::Kind::cancelled;
  if (!shut_down_ && !cancelled_) {
    chat::PlanRequest::OnGrowing on_growing;
    if (question_.wants_frames) on_growing = [this](const plan::Plan& plan) { show(plan); };
    // What the payer has paid for already is not counted again.
    const bool free = paid_;
    if (free) question_.speaker.generations_max = 0;
    work_ = services_.begin_plan(question_.speaker, std::move(question_.brief), question_.locale,
                                 std::move(on_growing));
    result = co_await work_->run();
    // One free repetition for each charge. It stays free if it came to nothing without the caller;
    // who could leave it again and again would see plans grow for ever.
    paid_ = free ? result.kind != chat::PlanResult::Kind::cancelled : result.charged;
  }
  server::Response response = response_for(result);
  add_quota(response, result);
  co_return response;
}

/// As draft-ietf-httpapi-ratelimit-headers has it: a window of a day that slides.
void PlanJob::add_quota(server::Response& response, const chat::PlanResult& result) const {
  if (!result.remaining) return;
  response.headers.emplace_back(
      "RateLimit-Policy",
      "\"day\";q=" + std::to_string(question_.speaker.generations_max) + ";w=86400");
  std::string left = "\"day\";r=" + std::to_string(*result.remaining);
  if (*result.remaining == 0) {
    const auto wait = std::chrono::ceil<seconds>(result.next_free_in);
    left.append(";t=").append(std::to_string(wait.count()));
  }
  response.headers.emplace_back("RateLimit", std::move(left));
}

void PlanJob::show(const plan::Plan& plan) {
  if (question_.form == PlanForm::session && plan.sessions.empty()) return;
  frame_ = json_of(question_.form, plan);
  ++frames_;
  changed_.notify();
}

server::Response PlanJob::response_for(const chat::PlanResult& result) {
  using Kind = chat::PlanResult::Kind;
  const Duration wait = result.retry_after > Duration::zero() ? result.retry_after : kBusyWait;
  switch (result.kind) {
    case Kind::made:
      if (question_.form == PlanForm::session && result.plan.sessions.empty()) {
        return status_only(500);
      }
      [[fallthrough]];
    case Kind::warned:
      return json(json_of(question_.form, result.plan));
    case Kind::quota_used_up: {
      server::Response refused =
          status_problem(429, services_.entropy, question_.speaker.trace.context);
      // The next whole second: whoever comes back then is let in.
      const auto again = std::chrono::ceil<std::chrono::seconds>(
          services_.clock.wall_now() + std::chrono::ceil<WallTime::duration>(result.retry_after));
      refused.headers.emplace_back("Retry-After", http_date(again));
      return refused;
    }
    case Kind::too_many_running: {
      server::Response refused =
          status_problem(429, services_.entropy, question_.speaker.trace.context);
      refused.headers.emplace_back("Retry-After", std::to_string(kBusyWait.count()));
      return refused;
    }
    case Kind::unavailable:
      return come_again(503, "No coach can answer now. Try again later.", wait);
    case Kind::shut_down:
    case Kind::cancelled:  // whoever cancelled it reads no answer
      return come_again(503, "The server ends. Try again shortly.", kBusyWait);
    case Kind::failed:
      return status_only(500);
  }
  return status_only(500);
}

}  // namespace spotter::api
