"use client";

import type { SubjectKind } from "@amanat/contracts";
import { Finder, openFinder, type FoundThing } from "@amanat/ui/spotlight";
import { IconBriefcase, IconInbox, IconScale, IconSend, IconUsers } from "@amanat/ui/icons";
import { PersonWord, UserWord } from "@amanat/ui";
import { keepPreviousData } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useState } from "react";
import { useAmanatQuery } from "../../client/query.ts";
import { useRouter } from "../../i18n/routing.ts";
import { pageOf, useStatusWord } from "./subject-words.ts";

const ICONS = { deal: IconBriefcase, request: IconInbox, payout: IconSend, case: IconScale } as const;
/** A single letter finds everything, and an empty box nothing. */
const LEAST = 2;

/** The box over the page. It is loaded when it is first opened, and opens then. */
export function DeskFinder({ times }: { times: number }) {
  const t = useTranslations("desk.search");
  const word = useStatusWord();
  const router = useRouter();
  const [text, setText] = useState("");
  const asked = useDeferredValue(text.trim());
  const found = useAmanatQuery("desk", "search", { text: asked }, { enabled: asked.length >= LEAST, placeholderData: keepPreviousData });
  useEffect(() => openFinder(), [times]);
  const go = (href: string) => () => router.push(href);
  const subjects = (kind: SubjectKind): FoundThing[] => {
    const Icon = ICONS[kind];
    return (found.data?.subjects ?? [])
      .filter((row) => row.kind === kind)
      .map((row) => ({
        id: row.id,
        label: <UserWord>{row.title}</UserWord>,
        text: [word(kind, row.status), ...row.people.map(({ name }) => name)].join(" · "),
        leading: <Icon size={20} aria-hidden />,
        act: go(pageOf(row)),
      }));
  };
  const people = (found.data?.people ?? []).map((person) => ({
    id: person.id,
    label: <PersonWord>{person.name}</PersonWord>,
    text: <bdi dir="ltr">{person.email ?? ""}</bdi>,
    leading: <IconUsers size={20} aria-hidden />,
    act: go(`/admin/people/${person.id}`),
  }));
  const shown = asked.length >= LEAST;
  const groups = [
    { label: t("deals"), things: subjects("deal") },
    { label: t("requests"), things: subjects("request") },
    { label: t("payouts"), things: subjects("payout") },
    { label: t("cases"), things: subjects("case") },
    { label: t("people"), things: people },
  ].filter(({ things }) => shown && things.length > 0);
  const say = !shown
    ? t("hint")
    : found.error !== null
      ? t("failed")
      : groups.length > 0
        ? null
        : found.isFetching
          ? t("looking")
          : t("nothing");
  return <Finder text={text} onText={setText} label={t("label")} groups={groups} say={say} />;
}
