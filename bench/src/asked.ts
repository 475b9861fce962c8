import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { BenchError } from "./bench-error.ts";

/** A process that is asked one thing at a time. */
export interface Asked<To, From extends { say: string }> {
  ask<Say extends From["say"]>(message: To, answer: Say): Promise<Extract<From, { say: Say }>>;
  /** The next message of a kind, asked for before what causes it. */
  hear<Say extends From["say"]>(answer: Say): Promise<Extract<From, { say: Say }>>;
  end(): Promise<void>;
}

/** Longer than anything takes. */
const PATIENCE_MS = 120_000;

/** Speaks with a child by messages: each question has one answer, named by what it says. */
export function asked<To extends object, From extends { say: string }>(child: ChildProcess): Asked<To, From> {
  const waiting = new Map<string, { resolve(message: From): void; reject(error: Error): void }>();
  child.on("message", (message: From) => {
    waiting.get(message.say)?.resolve(message);
    waiting.delete(message.say);
  });
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new BenchError("a process of the comparison ended by itself"));
  });
  const hear = async <Say extends From["say"]>(answer: Say): Promise<Extract<From, { say: Say }>> => {
    const { promise, ...ends } = Promise.withResolvers<From>();
    waiting.set(answer, ends);
    const timer = setTimeout(() => ends.reject(new BenchError(`a process of the comparison did not say "${answer}"`)), PATIENCE_MS);
    try {
      return (await promise) as Extract<From, { say: Say }>;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    hear,
    ask(message, answer) {
      const heard = hear(answer);
      child.send(message);
      return heard;
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Starts a program of the comparison, by the URL of its file. It ends with its parent, if it listens for that. */
export function startProgram(file: URL, args: readonly string[], options: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(file), args, { execArgv: [...process.execArgv, ...options], stdio: "inherit" });
}
