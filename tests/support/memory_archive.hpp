#pragma once

#include <spotter/conversation/archive.hpp>

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace spotter::testing {

/// What several processes of a test share of their chats. Does what the scripts in Redis do: one
/// contract holds both to it (conversation_archive_test.cpp).
struct ArchiveMemory {
  using Now = std::chrono::steady_clock;
  struct Kept {
    std::string talker;  ///< empty: its payer has deleted it
    bool there = false;
    conversation::ClientMark mark = 0;
    std::string chat;
    std::string turn;
    Now::time_point written{};
    bool shared = false;
  };
  struct Desk {
    Now::time_point until;
    std::map<std::uint64_t, conversation::Archive::Question> asked;
  };
  mutable std::mutex guard;  ///< of all: each process has shards of its own
  std::map<std::string, Kept> kept;
  std::map<std::string, Desk> desks;
  int opened = 0;
  int closed = 0;
  int commands = 0;  ///< but for beats
  bool away = false;
  /// Nobody beats for longer than that.
  std::chrono::milliseconds desk_life{4000};

  template <class F>
  auto look(F read) const {
    const std::lock_guard lock(guard);
    return read(*this);
  }
  void set_away(bool now) {
    const std::lock_guard lock(guard);
    away = now;
  }
  /// That process is not heard of any more.
  void lose(const std::string& instance) {
    const std::lock_guard lock(guard);
    std::erase_if(desks, [&](const auto& desk) { return desk.first.starts_with(instance + ":"); });
  }
  /// Chats with words in them.
  [[nodiscard]] std::size_t with_words() const {
    return look([](const ArchiveMemory& memory) {
      std::size_t count = 0;
      for (const auto& [name, chat] : memory.kept)
        count += chat.chat.empty() && chat.turn.empty() ? 0 : 1;
      return count;
    });
  }
};

class MemoryArchive final : public conversation::Archive {
 public:
  explicit MemoryArchive(ArchiveMemory& memory) : memory_(memory) {}
  [[nodiscard]] bool available() const noexcept override {
    return !memory_.look([](const ArchiveMemory& memory) { return memory.away; });
  }

  Task<Result<Opened>> open_turn(Opening opening) override {
    using conversation::Taking;
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    ++memory_.opened;
    ++memory_.commands;
    Opened opened;
    opened.what = Opened::What::lost;
    const auto at = memory_.kept.find(opening.name);
    const bool held = at != memory_.kept.end();
    const Kept before = held ? at->second : Kept{};
    const bool here = !held || instance_of(before.talker) == instance_of(opening.talker);
    if (before.shared) co_return opened;
    if (opening.taking == Taking::nothing) {
      if (held && before.talker != opening.talker) {
        if (!opening.named && !before.talker.empty() && !here) share(opening.name);
        co_return opened;
      }
    } else {
      if (!here && before.there && !opening.insists) {
        const auto colon = before.talker.rfind(':');
        const auto desk = memory_.desks.find(before.talker.substr(0, colon));
        const bool lives = desk != memory_.desks.end() && desk->second.until > Now::now();
        opened.what = Opened::What::occupied;
        if (lives) {
          const std::uint64_t number = std::stoull(before.talker.substr(colon + 1));
          desk->second.asked[number] = {number, opening.named, opening.name};
        }
        if (lives || opening.early) co_return opened;
        opened.what = Opened::What::lost;
      }
      const bool another = before.mark != 0 && opening.mark != 0 && before.mark != opening.mark;
      if (opening.taking == Taking::go_on && another) {
        share(opening.name);
        co_return opened;
      }
    }
    Kept& kept = memory_.kept[opening.name];
    if (opening.taking == Taking::begin) kept = {};
    kept.talker = std::move(opening.talker);
    kept.there = true;
    kept.written = Now::now();
    if (opening.mark != 0) kept.mark = opening.mark;
    kept.turn = std::move(opening.turn);
    opened.what = Opened::What::kept;
    opened.newest_here = here || (opening.missed && Now::now() - *opening.missed > before.written);
    if (opening.taking != Taking::go_on) co_return opened;
    opened.chat = before.chat;
    if (!here) opened.turn = before.turn;
    co_return opened;
  }

  Task<Result<bool>> close_turn(std::string name, std::string talker, conversation::ClientMark mark,
                                std::string chat) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    ++memory_.closed;
    co_return write(name, std::move(talker), mark, std::move(chat));
  }
  Task<Result<bool>> erase(std::string name, std::string talker) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    co_return write(name, std::move(talker), 0, {});
  }
  Task<Result<void>> erase(std::string name) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    ++memory_.commands;
    memory_.kept[name] = Kept{{}, false, 0, {}, {}, Now::now(), false};
    co_return Result<void>{};
  }
  Task<Result<void>> leave(std::string name, std::string talker) override {
    co_return answered(name, talker, false);
  }
  Task<Result<void>> share(std::string name, std::string talker) override {
    co_return answered(name, talker, true);
  }
  Task<Result<bool>> catch_up(std::string name, std::string talker, conversation::ClientMark mark,
                              Duration age, std::string chat) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    const auto at = memory_.kept.find(name);
    const Now::time_point then = Now::now() - age;
    if (at != memory_.kept.end()) {
      if (at->second.shared) co_return false;
      const bool ours = instance_of(at->second.talker) == instance_of(talker);
      if (!ours && then <= at->second.written) co_return false;
      at->second.talker = talker;
    }
    const bool written = write(name, std::move(talker), mark, std::move(chat));
    memory_.kept[name].there = false;
    memory_.kept[name].written = then;
    co_return written;
  }

  Task<Result<std::vector<Question>>> beat(std::string desk) override {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) co_return away();
    auto& here = memory_.desks[desk];
    here.until = Now::now() + memory_.desk_life;
    std::vector<Question> questions;
    for (auto& [number, question] : std::exchange(here.asked, {}))
      questions.push_back(question);
    co_return questions;
  }
  Task<Result<void>> answer(Question question, std::string talker, bool there) override {
    co_return answered(question.chat, talker, there);
  }

 private:
  using Kept = ArchiveMemory::Kept;
  using Now = ArchiveMemory::Now;

  static Error away() { return Error{Errc::unavailable, "away"}; }
  static std::string instance_of(const std::string& talker) {
    return talker.substr(0, talker.find(':'));
  }
  void share(const std::string& name) { memory_.kept[name] = Kept{{}, false, 0, {}, {}, {}, true}; }
  bool write(const std::string& name, std::string talker, conversation::ClientMark mark,
             std::string chat) {
    ++memory_.commands;
    const auto at = memory_.kept.find(name);
    const bool held = at != memory_.kept.end();
    if (held && (at->second.shared || at->second.talker != talker)) return false;
    Kept& kept = memory_.kept[name];
    if (!held) kept.there = true;
    kept.talker = std::move(talker);
    if (mark != 0) kept.mark = mark;
    kept.chat = std::move(chat);
    kept.turn.clear();
    kept.written = Now::now();
    return true;
  }
  Result<void> answered(const std::string& name, const std::string& talker, bool there) {
    const std::lock_guard lock(memory_.guard);
    if (memory_.away) return away();
    ++memory_.commands;
    const auto at = memory_.kept.find(name);
    if (at == memory_.kept.end() || at->second.talker != talker) return {};
    if (there) {
      share(name);
    } else {
      at->second.there = false;
      at->second.turn.clear();
    }
    return {};
  }

  ArchiveMemory& memory_;
};

}  // namespace spotter::testing
