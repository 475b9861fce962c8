import * as z from "zod";

const schema = z.object({
  /** `every`: the long form, as `npm run prove -- crashes` asks for it. */
  AMANAT_CRASHES: z.enum(["some", "every"]).default("some"),
  AMANAT_SEED: z.coerce.number().int().default(1),
});

const { AMANAT_CRASHES, AMANAT_SEED } = schema.parse(process.env);
export const EVERY = AMANAT_CRASHES === "every";
export const SEED = AMANAT_SEED;
