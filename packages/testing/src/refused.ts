import type { ErrorCode } from "@amanat/contracts";
import type { Ctx, CtxOptions } from "@amanat/db";
import { expect } from "vitest";
import type { Cast } from "./cast.ts";

/** Who of the cast is refused with which code. */
type Refusals = Partial<Readonly<Record<ErrorCode, readonly (keyof Cast)[]>>>;

/** Each of these, trying this, is refused with the code they stand under; `options` is what all of them come with. */
export async function expectRefused(
  people: Cast,
  act: (ctx: Ctx) => Promise<unknown>,
  refusals: Refusals,
  options: CtxOptions = {},
): Promise<void> {
  for (const [code, names] of Object.entries(refusals))
    for (const name of names) await expect(act(people[name](options)), name).rejects.toMatchObject({ code });
}
