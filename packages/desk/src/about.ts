import { type About, inTransaction } from "@amanat/db";
import { eraseSubjects } from "./internal/subjects.ts";

/** Copies of what other contexts hold, and tell of: only what goes with them is its own. */
export const ABOUT: About = {
  held: {},
  erase: (ctx, userId) => inTransaction(ctx, (tx) => eraseSubjects(tx, userId)),
  keeps: [],
};
