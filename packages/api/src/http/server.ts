import { EventEmitter } from "node:events";
import { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { PROCEDURES } from "@amanat/contracts";

const PATHS: ReadonlySet<string> = new Set(
  Object.entries(PROCEDURES).flatMap(([namespace, rows]) =>
    Object.entries(rows)
      .filter(([, row]) => row.kind === "subscription")
      .map(([name]) => `${namespace}.${name}`),
  ),
);

const ASKED = Symbol("what the request says of an upgrade");

/** Whether a request is for a stream, as every client of ours spells it. */
function asksForStream({ method, url = "" }: IncomingMessage, endpoint: string): boolean {
  if (method !== "GET" || !url.startsWith(`${endpoint}/`)) return false;
  const end = url.indexOf("?");
  return PATHS.has(url.slice(endpoint.length + 1, end < 0 ? undefined : end));
}

/** The answer of a request that has its connection for itself: no other request is read from it. */
export class OnlyAnswer extends ServerResponse {
  override shouldKeepAlive = false;
}

/**
 * A server whose streams keep a connection and nothing else. Node keeps a request's parser, some 6 KB, as long as its connection lives, and
 * gives it back only when the connection is upgraded. So a request for a stream says to Node that it is an upgrade, and is then answered like
 * every other. A Node that no longer asks it would serve it with its parser; a test notices.
 */
export class StreamServer extends Server {
  readonly #given = new Set<Socket>();

  /** `upgrades` hears of real upgrades, if it wants to; without, they are requests like others. */
  constructor(endpoint: string, upgrades: EventEmitter = new EventEmitter()) {
    const isStream = (req: IncomingMessage): boolean => asksForStream(req, endpoint);
    super({
      IncomingMessage: class extends IncomingMessage {
        declare [ASKED]: boolean;
        get upgrade(): boolean {
          return this[ASKED] || isStream(this);
        }
        set upgrade(asked: boolean) {
          this[ASKED] = asked;
        }
      },
      shouldUpgradeCallback: (req) => isStream(req) || upgrades.listenerCount("upgrade") > 0,
    });
    this.on("upgrade", (req, socket, head) => {
      if (isStream(req)) this.#serve(req, socket as Socket);
      else upgrades.emit("upgrade", req, socket, head);
    });
  }

  /** Node listens to the connection no longer: its errors and its end are ours, and whatever else it sends is nothing. */
  #serve(req: IncomingMessage, socket: Socket): void {
    socket.allowHalfOpen = false;
    this.#given.add(socket);
    socket.on("error", ignored).once("close", () => this.#given.delete(socket));
    const res = new OnlyAnswer(req);
    try {
      res.assignSocket(socket);
    } catch {
      // It was sent before the answer to a request before it: they cannot both be served.
      return void socket.destroy();
    }
    // Also where the other side would keep it open: no timeout of Node's looks after it any more.
    res.once("finish", () => socket.destroySoon());
    socket.resume();
    this.emit("request", req, res);
  }

  /** Those that were given away too. */
  override closeAllConnections(): void {
    super.closeAllConnections();
    for (const socket of this.#given) socket.destroy();
  }
}

/** A connection that fails is closed, and that is heard. */
const ignored = (): void => undefined;
