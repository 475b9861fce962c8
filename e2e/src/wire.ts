import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A wire between browsers and a server that a test can cut, as a train in a tunnel does. */
export type Wire = { url: string; cut(): Promise<void>; mend(): Promise<void>; stop(): Promise<void> };

/** Lays a wire to the server of `url`, on a port of its own. */
export async function layWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const end of [near, far]) {
      ends.add(end);
      end.on("error", () => end.destroy());
      end.on("close", () => {
        ends.delete(end);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, "localhost", resolve));
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const end of ends) end.destroy();
    });
  return {
    url: `http://localhost:${own}`,
    cut,
    mend: () => listen(own),
    stop: () => (server.listening ? cut() : Promise.resolve()),
  };
}
