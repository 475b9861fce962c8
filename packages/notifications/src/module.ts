import type { Chore, Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import { PURGES } from "./purges.ts";
import { tellAll } from "./feed.ts";
import * as notices from "./index.ts";
import type { NoticeOutside, NoticePorts } from "./ports.ts";
import { forgetOld } from "./verbs/forget-old.ts";
import { sendNotices } from "./verbs/send-notices.ts";
import { warner } from "./verbs/warn.ts";

const SEND_MS = 500;
const WARN_MS = 5_000;
const FORGET_MS = 60_000;

const verbsWith = (ports: NoticePorts): Verbs<"notifications"> => ({
  list: (ctx, input) => notices.listNotices(ctx, input, ports),
  unread: notices.countUnread,
  read: notices.readNotice,
  readAll: notices.readAllNotices,
  preferences: (ctx) => notices.getPreferences(ctx, ports),
  changePreferences: (ctx, input) => notices.changePreferences(ctx, input, ports),
  unsubscription: notices.getUnsubscription,
  unsubscribe: notices.unsubscribe,
  deadNotices: notices.deadNotices,
  sendAgain: notices.sendAgain,
});

/** Who is told of a thing, and by which address, the other contexts say. */
export function module({ notices: ports }: { readonly notices: NoticePorts }): Module<unknown, NoticeOutside> {
  return {
    name: "notifications",
    about: ABOUT,
    purges: PURGES,
    verbs: verbsWith(ports),
    feed: { from: "now", take: tellAll(ports) },
    loops: ({ notices: channels }): Chore[] => [
      { name: "notices", everyMs: SEND_MS, turn: (ctx) => sendNotices(ctx, { ports, channels }) },
      { name: "warnings", everyMs: WARN_MS, woken: false, turn: warner(ports) },
      { name: "old notices", everyMs: FORGET_MS, woken: false, turn: forgetOld },
    ],
  };
}
