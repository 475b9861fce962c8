"use client";

import type { DealView, ProposalView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Button, ErrorState, Group, Stack, Text, useDoneToast, UserText, useDateWords, TitledCard } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { isPurchase } from "./purchase.ts";
import { canAsk } from "./state.ts";

// Forms arrive with the first click on their button, not with the page.
const AgreeCancelDialog = lateComponent(() => import("./agree-cancel-dialog.tsx"), "AgreeCancelDialog");
const AskCancelDialog = lateComponent(() => import("./ask-cancel-dialog.tsx"), "AskCancelDialog");
const AskTimeDialog = lateComponent(() => import("./ask-time-dialog.tsx"), "AskTimeDialog");

/** What the parties asked of each other about a deal that holds money, and what they can ask. */
export function DealChange({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.change");
  const contest = isPurchase(deal) ? deal.contest : null;
  // Proposals can be answered in every kind of deal, but only purchases offer a way to make one here.
  const asks = isPurchase(deal) ? canAsk(deal) : [];
  if (deal.proposals.length === 0 && contest === null && asks.length === 0) return null;
  return (
    <TitledCard id="change" title={t("title")} data-deal-change={deal.proposals.map((one) => one.kind).join(" ")}>
      {contest === null ? null : <Contest contest={contest} />}
      {deal.proposals.map((proposal) => (
        <Proposal key={proposal.id} deal={deal} proposal={proposal} />
      ))}
      {asks.length === 0 ? null : <Asks deal={deal} asks={asks} />}
    </TitledCard>
  );
}

function Contest({ contest }: { contest: NonNullable<DealView<"purchase">["contest"]> }) {
  const t = useTranslations("deal.contest.said");
  const dates = useDateWords();
  return (
    <Stack gap={4} data-contest={contest.reason}>
      <Text fw={600}>{t(contest.reason)}</Text>
      <Text c="dimmed" size="sm">
        {dates(contest.at, "due")}
      </Text>
      {contest.note === "" ? null : <UserText>{contest.note}</UserText>}
    </Stack>
  );
}

function useProposalWords(deal: DealView, proposal: ProposalView): string {
  const t = useTranslations("deal.change");
  const dates = useDateWords();
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const mine = deal.myRole === proposal.by;
  // To staff, who are neither, the proposal is its author's.
  const other = mine ? (proposal.by === "buyer" ? "seller" : "buyer") : proposal.by;
  const about = proposal.kind === "cancel" ? "cancelBy" : proposal.clock === "inspect" ? "inspectBy" : "deliverBy";
  return t(`${about}.${mine ? "mine" : "theirs"}`, {
    other: isolated(deal[other].name),
    amount: words(deal.price, asset),
    time: proposal.until === null ? "" : dates(proposal.until, "due"),
  });
}

/** One thing asked, with the answer of the one who is asked, or the way back of the one who asked. */
function Proposal({ deal, proposal }: { deal: DealView; proposal: ProposalView }) {
  const t = useTranslations("deal.change");
  const dates = useDateWords();
  const refresh = useRefreshAfter("deal");
  const tellDone = useDoneToast();
  const done = useTranslations("deal.done");
  const [agreeing, setAgreeing] = useState(false);
  const settled = { onSuccess: () => tellDone(done("answered")), onSettled: () => refresh() };
  const answer = useAmanatMutation("deals", "answerDealChange", settled);
  const withdraw = useAmanatMutation("deals", "withdrawDealChange", settled);
  const words = useProposalWords(deal, proposal);
  const which = { dealId: deal.id, proposalId: proposal.id, version: proposal.version };
  const busy = answer.isPending || withdraw.isPending;
  return (
    <Stack gap="xs" data-proposal={proposal.kind}>
      <Text fw={600}>{words}</Text>
      {proposal.note === "" ? null : <UserText>{proposal.note}</UserText>}
      <Text c="dimmed" size="sm">
        {t("expires", { time: dates(proposal.expiresAt, "due") })}
      </Text>
      {deal.myRole === null ? null : deal.myRole === proposal.by ? (
        <Group>
          <Button variant="default" loading={busy} onClick={() => withdraw.mutate(which)}>
            {t("withdraw")}
          </Button>
        </Group>
      ) : (
        <Group gap="sm">
          <Button
            loading={busy}
            onClick={() => (proposal.kind === "cancel" ? setAgreeing(true) : answer.mutate({ ...which, answer: "agree" }))}
          >
            {t("agree")}
          </Button>
          <Button variant="default" disabled={busy} onClick={() => answer.mutate({ ...which, answer: "decline" })}>
            {t("decline")}
          </Button>
        </Group>
      )}
      {answer.error === null ? null : <ErrorState error={answer.error} money="none" />}
      {withdraw.error === null ? null : <ErrorState error={withdraw.error} money="unmentioned" />}
      {agreeing ? <AgreeCancelDialog deal={deal} proposal={proposal} opened onClose={() => setAgreeing(false)} /> : null}
    </Stack>
  );
}

function Asks({ deal, asks }: { deal: DealView; asks: readonly ("cancel" | "more_time")[] }) {
  const t = useTranslations("deal.change");
  const [open, setOpen] = useState<"cancel" | "more_time" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <Text c="dimmed" size="sm">
        {t("hint")}
      </Text>
      <Group gap="sm">
        {asks.includes("more_time") ? (
          <Button variant="default" onClick={() => setOpen("more_time")}>
            {t("askTime")}
          </Button>
        ) : null}
        {asks.includes("cancel") ? (
          <Button variant="default" onClick={() => setOpen("cancel")}>
            {t("askCancel")}
          </Button>
        ) : null}
      </Group>
      {open === "cancel" ? <AskCancelDialog deal={deal} opened onClose={close} /> : null}
      {open === "more_time" ? <AskTimeDialog deal={deal} opened onClose={close} /> : null}
    </>
  );
}
