"use client";

import { Button, CodeField, Stack, Text, useTimeLeft } from "@amanat/ui";
import { formatClock } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useAction } from "../../client/action.ts";
import { PasswordField } from "../auth/fields.tsx";
import type { AskedProof } from "../../client/asked-proof.ts";

/** For people with neither passkey nor wallet: their password and the code that was just mailed. */
export function PasswordProof({ asked, offer }: { asked: AskedProof; offer: { codeSentTo: string; anotherIn: number } }) {
  const t = useTranslations("auth.stepUp");
  const { begun, failed, answering } = asked;
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [first] = useState(begun);
  const codeField = useRef<HTMLInputElement>(null);
  const wrong = failed?.code === "STEP_UP_FAILED";
  // A code that did not fit goes, the password stays; what is typed next, also after another mail, is the code.
  const [seen, setSeen] = useState(failed);
  if (seen !== failed) {
    setSeen(failed);
    if (wrong) setCode("");
  }
  useEffect(() => {
    if (failed !== null || begun !== first) codeField.current?.focus();
  }, [failed, begun, first]);
  const submit = useAction({ mutationFn: async () => asked.prove({ method: "password", password, code }) });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit.mutate();
      }}
    >
      <Stack gap="md">
        <Text>{t.rich("codeSent", { email: () => <bdi dir="ltr">{offer.codeSentTo}</bdi> })}</Text>
        {begun === first ? null : <Text role="status">{t("anotherSent")}</Text>}
        <PasswordField label={t("password")} value={password} onChange={(event) => setPassword(event.currentTarget.value)} data-autofocus />
        <CodeField
          ref={codeField}
          label={t("code")}
          value={code}
          onChange={setCode}
          error={wrong && code === "" ? t("wrong") : undefined}
          required
          withAsterisk={false}
        />
        <Button type="submit" loading={answering} disabled={password === "" || code.length < 6}>
          {t("confirm")}
        </Button>
        <AnotherCode key={begun.challengeId} asked={asked} wait={offer.anotherIn} />
      </Stack>
    </form>
  );
}

/** Mails take a moment to come, and only so many are sent: the wait is shown, and the button comes after it. */
function AnotherCode({ asked, wait }: { asked: AskedProof; wait: number }) {
  const t = useTranslations("auth.stepUp");
  const locale = useLocale();
  const [{ from, until }] = useState(() => {
    const now = Date.now();
    return { from: new Date(now).toISOString(), until: new Date(now + wait * 1_000).toISOString() };
  });
  const left = useTimeLeft(until, from);
  const another = useAction({ mutationFn: async () => asked.another() });
  if (left > 0)
    return (
      <Text size="sm" c="dimmed" ta="center">
        {t("anotherIn", { time: formatClock(left, locale) })}
      </Text>
    );
  return (
    <Button variant="subtle" disabled={asked.answering} onClick={() => another.mutate()}>
      {t("another")}
    </Button>
  );
}
