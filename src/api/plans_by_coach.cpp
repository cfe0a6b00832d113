#include <spotter/api/plan_endpoint.hpp>

namespace spotter::api {
namespace {

class CoachsPlan final : public PlanWork {
 public:
  CoachsPlan(const chat::Services& services, chat::Speaker speaker, plan::Brief brief,
             std::string locale, chat::PlanRequest::OnGrowing on_growing)
      : request_(services, std::move(speaker), std::move(brief), std::move(locale),
                 std::move(on_growing)) {}

  Task<chat::PlanResult> run() override { return request_.run(); }
  void cancel() override { request_.cancel(); }
  void shut_down() override { request_.shut_down(); }

 private:
  chat::PlanRequest request_;
};

}  // namespace

BeginPlan plans_by_coach(const chat::Services& services) {
  return [&services](chat::Speaker speaker, plan::Brief brief, std::string locale,
                     chat::PlanRequest::OnGrowing on_growing) -> std::unique_ptr<PlanWork> {
    return std::make_unique<CoachsPlan>(services, std::move(speaker), std::move(brief),
                                        std::move(locale), std::move(on_growing));
  };
}

}  // namespace spotter::api
