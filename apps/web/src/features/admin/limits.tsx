"use client";

import type { LimitView } from "@amanat/contracts";
import { Button, Card, DataTable, DateText, Facts, PageHeader, Stack, Text, UserWord, type Column } from "@amanat/ui";
import { IconGauge } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { LinkButton } from "../../client/links.tsx";
import { AdminList } from "./admin-list.tsx";
import { useLimitWords } from "./limit-words.ts";
import { Tight } from "./tight.tsx";

const LimitDialog = lateComponent(() => import("./limit-dialog.tsx"), "LimitDialog");

/** What may be called how often, and the way to change it. */
export function Limits() {
  const t = useTranslations("admin.limits");
  const query = useAmanatQuery("limits", "tiers", {});
  return (
    <Stack gap="lg">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <LinkButton href="/admin/audit?action=limits." variant="default">
            {t("trail")}
          </LinkButton>
        }
      />
      <AdminList title={t("title")} query={query} rows={query.data?.limits} empty={{ icon: IconGauge, title: t("empty") }}>
        {(limits) => <Rows limits={limits} version={query.data?.version ?? 0} />}
      </AdminList>
    </Stack>
  );
}

function Rows({ limits, version }: { limits: readonly LimitView[]; version: number }) {
  const t = useTranslations("admin.limits");
  const { rate } = useLimitWords();
  const columns: readonly Column<LimitView>[] = [
    { key: "what", title: t("column.what"), render: ({ tier }) => <What tier={tier} /> },
    {
      key: "current",
      title: t("column.current"),
      render: ({ current, changed }) => <Tight>{changed === null ? rate(current) : <strong>{rate(current)}</strong>}</Tight>,
    },
    { key: "usual", title: t("column.usual"), render: ({ usual }) => <Tight>{rate(usual)}</Tight> },
    { key: "changed", title: t("column.changed"), render: ({ changed }) => <Changed changed={changed} /> },
    {
      key: "act",
      title: t("column.act"),
      align: "end",
      render: (limit) => (
        <Tight>
          <Change limit={limit} version={version} />
        </Tight>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={limits}
      rowKey={({ tier }) => tier}
      minWidth={960}
      card={(limit) => (
        <Card padding="md" component="article">
          <Stack gap="sm">
            <What tier={limit.tier} />
            <Facts
              facts={[
                { label: t("column.current"), value: <strong>{rate(limit.current)}</strong> },
                { label: t("column.usual"), value: rate(limit.usual) },
                { label: t("column.changed"), value: <Changed changed={limit.changed} /> },
              ]}
            />
            <Change limit={limit} version={version} />
          </Stack>
        </Card>
      )}
    />
  );
}

function What({ tier }: Pick<LimitView, "tier">) {
  const t = useTranslations("admin.limits.tier");
  return (
    <div>
      <Text fw={600}>{t(`${tier}.name`)}</Text>
      <Text size="sm" c="dimmed">
        {t(`${tier}.text`)}
      </Text>
    </div>
  );
}

function Changed({ changed }: Pick<LimitView, "changed">) {
  const t = useTranslations("admin.limits");
  if (changed === null) return <Tight>{t("never")}</Tight>;
  return (
    <>
      <Tight>
        <DateText value={changed.at} look="moment" />
      </Tight>
      <br />
      {changed.by === null ? t("elsewhere") : <UserWord>{changed.by}</UserWord>}
    </>
  );
}

function Change({ limit, version }: { limit: LimitView; version: number }) {
  const t = useTranslations("admin.limits");
  const dialog = useLateDialog();
  return (
    <>
      <Button variant="default" aria-label={t("changeOf", { name: t(`tier.${limit.tier}.name`) })} onClick={dialog.open}>
        {t("change")}
      </Button>
      {dialog.wanted ? (
        <LimitDialog key={dialog.times} limit={limit} version={version} opened={dialog.opened} onClose={dialog.close} />
      ) : null}
    </>
  );
}
