"use client";

import type { RequestView } from "@amanat/contracts";
import { Button, Text, useDisclosure, useDoneToast } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useAmanatMutation } from "../../client/query.ts";
import { Ask } from "../market/ask.tsx";
import { takesOffers } from "../market/takes-offers.ts";

/** Ends one's own request before anything was accepted; stands last, far from what decides about offers. */
export function CancelRequest({ request }: { request: RequestView }) {
  const t = useTranslations("request");
  const router = useRouter();
  const done = useDoneToast();
  const [opened, { open, close }] = useDisclosure(false);
  const cancel = useAmanatMutation("marketplace", "cancelRequest", {
    onSuccess: () => {
      close();
      done(t("cancel.done"));
      router.refresh();
    },
  });
  if (!request.mine || !takesOffers(request)) return null;
  return (
    <>
      <div>
        <Button variant="subtle" color="pomegranate" onClick={open}>
          {t("cancel.open")}
        </Button>
      </div>
      <Ask
        opened={opened}
        onClose={close}
        title={t("cancel.title", { title: request.title })}
        keep={t("cancel.keep")}
        submit={t("cancel.submit")}
        danger
        pending={cancel.isPending}
        error={cancel.error}
        onSubmit={() => cancel.mutate({ requestId: request.id, version: request.version })}
      >
        <Text>{t("cancel.text")}</Text>
      </Ask>
    </>
  );
}
