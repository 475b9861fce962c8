"use client";

import type { ExportState, ExportView, MyData as Data } from "@amanat/contracts";
import { formatBytes } from "@amanat/i18n";
import { Button, DateText, EmptyState, ErrorState, Skeleton, StatusBadge, Text, useDateWords } from "@amanat/ui";
import { IconDatabaseExport } from "@amanat/ui/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { late } from "../../client/reach.ts";
import { useSaving } from "../files/use-saving.ts";
import { Row, Rows, Section } from "../section/section.tsx";

/** Few come for this; its dialogs and proofs come after the page. */
const DeleteAccount = dynamic(async () => (await late(() => import("./delete-account.tsx"))).DeleteAccount, {
  ssr: false,
  loading: () => <Skeleton height={260} radius="lg" />,
});

const TONE = { asked: "waiting", ready: "good", failed: "bad", expired: "neutral" } as const satisfies Record<ExportState, string>;

/** What is held about a person: to take with them, and the end of it. */
export function MyData({ first }: { first: Data }) {
  const { data = first } = useAmanatQuery("retention", "myData", {}, { initialData: first });
  return (
    <>
      <Archives data={data} />
      <Stays kinds={data.keeps} />
      <DeleteAccount data={data} />
    </>
  );
}

/** What stays when somebody goes, named before they do. */
function Stays({ kinds }: { kinds: Data["keeps"] }) {
  const t = useTranslations("data");
  return (
    <Section id="stays" title={t("archive.stays")}>
      <ul>
        {kinds.map((kind) => (
          <li key={kind}>{t(`kept.${kind}`)}</li>
        ))}
      </ul>
    </Section>
  );
}

function Archives({ data }: { data: Data }) {
  const t = useTranslations("data.export");
  const dates = useDateWords();
  const queries = useQueryClient();
  const ask = useAmanatMutation("retention", "requestExport", {
    onSettled: () => queries.invalidateQueries({ queryKey: ["retention", "myData"] }),
  });
  const waits = data.nextAt !== null || data.exports.some(({ status }) => status === "asked");
  const button = (
    <Button loading={ask.isPending} disabled={waits} onClick={() => ask.mutate({})}>
      {t("ask")}
    </Button>
  );
  return (
    <Section id="archive" title={t("title")} lead={t("text")} action={data.exports.length === 0 ? undefined : button}>
      {ask.error === null ? null : <ErrorState error={ask.error} money="unmentioned" />}
      {data.exports.length === 0 ? (
        <EmptyState icon={IconDatabaseExport} order={3} title={t("empty")} action={button} />
      ) : (
        <Rows label={t("title")}>
          {data.exports.map((each) => (
            <Archive key={each.id} archive={each} />
          ))}
        </Rows>
      )}
      {data.nextAt === null ? null : (
        <Text size="sm" c="dimmed">
          {t("next", { time: dates(data.nextAt, "moment") })}
        </Text>
      )}
    </Section>
  );
}

function Archive({ archive }: { archive: ExportView }) {
  const t = useTranslations("data.export");
  const dates = useDateWords();
  return (
    <Row
      roomy
      icon={<IconDatabaseExport size={22} aria-hidden />}
      name={<StatusBadge tone={TONE[archive.status]}>{t(`status.${archive.status}`)}</StatusBadge>}
      details={
        <>
          {t("asked")} <DateText value={archive.askedAt} look="moment" />
          {archive.status === "ready" && archive.expiresAt !== null ? (
            <div>{t("until", { time: dates(archive.expiresAt, "moment") })}</div>
          ) : null}
        </>
      }
      actions={archive.fileId === null ? undefined : <Fetch fileId={archive.fileId} size={archive.size ?? 0} />}
    />
  );
}

function Fetch({ fileId, size }: { fileId: string; size: number }) {
  const t = useTranslations("data.export");
  const locale = useLocale();
  const saving = useSaving(fileId);
  return (
    <Button variant="light" loading={saving.isPending} onClick={() => saving.mutate(undefined)}>
      {t("fetch", { size: formatBytes(size, locale) })}
    </Button>
  );
}
