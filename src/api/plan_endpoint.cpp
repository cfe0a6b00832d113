#include "api/plan_job.hpp"
#include "api/preferences.hpp"

#include <spotter/api/plan_endpoint.hpp>
#include <spotter/base/text.hpp>
#include <spotter/codec/json_writer.hpp>
#include <spotter/prompts/catalog.hpp>
#include <spotter/shard/task_group.hpp>

#include <algorithm>
#include <set>

namespace spotter::api {
namespace {

constexpr std::size_t kPlanBodyBytesMax = 256 * 1024;
constexpr std::chrono::seconds kDrainWait{5};

/// One event of a stream; the data has no line breaks.
std::string event_text(std::string_view name, std::string_view data) {
  std::string text = "event: ";
  return text.append(name).append("\ndata: ").append(data).append("\n\n");
}

/// The last event: the plan, or why there is none.
std::string last_event(const server::Response& answer) {
  if (answer.status == 200) return event_text("done", answer.body);
  std::string problem = answer.body;
  if (problem.empty()) problem = server::problem(answer.status, "No plan came of it.").body;
  // The head is out: what it would have said goes into the body.
  for (const auto& [name, value] : answer.headers) {
    if (name != "Retry-After" || !problem.ends_with('}')) continue;
    problem.pop_back();
    problem.append(R"(,"retryAfter":)");
    codec::append_json_string(problem, value);
    problem.push_back('}');
  }
  return event_text("error", problem);
}

std::vector<server::Header> stream_headers() {
  return {{"Content-Type", "text/event-stream"},
          {"Cache-Control", "no-store"},
          {"X-Accel-Buffering", "no"}};
}

/// A 200 as an event stream that is complete already.
server::Response as_stream(const server::Response& answer) {
  server::Response streamed;
  streamed.headers = stream_headers();
  for (const auto& header : answer.headers) {
    if (header.first == "Idempotency-Replayed") streamed.headers.push_back(header);
  }
  streamed.body = last_event(answer);
  return streamed;
}

/// Cancels the job when the answer under way is over, however it ended.
class Waiter {
 public:
  explicit Waiter(std::shared_ptr<PlanJob> job) : job_(std::move(job)) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() { job_->cancel(); }
  [[nodiscard]] PlanJob& job() const noexcept { return *job_; }

 private:
  std::shared_ptr<PlanJob> job_;
};

/// Sends what is new until the answer, and a comment when nothing was for a while. The head is out
/// already, so the first is due at once.
Task<void> write_stream(std::shared_ptr<Waiter> waiter, std::chrono::milliseconds heartbeat,
                        server::BodyWriter& out) {
  PlanJob& job = waiter->job();
  for (bool last = false; !last;) {
    std::string text = ":\n\n";
    if (job.has_frame()) {
      text = event_text("plan", job.take_frame());
    } else if (job.answer()) {
      text = last_event(*job.answer());
      last = true;
    }
    const auto written = co_await out.write(text);
    if (!written) co_return;
    if (!last) co_await job.wait_for_news(std::chrono::steady_clock::now() + heartbeat);
  }
}

}  // namespace

struct PlanEndpoint::Impl {
  Services services;
  Pace pace;
  codec::JsonParser parser{kFormDepthMax};
  shard::TaskGroup tasks;
  std::set<PlanJob*> jobs;
  bool draining = false;

  Impl(Services given, Pace given_pace)
      : services(std::move(given)), pace(given_pace), tasks(services.executor, services.on_bug) {}

  /// What a line of the log says of a request.
  struct Record {
    std::string request;
    PlanForm form;
    Payer payer;
    TimePoint began;
    bool streamed = false;
  };

  void log(const Record& record, int status, std::size_t frames, bool cancelled) const {
    const auto lasted =
        std::chrono::duration_cast<std::chrono::milliseconds>(services.clock.now() - record.began);
    services.log.event(telemetry::Level::info, "plan_request_finished",
                       {{"request", record.request},
                        {"form", name_of(record.form)},
                        {"store", purchase::name_of(record.payer.store())},
                        {"subject", record.payer.subject.short_name()},
                        {"shard", services.id},
                        {"status", cancelled ? 0 : status},
                        {"caller_left", cancelled},
                        {"streamed", record.streamed},
                        {"frames", frames},
                        {"duration_ms", lasted.count()}});
  }

  /// The question, or the answer to send instead.
  std::variant<PlanQuestion, server::Response> read(PlanForm form, const server::Request& request,
                                                    const Payer& payer) {
    if (!is_json(request.header("Content-Type")))
      return status_problem(415, services.entropy, request.trace().context);
    auto read = read_plan_form(form, request.body, parser);
    parser.trim();
    if (const auto* fault = std::get_if<Unbindable>(&read)) {
      return binding_problem(fault->errors, services.entropy, request.trace().context);
    }
    if (const auto* broken = std::get_if<RulesBroken>(&read)) return broken_rules(broken->failures);
    PlanQuestion question;
    question.form = form;
    question.speaker = {request.request_id, payer.subject.full_name(),
                        services.quotas.of(payer.store()), name_of(payer.store())};
    question.speaker.trace = request.trace();
    question.speaker.id_kind = "request";
    question.brief = std::move(std::get<plan::Brief>(read));
    const std::string languages = request.header_list("Accept-Language");
    question.locale = prompts::canonical_locale(preferred_language(languages));
    question.wants_frames = prefers_event_stream(request.header_list("Accept"));
    if (!request.has_header("Idempotency-Key")) return question;
    const auto key = request.header("Idempotency-Key");
    const auto keys = std::count_if(request.headers.begin(), request.headers.end(),
                                    [](const server::Header& header) {
                                      return equals_ignoring_case(header.first, "Idempotency-Key");
                                    });
    if (keys != 1 || !IdempotencyKey::is_valid(key)) {
      return server::problem(400, "Idempotency-Key takes 1 to 255 printable ASCII characters.");
    }
    question.key = IdempotencyKey::of(question.speaker.subject, name_of(form), key, request.body);
    return question;
  }

  Task<server::Answer> answer(PlanForm form, const server::Request& request) {
    const auto began = services.clock.now();
    auto who = co_await services.authentication.authenticate(request, QueryToken::ignored);
    if (auto* refusal = std::get_if<server::Response>(&who)) co_return std::move(*refusal);
    Record record{request.request_id, form, std::get<Payer>(who), began};
    auto read_request = read(form, request, record.payer);
    if (draining && std::holds_alternative<PlanQuestion>(read_request)) {
      read_request = come_again(503, "The server ends. Try again shortly.", kDrainWait);
    }
    if (auto* refusal = std::get_if<server::Response>(&read_request)) {
      log(record, refusal->status, 0, false);
      co_return std::move(*refusal);
    }
    auto& question = std::get<PlanQuestion>(read_request);
    record.streamed = question.wants_frames;
    auto job = std::make_shared<PlanJob>(services, std::move(question));
    auto waiter = std::make_shared<Waiter>(job);
    jobs.insert(job.get());
    tasks.spawn(run(job, record));
    if (request.caller != nullptr) request.caller->watch([job] { job->cancel(); });
    co_return co_await wait(std::move(waiter), record.streamed);
  }

  Task<void> run(std::shared_ptr<PlanJob> job, Record record) {
    co_await job->run();
    jobs.erase(job.get());
    log(record, job->answer()->status, job->frames(), job->cancelled());
  }

  /// Until there is something to send: the answer, or for who wants to see the plan grow its
  /// beginning. What is known before that comes with its own status.
  Task<server::Answer> wait(std::shared_ptr<Waiter> waiter, bool streamed) {
    PlanJob& job = waiter->job();
    const auto head_due =
        streamed ? std::chrono::steady_clock::now() + pace.head_wait : TimePoint::max();
    co_await job.wait_for_news(head_due);
    if (const auto& known = job.answer()) {
      if (!streamed || known->status != 200) co_return *known;
      if (!job.has_frame()) co_return as_stream(*known);
    }
    server::StreamedResponse response;
    response.headers = stream_headers();
    response.body = [waiter, heartbeat = pace.heartbeat](server::BodyWriter& out) {
      return write_stream(waiter, heartbeat, out);
    };
    co_return response;
  }
};

PlanEndpoint::PlanEndpoint(Services services, Pace pace)
    : impl_(std::make_unique<Impl>(std::move(services), pace)) {}

PlanEndpoint::~PlanEndpoint() = default;

void PlanEndpoint::add_routes(server::Router& router) {
  for (const std::string prefix : {"", "/v2"}) {
    for (const PlanForm form : {PlanForm::workout, PlanForm::session}) {
      server::Route route;
      route.path = prefix + "/ai/";
      route.path.append(name_of(form));
      route.methods = {"POST"};
      route.body_bytes_max = kPlanBodyBytesMax;
      route.cors = true;
      route.errors = server::ErrorStyle::bare;
      route.traced = true;
      route.answer = [this, form](const server::Request& request) {
        return impl_->answer(form, request);
      };
      router.add(std::move(route));
    }
  }
}

void PlanEndpoint::set_quotas(Quotas quotas) {
  impl_->services.quotas = quotas;
}

void PlanEndpoint::drain() {
  impl_->draining = true;
}

Task<void> PlanEndpoint::drained() {
  return impl_->tasks.join();
}

void PlanEndpoint::shutdown() {
  // Ending one may take it out of the set.
  const std::vector<PlanJob*> all(impl_->jobs.begin(), impl_->jobs.end());
  for (auto* job : all)
    job->shut_down();
}

}  // namespace spotter::api
