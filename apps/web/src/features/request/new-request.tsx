"use client";

import {
  Alert,
  asFailure,
  Button,
  ErrorState,
  Group,
  PageHeader,
  serverIssues,
  Stack,
  StepTrack,
  useDoneToast,
  useForm,
  useIssueTexts,
} from "@amanat/ui";
import { IconArrowLeft, IconArrowRight, IconSend } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useMe } from "../../client/amanat.tsx";
import { useAssets } from "../../client/assets.tsx";
import { focusFirst } from "../../client/checked-form.ts";
import { useDraft } from "../../client/draft.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useRouter } from "../../i18n/routing.ts";
import { BudgetStep } from "./step-budget.tsx";
import { DeliveryStep } from "./step-delivery.tsx";
import { ReviewStep } from "./step-review.tsx";
import { WhatStep } from "./step-what.tsx";
import { EMPTY_REQUEST, firstWrongStep, requestInput, STEPS } from "./form-values.ts";

/** Four short steps; typed text stays on the device until the request is published. */
export function NewRequest() {
  const t = useTranslations("request");
  const common = useTranslations("common");
  const locale = useLocale();
  const router = useRouter();
  const me = useMe();
  const { assets } = useAssets();
  const texts = useIssueTexts();
  const done = useDoneToast();
  const heading = useRef<HTMLDivElement>(null);
  const empty = { ...EMPTY_REQUEST, asset: assets[0]?.id ?? "" };
  const form = useForm({ initialValues: empty });
  const [step, setStep] = useState(0);
  const draft = useDraft("request", 2, { form: form.values, step }, (kept) => {
    const known = assets.some(({ id }) => id === kept.form.asset);
    form.setValues({ ...kept.form, asset: known ? kept.form.asset : empty.asset });
    setStep(kept.step);
  });
  const publish = useAmanatMutation("marketplace", "createRequest", {
    onSuccess: (request) => {
      draft.forget();
      done(t("new.published"));
      router.push(`/requests/${request.id}`);
    },
    onError: (error) => {
      if (error.code === "VALIDATION_ERROR") form.setErrors(texts(serverIssues(error.issues)));
    },
  });

  const goTo = (next: number) => {
    form.clearErrors();
    setStep(next);
    heading.current?.focus();
  };
  const forward = async () => {
    const { stepIssues } = await import("./form-rules.ts");
    const issues = stepIssues(form.values, step);
    form.setErrors(texts(issues));
    if (Object.keys(issues).length === 0) goTo(step + 1);
    else focusFirst(form, issues);
  };
  const send = async () => {
    const { requestIssues } = await import("./form-rules.ts");
    const issues = requestIssues(form.values);
    if (Object.keys(issues).length > 0) {
      goTo(firstWrongStep(issues));
      form.setErrors(texts(issues));
      return;
    }
    if (me === null) router.push({ pathname: "/sign-in", query: { next: `/${locale}/requests/new` } });
    else publish.mutate(requestInput(form.values));
  };
  const last = step === STEPS.length - 1;
  return (
    <Stack gap="lg" maw="46rem" mx="auto">
      <PageHeader title={t("new.title")} lead={t("new.lead")} />
      {draft.restored ? (
        <Alert color="pine" role="status">
          <Group justify="space-between">
            {t("new.restored")}
            <Button
              variant="subtle"
              size="sm"
              onClick={() => {
                draft.forget();
                form.setValues(empty);
                goTo(0);
              }}
            >
              {t("new.discard")}
            </Button>
          </Group>
        </Alert>
      ) : null}
      <StepTrack
        label={t("new.steps")}
        steps={STEPS.map(({ key }, index) => ({
          key,
          label: t(`new.step.${key}`),
          state: index < step ? "done" : index === step ? "current" : "next",
        }))}
      />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void (last ? send() : forward());
        }}
      >
        <Stack gap="lg" ref={heading} tabIndex={-1} style={{ outline: "none" }}>
          {step === 0 ? <WhatStep form={form} /> : null}
          {step === 1 ? <BudgetStep form={form} /> : null}
          {step === 2 ? <DeliveryStep form={form} /> : null}
          {last ? <ReviewStep form={form.values} onEdit={goTo} /> : null}
          {publish.isError && asFailure(publish.error).code !== "VALIDATION_ERROR" ? <ErrorState error={publish.error} /> : null}
          <Group justify={step === 0 ? "flex-end" : "space-between"}>
            {step === 0 ? null : (
              <Button
                variant="default"
                disabled={publish.isPending}
                onClick={() => goTo(step - 1)}
                leftSection={<IconArrowLeft size={18} aria-hidden data-flip />}
              >
                {common("back")}
              </Button>
            )}
            {last ? (
              <Button
                type="submit"
                loading={publish.isPending || publish.isSuccess}
                leftSection={<IconSend size={18} aria-hidden data-flip />}
              >
                {me === null ? t("new.publishSignedOut") : t("new.publish")}
              </Button>
            ) : (
              <Button type="submit" rightSection={<IconArrowRight size={18} aria-hidden data-flip />}>
                {t("new.next")}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
