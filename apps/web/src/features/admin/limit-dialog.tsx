"use client";

import type { LimitView } from "@amanat/contracts";
import { Button, CountField, countOf, Facts, NativeSelect, SimpleGrid, Text, useIssueTexts } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useLimitWords } from "./limit-words.ts";
import { useDeskMutation } from "./recorded-calls.ts";

type Range = LimitView["allowed"][number];
export type LimitDialogProps = { limit: LimitView; version: number; opened: boolean; onClose: () => void };

/** Why a number is outside its range, as the field says it; null inside. */
function misfit(points: number, { least, most }: Range): { key: "required" | "too_low" | "too_high"; bound: number } | null {
  if (Number.isNaN(points)) return { key: "required", bound: 0 };
  if (points < least) return { key: "too_low", bound: least };
  return points > most ? { key: "too_high", bound: most } : null;
}

/** Sets one limit, within what is allowed, or returns it to its default. */
export function LimitDialog({ limit, version, opened, onClose }: LimitDialogProps) {
  const t = useTranslations("admin.limits");
  const words = useLimitWords();
  const issueTexts = useIssueTexts();
  const queries = useQueryClient();
  const ends = useEnding(onClose);
  const [points, setPoints] = useState(String(limit.current.points));
  const [seconds, setSeconds] = useState(limit.current.seconds);
  const [asked, setAsked] = useState(false);
  const change = useDeskMutation(
    "limits",
    "change",
    ends(t("done"), () => queries.invalidateQueries({ queryKey: ["limits", "tiers"] })),
  );
  // A span from outside these pages is not among those offered; the first one takes its place.
  const range = limit.allowed.find((each) => each.seconds === seconds) ?? limit.allowed[0];
  if (range === undefined) return null;
  const wrong = misfit(countOf(points), range);
  const save = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (wrong === null) change.mutate({ tier: limit.tier, version, to: { points: countOf(points), seconds: range.seconds } });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t(`tier.${limit.tier}.name`)}
      error={change.error}
      aboutMoney={false}
      actions={
        <>
          <Button variant="default" onClick={onClose}>
            {t("cancel")}
          </Button>
          {limit.changed === null ? null : (
            <Button variant="default" disabled={change.isPending} onClick={() => change.mutate({ tier: limit.tier, version, to: null })}>
              {t("reset")}
            </Button>
          )}
          <Button type="submit" form="change-limit" loading={change.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <Text>{t(`tier.${limit.tier}.text`)}</Text>
      <Facts
        facts={[
          { label: t("column.current"), value: words.rate(limit.current) },
          { label: t("column.usual"), value: words.rate(limit.usual) },
        ]}
      />
      <form id="change-limit" onSubmit={save} noValidate>
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
          <CountField
            label={t("points")}
            description={t("range", { least: words.count(range.least), most: words.count(range.most) })}
            value={points}
            onChange={setPoints}
            error={asked && wrong !== null ? issueTexts({ points: wrong })["points"] : null}
            maxLength={8}
            data-autofocus
          />
          <NativeSelect
            label={t("span")}
            description={t("spanHint")}
            value={String(range.seconds)}
            onChange={(event) => setSeconds(Number(event.currentTarget.value))}
            data={limit.allowed.map((each) => ({ value: String(each.seconds), label: words.span(each.seconds) }))}
          />
        </SimpleGrid>
      </form>
      <Text size="sm" c="dimmed">
        {t("hint")}
      </Text>
    </Dialog>
  );
}
