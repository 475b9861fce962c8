"use client";

import type { CaseView, SettlementView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Button, ErrorState, Group, Stack, Text, TitledCard, useDateWords, useDoneToast, UserText } from "@amanat/ui";
import { IconHeartHandshake } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import classes from "./cases.module.css";
import { useCaseRefresh } from "./refresh.ts";
import { SettlementEffect } from "./settlement-effect.tsx";
import { otherSide, sideOf } from "./sides.ts";

const OfferDialog = lateComponent(() => import("./offer-dialog.tsx"), "OfferDialog");
const AcceptDialog = lateComponent(() => import("./accept-dialog.tsx"), "AcceptDialog");

/** What was offered to settle the case, and what can be offered or answered now. */
export function SettlementCard({ view }: { view: CaseView }) {
  const t = useTranslations("cases.settlement");
  const dialog = useLateDialog();
  const side = sideOf(view);
  const open = view.settlements.find(({ status }) => status === "open");
  const earlier = view.settlements.filter((offer) => offer !== open);
  const offers = view.may.includes("offer");
  if (open === undefined && earlier.length === 0 && !offers) return null;
  return (
    <TitledCard id="settlement" title={t("title")} {...(view.closedAt === null ? { lead: t("lead") } : {})}>
      {open === undefined ? null : <OpenOffer view={view} offer={open} />}
      {offers ? (
        <Group>
          <Button variant="light" leftSection={<IconHeartHandshake size={20} aria-hidden />} onClick={dialog.open}>
            {t(earlier.length === 0 ? "offer" : "counter")}
          </Button>
        </Group>
      ) : null}
      {open !== undefined && open.by === side ? (
        <Text c="dimmed" size="sm">
          {t("waits", { name: isolated(view[otherSide(side)].name) })}
        </Text>
      ) : null}
      <Earlier view={view} offers={earlier} />
      {dialog.wanted && side !== null ? <OfferDialog key={dialog.times} view={view} opened={dialog.opened} onClose={dialog.close} /> : null}
    </TitledCard>
  );
}

function useWhose(view: CaseView): (offer: SettlementView) => string {
  const t = useTranslations("cases.settlement");
  return ({ by }) => (by === view.myRole ? t("by.mine") : t("by.theirs", { name: isolated(view[by].name) }));
}

function OpenOffer({ view, offer }: { view: CaseView; offer: SettlementView }) {
  const t = useTranslations("cases.settlement");
  const whose = useWhose(view);
  const dates = useDateWords();
  return (
    <div className={classes.offer} data-settlement={offer.kind} data-by={offer.by}>
      <Stack gap={4}>
        <Text size="sm" c="dimmed">
          {whose(offer)}
        </Text>
        <Text fw={700}>{t(`kind.${offer.kind}`)}</Text>
        {offer.note === "" ? null : <UserText>{offer.note}</UserText>}
      </Stack>
      <SettlementEffect offer={offer} sides={view} />
      <Text c="dimmed" size="sm">
        {t("expires", { time: dates(offer.expiresAt, "due") })}
      </Text>
      <Answer view={view} offer={offer} />
    </div>
  );
}

/** The other side accepts or declines; who made it takes it back. */
function Answer({ view, offer }: { view: CaseView; offer: SettlementView }) {
  const t = useTranslations("cases.settlement");
  const done = useDoneToast();
  const refresh = useCaseRefresh();
  const accepting = useLateDialog();
  const settled = { onSuccess: () => done(t("answered")), onSettled: () => refresh() };
  const answer = useAmanatMutation("disputes", "answerSettlement", settled);
  const withdraw = useAmanatMutation("disputes", "withdrawSettlement", settled);
  const which = { caseId: view.id, settlementId: offer.id, version: offer.version };
  const failed = answer.error ?? withdraw.error;
  return (
    <>
      {view.may.includes("answer") ? (
        <Group gap="sm">
          <Button onClick={accepting.open}>{t("accept")}</Button>
          <Button variant="default" loading={answer.isPending} onClick={() => answer.mutate({ ...which, answer: "decline" })}>
            {t("decline")}
          </Button>
        </Group>
      ) : null}
      {offer.by === view.myRole ? (
        <Group>
          <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(which)}>
            {t("withdraw")}
          </Button>
        </Group>
      ) : null}
      {failed === null ? null : <ErrorState error={failed} money="none" />}
      {accepting.wanted ? (
        <AcceptDialog key={accepting.times} view={view} offer={offer} opened={accepting.opened} onClose={accepting.close} />
      ) : null}
    </>
  );
}

function Earlier({ view, offers }: { view: CaseView; offers: readonly SettlementView[] }) {
  const t = useTranslations("cases.settlement");
  const whose = useWhose(view);
  if (offers.length === 0) return null;
  return (
    <Stack gap="xs">
      <Text fw={600}>{t("earlier")}</Text>
      {offers.map((offer) => (
        <div key={offer.id} className={classes.offer} data-earlier={offer.status}>
          <Text>
            {whose(offer)}: {t(`kind.${offer.kind}`)} · {t(`status.${offer.status}`)}
          </Text>
          {offer.status === "accepted" ? <SettlementEffect offer={offer} sides={view} /> : null}
        </div>
      ))}
    </Stack>
  );
}
