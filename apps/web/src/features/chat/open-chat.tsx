"use client";

import type { InputOf } from "../../client/query-key.ts";
import { Button, type ButtonProps, useFailureToast } from "@amanat/ui";
import { IconMessage } from "@amanat/ui/icons";
import { useLocale } from "next-intl";
import { useRouter } from "next/navigation";
import { useAmanatMutation } from "../../client/query.ts";
import { addressOf } from "../../i18n/link.tsx";

type OpenChatProps = Pick<ButtonProps, "variant" | "fullWidth"> & { about: InputOf<"chat", "open">; label: string };

/** The way into the conversation about something; it is begun where there is none. */
export function OpenChat({ about, label, ...look }: OpenChatProps) {
  const router = useRouter();
  const locale = useLocale();
  const onError = useFailureToast();
  const open = useAmanatMutation("chat", "open", {
    onSuccess: ({ id }) => router.push(addressOf(locale, `/messages/${id}`)),
    onError,
  });
  return (
    <Button
      variant="light"
      {...look}
      loading={open.isPending}
      leftSection={<IconMessage size={20} aria-hidden />}
      onClick={() => open.mutate(about)}
    >
      {label}
    </Button>
  );
}
