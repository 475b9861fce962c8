import * as z from "zod";
import { noticeId } from "./ids.ts";

export const events = {
  /** What a person was told is not as it was: something new, or something read. For their pages: no consumer and no endpoint hears of it. */
  "notice.changed.v1": z.object({ noticeId: noticeId.nullable() }),
} as const;
