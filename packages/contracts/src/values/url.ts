import * as z from "zod";
import { kind } from "./kinds.ts";
import { urlFault, type UrlFault } from "./link.ts";

export { hostOf, urlFault, type UrlFault } from "./link.ts";

const WORDS: Readonly<Record<UrlFault, string>> = {
  url: "must be a link",
  url_https: "must begin with https://",
  url_user: "must not hold a name before @",
  url_host: "must name a host on the internet",
};

/** A link that others will open. */
export const urlSchema = kind(
  "url",
  z
    .string()
    .trim()
    .max(500)
    .superRefine((text, ctx) => {
      const fault = urlFault(text);
      if (fault !== null) ctx.addIssue({ code: "custom", message: WORDS[fault], params: { code: fault } });
    }),
);
