"use client";

import type { CaseView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Card, Group, Stack, Text, Title, useDateWords, VisuallyHidden } from "@amanat/ui";
import { IconMessage, IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import { DueLine } from "../section/due-line.tsx";
import { sideOf } from "./sides.ts";

/** What is true of a case, whose turn it is, by when, and what happens otherwise. */
export function CaseState({ view, serverNow }: { view: CaseView; serverNow: string }) {
  const t = useTranslations("cases");
  const deal = useTranslations("deal");
  const headline = t(`headline.${view.status}`);
  return (
    <Card data-case-state={view.status} component="section" aria-labelledby="case-headline">
      <Stack gap="md">
        <Stack gap={6}>
          <Title order={2} id="case-headline">
            {headline}
          </Title>
          <Turn view={view} />
          <VisuallyHidden role="status" aria-live="polite">
            {deal("announce", { headline })}
          </VisuallyHidden>
        </Stack>
        <Deadline view={view} serverNow={serverNow} />
        <Ways view={view} />
      </Stack>
    </Card>
  );
}

/** Whose turn it is; an offer that waits for the reader comes first. */
function Turn({ view }: { view: CaseView }) {
  const t = useTranslations("cases.turn");
  const { next, myRole } = view;
  const offer = view.settlements.find(({ status }) => status === "open");
  return (
    <>
      {view.may.includes("answer") && offer !== undefined ? (
        <Text fw={600}>{t("offer", { name: isolated(view[offer.by].name) })}</Text>
      ) : null}
      <Text>{turnOf()}</Text>
    </>
  );

  function turnOf(): string {
    const who = next.who;
    if (next.action === "state" && (who === "buyer" || who === "seller"))
      return who === myRole && view.may.includes("state") ? t("state.mine") : t("state.theirs", { name: isolated(view[who].name) });
    if (next.action === "await_mediator") return t("await_mediator");
    if (next.action === "rule") return t(myRole === "mediator" ? "rule.mine" : "rule.theirs");
    if (next.action === "appeal") return t("appeal");
    return t("none");
  }
}

function Deadline({ view, serverNow }: { view: CaseView; serverNow: string }) {
  const t = useTranslations("cases");
  const dates = useDateWords();
  const { dueAt, consequence } = view.next;
  if (view.closedAt !== null) return null;
  return (
    <Stack gap={4}>
      {dueAt === null ? null : <DueLine dueAt={dueAt} serverNow={serverNow} about="dispute" />}
      {consequence === "none" ? null : (
        <Text c="dimmed" size="sm">
          {t(`consequence.${consequence}`)}
        </Text>
      )}
      {view.pausedSince === null ? null : (
        <Text fw={600} data-paused>
          {t("main.paused", { time: dates(view.pausedSince, "due") })}
        </Text>
      )}
      <Text c="dimmed" size="sm">
        {t("main.last", { time: dates(view.lastAt, "due") })}
      </Text>
    </Stack>
  );
}

/** The room of the three; for its mediator, the desk. */
function Ways({ view }: { view: CaseView }) {
  const t = useTranslations("cases.main");
  return (
    <>
      {view.conversationId === null ? null : (
        <Stack gap={4} align="flex-start">
          <LinkButton href={`/messages/${view.conversationId}`} variant="light" leftSection={<IconMessage size={20} aria-hidden />}>
            {t("room")}
          </LinkButton>
          <Text size="sm" c="dimmed">
            {t("roomText")}
          </Text>
        </Stack>
      )}
      {sideOf(view) === null ? (
        <Group>
          <LinkButton href={`/admin/disputes/${view.id}`} leftSection={<IconScale size={20} aria-hidden />}>
            {t("rule")}
          </LinkButton>
        </Group>
      ) : null}
    </>
  );
}
