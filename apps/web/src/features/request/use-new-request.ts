"use client";

import { serverIssues, useDoneToast, useForm, useIssueTexts } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { late } from "../../client/reach.ts";
import { useMe } from "../../client/me.tsx";
import { useAction } from "../../client/action.ts";
import { useAssets } from "../../client/assets.tsx";
import { focusFirst } from "../../client/checked-form.ts";
import { useDraft } from "../../client/draft.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useRouter } from "../../i18n/routing.ts";
import { EMPTY_REQUEST, firstWrongStep, requestInput, STEPS } from "./form-values.ts";

/**
 * The form's values, step and ways onward. Rules are loaded with the first "continue"; what is typed
 * stays on the device until the request is published.
 */
export function useNewRequest() {
  const t = useTranslations("request");
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
    // To the steps, which the header at the top must not cover (scroll-padding).
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "start" });
  };
  const forward = async () => {
    const { stepIssues } = await late(() => import("./form-rules.ts"));
    const issues = stepIssues(form.values, step);
    form.setErrors(texts(issues));
    if (Object.keys(issues).length === 0) goTo(step + 1);
    else focusFirst(form, issues);
  };
  const send = async () => {
    const { requestIssues } = await late(() => import("./form-rules.ts"));
    const issues = requestIssues(form.values);
    if (Object.keys(issues).length > 0) {
      goTo(firstWrongStep(issues));
      form.setErrors(texts(issues));
      return;
    }
    if (me === null) router.push({ pathname: "/sign-in", query: { next: `/${locale}/requests/new` } });
    else publish.mutate(requestInput(form.values));
  };
  const discard = () => {
    draft.forget();
    form.setValues(empty);
    goTo(0);
  };
  const last = step === STEPS.length - 1;
  // The way on and the publishing share one button: the second click of a double one must not publish unseen.
  const onward = useAction({ mutationFn: last ? send : forward });
  return { form, step, last, heading, restored: draft.restored, publish, goTo, discard, onward: onward.mutate };
}
