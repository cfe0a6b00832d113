#include "simulation/world.hpp"

#include "simulation/instance.hpp"
#include "simulation/virtual_time.hpp"

#include <spotter/base/text.hpp>
#include <spotter/crypto/digest.hpp>
#include <spotter/exercises/catalogue.hpp>
#include <spotter/trainer/knowledge.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <array>
#include <future>
#include <map>
#include <memory>
#include <random>
#include <utility>

namespace spotter::simulation {
namespace {

using std::chrono::minutes;

constexpr std::size_t kInstances = 2;
/// As long as a chat rests, and whatever goes on without a client.
constexpr minutes kEvening{45};

/// What all runs share, as all shards of a process do.
struct Knowledge {
  std::unique_ptr<const prompts::Catalog> catalog = prompts::make_built_in_catalog();
  decltype(trainer::make_lexicon()) lexicon = trainer::make_lexicon();
  decltype(exercises::make_built_in_catalogue()) exercises = exercises::make_built_in_catalogue();
};

const Knowledge& knowledge() {
  static const Knowledge all;
  return all;
}

/// Everything that one run is made of; made, used and destroyed on the shard.
class World final : public Network {
 public:
  World(shard::ShardGroup& shards, const Options& options)
      : options_(options),
        random_(options.seed),
        executor_(shards.executor(0)),
        schedule_(executor_),
        logs_(shards),
        end_(clock_.now() + options.hours),
        shared_{shards,
                executor_,
                clock_,
                schedule_,
                judge_,
                *knowledge().catalog,
                {*knowledge().lexicon, *knowledge().exercises},
                secret_,
                archive_,
                logs_,
                parser_,
                spares_,
                payers_,
                generations_,
                options.fault,
                end_},
        tasks_(executor_, [this](const std::exception_ptr& bug) { on_bug(bug); }) {
    logs_.emplace_local(rate_limit::memory::Settings{});
    for (std::size_t i = 0; i < kInstances; ++i) {
      instances_.push_back(std::make_unique<Instance>(
          shared_, std::string(1, static_cast<char>('A' + i)), random_.fork()));
    }
    for (std::size_t i = 0; i < options.users; ++i)
      add_user(static_cast<UserId>(i + 1));
  }
  ~World() override {
    devices_.clear();
    instances_.clear();
    logs_.reset_local();
  }

  Task<void> live() {
    for (const auto& device : devices_)
      tasks_.spawn(device->live(end_));
    auto joining = tasks_.join();
    co_await std::move(joining);
    auto resting = pause(executor_, kEvening);
    co_await std::move(resting);
    std::map<std::string, std::int64_t> left;
    for (const auto& instance : instances_)
      instance->count(left);
    left["lines"] = Line::alive();
    left["generations that run"] = running();
    left["things still to happen"] = static_cast<std::int64_t>(schedule_.size());
    judge_.finish(left);
    for (const auto& instance : instances_) {
      auto stopping = instance->stop();
      co_await std::move(stopping);
    }
    schedule_.stop();
  }

  [[nodiscard]] Day result(UserId log_of) const {
    Day result;
    result.violations = judge_.violations();
    if (log_of == 0 && !result.violations.empty()) log_of = result.violations.front().user;
    result.log = judge_.log_of(log_of);
    result.hash = judge_.hash();
    result.counts = judge_.counts();
    result.connections = connections_;
    return result;
  }

  std::shared_ptr<Line> connect(const DeviceKind& kind, std::size_t instance, Random random,
                                Line::Listener& listener) override {
    auto line =
        std::make_shared<Line>(++connections_, executor_, schedule_, random, judge_, listener);
    tasks_.spawn(instances_[instance]->serve(line, kind, *subjects_[kind.user]));
    return line;
  }
  [[nodiscard]] std::size_t instances() const noexcept override { return instances_.size(); }
  std::string new_key() override {
    std::string key = "zq";
    constexpr std::uint64_t kLetters = 25;  // and never another "zq"
    for (std::uint64_t left = ++keys_; left > 0; left /= kLetters)
      key.push_back(static_cast<char>('a' + left % kLetters));
    return key;
  }

 private:
  void add_user(UserId id) {
    constexpr std::array<std::size_t, 4> kBudgets = {3, 6, 12, 40};
    Random random = random_.fork();
    if (options_.fault == Fault::forgets_seed) random = Random(std::random_device{}());
    const std::string name = "user " + std::to_string(id);
    Payer payer{
        id, to_hex(crypto::sha256(name)),
        kBudgets[static_cast<std::size_t>(random.between(std::int64_t{0}, std::int64_t{3}))]};
    const std::string subject = payer.subject;
    subjects_[id] = &payers_.emplace(subject, std::move(payer)).first->second;
    const double several = random.share();
    const int count = several < 0.75 ? 1 : several < 0.95 ? 2 : 3;
    DeviceKind kind;
    kind.user = id;
    for (int i = 0; i < count; ++i) {
      kind.second_contract = random.chance(0.5);
      // The devices of some share a name or look alike; others have nothing of the kind.
      if (i == 0 || random.chance(0.6)) {
        const bool named = random.chance(0.5);
        kind.chat = named ? "chat-of-a-device-" + std::to_string(random.next() % 1000) : "";
        kind.mark = random.next() % 3;
        kind.nobody = random.chance(0.1);
      }
      const Device::Place place{executor_, clock_, judge_, *this, parser_, options_.fault};
      devices_.push_back(std::make_unique<Device>(place, kind, random.fork()));
    }
  }

  [[nodiscard]] std::int64_t running() {
    std::size_t count = 0;
    for (const auto& [subject, payer] : payers_)
      count += logs_.local().look(subject, clock_.now()).running;
    return static_cast<std::int64_t>(count);
  }

  void on_bug(const std::exception_ptr& bug) {
    try {
      std::rethrow_exception(bug);
    } catch (const std::exception& exception) {
      judge_.bug(exception.what());
    } catch (...) {
      judge_.bug("unknown");
    }
  }

  Options options_;
  Random random_;
  ShardExecutor executor_;
  SystemClock clock_;
  Schedule schedule_;
  Judge judge_;
  Secret secret_{std::string(32, 's')};
  testing::ArchiveMemory archive_;
  rate_limit::memory::Logs logs_;
  codec::JsonParser parser_;
  hub::SpareBuffers spares_;
  std::map<std::string, Payer> payers_;
  std::map<UserId, const Payer*> subjects_;
  rate_limit::GenerationId generations_ = 0;
  TimePoint end_;
  Shared shared_;
  std::vector<std::unique_ptr<Instance>> instances_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::uint64_t connections_ = 0;
  std::uint64_t keys_ = 0;
  shard::TaskGroup tasks_;
};

Task<Day> run(shard::ShardGroup& shards, Options options, UserId log_of) {
  VirtualTime& time = VirtualTime::instance();
  const std::uint64_t looks = time.looks();
  auto world = std::make_unique<World>(shards, options);
  time.start();
  auto living = world->live();
  co_await std::move(living);
  time.stop();
  Day result = world->result(log_of);
  result.looks = time.looks() - looks;
  world.reset();
  co_return result;
}

}  // namespace

Day simulate(const Options& options, UserId log_of) {
  VirtualTime::instance().reset();
  shard::ShardGroup shards(1);
  shards.start([](const std::exception_ptr& bug) { std::rethrow_exception(bug); });
  auto living = asio::co_spawn(shards.executor(0), run(shards, options, log_of), asio::use_future);
  Day result = living.get();
  shards.stop();
  return result;
}

}  // namespace spotter::simulation
