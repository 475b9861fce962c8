import { vi } from "vitest";

/** A wait is bounded to end a hang, not to measure: what takes a tenth of a second alone takes seconds beside a whole run. */
const PATIENCE_MS = 20_000;

const known = Symbol.for("amanat.patience");
const waitFor = vi.waitFor;

// Vitest gives up after a second, and has no setting for this one. Test files of a worker share `vi`.
if (!(known in waitFor))
  vi.waitFor = Object.assign(
    (...[callback, options = {}]: Parameters<typeof waitFor>) =>
      waitFor(callback, typeof options === "number" ? options : { timeout: PATIENCE_MS, ...options }),
    { [known]: true },
  ) as typeof waitFor;
