import { runtime } from "../server/runtime.ts";

/** Where people write to when they need a person; null where the operator named none. */
export function supportEmail(): string | null {
  return runtime().config.supportEmail;
}
