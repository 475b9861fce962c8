"use client";

import type { DryRunView, PurgeKind } from "@amanat/contracts";
import { DateText, ErrorState, ListSkeleton, Stack, Text, useDateWords } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";

type DryRunDialogProps = { kind: PurgeKind; undoDays: number; opened: boolean; onClose: () => void };

/** What clearing a kind away would take, and the way to begin with it. */
export function DryRunDialog({ kind, undoDays, opened, onClose }: DryRunDialogProps) {
  const t = useTranslations("data.retention");
  const queries = useQueryClient();
  const ends = useEnding(onClose);
  const run = useAmanatQuery("retention", "dryRun", { kind }, { enabled: opened });
  const start = useDeskMutation(
    "retention",
    "startPurge",
    ends(t("isStarted"), () => queries.invalidateQueries({ queryKey: ["retention", "purges"] })),
  );
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={`${t("run.title")}: ${t(`kind.${kind}`)}`}
      error={start.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel")}
          loading={start.isPending}
          disabled={run.data === undefined || run.data.count === 0}
          onClick={() => start.mutate({ kind })}
        >
          {t("run.start")}
        </Answers>
      }
    >
      {run.error === null ? null : <ErrorState error={run.error} money="unmentioned" onRetry={() => void run.refetch()} />}
      {run.isPending ? <ListSkeleton count={1} label={t("run.title")} /> : null}
      {run.data === undefined ? null : <Found found={run.data} />}
      <Text size="sm" c="dimmed">
        {t("run.after", { days: undoDays })}
      </Text>
    </Dialog>
  );
}

function Found({ found }: { found: DryRunView }) {
  const t = useTranslations("data.retention");
  const dates = useDateWords();
  return (
    <Stack gap="xs">
      <Text>{t("run.before", { time: dates(found.before, "moment") })}</Text>
      <Text fw={600}>
        {t("run.would", { count: found.count })} {found.more ? t("run.more") : ""}
      </Text>
      {found.held === 0 ? null : (
        <div>
          <Text>{t("run.held", { count: found.held })}</Text>
          <bdi dir="ltr">{found.heldSubjects.join(" ")}</bdi>
        </div>
      )}
      {found.samples.length === 0 ? (
        <Text c="dimmed">{t("run.empty")}</Text>
      ) : (
        <ul aria-label={t("run.samples")}>
          {found.samples.map((sample) => (
            <li key={sample.id}>
              <bdi dir="ltr">{sample.id}</bdi> <DateText value={sample.at} /> {sample.held ? t("run.isHeld") : ""}
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
