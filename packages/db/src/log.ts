import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";
import { scrubbed, withoutSecrets } from "./redact.ts";

export { type Trouble, watchTrouble } from "./trouble.ts";

/** The part of pino that contexts use. */
export type Logger = Pick<PinoLogger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;

export type LogOptions = {
  /** The process. */
  name: string;
  level: string;
  /** In every line. */
  base?: Readonly<Record<string, unknown>>;
};

/** Errors are left alone here: their serializer runs next, and its result is redacted. */
function fields(object: Record<string, unknown>): Record<string, unknown> {
  const [errors, rest] = [{} as Record<string, unknown>, {} as Record<string, unknown>];
  for (const [key, value] of Object.entries(object)) (value instanceof Error ? errors : rest)[key] = value;
  return { ...(withoutSecrets(rest) as Record<string, unknown>), ...errors };
}

/**
 * The log of one process: one line of JSON per event, so that no logged text can start a line of its own. Fields with secrets are
 * replaced by their name; tokens, keys, Telegram data and e-mail addresses are recognised anywhere in the line.
 */
export function openLog({ name, level, base }: LogOptions, destination?: DestinationStream): PinoLogger {
  const options = {
    name,
    level,
    ...(base === undefined ? {} : { base: { ...base } }),
    formatters: { log: fields },
    serializers: { err: (error: Error) => withoutSecrets(pino.stdSerializers.err(error)) },
    hooks: { streamWrite: scrubbed },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
