import type { BegunFile, FileView } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import type { Sent } from "./put-file.ts";
import { type Outside, Uploads } from "./uploads.ts";

const RULES = { purpose: "delivery", mostBytes: 100, mostFiles: 3 } as const;
const fileOf = (name: string, size = 10, type = "application/pdf") => new File([new Uint8Array(size)], name, { type });

/** A server that answers when the test says so. */
class Server implements Outside {
  readonly sent = new Map<string, { answer: (sent: Sent) => void; onProgress: (bytes: number) => void; signal: AbortSignal }>();
  readonly files = new Map<string, FileView>();
  readonly removed: string[] = [];
  readonly told: string[] = [];
  refuses: Error | null = null;
  /** Whether addresses are a bucket's. */
  reports = false;

  begin: Outside["begin"] = ({ purpose, fileName, type, size }) => {
    if (this.refuses !== null) return Promise.reject(this.refuses);
    const id = `file_${this.files.size + 1}`;
    const made = { width: null, height: null, attached: false, createdAt: "2026-11-30T00:00:00.000Z", version: 1 };
    const file: FileView = { ...made, id, purpose, fileName, type, size, state: "begun", fault: null };
    this.files.set(id, file);
    const upload: BegunFile["upload"] = { method: "PUT", url: id, headers: {}, report: this.reports, expiresAt: made.createdAt };
    return Promise.resolve({ file, upload });
  };
  put: Outside["put"] = ({ url }, _content, { onProgress, signal }) =>
    new Promise((resolve) => {
      this.sent.set(url, { answer: resolve, onProgress, signal });
      signal.addEventListener("abort", () => resolve({ status: 0, code: "", issue: "" }));
    });
  arrived: Outside["arrived"] = ({ fileId }) => {
    this.told.push(fileId);
    this.become(fileId, { state: "arrived" });
    return this.get({ fileId });
  };
  get: Outside["get"] = ({ fileId }) => {
    const file = this.files.get(fileId);
    return file === undefined ? Promise.reject(refusal("NOT_FOUND")) : Promise.resolve(file);
  };
  remove: Outside["remove"] = ({ fileId }) => {
    this.removed.push(fileId);
    return Promise.resolve();
  };

  become(id: string, change: Partial<FileView>): void {
    const file = this.files.get(id);
    if (file) this.files.set(id, { ...file, ...change });
  }
}

const refusal = (code: string) => Object.assign(new Error(code), { code, correlationId: "c", issues: [] });
const shown = (uploads: Uploads) => uploads.all().map(({ content, step, problem }) => [content.name, step, problem]);

describe("uploads", () => {
  test("what can not be taken is told before any of it is sent", () => {
    const server = new Server();
    const uploads = new Uploads(server, RULES);
    uploads.add([fileOf("a.pdf", 101), fileOf("b.pdf", 0), fileOf("c.heic", 5, "image/heic"), fileOf("d.svg", 5, "image/svg+xml")]);
    expect(uploads.all().map(({ problem }) => problem)).toEqual(["size", "empty", "file_heic", "file_type"]);
    expect(server.files.size).toBe(0);
  });

  test("two are sent at a time, and the next once one is there", async () => {
    const server = new Server();
    const uploads = new Uploads(server, RULES);
    uploads.add([fileOf("a.pdf"), fileOf("b.pdf"), fileOf("c.pdf"), fileOf("d.pdf")]);
    await expect.poll(() => [...server.sent.keys()]).toEqual(["file_1", "file_2"]);
    server.sent.get("file_1")?.onProgress(10);
    server.become("file_1", { state: "ready" });
    server.sent.get("file_1")?.answer({ status: 200, code: "", issue: "" });
    await expect.poll(() => server.sent.has("file_3")).toBe(true);
    expect(shown(uploads)).toEqual([
      ["a.pdf", "ready", null],
      ["b.pdf", "sending", null],
      ["c.pdf", "sending", null],
      ["d.pdf", "failed", "count"],
    ]);
  });

  test("an answer that was lost is no failure where the file is there, and one that broke off can be sent again", async () => {
    const server = new Server();
    const uploads = new Uploads(server, RULES);
    uploads.add([fileOf("a.pdf"), fileOf("b.pdf")]);
    await expect.poll(() => server.sent.size).toBe(2);
    server.become("file_1", { state: "arrived" });
    server.files.delete("file_2");
    for (const { answer } of server.sent.values()) answer({ status: 0, code: "", issue: "" });
    await expect
      .poll(() => shown(uploads))
      .toEqual([
        ["a.pdf", "checking", null],
        ["b.pdf", "failed", "network"],
      ]);
    server.become("file_1", { state: "held" });
    await uploads.heard("file_1");
    server.become("file_1", { state: "refused", fault: "file_broken" });
    expect(shown(uploads)[0]).toEqual(["a.pdf", "held", null]);
    await uploads.lookAgain();
    expect(shown(uploads)[0]).toEqual(["a.pdf", "failed", "file_broken"]);
    uploads.retry(uploads.all()[1]?.key ?? "");
    await expect.poll(() => server.sent.size).toBe(2);
    expect(shown(uploads)[1]).toEqual(["b.pdf", "sending", null]);
  });

  test("the server is told of what was sent to a bucket", async () => {
    const server = new Server();
    server.reports = true;
    const uploads = new Uploads(server, RULES);
    uploads.add([fileOf("a.pdf")]);
    await expect.poll(() => server.sent.size).toBe(1);
    server.sent.get("file_1")?.answer({ status: 200, code: "", issue: "" });
    await expect.poll(() => shown(uploads)).toEqual([["a.pdf", "checking", null]]);
    expect(server.told).toEqual(["file_1"]);
  });

  test("one that is cancelled stops, and what the server has of it is removed", async () => {
    const server = new Server();
    const uploads = new Uploads(server, RULES);
    uploads.add([fileOf("a.pdf")]);
    await expect.poll(() => server.sent.size).toBe(1);
    uploads.drop(uploads.all()[0]?.key ?? "");
    expect([uploads.all(), server.sent.get("file_1")?.signal.aborted]).toEqual([[], true]);
    await expect.poll(() => server.removed).toEqual(["file_1"]);
  });

  test("a refusal is told by its reason", async () => {
    const server = new Server();
    server.refuses = refusal("FILE_QUOTA");
    const uploads = new Uploads(server, RULES);
    uploads.add([fileOf("a.pdf")]);
    await expect.poll(() => shown(uploads)).toEqual([["a.pdf", "failed", "quota"]]);
    server.refuses = null;
    uploads.retry(uploads.all()[0]?.key ?? "");
    await expect.poll(() => server.sent.size).toBe(1);
    server.sent.get("file_1")?.answer({ status: 415, code: "FILE_REFUSED", issue: "file_other_type" });
    await expect.poll(() => shown(uploads)).toEqual([["a.pdf", "failed", "file_other_type"]]);
  });
});
