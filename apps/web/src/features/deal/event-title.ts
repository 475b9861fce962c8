"use client";

import { formatCount } from "@amanat/i18n";
import {
  IconAlertTriangle,
  IconBuildingBank,
  IconCheck,
  IconCircleX,
  IconClock,
  IconLock,
  IconScale,
  IconSend,
  IconTruckDelivery,
} from "@amanat/ui/icons";
import { useLocale, useMessages, useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { eventKey } from "./state.ts";

type Look = { icon: typeof IconCheck; tone?: "done" | "bad" };

/** How an event of a deal looks in its record. */
export function lookOf(type: string): Look {
  if (/reorged|rejected|failed/.test(type)) return { icon: IconAlertTriangle, tone: "bad" };
  if (/cancelled|expired/.test(type)) return { icon: IconCircleX };
  if (type.startsWith("deal.funded")) return { icon: IconLock };
  if (type.startsWith("dispute.")) return { icon: IconScale };
  if (/deliver/.test(type)) return { icon: IconTruckDelivery };
  if (/inspection/.test(type)) return { icon: IconClock };
  if (type.startsWith("payout.")) return { icon: IconSend };
  if (type.startsWith("payment.")) return { icon: IconBuildingBank };
  return { icon: IconCheck };
}

/** What an event of a deal says; its amounts are of this asset. Drawn from what the event holds, never from a text. */
export function useEventTitle(assetId: string): (event: { type: string; data: Readonly<Record<string, unknown>> }) => string {
  const t = useTranslations("deal.timeline.event");
  const { deal: texts } = useMessages();
  const locale = useLocale();
  const words = useMoneyWords();
  const asset = useAssetOf()(assetId);
  const names = Object.keys(texts.timeline.event) as (keyof typeof texts.timeline.event)[];
  return ({ type, data }) => {
    const key = eventKey(type, data);
    const required = Number(data["required"] ?? 0);
    // Blocks go on after the required ones; "6 of 3" would only puzzle.
    const confirmations = Math.min(required, Number(data["confirmations"] ?? 0));
    const amount = typeof data["amount"] === "string" ? words(data["amount"], asset) : "";
    const values = { count: formatCount(confirmations, locale), required: formatCount(required, locale), amount };
    return t(names.find((name) => name === key) ?? "other", values);
  };
}
