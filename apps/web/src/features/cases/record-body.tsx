"use client";

import {
  CASE_ASKS,
  CASE_CERTAINTIES,
  CASE_OUTCOMES,
  CASE_REASONS,
  SETTLEMENT_STATUSES,
  type CaseView,
  type RecordEntry,
} from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { AddressText, Stack, Text, useDateWords, UserText } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { AttachedFiles } from "../files/attached-files.tsx";
import { EffectLines } from "./effect-lines.tsx";
import classes from "./record-list.module.css";
import { MediatorName } from "./mediator-badge.tsx";
import { SettlementEffect } from "./settlement-effect.tsx";

type BodyProps = { entry: RecordEntry; view: CaseView };

const ENDS = ["settled", "conceded", "ruled", "withdrawn", "undecided", "money_gone"] as const;
const LEAVINGS = ["recused", "changed", "overdue"] as const;

const textIn = (data: RecordEntry["data"], name: string): string => (typeof data[name] === "string" ? data[name] : "");
const named = <Name extends string>(names: readonly Name[], data: RecordEntry["data"], field: string): Name | undefined =>
  names.find((name) => name === data[field]);

/** What an entry says: the facts of its kind, and what was written with it. */
export function RecordBody({ entry, view }: BodyProps) {
  const t = useTranslations("cases.record");
  return (
    <Stack gap="xs">
      <Facts entry={entry} view={view} />
      {entry.erased ? <Text c="dimmed">{t("erased")}</Text> : null}
      {entry.text === "" ? null : <UserText>{entry.text}</UserText>}
      {entry.file === null ? null : <AttachedFiles files={[entry.file]} label={t("file")} />}
    </Stack>
  );
}

function Facts({ entry, view }: BodyProps) {
  switch (entry.kind) {
    case "opened":
      return <Opened entry={entry} />;
    case "message":
      return <Message entry={entry} />;
    case "transaction":
      return <Transaction entry={entry} />;
    case "settlement":
    case "answer":
      return <Settlement entry={entry} view={view} />;
    case "assigned":
      return <MediatorName name={textIn(entry.data, "mediator")} />;
    case "ruling":
      return <Ruling entry={entry} view={view} />;
    case "left":
    case "ended":
    case "reopened":
      return <Why entry={entry} />;
    default:
      return null;
  }
}

function Opened({ entry: { data } }: { entry: RecordEntry }) {
  const t = useTranslations("cases");
  const [reason, ask] = [named(CASE_REASONS, data, "reason"), named(CASE_ASKS, data, "ask")];
  const certainty = named(CASE_CERTAINTIES, data, "certainty");
  const said = [reason && t(`reason.${reason}`), ask && t(`ask.${ask}`), certainty && t(`certainty.${certainty}`)];
  return <Text>{said.filter((part) => part !== undefined).join(" · ")}</Text>;
}

/** A message as it stood when it was chosen. */
function Message({ entry: { data } }: { entry: RecordEntry }) {
  const t = useTranslations("cases.record");
  const dates = useDateWords();
  const at = textIn(data, "at");
  return (
    <blockquote className={classes.said}>
      <Text size="sm" c="dimmed">
        {t("said", { name: isolated(textIn(data, "name")), time: at === "" ? "" : dates(at, "moment") })}
      </Text>
      <UserText>{textIn(data, "text")}</UserText>
    </blockquote>
  );
}

function Transaction({ entry: { data } }: { entry: RecordEntry }) {
  const t = useTranslations("cases.record");
  const words = useTranslations("deal.timeline");
  return (
    <Stack gap={2}>
      <AddressText address={textIn(data, "txHash")} copyLabel={words("tx")} />
      <Text size="sm" c="dimmed">
        {t(data["ours"] === true ? "ours" : "foreign")}
      </Text>
    </Stack>
  );
}

function Settlement({ entry: { data, kind }, view }: BodyProps) {
  const t = useTranslations("cases.settlement");
  const offer = view.settlements.find(({ id }) => id === data["settlementId"]);
  const answer = named(SETTLEMENT_STATUSES, data, "answer");
  return (
    <Stack gap="xs">
      {offer === undefined ? null : <Text>{t(`kind.${offer.kind}`)}</Text>}
      {answer === undefined ? null : <Text fw={600}>{t(`status.${answer}`)}</Text>}
      {offer === undefined || kind === "answer" ? null : <SettlementEffect offer={offer} sides={view} />}
    </Stack>
  );
}

function Ruling({ entry: { data }, view }: BodyProps) {
  const t = useTranslations("cases");
  const outcome = named(CASE_OUTCOMES, data, "outcome");
  const ruling = view.rulings.find(({ id }) => id === data["rulingId"]);
  return (
    <Stack gap="xs">
      {outcome === undefined ? null : <Text fw={600}>{t(`outcome.${outcome}`)}</Text>}
      {ruling === undefined ? null : <EffectLines effect={ruling.effect} sides={view} until={ruling.until} />}
      {ruling?.sanctions.map((sanction) => (
        <Text key={sanction}>{t(`sanction.${sanction}`)}</Text>
      ))}
    </Stack>
  );
}

/** Why a mediator left, how it ended, until when evidence is taken. */
function Why({ entry: { data } }: { entry: RecordEntry }) {
  const t = useTranslations("cases");
  const dates = useDateWords();
  const [how, cause, until] = [named(ENDS, data, "how"), named(LEAVINGS, data, "cause"), textIn(data, "until")];
  if (how !== undefined) return <Text>{t(`how.${how}`)}</Text>;
  if (cause !== undefined) return <Text>{t(`left.${cause}`)}</Text>;
  return until === "" ? null : <Text>{t("record.until", { time: dates(until, "due") })}</Text>;
}
