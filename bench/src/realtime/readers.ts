/**
 * The readers of the comparison, as a process of its own: bare sockets that read every block and its id, so that they cost the machine little
 * and both servers the same. Ends with its parent.
 */
import net from "node:net";
import { percentile } from "../figures.ts";
import { type Counts, type FromReaders, nowMs, type ToReaders } from "./messages.ts";

/** `last`: where its last event stands, which the next must be behind. */
type Reader = { last: string; seen: Set<number>; rest: string };

const names = new Map<string, number>();
const arrived: number[][] = [];
const readers: Reader[] = [];
const counts: Counts = { lost: 0, doubled: 0, disordered: 0 };
let missing = 0;
let asked = { from: 0 };
const say = (message: FromReaders): void => void process.send?.(message);

/** One event of one reader. */
function note(reader: Reader, name: string, id: string): void {
  const index = names.get(name);
  if (index === undefined || id === "") return;
  if (reader.seen.has(index)) return void (counts.doubled += 1);
  reader.seen.add(index);
  const place = placeOf(id, index);
  if (place <= reader.last) counts.disordered += 1;
  reader.last = place;
  arrived[index]?.push(nowMs());
  missing -= 1;
  if (missing === 0) tellAll();
}

/** The place that a cursor of the house names; the other server's events stand in the order of their commits. */
function placeOf(id: string, index: number): string {
  const [, , stamp, seq] = id.split(".");
  return seq === undefined ? String(index).padStart(8, "0") : `${stamp?.padStart(16, "0")}${seq.padStart(16, "0")}`;
}

function tellAll(): void {
  const list = [...names].slice(asked.from);
  say({
    say: "all",
    arrivals: list.map(([name, index]) => {
      const times = arrived[index] ?? [];
      return { name, p50: percentile(times, 0.5) ?? 0, p99: percentile(times, 0.99) ?? 0 };
    }),
  });
}

/** The value behind a key, up to the quotation mark or the line's end. */
function valueAfter(text: string, key: string, end: string): string {
  const from = text.indexOf(key);
  return from < 0 ? "" : text.slice(from + key.length, text.indexOf(end, from + key.length));
}

/** A stream of the house. Calls `ready` at its first block. */
function readStream(port: number, token: string, reader: Reader, ready: () => void): void {
  const socket = net.connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  socket.write(`GET /api/trpc/events.stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  socket.on("data", (chunk: string) => {
    reader.rest += chunk;
    for (let end = reader.rest.indexOf("\n\n"); end >= 0; end = reader.rest.indexOf("\n\n")) {
      const block = reader.rest.slice(0, end);
      reader.rest = reader.rest.slice(end + 2);
      if (block.startsWith("id: ")) note(reader, valueAfter(block, '"requestId":"', '"'), valueAfter(block, "id: ", "\n"));
      else if (block.includes("event: restore-id")) ready();
    }
  });
}

/** A client's frame, masked with zeros. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

/** Socket.IO's own protocol over a bare WebSocket. Calls `ready` when its namespace is joined. */
function readSocketIo(port: number, reader: Reader, ready: () => void): void {
  const socket = net.connect(port, "127.0.0.1");
  socket.setEncoding("latin1");
  socket.write(
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
  );
  let open = false;
  socket.on("data", (chunk: string) => {
    reader.rest += chunk;
    if (!open) {
      const end = reader.rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      reader.rest = reader.rest.slice(end + 4);
      open = true;
    }
    for (let payload = takeFrame(reader); payload !== null; payload = takeFrame(reader)) {
      if (payload.startsWith("42")) note(reader, valueAfter(payload, '"requestId":"', '"'), valueAfter(payload, '"id":"', '"'));
      else if (payload.startsWith("40")) ready();
      else if (payload.startsWith("0")) socket.write(frame("40"));
      else if (payload === "2") socket.write(frame("3"));
    }
  });
}

function takeFrame(reader: Reader): string | null {
  const { rest } = reader;
  if (rest.length < 2) return null;
  const short = rest.charCodeAt(1) & 0x7f;
  const head = short === 126 ? 4 : 2;
  if (rest.length < head) return null;
  const length = short === 126 ? (rest.charCodeAt(2) << 8) | rest.charCodeAt(3) : short;
  if (rest.length < head + length) return null;
  reader.rest = rest.slice(head + length);
  return rest.slice(head, head + length);
}

/** So many at once: a server's queue of new connections is short. */
const AT_ONCE = 100;

async function connect({ kind, ports, count, tokens }: Extract<ToReaders, { say: "connect" }>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => from + n);
    await Promise.all(
      some.map(
        (n) =>
          new Promise<void>((ready) => {
            const reader: Reader = { last: "", seen: new Set(), rest: "" };
            readers.push(reader);
            const port = ports[n % ports.length] ?? 0;
            if (kind === "amanat") readStream(port, tokens[n % tokens.length] ?? "", reader, ready);
            else readSocketIo(port, reader, ready);
          }),
      ),
    );
  }
  say({ say: "connected" });
}

function expectThese(these: readonly string[]): void {
  asked = { from: names.size };
  for (const name of these) {
    arrived[names.size] = [];
    names.set(name, names.size);
  }
  missing += these.length * readers.length;
  say({ say: "expecting" });
}

process.on("message", (message: ToReaders) => {
  if (message.say === "connect") void connect(message);
  else if (message.say === "expect") expectThese(message.names);
  else {
    counts.lost = missing;
    say({ say: "counts", ...counts });
  }
});
process.once("disconnect", () => process.exit(0));
