"use client";

import type { CaseView, Page, RecordEntry } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import type { AmanatError } from "@amanat/sdk";
import { Button, DateText, ErrorState, Group, ListSkeleton, Stack, Text } from "@amanat/ui";
import { IconChevronDown } from "@amanat/ui/icons";
import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAmanat } from "../../client/amanat.tsx";
import { MediatorName } from "./mediator-badge.tsx";
import { RecordBody } from "./record-body.tsx";
import classes from "./record-list.module.css";

const PAGE = 50;

export type RecordListProps = { view: CaseView; first?: Page<RecordEntry> };

/** A case's record from its beginning: who said or did what, when, with the hashes that keep it as it is. */
export function RecordList({ view, first }: RecordListProps) {
  const t = useTranslations("cases.record");
  const record = useRecord(view.id, first);
  if (record.data === undefined)
    return record.error === null ? (
      <ListSkeleton label={t("title")} />
    ) : (
      <ErrorState error={record.error} onRetry={() => void record.refetch()} />
    );
  const entries = record.data.pages.flatMap(({ data }) => data);
  return (
    <Stack gap="md" data-record={entries.length}>
      <ol className={classes.entries}>
        {entries.map((entry) => (
          <li key={entry.seq} className={classes.entry} data-entry={entry.kind} data-by={entry.by}>
            <Entry entry={entry} view={view} />
          </li>
        ))}
      </ol>
      {record.hasNextPage ? (
        <Button variant="default" loading={record.isFetchingNextPage} onClick={() => void record.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </Stack>
  );
}

function useRecord(caseId: string, first: Page<RecordEntry> | undefined) {
  const { disputes } = useAmanat();
  return useInfiniteQuery<Page<RecordEntry>, AmanatError, InfiniteData<Page<RecordEntry>>, readonly string[], string | undefined>({
    queryKey: ["disputes", "record", caseId],
    queryFn: ({ pageParam, signal }) =>
      disputes.record({ caseId, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    ...(first === undefined ? {} : { initialData: { pages: [first], pageParams: [undefined] } }),
  });
}

function Entry({ entry, view }: { entry: RecordEntry; view: CaseView }) {
  const t = useTranslations("cases.record");
  return (
    <Stack gap={6}>
      <Text fw={700}>{t(`kind.${entry.kind}`)}</Text>
      <Group gap="xs">
        <Author entry={entry} />
        <Text size="sm" c="dimmed" component="span">
          <DateText value={entry.at} look="moment" />
        </Text>
      </Group>
      <RecordBody entry={entry} view={view} />
      <Proof entry={entry} />
    </Stack>
  );
}

/** By the part in which somebody acted; the badge is never drawn from a name. */
function Author({ entry: { by, name } }: { entry: RecordEntry }) {
  const t = useTranslations("cases.record.by");
  const common = useTranslations("common");
  if (by === "mediator") return <MediatorName name={name} />;
  return (
    <Text size="sm" c="dimmed" component="span">
      {by === "system" ? common("brand") : t(by, { name: isolated(name) })}
    </Text>
  );
}

function Proof({ entry: { digest, hash } }: { entry: RecordEntry }) {
  const t = useTranslations("cases.record");
  return (
    <details className={classes.proof}>
      <summary>
        {t("proof")}
        <IconChevronDown size={16} aria-hidden className={classes.chevron} />
      </summary>
      <dl className={classes.hashes}>
        <dt>{t("digest")}</dt>
        <dd dir="ltr">{digest}</dd>
        <dt>{t("hash")}</dt>
        <dd dir="ltr">{hash}</dd>
      </dl>
    </details>
  );
}
