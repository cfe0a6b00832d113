#pragma once

#include "http_client/connections.hpp"

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <map>
#include <string>

namespace spotter::http_client {

/// Lets calls share HTTP/2 connections on clear text. libcurl 7.88 breaks a connection that a
/// second call with "prior knowledge" uses (curl issue 10634), so one call leads: it makes a
/// connection of its own with prior knowledge. The others follow: they ask for a connection that is
/// there and make none. Who finds none leads, and while somebody does the others wait. A machine:
/// no I/O. One per client.
class ClearHttp2 {
 public:
  /// A call before it has a connection. May end at any time: then it no longer waits.
  class Entrant : public boost::intrusive::list_base_hook<
                      boost::intrusive::tag<ClearHttp2>,
                      boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    enum class Role { follow, lead };
    virtual void enter(Role role) = 0;

   protected:
    ~Entrant() = default;
  };

  /// Beside the leader.
  static constexpr std::size_t kFollowersMax = kCallsPerConnectionMax - 1;

  /// A call comes: it enters, now or when the leader is through.
  void come(const std::string& origin, Entrant& entrant);
  /// A follower found no connection with room: it leads, or waits.
  void found_none(const std::string& origin, Entrant& entrant);
  /// The leader has a connection: those who wait follow, and when they are too many one more leads.
  void led(const std::string& origin);
  /// The leader ended without a connection: the next one tries.
  void failed(const std::string& origin);

 private:
  using Waiting = boost::intrusive::list<Entrant, boost::intrusive::base_hook<Entrant>,
                                         boost::intrusive::constant_time_size<false>>;
  void next_leads(const std::string& origin);

  std::map<std::string, Waiting> led_;  ///< origins with a leader under way, and who waits for it
};

}  // namespace spotter::http_client
