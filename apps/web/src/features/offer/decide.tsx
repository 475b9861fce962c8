"use client";

import type { OfferView } from "@amanat/contracts";
import { formatSpan, spanOf } from "@amanat/i18n";
import { Button, Group, Stack, Text, useDisclosure, useDoneToast } from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useRouter as useNextRouter } from "next/navigation";
import { useAmanatMutation } from "../../client/query.ts";
import { useRouter } from "../../i18n/routing.ts";
import { Ask } from "../market/ask.tsx";
import { MoneyFacts, splitOf } from "./money-facts.tsx";

const MINUTE_MS = 60_000;

/** The buyer's two answers to a live offer. Shows nothing when there is nothing left to decide. */
export function Decide({ offer }: { offer: OfferView }) {
  if (!offer.acceptable) return null;
  return (
    <Group gap="sm" wrap="nowrap" justify="flex-end">
      <Reject offer={offer} />
      <Accept offer={offer} />
    </Group>
  );
}

function Accept({ offer }: { offer: OfferView }) {
  const t = useTranslations("offer");
  const locale = useLocale();
  const router = useRouter();
  const [opened, { open, close }] = useDisclosure(false);
  const accept = useAmanatMutation("marketplace", "acceptOffer", { onSuccess: ({ dealId }) => router.push(`/deals/${dealId}/pay`) });
  return (
    <>
      <Button onClick={open} leftSection={<IconCheck size={18} aria-hidden />}>
        {t("accept.open")}
      </Button>
      <Ask
        opened={opened}
        onClose={close}
        title={t("accept.title", { seller: offer.seller.name })}
        keep={t("keep")}
        submit={t("accept.submit")}
        pending={accept.isPending || accept.isSuccess}
        error={accept.error}
        money="none"
        onSubmit={() => accept.mutate({ offerId: offer.id, version: offer.version })}
      >
        <Stack gap="xs">
          <MoneyFacts split={splitOf(offer)} view="buyer" />
          <Text>{t("accept.text", { span: formatSpan(spanOf(offer.payMinutes * MINUTE_MS), locale) })}</Text>
        </Stack>
      </Ask>
    </>
  );
}

function Reject({ offer }: { offer: OfferView }) {
  const t = useTranslations("offer");
  const router = useNextRouter();
  const done = useDoneToast();
  const [opened, { open, close }] = useDisclosure(false);
  const reject = useAmanatMutation("marketplace", "rejectOffer", {
    onSuccess: () => {
      close();
      done(t("reject.done"));
      router.refresh();
    },
  });
  return (
    <>
      <Button variant="default" onClick={open}>
        {t("reject.open")}
      </Button>
      <Ask
        opened={opened}
        onClose={close}
        title={t("reject.title", { seller: offer.seller.name })}
        keep={t("keep")}
        submit={t("reject.submit")}
        danger
        pending={reject.isPending}
        error={reject.error}
        onSubmit={() => reject.mutate({ offerId: offer.id, version: offer.version })}
      >
        <Text>{t("reject.text")}</Text>
      </Ask>
    </>
  );
}
