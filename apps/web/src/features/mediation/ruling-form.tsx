"use client";

import { CASE_OUTCOMES, type CaseView, HOLD_REASON_MIN, MOST_STATEMENT } from "@amanat/contracts";
import { Button, CountField, NativeSelect, Radio, RadioGroup, Stack, Text, Textarea, Title, useDateWords } from "@amanat/ui";
import { IconGavel } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDraft } from "../../client/draft.ts";
import { lateComponent } from "../../client/late-component.ts";
import { nothingTyped } from "../cases/shares.ts";
import { SharesEditor } from "../cases/shares-editor.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { daysOf, divides, MEASURES, missingIn, type RulingDraft } from "./ruling-draft.ts";

const RuleDialog = lateComponent(() => import("./rule-dialog.tsx"), "RuleDialog");
const DAY_MS = 86_400_000;

type Part = { view: CaseView; draft: RulingDraft; change: (part: Partial<RulingDraft>) => void; missing: ReturnType<typeof missingIn> };

/** The ruling as it is written: an outcome, what it means for the people apart from that, and reasons. Nothing moves before the second step. */
export function RulingForm({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.rule");
  const [draft, setDraft] = useState<RulingDraft>(() => ({
    outcome: null,
    shares: nothingTyped(view.parts),
    days: "7",
    reasons: "",
    seller: "none",
    buyer: "none",
  }));
  const kept = useDraft(`ruling.${view.id}.${view.round}`, 1, draft, setDraft);
  const [tried, setTried] = useState(false);
  const [until, setUntil] = useState<string | null>(null);
  const giving = useLateDialog();
  const missing = missingIn(draft, view.parts);
  const part: Part = { view, draft, change: (next) => setDraft({ ...draft, ...next }), missing: tried ? missing : [] };
  return (
    <Stack
      gap="md"
      component="form"
      aria-labelledby="rule-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (missing.length > 0) return;
        setUntil(draft.outcome === "replacement" ? new Date(Date.now() + (daysOf(draft) ?? 0) * DAY_MS).toISOString() : null);
        giving.open();
      }}
      data-rule
    >
      <Title order={3} size="h4" id="rule-title">
        {t("title")}
      </Title>
      <Outcome {...part} />
      <Measures {...part} />
      <Reasons {...part} />
      {tried && missing.length > 0 ? (
        <Text role="alert" c="pomegranate">
          {t("missing")}
        </Text>
      ) : null}
      <Button type="submit" leftSection={<IconGavel size={20} aria-hidden />}>
        {t("look")}
      </Button>
      {giving.wanted ? (
        <RuleDialog
          key={giving.times}
          view={view}
          draft={draft}
          until={until}
          onGiven={() => kept.forget()}
          opened={giving.opened}
          onClose={giving.close}
        />
      ) : null}
    </Stack>
  );
}

function Outcome({ view, draft, change, missing }: Part) {
  const t = useTranslations("mediation.rule");
  const cases = useTranslations("cases.outcome");
  const dates = useDateWords();
  const [from] = useState(() => Date.now());
  const days = daysOf(draft);
  const { outcome } = draft;
  return (
    <>
      <RadioGroup
        label={t("outcome")}
        value={outcome ?? ""}
        onChange={(value) => change({ outcome: CASE_OUTCOMES.find((known) => known === value) ?? null })}
        error={missing.includes("outcome") ? t("chooseOutcome") : null}
        required
      >
        <Stack gap="xs" mt="xs">
          {CASE_OUTCOMES.map((value) => (
            <Radio key={value} value={value} label={cases(value)} description={t(`means.${value}`)} />
          ))}
        </Stack>
      </RadioGroup>
      {divides(outcome) ? (
        <SharesEditor
          parts={view.parts}
          sides={view}
          value={draft.shares}
          onChange={(shares) => change({ shares })}
          tried={missing.includes("shares")}
        />
      ) : null}
      {outcome === "replacement" ? (
        <Stack gap={4}>
          <CountField
            label={t("days")}
            value={draft.days}
            onChange={(value) => change({ days: value })}
            maxLength={2}
            error={missing.includes("days") ? t("daysWrong") : null}
          />
          {days === null ? null : <Text size="sm">{t("until", { time: dates(new Date(from + days * DAY_MS).toISOString(), "due") })}</Text>}
        </Stack>
      ) : null}
    </>
  );
}

/** What it means for the people. It says nothing about the money. */
function Measures({ draft, change }: Part) {
  const t = useTranslations("mediation.rule");
  return (
    <Stack gap="sm" role="group" aria-labelledby="measures-title">
      <Text fw={600} id="measures-title">
        {t("measures")}
      </Text>
      <Text size="sm" c="dimmed">
        {t("measuresHint")}
      </Text>
      {(["seller", "buyer"] as const).map((side) => (
        <NativeSelect
          key={side}
          label={t(`for.${side}`)}
          value={draft[side]}
          onChange={({ currentTarget: { value } }) => change({ [side]: MEASURES.find((known) => known === value) ?? "none" })}
          data={MEASURES.map((value) => ({ value, label: t(`measure.${value}`) }))}
        />
      ))}
    </Stack>
  );
}

function Reasons({ draft, change, missing }: Part) {
  const t = useTranslations("mediation.rule");
  return (
    <Textarea
      label={t("reasons")}
      description={t("reasonsHint")}
      value={draft.reasons}
      onChange={(event) => change({ reasons: event.currentTarget.value })}
      error={missing.includes("reasons") ? t("reasonsWrong", { count: HOLD_REASON_MIN }) : null}
      required
      autosize
      minRows={4}
      maxLength={MOST_STATEMENT}
      dir="auto"
    />
  );
}
