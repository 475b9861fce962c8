import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { beginFileInput, type FilePurpose, type FileView } from "@amanat/contracts";
import { type Ctx, createCtx, type Database, TENANT_ID } from "@amanat/db";
import { beginFile, type FilePorts, filePorts, getFile, openFile, linkToFile, receiveFile } from "./index.ts";
import { EICAR } from "./testing/eicar.ts";
import { tendFiles } from "./verbs/tend-files.ts";

/** Speaks clamd's INSTREAM as clamd does, and knows one signature; or misbehaves. */
export class FakeClamd {
  say: "truth" | "error" | "nothing" | "hangs up" = "truth";
  readonly address: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => this.#serve(socket));
  }

  static async open(): Promise<FakeClamd> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FakeClamd(server);
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    let given = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      given = Buffer.concat([given, chunk]);
      const whole = streamed(given);
      if (whole === null || this.say === "nothing") return;
      if (this.say === "hangs up") socket.destroy();
      else if (this.say === "error") socket.end("INSTREAM size limit exceeded. ERROR\0");
      else socket.end(whole.includes(EICAR) ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0");
    });
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}

/** The content, once its end has come. */
function streamed(given: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  for (let at = given.indexOf(0) + 1; at > 0 && at + 4 <= given.length;) {
    const length = given.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    parts.push(given.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

/** A clock that only a test moves on. */
export class Hands {
  at = Date.now();
  readonly clock = { now: () => Promise.resolve(new Date(this.at)) };
  pass(ms: number): void {
    this.at += ms;
  }
}

type Sent = { purpose?: FilePurpose; fileName?: string; type: string; content: Buffer; size?: number };

/** What stands somewhere is its owner's alone, until a test says who else may read it. */
const nobody = (): Promise<boolean> => Promise.resolve(false);
const NOBODY = { message: nobody, delivery: nobody };

/** Files on a real disk, and all that is done with them. */
export class Store {
  readonly hands = new Hands();
  ports: FilePorts;
  readonly #db: Database;
  readonly #directory: string;

  private constructor(db: Database, directory: string, given: Readonly<Record<string, string>>) {
    this.#db = db;
    this.#directory = directory;
    const env = { JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", MAX_FILE_SIZE: 10_485_760, S3_REGION: "us-east-1" };
    this.ports = filePorts({ ...env, S3_UPLOADS: "relayed", UPLOAD_PATH: directory, ...given }, NOBODY);
  }

  static async open(db: Database, given: Readonly<Record<string, string>> = {}): Promise<Store> {
    return new Store(db, await mkdtemp(path.join(tmpdir(), "files-")), given);
  }

  /** Begins a file and gives its address's parts. */
  async begin(ctx: Ctx, { purpose = "delivery", fileName = "a file.bin", type, content, size = content.length }: Sent) {
    const { file, upload } = await beginFile(ctx, beginFileInput.parse({ purpose, fileName, type, size }), this.ports);
    const asked = new URL(upload.url).searchParams;
    return { fileId: file.id, until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
  }

  /** Sends a file whole, in the parts given or in one. */
  async send(ctx: Ctx, sent: Sent, parts: readonly Buffer[] = [sent.content]): Promise<FileView> {
    const address = await this.begin(ctx, sent);
    return receiveFile(ctx, { ...address, length: sent.content.length, content: Readable.from(parts) }, this.ports);
  }

  async read(ctx: Ctx, fileId: string, variant: "whole" | "small" = "whole") {
    const { url } = await linkToFile(ctx, { fileId, variant, hours: 1 }, this.ports);
    const asked = new URL(url).searchParams;
    const given = { fileId, variant, until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
    const { content, ...shown } = await openFile(ctx, given, this.ports);
    return { ...shown, bytes: Buffer.concat(await content.toArray()) };
  }

  get(ctx: Ctx, fileId: string): Promise<FileView> {
    return getFile(ctx, { fileId }, this.ports);
  }

  /** A turn of the worker, by the hands' time. */
  tend(): Promise<number> {
    const system = createCtx(this.#db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { clock: this.hands.clock });
    return tendFiles(system, this.ports);
  }

  /** Every file there is on the disk, by its path. */
  async onDisk(): Promise<string[]> {
    const entries = await readdir(this.#directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.#directory, path.join(entry.parentPath, entry.name)));
  }

  async close(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}
