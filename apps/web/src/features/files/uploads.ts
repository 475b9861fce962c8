import type { BegunFile, FilePurpose, FileView } from "@amanat/contracts";
import { type Problem, problemBefore, problemOf } from "./problems.ts";
import type { Sent } from "./put-file.ts";

/**
 * `waiting` for its turn, `sending`, `checking` (it is all there), `held` (the scanner has not answered), `ready`, or `failed` with a reason.
 */
export type UploadStep = "waiting" | "sending" | "checking" | "held" | "ready" | "failed";
export type Upload = {
  readonly key: string;
  readonly content: File;
  readonly step: UploadStep;
  readonly sentBytes: number;
  readonly problem: Problem | null;
  /** Once it was begun. */
  readonly file: FileView | null;
};

/** What sending needs of the outside. Whatever is asked of the API fails with an error that has a `code`. */
export type Outside = {
  begin: (input: { purpose: FilePurpose; fileName: string; type: string; size: number }) => Promise<BegunFile>;
  put: (upload: BegunFile["upload"], content: Blob, call: { onProgress: (bytes: number) => void; signal: AbortSignal }) => Promise<Sent>;
  /** Tells the server of what was sent past it. */
  arrived: (input: { fileId: string }) => Promise<FileView>;
  get: (input: { fileId: string }) => Promise<FileView>;
  remove: (input: { fileId: string; version: number }) => Promise<unknown>;
};

export type UploadRules = { purpose: FilePurpose; mostBytes: number; mostFiles: number };

/** So many at a time: more only share one line, and the server looks at pictures one by one. */
const AT_ONCE = 2;
const UNDER_WAY: readonly UploadStep[] = ["waiting", "sending", "checking", "held"];
export const isUnderWay = ({ step }: Pick<Upload, "step">): boolean => UNDER_WAY.includes(step);

/** The files somebody is sending for one purpose, in the order they chose them. */
export class Uploads {
  #rules: UploadRules;
  #all: readonly Upload[] = [];
  #count = 0;
  readonly #outside: Outside;
  readonly #running = new Map<string, AbortController>();
  readonly #watchers = new Set<() => void>();

  constructor(outside: Outside, rules: UploadRules) {
    this.#outside = outside;
    this.#rules = rules;
  }

  readonly all = (): readonly Upload[] => this.#all;
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** What the server allows, once it has said so. */
  allow(most: Pick<UploadRules, "mostBytes" | "mostFiles">): void {
    this.#rules = { ...this.#rules, ...most };
  }

  add(files: readonly File[]): void {
    const { purpose, mostBytes } = this.#rules;
    let room = this.#room();
    const added = files.map((content): Upload => {
      const wrong = problemBefore(content, purpose, mostBytes);
      const problem = wrong ?? (room > 0 ? null : "count");
      if (problem === null) room -= 1;
      this.#count += 1;
      return { key: String(this.#count), content, step: problem === null ? "waiting" : "failed", sentBytes: 0, problem, file: null };
    });
    this.#become([...this.#all, ...added]);
    this.#next();
  }

  /** Takes one away, wherever it is. What the server has of it is removed, or goes by itself after a day. */
  drop(key: string): void {
    const gone = this.#all.find((each) => each.key === key);
    const running = this.#running.get(key);
    this.#become(this.#all.filter((each) => each.key !== key));
    // What is on its way removes itself once it has stopped.
    if (running !== undefined) running.abort();
    else if (gone?.file && gone.step !== "failed") void this.#removed(gone.file.id);
    this.#next();
  }

  retry(key: string): void {
    if (this.#all.find((each) => each.key === key)?.step !== "failed") return;
    if (this.#room() <= 0) this.#change(key, { problem: "count" });
    else this.#change(key, { step: "waiting", sentBytes: 0, problem: null, file: null });
    this.#next();
  }

  /** Forgets them all: they stand somewhere now, and stay. */
  clear(): void {
    for (const running of this.#running.values()) running.abort();
    this.#become([]);
  }

  /** Something has happened to a file; it is asked for where it is one of these and still looked at. */
  async heard(fileId: string): Promise<void> {
    const found = this.#all.find(({ file, step }) => file?.id === fileId && (step === "checking" || step === "held"));
    if (found?.file) await this.#look(found.key, found.file.id);
  }

  /** After a silence: what may have happened meanwhile. */
  async lookAgain(): Promise<void> {
    await Promise.all(this.#all.flatMap(({ file }) => (file === null ? [] : [this.heard(file.id)])));
  }

  #room(): number {
    return this.#rules.mostFiles - this.#all.filter(({ step }) => step !== "failed").length;
  }

  #next(): void {
    const waiting = this.#all.find(({ key, step }) => step === "waiting" && !this.#running.has(key));
    if (waiting === undefined || this.#running.size >= AT_ONCE) return;
    const stop = new AbortController();
    this.#running.set(waiting.key, stop);
    this.#change(waiting.key, { step: "sending" });
    void this.#send(waiting, stop.signal)
      .catch((error: unknown) => this.#failed(waiting.key, error))
      .finally(() => {
        this.#running.delete(waiting.key);
        this.#next();
      });
    this.#next();
  }

  async #send({ key, content }: Upload, signal: AbortSignal): Promise<void> {
    const { purpose } = this.#rules;
    const begun = await this.#outside.begin({ purpose, fileName: content.name, type: content.type, size: content.size });
    if (signal.aborted) return this.#removed(begun.file.id);
    this.#change(key, { file: begun.file });
    const sent = await this.#outside.put(begun.upload, content, {
      signal,
      onProgress: (bytes) => this.#change(key, { sentBytes: bytes, step: bytes >= content.size ? "checking" : "sending" }),
    });
    if (signal.aborted) return this.#removed(begun.file.id);
    // An answer that was lost says nothing of the file: it is asked for.
    const isRefused = sent.status !== 0 && (sent.status < 200 || sent.status >= 300);
    if (isRefused) this.#change(key, { step: "failed", problem: problemOf(sent) });
    else await this.#look(key, begun.file.id, begun.upload.report ? this.#outside.arrived : this.#outside.get);
  }

  async #look(key: string, fileId: string, ask: Outside["get"] = this.#outside.get): Promise<void> {
    try {
      this.#change(key, seen(await ask({ fileId })));
    } catch (error) {
      this.#failed(key, error);
    }
  }

  #failed(key: string, error: unknown): void {
    const { code = "", issues = [], correlationId = "" } = error as Partial<Refusal>;
    // What broke off is deleted; to whoever sends it, it is their network.
    const lost = code === "NOT_FOUND";
    const status = correlationId === "" || lost ? 0 : 400;
    this.#change(key, { step: "failed", problem: problemOf({ code: lost ? "" : code, issue: issues[0]?.code ?? "", status }) });
  }

  /** By its latest version; where that fails, the server deletes what stands nowhere. */
  async #removed(fileId: string): Promise<void> {
    try {
      const { version } = await this.#outside.get({ fileId });
      await this.#outside.remove({ fileId, version });
    } catch {
      // It is gone already, or goes after a day.
    }
  }

  #change(key: string, change: Partial<Upload>): void {
    this.#become(this.#all.map((each) => (each.key === key ? { ...each, ...change } : each)));
  }

  #become(all: readonly Upload[]): void {
    this.#all = all;
    for (const watcher of this.#watchers) watcher();
  }
}

type Refusal = { code: string; correlationId: string; issues: readonly { code: string }[] };

const STEPS: Readonly<Record<FileView["state"], UploadStep>> = {
  begun: "failed",
  arrived: "checking",
  held: "held",
  ready: "ready",
  refused: "failed",
  blocked: "failed",
  deleted: "failed",
};

/** What a file's state means for its upload. One that is still begun after its bytes were sent has not come. */
function seen(file: FileView): Partial<Upload> {
  const step = STEPS[file.state];
  return { file, step, problem: step === "failed" ? (file.fault ?? "network") : null };
}
