"use client";

import type { LegalHoldView, PolicyView, PurgeState, PurgeView } from "@amanat/contracts";
import {
  Button,
  Card,
  DataTable,
  DateText,
  ErrorState,
  Facts,
  Group,
  ListSkeleton,
  PageHeader,
  Stack,
  StatusBadge,
  Text,
  UserWord,
  useDateWords,
  useDoneToast,
  type Column,
} from "@amanat/ui";
import { IconDatabaseExport, IconLock } from "@amanat/ui/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { Tight } from "../admin/tight.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Row, Rows, Section } from "../section/section.tsx";

const PolicyDialog = lateComponent(() => import("./policy-dialog.tsx"), "PolicyDialog");
const DryRunDialog = lateComponent(() => import("./dry-run-dialog.tsx"), "DryRunDialog");
const PlaceHoldDialog = lateComponent(() => import("./hold-dialogs.tsx"), "PlaceHoldDialog");
const ReleaseHoldDialog = lateComponent(() => import("./hold-dialogs.tsx"), "ReleaseHoldDialog");

const SHOWN = 20;
const TONE = { marking: "info", marked: "waiting", purging: "info", done: "good", undone: "neutral" } as const satisfies Record<
  PurgeState,
  string
>;

const useIsAdmin = (): boolean => useMe()?.roles.includes("admin") === true;

/** How long each kind of record is kept, what the law holds, and what is being cleared away. */
export function Retention() {
  const t = useTranslations("data.retention");
  return (
    <Stack gap="lg">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Policies />
      <Purges />
      <Holds />
    </Stack>
  );
}

function Policies() {
  const t = useTranslations("data.retention");
  const found = useAmanatQuery("retention", "policies", {});
  return (
    <Section id="policies" title={t("policies")}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton label={t("policies")} /> : null}
      {found.data === undefined ? null : <PolicyRows policies={found.data.policies} undoDays={found.data.undoDays} />}
    </Section>
  );
}

function PolicyRows({ policies, undoDays }: { policies: readonly PolicyView[]; undoDays: number }) {
  const t = useTranslations("data.retention");
  const daysOf = ({ days }: PolicyView) => t("days", { days });
  const autoOf = ({ auto }: PolicyView) => (auto ? t("yes") : t("no"));
  const columns: readonly Column<PolicyView>[] = [
    { key: "kind", title: t("column.kind"), render: ({ kind }) => <Text fw={600}>{t(`kind.${kind}`)}</Text> },
    { key: "days", title: t("column.days"), render: (policy) => <Tight>{daysOf(policy)}</Tight> },
    { key: "auto", title: t("column.auto"), render: autoOf },
    { key: "changed", title: t("column.changed"), render: (policy) => <Changed policy={policy} /> },
    { key: "act", title: t("column.act"), align: "end", render: (policy) => <Acts policy={policy} undoDays={undoDays} /> },
  ];
  return (
    <DataTable
      caption={t("policies")}
      columns={columns}
      rows={policies}
      rowKey={({ kind }) => kind}
      minWidth={900}
      card={(policy) => (
        <Card padding="md" component="article">
          <Stack gap="sm">
            <Text fw={600}>{t(`kind.${policy.kind}`)}</Text>
            <Facts
              facts={[
                { label: t("column.days"), value: daysOf(policy) },
                { label: t("column.auto"), value: autoOf(policy) },
                { label: t("column.changed"), value: <Changed policy={policy} /> },
              ]}
            />
            <Acts policy={policy} undoDays={undoDays} />
          </Stack>
        </Card>
      )}
    />
  );
}

function Changed({ policy: { changed } }: { policy: PolicyView }) {
  const t = useTranslations("data.retention");
  if (changed === null) return <>{t("never")}</>;
  return (
    <>
      <DateText value={changed.at} look="moment" /> <UserWord>{changed.by}</UserWord>
    </>
  );
}

function Acts({ policy, undoDays }: { policy: PolicyView; undoDays: number }) {
  const t = useTranslations("data.retention");
  const changing = useLateDialog();
  const looking = useLateDialog();
  const kind = t(`kind.${policy.kind}`);
  if (!useIsAdmin()) return null;
  return (
    <Group gap="xs" justify="flex-end">
      <Button variant="default" aria-label={`${t("change")}: ${kind}`} onClick={changing.open}>
        {t("change")}
      </Button>
      <Button variant="default" aria-label={`${t("look")}: ${kind}`} onClick={looking.open}>
        {t("look")}
      </Button>
      {changing.wanted ? (
        <PolicyDialog key={`change ${changing.times}`} policy={policy} opened={changing.opened} onClose={changing.close} />
      ) : null}
      {looking.wanted ? (
        <DryRunDialog
          key={`look ${looking.times}`}
          kind={policy.kind}
          undoDays={undoDays}
          opened={looking.opened}
          onClose={looking.close}
        />
      ) : null}
    </Group>
  );
}

function Purges() {
  const t = useTranslations("data.retention");
  const found = useAmanatQuery("retention", "purges", { limit: SHOWN });
  const purges = found.data?.data ?? [];
  return (
    <Section id="purges" title={t("purges")}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("purges")} /> : null}
      {found.data !== undefined && purges.length === 0 ? <Text c="dimmed">{t("noPurges")}</Text> : null}
      {purges.length === 0 ? null : (
        <Rows label={t("purges")}>
          {purges.map((purge) => (
            <PurgeRow key={purge.id} purge={purge} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function PurgeRow({ purge }: { purge: PurgeView }) {
  const t = useTranslations("data.retention");
  const dates = useDateWords();
  const { status, by, marked, held, gone } = purge;
  const isOpen = status === "marking" || status === "marked";
  return (
    <Row
      roomy
      icon={<IconDatabaseExport size={22} aria-hidden />}
      name={
        <>
          <Text fw={600} component="span">
            {t(`kind.${purge.kind}`)}
          </Text>
          <StatusBadge tone={TONE[status]}>{t(`status.${status}`)}</StatusBadge>
        </>
      }
      details={
        <>
          <div>
            {t("run.before", { time: dates(purge.before, "moment") })} · {by === null ? t("byPolicy") : t("by", { name: by })}
          </div>
          <div>
            {t("marked", { count: marked })} · {t("heldCount", { count: held })} · {t("gone", { count: gone })}
          </div>
          {purge.heldSubjects.length === 0 ? null : <bdi dir="ltr">{purge.heldSubjects.join(" ")}</bdi>}
          {isOpen ? <div>{t("due", { time: dates(purge.dueAt, "moment") })}</div> : null}
        </>
      }
      actions={isOpen ? <Undo purge={purge} /> : undefined}
    />
  );
}

function Undo({ purge }: { purge: PurgeView }) {
  const t = useTranslations("data.retention");
  const queries = useQueryClient();
  const done = useDoneToast();
  const undo = useDeskMutation("retention", "undoPurge", {
    onSuccess: () => done(t("isUndone")),
    onSettled: () => queries.invalidateQueries({ queryKey: ["retention", "purges"] }),
  });
  if (!useIsAdmin()) return null;
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        aria-label={`${t("undo")}: ${t(`kind.${purge.kind}`)}`}
        loading={undo.isPending}
        onClick={() => undo.mutate({ purgeId: purge.id, version: purge.version })}
      >
        {t("undo")}
      </Button>
      {undo.error === null ? null : <ErrorState error={undo.error} money="unmentioned" />}
    </Stack>
  );
}

function Holds() {
  const t = useTranslations("data.retention");
  const found = useAmanatQuery("retention", "holds", { limit: SHOWN, live: true });
  const placing = useLateDialog();
  const holds = found.data?.data ?? [];
  const place = (
    <Button variant="light" onClick={placing.open}>
      {t("place")}
    </Button>
  );
  return (
    <Section id="holds" title={t("holds")} action={place}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("holds")} /> : null}
      {found.data !== undefined && holds.length === 0 ? <Text c="dimmed">{t("noHolds")}</Text> : null}
      {holds.length === 0 ? null : (
        <Rows label={t("holds")}>
          {holds.map((hold) => (
            <HoldRow key={hold.id} hold={hold} />
          ))}
        </Rows>
      )}
      {placing.wanted ? <PlaceHoldDialog key={placing.times} opened={placing.opened} onClose={placing.close} /> : null}
    </Section>
  );
}

function HoldRow({ hold }: { hold: LegalHoldView }) {
  const t = useTranslations("data.retention");
  const dates = useDateWords();
  const releasing = useLateDialog();
  const isAdmin = useIsAdmin();
  return (
    <>
      <Row
        roomy
        icon={<IconLock size={22} aria-hidden />}
        name={
          <>
            <Text fw={600} component="span">
              {t(`holdKinds.${hold.kind}`)}
            </Text>
            <bdi dir="ltr">{hold.subjectId}</bdi>
          </>
        }
        details={
          <>
            <div dir="auto">{hold.reason}</div>
            <div>{t("since", { time: dates(hold.placedAt, "moment"), name: hold.placedBy })}</div>
          </>
        }
        actions={
          isAdmin ? (
            <Button variant="default" aria-label={`${t("release")}: ${hold.subjectId}`} onClick={releasing.open}>
              {t("release")}
            </Button>
          ) : undefined
        }
      />
      {releasing.wanted ? (
        <ReleaseHoldDialog key={releasing.times} hold={hold} opened={releasing.opened} onClose={releasing.close} />
      ) : null}
    </>
  );
}
