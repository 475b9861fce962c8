import { BrokenInvariant } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import type { MailJob } from "./job.ts";
import type { Letter, Part } from "./letter.ts";
import { tame } from "./tame.ts";
import { TEXTS } from "./texts.ts";

function valueOf(job: MailJob, name: string): string {
  if (name === "name" && "name" in job) return isolated(tame(job.name));
  throw new BrokenInvariant(`a ${job.kind} mail has no ${name}`);
}

/** What an enqueued mail says, in its reader's language; the code in Latin digits, on a line of its own. */
export function letterOf(job: MailJob): Letter {
  const { hello, greeting, ...kinds } = TEXTS[job.locale];
  const { subject, before, after } = kinds[job.kind];
  const words = (text: string): Part => ({ as: "words", text: text.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(job, name)) });
  const parts: Part[] = [
    words("name" in job ? hello : greeting),
    words(before),
    ...("detail" in job && job.detail ? [{ as: "exact", text: tame(job.detail) } as const] : []),
    ...("code" in job ? [{ as: "code", text: job.code } as const] : []),
    ...("kept" in job ? job.kept.map((text) => ({ as: "words", text }) as const) : []),
    words(after),
  ];
  return { locale: job.locale, subject, preheader: null, parts, button: null, footer: [{ text: "Amanat", url: null }] };
}
