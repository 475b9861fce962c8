"use client";

import type { OfferView } from "@amanat/contracts";
import { Button, Text, useDisclosure, useDoneToast } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useAmanatMutation } from "../../client/query.ts";
import { Ask } from "../market/ask.tsx";

/** Takes a live offer of one's own back. */
export function Withdraw({ offer }: { offer: OfferView }) {
  const t = useTranslations("offer");
  const router = useRouter();
  const done = useDoneToast();
  const [opened, { open, close }] = useDisclosure(false);
  const withdraw = useAmanatMutation("marketplace", "withdrawOffer", {
    onSuccess: () => {
      close();
      done(t("withdraw.done"));
      router.refresh();
    },
  });
  if (!offer.mine || offer.status !== "submitted") return null;
  return (
    <>
      <Button variant="default" onClick={open}>
        {t("withdraw.open")}
      </Button>
      <Ask
        opened={opened}
        onClose={close}
        title={t("withdraw.title")}
        keep={t("keep")}
        submit={t("withdraw.submit")}
        danger
        pending={withdraw.isPending}
        error={withdraw.error}
        onSubmit={() => withdraw.mutate({ offerId: offer.id, version: offer.version })}
      >
        <Text>{t("withdraw.text")}</Text>
      </Ask>
    </>
  );
}
