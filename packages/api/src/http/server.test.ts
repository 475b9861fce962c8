import { EventEmitter, once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import net from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { StreamServer } from "./server.ts";

const STREAM = "GET /api/trpc/events.stream?x=1 HTTP/1.1\r\nHost: here\r\n";
const opened: StreamServer[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Heard = { req: IncomingMessage; res: ServerResponse; closed: boolean };

/** A server that answers everything but streams, whose heads it sends. */
async function listening(upgrades?: EventEmitter) {
  const server = new StreamServer("/api/trpc", upgrades);
  opened.push(server);
  const heard: Heard[] = [];
  server.on("request", (req, res) => {
    const one = { req, res, closed: false };
    heard.push(one);
    res.on("close", () => (one.closed = true));
    if (req.url?.startsWith("/slow") === true) return;
    if (req.url?.startsWith("/api/trpc/events") !== true || req.headers["x-refuse"] !== undefined) return void res.end("refused");
    res.useChunkedEncodingByDefault = false;
    res.writeHead(200, { "set-cookie": ["a=1", "b=2"] });
    res.flushHeaders();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, heard, port: typeof address === "object" && address ? address.port : 0 };
}

function speak(port: number, text: string) {
  const socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const said = { text: "", ended: false, socket };
  socket.setEncoding("utf8").on("error", () => undefined);
  socket.on("data", (more: string) => (said.text += more)).on("close", () => (said.ended = true));
  socket.on("end", () => (said.ended = true)).write(text);
  return said;
}

/** Node keeps it on the connection; undocumented, so that this is where a change of it is noticed. */
const parserOf = ({ req }: Heard): unknown => (req.socket as net.Socket & { parser?: unknown }).parser;

it("a stream's connection has no parser, in whatever state it came; every other request's has", async () => {
  const { heard, port } = await listening();
  const said = speak(port, "GET /other HTTP/1.1\r\nHost: here\r\n\r\n");
  await vi.waitFor(() => expect(said.text).toContain("refused"));
  said.socket.write(`${STREAM}\r\n`);
  await vi.waitFor(() => expect(said.text).toContain("set-cookie: a=1\r\nset-cookie: b=2\r\n"));
  expect(heard.map(({ req }) => req.url)).toEqual(["/other", "/api/trpc/events.stream?x=1"]);
  expect(said.text.match(/connection: .*/gi)).toEqual(["Connection: keep-alive", "Connection: close"]);
  expect(heard.map(parserOf)).toEqual([null, null]);
  speak(port, "GET /slow HTTP/1.1\r\nHost: here\r\n\r\n");
  await vi.waitFor(() => expect(heard).toHaveLength(3));
  expect(heard.slice(2).map(parserOf)).toEqual([expect.anything()]);
  // Another spelling of the same path is served like any request.
  speak(port, "GET /api/trpc/events%2Estream HTTP/1.1\r\nHost: here\r\n\r\n");
  await vi.waitFor(() => expect(heard).toHaveLength(4));
  expect(heard.slice(3).map(parserOf)).toEqual([expect.anything()]);
});

const connections = (server: StreamServer) => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));

it("what is refused is an answer like any other, and ends the connection, which the other side keeps open", async () => {
  const { server, port } = await listening();
  const said = speak(port, `${STREAM}X-Refuse: 1\r\n\r\n`);
  await vi.waitFor(() => expect(said.ended).toBe(true));
  expect(said.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Connection: close\r\n[^]*\r\n\r\n(7\r\n)?refused/i);
  await vi.waitFor(async () => expect(await connections(server)).toBe(0));
  expect(said.socket.writable).toBe(true);
});

it("a reader that goes, half or whole or by a reset, is gone", async () => {
  const { server, heard, port } = await listening();
  const some = [speak(port, `${STREAM}\r\n`), speak(port, `${STREAM}\r\n`), speak(port, `${STREAM}\r\n`)] as const;
  await vi.waitFor(() => expect(some.every(({ text }) => text.includes("200 OK"))).toBe(true));
  some[0].socket.end();
  some[1].socket.destroy();
  some[2].socket.resetAndDestroy();
  await vi.waitFor(() => expect(some[0].ended).toBe(true));
  some[0].socket.destroy();
  await vi.waitFor(() => expect(heard.every(({ closed }) => closed)).toBe(true));
  expect(await connections(server)).toBe(0);
});

it("nothing that comes behind a request for a stream is read as a request", async () => {
  const { heard, port } = await listening();
  const other = "GET /other HTTP/1.1\r\nHost: here\r\n\r\n";
  const some = [speak(port, `${STREAM}\r\n${other}`), speak(port, `${STREAM}Content-Length: ${other.length}\r\n\r\n${other}`)] as const;
  await vi.waitFor(() => expect(some.every(({ text }) => text.includes("200 OK"))).toBe(true));
  for (const { socket } of some) socket.write(other);
  // A round trip later.
  const after = speak(port, other.replace("/other", "/after"));
  await vi.waitFor(() => expect(after.text).toContain("refused"));
  expect(heard.map(({ req }) => req.url?.split("?")[0])).toEqual(["/api/trpc/events.stream", "/api/trpc/events.stream", "/after"]);
});

it("a stream that is asked for before the answer before it ends both", async () => {
  const { heard, port } = await listening();
  const said = speak(port, `GET /slow HTTP/1.1\r\nHost: here\r\n\r\n${STREAM}\r\n`);
  await vi.waitFor(() => expect(said.ended).toBe(true));
  await vi.waitFor(() => expect(heard.map(({ req, closed }) => [req.url, closed])).toEqual([["/slow", true]]));
});

it("real upgrades go to whoever listens for them, and are requests where nobody does", async () => {
  const upgrades = new EventEmitter();
  const upgrade = "GET /other HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const { port, heard } = await listening(upgrades);
  const before = speak(port, upgrade);
  await vi.waitFor(() => expect(before.text).toContain("refused"));
  upgrades.on("upgrade", (_: IncomingMessage, socket: net.Socket) => socket.end("another protocol"));
  const after = speak(port, upgrade);
  await vi.waitFor(() => expect(after.text).toBe("another protocol"));
  const stream = speak(port, `${STREAM}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  await vi.waitFor(() => expect(stream.text).toContain("200 OK"));
  expect(heard).toHaveLength(2);
});

it("all connections are closed with the others", async () => {
  const { server, port } = await listening();
  const said = speak(port, `${STREAM}\r\n`);
  await vi.waitFor(() => expect(said.text).toContain("200 OK"));
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
  await vi.waitFor(() => expect(said.ended).toBe(true));
});
