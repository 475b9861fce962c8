import type { Logger as PinoLogger } from "pino";

/** The part of pino that contexts use. */
export type Logger = Pick<PinoLogger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;
