import { livingSessions } from "@amanat/auth";
import type { Channel, Channels } from "@amanat/notifications";
import { pushSending, type PushSending, sendPush } from "@amanat/push";
import type { WorkerConfig } from "./config.ts";

const isRtl = (locale: string): boolean => locale === "fa" || locale === "ar";

/** Web push, as notices ask it: a later one about the same takes the place of the one before, so what is unknown may be sent again. */
function pushChannel(sending: PushSending): Channel {
  return {
    keyed: true,
    send(ctx, { key, reader, urgency, items }) {
      const [first, ...more] = items;
      const { locale } = reader;
      const [place, tag] = more.length > 0 ? [`/${locale}/notifications`, "digest"] : [first.place, first.thread];
      const body = more.length > 0 ? more.map(({ title }) => title).join("\n") : first.text;
      const text = { title: first.title, body, place, tag, lang: locale, dir: isRtl(locale) ? "rtl" : "ltr" } as const;
      return sendPush(ctx, sending, { key, userId: reader.id, urgent: urgency === "security" || urgency === "urgent", text });
    },
  };
}

/** Push, where this installation has keys. */
export function pushOf(config: WorkerConfig): Pick<Channels, "push"> {
  const sending = pushSending(config, livingSessions);
  return sending === null ? {} : { push: pushChannel(sending) };
}
