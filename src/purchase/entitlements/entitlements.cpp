#include "purchase/entitlements/notices.hpp"

#include <spotter/purchase/entitlements/entitlements.hpp>
#include <spotter/shard/signal.hpp>

#include <algorithm>
#include <array>
#include <list>

namespace spotter::purchase::entitlements {
namespace {

/// A question may take so long when nobody waits for its answer yet.
constexpr std::chrono::seconds kRefreshTime{8};

/// By this name all purchases of a store go. No purchase has it: names hold no such byte.
constexpr std::string_view kWholeStore = "\x1F";

/// Where the name of a store stands for what is no credential of any.
constexpr std::string_view kNoStore;

Entitlement unknown(Reason reason) {
  Entitlement entitlement;
  entitlement.reason = reason;
  return entitlement;
}

/// In the texts of a Secret, to be hashed.
std::string joined(std::string_view store, std::string_view name) {
  return std::string(store).append("\x1F").append(name);
}

}  // namespace

/// One question under way, and who waits for its answer.
struct Flight {
  Store store = Store::web;
  std::optional<Entitlement> answer;
  /// A notification came since it began: its answer may be an old one, and is not kept.
  bool outdated = false;
  bool taken_over = false;  ///< another process had the answer
  std::list<shard::Signal*> followers;
};

struct Entitlements::Impl {
  Services services;
  Settings settings;
  std::vector<std::unique_ptr<Verifier>> verifiers;
  std::vector<std::unique_ptr<Notifications>> notifications;
  Cache cache;
  Notices notices;
  FailedAttempts attempts;
  std::string hash_key;
  std::vector<std::pair<Store, Key>> whole_stores;  ///< by which all purchases of a store go
  std::map<Key, std::shared_ptr<Flight>> flights;
  shard::TaskGroup tasks;
  std::uint64_t in_grace = 0;
  std::uint64_t taken_over = 0;
  std::uint64_t notice_count = 0;
  Metrics metrics;
  bool stopped = false;

  Impl(Services with, Settings how, std::vector<std::unique_ptr<Verifier>> all,
       std::vector<std::unique_ptr<Notifications>> heard)
      : services(std::move(with)),
        settings(how),
        verifiers(std::move(all)),
        notifications(std::move(heard)),
        cache(how.cache),
        notices(how.notices_max, how.notices_for),
        attempts(how.failed_attempts),
        tasks(services.executor, services.on_bug) {
    if (services.shared != nullptr) {
      hash_key = services.name_key;
      listen();
    } else {
      // Of this process alone: what is kept says nothing to anybody else.
      std::array<std::byte, 32> key{};
      services.entropy.fill(key);
      for (const std::byte byte : key)
        hash_key += static_cast<char>(byte);
    }
    name_stores();
  }

  void name_stores() {
    for (const auto& verifier : verifiers)
      whole_stores.emplace_back(verifier->store(), key_of(verifier->store(), kWholeStore));
  }

  void listen() {
    SharedCache::Listener listener;
    listener.on_forgotten = [this](const std::vector<Key>& names) {
      forget_here(names);
      outdate_all();
    };
    listener.on_forgotten_all = [this] {
      cache.forget_all();
      outdate_all();
    };
    listener.on_missed = [this] {
      cache.doubt_all(services.clock.now());
      outdate_all();
    };
    services.shared->listen(std::move(listener));
  }

  [[nodiscard]] Key key_of(Store store, std::string_view name) const {
    return crypto::hmac_sha256(hash_key, joined(name_of(store), name));
  }

  Verifier* verifier_of(Store store) {
    const auto found = std::find_if(verifiers.begin(), verifiers.end(),
                                    [store](const auto& one) { return one->store() == store; });
    return found == verifiers.end() ? nullptr : found->get();
  }

  Task<Judged> judge(Credential credential, std::string address, TimePoint deadline,
                     telemetry::SpanParent trace) {
    const Store store = credential.store;
    const Key token = key_of(store, credential.token.reveal());
    Judged judged;
    if (!address.empty()) judged.barred_for = attempts.barred_for(address, services.clock.now());
    const Asked asked{token, judged.barred_for.has_value(), deadline, std::move(trace)};
    judged.entitlement = co_await judge(std::move(credential), asked, judged.source);
    metrics.sources(judged.source).add();
    const Verdict verdict = judged.entitlement.verdict();
    if (verdict == Verdict::entitled) judged.barred_for.reset();
    metrics.decisions(store, verdict).add();
    metrics.reasons(judged.entitlement.reason).add();
    if (judged.barred_for) metrics.barred.add();
    const bool refused = verdict == Verdict::not_entitled && !judged.barred_for;
    if (refused && !address.empty()) attempts.add(address, token, services.clock.now());
    co_return judged;
  }

  std::optional<Duration> refuse_unusable(const Secret& shown, const std::string& address) {
    const TimePoint now = services.clock.now();
    const auto barred_for = attempts.barred_for(address, now);
    if (barred_for) {
      metrics.barred.add();
    } else {
      attempts.add(address, crypto::hmac_sha256(hash_key, joined(kNoStore, shown.reveal())), now);
    }
    return barred_for;
  }

  struct Asked {
    Key token;
    bool known_only = false;  ///< nobody is asked about who is not known to have paid
    TimePoint deadline;
    telemetry::SpanParent trace;
  };
  Task<Entitlement> judge(Credential credential, const Asked& asked, AnswerSource& source) {
    Verifier* verifier = verifier_of(credential.store);
    source = AnswerSource::examined;
    if (verifier == nullptr) co_return unknown(Reason::store_disabled);
    Examined examined = co_await verifier->examine(std::move(credential), asked.deadline);
    if (auto* final = std::get_if<Entitlement>(&examined)) {
      forget_by_evidence(verifier->store(), asked.token, final->names);
      // Whoever tries keys must not learn which one is right.
      const bool guessed = asked.known_only && final->verdict() == Verdict::entitled;
      co_return guessed ? unknown(Reason::local_overload) : std::move(*final);
    }
    auto& question = std::get<Question>(examined);
    question.trace = asked.trace;
    const Key key = key_of(verifier->store(), question.name);
    if (asked.known_only) {
      const bool has_paid = co_await is_known_payer(key, verifier->store());
      source = AnswerSource::nobody;
      if (!has_paid) co_return unknown(Reason::local_overload);
    }
    const TimePoint now = services.clock.now();
    const auto known = cache.find(key, now, services.clock.wall_now());
    if (known && known->fresh) {
      if (known->ageing && may_refresh(*known, key, now))
        begin(*verifier, std::move(question), key, now + kRefreshTime);
      source = AnswerSource::kept;
      co_return known->entitlement;
    }
    // Its store was away a moment ago: who has paid need not wait to hear that again.
    if (known && now < known->asked + settings.silence_pause && known->asked > known->decided)
      co_return in_grace_of(*known, source);
    auto flight = begin(*verifier, std::move(question), key, now + kRefreshTime);
    if (!flight) co_return in_grace_or(key, unknown(Reason::local_overload), source);
    const bool in_time = co_await follow(*flight, asked.deadline);
    if (!in_time) co_return in_grace_or(key, unknown(Reason::upstream_timeout), source);
    if (flight->answer->verdict() != Verdict::unknown) {
      source = flight->taken_over ? AnswerSource::shared : AnswerSource::asked;
      co_return *flight->answer;
    }
    co_return in_grace_or(key, *flight->answer, source);
  }

  /// Here or in another process; the store said yes last.
  Task<bool> is_known_payer(Key key, Store store) {
    const auto find = [&] {
      return cache.find(key, services.clock.now(), services.clock.wall_now());
    };
    auto known = find();
    if (!known && services.shared != nullptr) {
      const auto found = co_await services.shared->find(key);
      if (found.answer) put(store, key, *found.answer);
      known = find();
    }
    co_return known && known->entitlement.verdict() == Verdict::entitled;
  }

  void put(Store store, const Key& key, const SharedCache::Answer& answer) {
    const TimePoint decided = services.clock.now() - answer.age;
    cache.put(store, key, answer.names, answer.entitlement, decided, answer.life);
  }

  [[nodiscard]] bool may_refresh(const Cache::Known& known, const Key& key, TimePoint now) const {
    return !flights.contains(key) && now >= known.asked + settings.silence_pause;
  }

  Entitlement in_grace_of(const Cache::Known& known, AnswerSource& source) {
    ++in_grace;
    source = AnswerSource::grace;
    return known.entitlement;
  }

  /// What is known now: a notification may have come, or another process may have known.
  Entitlement in_grace_or(const Key& key, Entitlement otherwise, AnswerSource& source) {
    const auto known = cache.find(key, services.clock.now(), services.clock.wall_now());
    if (known) return in_grace_of(*known, source);
    source = AnswerSource::nobody;
    return otherwise;
  }

  /// The flight that is under way for the key, or a new one; null: too many are.
  std::shared_ptr<Flight> begin(Verifier& verifier, Question question, const Key& key,
                                TimePoint deadline) {
    const auto found = flights.find(key);
    // Whoever asks after a notification wants to know what holds now.
    if (found != flights.end() && !found->second->outdated) return found->second;
    if (stopped || flights.size() >= settings.flights_max) return nullptr;
    auto flight = std::make_shared<Flight>();
    flight->store = verifier.store();
    flights[key] = flight;
    tasks.spawn(fly(verifier, std::move(question), key, deadline, flight));
    return flight;
  }

  Task<void> fly(Verifier& verifier, Question question, Key key, TimePoint deadline,
                 std::shared_ptr<Flight> flight) {
    const Store store = verifier.store();
    const Cause cause = question.credential.cause;
    const TimePoint began = services.clock.now();
    std::exception_ptr bug;
    bool from_others = false;
    std::optional<SharedCache::Moment> asked;
    try {
      if (services.shared != nullptr) {
        const auto found = co_await services.shared->find(key);
        asked = found.now;
        from_others = found.answer && take_over(key, *found.answer, *flight);
      }
      if (!from_others) flight->answer = co_await verifier.ask(std::move(question), deadline);
    } catch (...) {
      bug = std::current_exception();
      flight->answer = unknown(Reason::internal);
    }
    if (!from_others) land(key, store, *flight, asked);
    log_answer(cause, *flight, services.clock.now() - began);
    const auto found = flights.find(key);
    if (found != flights.end() && found->second == flight) flights.erase(found);
    for (auto* follower : flight->followers)
      follower->notify();
    if (bug) std::rethrow_exception(bug);
  }

  /// Who asked first is told apart; those who waited for the same answer are not.
  void log_answer(const Cause& cause, const Flight& flight, Duration lasted) const {
    const Verdict verdict = flight.answer->verdict();
    const auto level =
        verdict == Verdict::unknown ? telemetry::Level::info : telemetry::Level::debug;
    if (!services.log.enabled(level)) return;
    services.log.event(
        level, "store_asked",
        {{cause.kind, cause.id},
         {"store", name_of(flight.store)},
         {"verdict", name_of(verdict)},
         {"reason", name_of(flight.answer->reason)},
         {"other_process_knew", flight.taken_over},
         {"duration_ms", std::chrono::duration_cast<std::chrono::milliseconds>(lasted).count()}});
  }

  /// Whether what another process was told answers the question. A yes that is over is kept in any
  /// case: its store may be away.
  bool take_over(const Key& key, const SharedCache::Answer& answer, Flight& flight) {
    if (flight.outdated) return false;
    put(flight.store, key, answer);
    const auto known = cache.find(key, services.clock.now(), services.clock.wall_now());
    if (!known || !known->fresh || known->ageing) return false;
    flight.answer = known->entitlement;
    flight.taken_over = true;
    ++taken_over;
    return true;
  }

  /// `asked`: if others may know.
  void land(const Key& key, Store store, const Flight& flight,
            std::optional<SharedCache::Moment> asked) {
    if (flight.outdated) return;
    const TimePoint now = services.clock.now();
    if (flight.answer->verdict() == Verdict::unknown) {
      cache.on_silence(key, now);
      return;
    }
    if (!flight.answer->replaced.empty()) forget({key_of(store, flight.answer->replaced)});
    if (flight.answer->verdict() == Verdict::not_entitled) end_yes(key);
    std::vector<Key> names = keys_of(store, flight.answer->names);
    const auto life = cache.keep(store, key, names, *flight.answer, now, services.entropy);
    if (!life || !asked) return;
    names.push_back(key_of(store, kWholeStore));
    SharedCache::Answer answer{*flight.answer, std::move(names), {}, *life};
    tasks.spawn(services.shared->keep(key, std::move(answer), *asked));
  }

  /// The store has said no: what it said before is good for nobody, also not in grace.
  void end_yes(const Key& key) {
    const auto known = cache.find(key, services.clock.now(), services.clock.wall_now());
    if (known && known->entitlement.verdict() == Verdict::entitled) forget({key});
  }

  /// False: it has not landed by then, or too many follow it.
  Task<bool> follow(Flight& flight, TimePoint deadline) {
    if (flight.followers.size() >= settings.followers_max) co_return false;
    shard::Signal landed(services.executor);
    const auto place = flight.followers.insert(flight.followers.end(), &landed);
    // The deadline is of the injected clock, timers follow the machine's.
    const auto until = std::chrono::steady_clock::now() + (deadline - services.clock.now());
    bool in_time = true;
    while (in_time && !flight.answer)
      in_time = co_await landed.wait_until(until);
    flight.followers.erase(place);
    co_return flight.answer.has_value();
  }

  Notifications* notifications_of(Store store) const {
    const auto found = std::find_if(notifications.begin(), notifications.end(),
                                    [store](const auto& one) { return one->store() == store; });
    return found == notifications.end() ? nullptr : found->get();
  }

  Task<int> hear(Store store, Message message, TimePoint deadline) {
    Notifications* reader = notifications_of(store);
    if (reader == nullptr) co_return 404;
    if (message.body.size() > reader->body_bytes_max()) co_return 413;
    const std::string request = message.request;
    const Notice notice = co_await reader->read(std::move(message), deadline);
    const bool fresh = notice.id.empty() ||
                       notices.add(key_of(store, "notice\x1F" + notice.id), services.clock.now());
    const bool heard = notice.status >= 200 && notice.status < 300;
    const bool speaks = notice.all || !notice.names.empty();
    if (heard && fresh && speaks) obey(store, notice);
    ++notice_count;
    metrics.notifications.add();
    services.log.event(heard ? telemetry::Level::info : telemetry::Level::warn,
                       heard ? "store_notification" : "store_notification_refused",
                       {{"request", request},
                        {"store", name_of(store)},
                        {"kind", notice.kind},
                        {"status", notice.status},
                        {"repeated", !fresh},
                        {"purchases", notice.names.size()}});
    co_return notice.status;
  }

  void obey(Store store, const Notice& notice) {
    std::vector<Key> names = keys_of(store, notice.names);
    if (notice.all) names = {key_of(store, kWholeStore)};
    forget(names);
    outdate(store);
  }

  [[nodiscard]] std::vector<Key> keys_of(Store store, const std::vector<std::string>& names) const {
    std::vector<Key> keys;
    keys.reserve(names.size());
    for (const std::string& name : names)
      keys.push_back(key_of(store, name));
    return keys;
  }

  void forget_here(const std::vector<Key>& names) {
    for (const Key& name : names) {
      cache.forget(name);
      for (const auto& [store, whole] : whole_stores) {
        if (name == whole) cache.forget_all(store);
      }
    }
  }

  void forget(const std::vector<Key>& names) {
    forget_here(names);
    if (services.shared != nullptr && !names.empty()) services.shared->forget(names);
  }

  /// A purchase that shows itself that it is no more ends what is known of it. Others are told
  /// once: the same evidence again, however often, tells nobody anything new.
  void forget_by_evidence(Store store, const Key& token, const std::vector<std::string>& names) {
    if (names.empty()) return;
    const std::vector<Key> keys = keys_of(store, names);
    for (const Key& key : keys) {
      if (const auto found = flights.find(key); found != flights.end())
        found->second->outdated = true;
    }
    if (notices.add(token, services.clock.now())) {
      forget(keys);
    } else {
      forget_here(keys);
    }
  }

  /// By which names a purchase goes that is being asked for, only its answer tells.
  void outdate(Store store) {
    for (auto& [key, flight] : flights)
      flight->outdated = flight->outdated || flight->store == store;
  }
  void outdate_all() {
    for (auto& [key, flight] : flights)
      flight->outdated = true;
  }
};

Entitlements::Entitlements(Services services, Settings settings,
                           std::vector<std::unique_ptr<Verifier>> verifiers,
                           std::vector<std::unique_ptr<Notifications>> notifications)
    : impl_(std::make_unique<Impl>(std::move(services), settings, std::move(verifiers),
                                   std::move(notifications))) {}

Entitlements::~Entitlements() = default;

Task<Judged> Entitlements::judge(Credential credential, std::string address, TimePoint deadline,
                                 telemetry::SpanParent trace) {
  return impl_->judge(std::move(credential), std::move(address), deadline, std::move(trace));
}

std::optional<Duration> Entitlements::refuse_unusable(const Secret& shown,
                                                      const std::string& address) {
  return impl_->refuse_unusable(shown, address);
}

Task<int> Entitlements::hear(Store store, Message message, TimePoint deadline) {
  return impl_->hear(store, std::move(message), deadline);
}

void Entitlements::forget(Store store, const std::vector<std::string>& names) {
  impl_->forget(impl_->keys_of(store, names));
  impl_->outdate(store);
}

void Entitlements::set_failed_attempts_max(std::size_t attempts_max) {
  impl_->attempts.set_attempts_max(attempts_max);
}

Entitlements::Report Entitlements::report() const {
  return {impl_->cache.yes(), impl_->cache.no(), impl_->flights.size(),
          impl_->in_grace,    impl_->taken_over, impl_->notice_count};
}

const Metrics& Entitlements::metrics() const noexcept {
  return impl_->metrics;
}

Task<void> Entitlements::stop() {
  impl_->stopped = true;
  return impl_->tasks.join();
}

}  // namespace spotter::purchase::entitlements
