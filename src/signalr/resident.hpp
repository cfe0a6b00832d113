#pragma once

#include "signalr/pipe.hpp"

#include <spotter/hub/session.hpp>
#include <spotter/shard/task_group.hpp>
#include <spotter/signalr/mount.hpp>

#include <memory>
#include <string>
#include <utility>

namespace spotter::signalr {

/// A connection that lives on its home shard: its session, whose requests may come from anywhere.
struct Resident {
  struct Opening {
    std::string id;
    TransportKind transport;
    bool stateful;
    std::unique_ptr<Guest> guest;
    codec::Query query;
  };
  Resident(const Mount& at, Opening opening, std::shared_ptr<Pipe> first,
           const hub::Session::Services& services)
      : mount(at),
        guest(std::move(opening.guest)),
        connection{std::move(opening.id), opening.transport, std::move(opening.query), *guest},
        pipe(std::move(first)),
        began(services.clock.now()),
        session(at.hub, peer(opening.stateful), services,
                [this](hub::Client& client) { return mount.make_object(connection, client); }),
        carrying(services.executor, services.on_bug) {}

  [[nodiscard]] hub::Peer peer(bool stateful) const {
    hub::Peer peer;
    peer.authorised = guest->authorised();
    peer.binary = connection.transport != TransportKind::server_sent_events;
    peer.pings = connection.transport != TransportKind::long_polling;
    peer.stateful = stateful;
    return peer;
  }

  const Mount& mount;
  std::unique_ptr<Guest> guest;
  Connection connection;
  std::shared_ptr<Pipe> pipe;  ///< the first one
  TimePoint began;
  bool client_closed = false;  ///< by a close frame, which the session may not have read yet
  hub::Session session;
  shard::TaskGroup carrying;  ///< by later pipes, of stateful reconnect
};

}  // namespace spotter::signalr
