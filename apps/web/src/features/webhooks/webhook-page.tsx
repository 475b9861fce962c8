"use client";

import type { MessageView, Page, WebhookView } from "@amanat/contracts";
import { Button, ErrorState, Facts, Group, ListSkeleton, Text, useDoneToast, useFailureToast } from "@amanat/ui";
import { IconArrowLeft } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatMutation, useAmanatQuery } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Link } from "../../i18n/link.tsx";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Section } from "../section/section.tsx";
import { Messages } from "./messages.tsx";
import { Standing } from "./standing.tsx";
import type { EventGroup } from "./subjects.ts";
import classes from "./webhooks.module.css";
import { nameOf, useToldOf, WebhookBadge } from "./words.tsx";

const ChangeWebhook = lateComponent(() => import("./change-webhook.tsx"), "ChangeWebhook");
const RotateSecret = lateComponent(() => import("./rotate-secret.tsx"), "RotateSecret");
const RemoveWebhook = lateComponent(() => import("./remove-webhook.tsx"), "RemoveWebhook");

type Props = { webhookId: string; events: readonly EventGroup[]; first: Page<MessageView> };

/** One endpoint: where it stands, what can be done with it, and what was sent to it. */
export function WebhookPage({ webhookId, events, first }: Props) {
  const t = useTranslations("webhooks");
  const found = useAmanatQuery("webhooks", "list", {});
  const webhook = found.data?.webhooks.find(({ id }) => id === webhookId);
  return (
    <>
      <div>
        <Button component={Link} href="/account/webhooks" variant="subtle" leftSection={<IconArrowLeft size={20} aria-hidden data-flip />}>
          {t("all")}
        </Button>
      </div>
      {found.error === null ? null : <ErrorState error={found.error} money="unmentioned" onRetry={() => void found.refetch()} />}
      {found.isPending ? <ListSkeleton count={1} label={t("title")} /> : null}
      {webhook === undefined ? null : (
        <>
          <Section
            id="webhook"
            title={nameOf(webhook)}
            lead={
              <bdi dir="ltr" className={classes.code}>
                {webhook.url}
              </bdi>
            }
            action={<WebhookBadge state={webhook.state} />}
          >
            <Text component="div">
              <Standing webhook={webhook} />
            </Text>
            <About webhook={webhook} />
            <Acts webhook={webhook} events={events} />
          </Section>
          <Messages webhook={webhook} first={first} />
        </>
      )}
    </>
  );
}

function About({ webhook }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks");
  const toldOf = useToldOf();
  const whose = webhook.of === "tenant" ? [{ label: t("form.of"), value: t("tenant") }] : [];
  const signature = webhook.plainSignature ? ` · ${t("signature")}` : "";
  return <Facts facts={[{ label: t("told"), value: `${toldOf(webhook)}${signature}` }, ...whose]} />;
}

function Acts({ webhook, events }: { webhook: WebhookView; events: readonly EventGroup[] }) {
  const t = useTranslations("webhooks");
  const [changing, rotating, removing] = [useLateDialog(), useLateDialog(), useLateDialog()];
  return (
    <Group gap="xs">
      {webhook.state === "paused" ? <Resume webhook={webhook} /> : <Test webhook={webhook} />}
      <Button variant="default" onClick={changing.open}>
        {t("change")}
      </Button>
      <Button variant="default" onClick={rotating.open}>
        {t("rotate")}
      </Button>
      {webhook.state === "paused" ? null : <Pause webhook={webhook} />}
      <Button variant="subtle" color="pomegranate" onClick={removing.open}>
        {t("remove")}
      </Button>
      {changing.wanted ? (
        <ChangeWebhook
          key={`change ${changing.times}`}
          webhook={webhook}
          events={events}
          opened={changing.opened}
          onClose={changing.close}
        />
      ) : null}
      {rotating.wanted ? (
        <RotateSecret key={`rotate ${rotating.times}`} webhook={webhook} opened={rotating.opened} onClose={rotating.close} />
      ) : null}
      {removing.wanted ? (
        <RemoveWebhook key={`remove ${removing.times}`} webhook={webhook} opened={removing.opened} onClose={removing.close} />
      ) : null}
    </Group>
  );
}

/** How an act without a dialog ends: done or refused, it is said, and the endpoint is asked for again. */
function useSaid(said: string) {
  const done = useDoneToast();
  const onError = useFailureToast();
  const refresh = useRefreshAfter("webhook");
  return { onSuccess: () => done(said), onError, onSettled: refresh };
}

function Test({ webhook }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks");
  const test = useAmanatMutation("webhooks", "test", useSaid(t("tested")));
  return (
    <Button variant="light" loading={test.isPending} onClick={() => test.mutate({ webhookId: webhook.id })}>
      {t("test")}
    </Button>
  );
}

function Pause({ webhook: { id, version } }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks");
  const pause = useAmanatMutation("webhooks", "pause", useSaid(t("paused")));
  return (
    <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate({ webhookId: id, version })}>
      {t("pause")}
    </Button>
  );
}

function Resume({ webhook: { id, version } }: { webhook: WebhookView }) {
  const t = useTranslations("webhooks");
  const resume = useAmanatMutation("webhooks", "resume", useSaid(t("resumed")));
  return (
    <Button loading={resume.isPending} onClick={() => resume.mutate({ webhookId: id, version })}>
      {t("resume")}
    </Button>
  );
}
