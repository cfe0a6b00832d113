// What stands before instances of a server: carries TCP to whichever is in service, as a load balancer without a memory.
import { connect, createServer } from 'node:net';

/** {url, port, target}: `target` may be replaced; open connections stay where they are. */
export async function startFront(t, target) {
  const sockets = new Set();
  const front = { target, connections: 0 };
  const server = createServer((client) => {
    const { port } = front.target;
    const behind = connect(port, '127.0.0.1');
    ++front.connections;
    for (const [socket, other] of [[client, behind], [behind, client]]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.end();
      });
      socket.on('data', (data) => other.write(data));
      socket.on('end', () => other.end());
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  front.port = server.address().port;
  front.url = `http://127.0.0.1:${front.port}`;
  return front;
}
