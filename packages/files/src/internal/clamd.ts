import { connect, type NetConnectOpts, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type { Scanner } from "../ports.ts";

const WAIT_MS = 30_000;
const FOUND = / FOUND$/;
const CLEAN = "stream: OK";

/** `host:port`, or the path of a socket. */
export function addressOf(text: string): NetConnectOpts {
  const [, host, port] = /^([^/]+):(\d+)$/.exec(text) ?? [];
  return host === undefined ? { path: text } : { host, port: Number(port) };
}

/**
 * clamd's INSTREAM: each part behind its length, and a length of nothing at the end. Only the two answers that are about all of the content
 * are one: an error, a part that was too much, silence for half a minute, a hang-up throw.
 */
export function openClamd(address: string, waitMs = WAIT_MS): Scanner {
  return {
    async isMalicious(content) {
      const socket = connect(addressOf(address));
      socket.setTimeout(waitMs, () => socket.destroy(new Error("the scanner is silent")));
      try {
        const [answer] = await Promise.all([read(socket), pipeline(content, framed, socket, { end: false })]);
        if (FOUND.test(answer)) return true;
        if (answer !== CLEAN) throw new Error(`the scanner says: ${answer.slice(0, 200)}`);
        return false;
      } finally {
        socket.destroy();
        content.destroy();
      }
    },
  };
}

/** Each part behind its length. */
async function* framed(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.from("zINSTREAM\0");
  for await (const part of content) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    yield length;
    yield part;
  }
  yield Buffer.alloc(4);
}

function read(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString("latin1")));
    socket.once("error", reject);
    socket.once("close", () => resolve(answer.replaceAll("\0", "").trim()));
    socket.once("end", () => resolve(answer.replaceAll("\0", "").trim()));
  });
}
