import type { MessageState, WebhookState, WebhookView } from "@amanat/contracts";
import { StatusBadge, type Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { EVENT_SUBJECTS } from "./subjects.ts";

const WEBHOOK_TONES: Readonly<Record<WebhookState, Tone>> = { active: "good", failing: "bad", paused: "attention", deleted: "neutral" };
const MESSAGE_TONES: Readonly<Record<MessageState, Tone>> = {
  waiting: "waiting",
  delivered: "good",
  refused: "bad",
  expired: "bad",
  dropped: "neutral",
};

export function WebhookBadge({ state }: { state: WebhookState }) {
  return <StatusBadge tone={WEBHOOK_TONES[state]}>{useTranslations("webhooks.state")(state)}</StatusBadge>;
}

export function MessageBadge({ state }: { state: MessageState }) {
  return <StatusBadge tone={MESSAGE_TONES[state]}>{useTranslations("webhooks.message.state")(state)}</StatusBadge>;
}

/** What its keeper calls an endpoint, or else where it is. */
export function nameOf({ description, url }: Pick<WebhookView, "description" | "url">): string {
  return description === "" ? new URL(url).host : description;
}

/** Which events an endpoint is sent, as somebody would say it. */
export function useToldOf(): ({ types, of }: Pick<WebhookView, "types" | "of">) => string {
  const t = useTranslations("webhooks");
  return ({ types, of }) => {
    if (types.length === 0) return of === "tenant" ? t("everythingOfAll") : t("everything");
    return types
      .map((type) => {
        const subject = EVENT_SUBJECTS.find((each) => type === `${each}.*`);
        return subject === undefined ? type : t("allOf", { subject: t(`subject.${subject}`) });
      })
      .join(" · ");
  };
}
