"use client";

import type { WebhookView } from "@amanat/contracts";
import { Badge, Button, EmptyState, ErrorState, ListSkeleton, Text, UserWord } from "@amanat/ui";
import { IconPlus, IconWebhook } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Row, Rows, Section } from "../section/section.tsx";
import { Standing } from "./standing.tsx";
import type { EventGroup } from "./subjects.ts";
import classes from "./webhooks.module.css";
import { nameOf, WebhookBadge } from "./words.tsx";

const AddWebhook = lateComponent(() => import("./add-webhook.tsx"), "AddWebhook");

/** Servers of this person's that are told what happens. */
export function Webhooks({ events }: { events: readonly EventGroup[] }) {
  const t = useTranslations("webhooks");
  const found = useAmanatQuery("webhooks", "list", {});
  const adding = useLateDialog();
  const webhooks = found.data?.webhooks ?? [];
  const add = (
    <Button variant="light" leftSection={<IconPlus size={20} aria-hidden />} onClick={adding.open}>
      {t("add")}
    </Button>
  );
  return (
    <Section id="webhooks" title={t("title")} lead={t("lead")} action={webhooks.length === 0 ? undefined : add}>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("title")} /> : null}
      {found.data !== undefined && webhooks.length === 0 ? (
        <EmptyState icon={IconWebhook} order={3} title={t("empty")} action={add}>
          {t("emptyHint")}
        </EmptyState>
      ) : null}
      {webhooks.length === 0 ? null : (
        <Rows label={t("title")}>
          {webhooks.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} />
          ))}
        </Rows>
      )}
      {adding.wanted ? <AddWebhook key={adding.times} events={events} opened={adding.opened} onClose={adding.close} /> : null}
    </Section>
  );
}

function WebhookRow({ webhook }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks");
  return (
    <Row
      icon={<IconWebhook size={22} aria-hidden />}
      name={
        <>
          <Text fw={600} component="span">
            <Link href={`/account/webhooks/${webhook.id}`} className={classes.link}>
              <UserWord>{nameOf(webhook)}</UserWord>
            </Link>
          </Text>
          <WebhookBadge state={webhook.state} />
          {webhook.of === "tenant" ? <Badge color="lapis">{t("tenant")}</Badge> : null}
        </>
      }
      details={
        <>
          <bdi dir="ltr" className={classes.code}>
            {webhook.url}
          </bdi>
          <Standing webhook={webhook} />
        </>
      }
    />
  );
}
