"use client";

import type { StepUpProof } from "@amanat/contracts";
import { Button, CodeField, PasswordInput, Stack, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";

/** For people with neither passkey nor wallet: their password and the code that was just mailed. */
export function PasswordProof({ codeSentTo, onProof }: { codeSentTo: string; onProof: (proof: StepUpProof) => void }) {
  const t = useTranslations("auth.stepUp");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onProof({ method: "password", password, code });
      }}
    >
      <Stack gap="md">
        <Text>{t.rich("codeSent", { email: () => <bdi dir="ltr">{codeSentTo}</bdi> })}</Text>
        <PasswordInput
          label={t("password")}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
          dir="ltr"
          data-autofocus
        />
        <CodeField label={t("code")} value={code} onChange={setCode} required withAsterisk={false} />
        <Button type="submit" disabled={password === "" || code.length < 6}>
          {t("confirm")}
        </Button>
      </Stack>
    </form>
  );
}
