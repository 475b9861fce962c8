"use client";

import { useIssueTexts, type Issue, type UseFormReturnType } from "@amanat/ui";
import type { FormEvent } from "react";

export type Rules<Values> = (values: Values) => Readonly<Record<string, Issue>>;

/**
 * A submit handler that checks the values against the contract first. The rules are loaded with the
 * first submit: a page should not wait for schemas before anybody has typed. What is wrong is shown
 * at its field, and the first such field gets the focus.
 */
export function useCheckedSubmit<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  load: () => Promise<Rules<Values>>,
  send: (values: Values) => void,
): (event: FormEvent) => void {
  const texts = useIssueTexts();
  const check = async (): Promise<void> => {
    const issues = (await load())(form.getValues());
    const paths = Object.keys(issues);
    form.setErrors(texts(issues));
    if (paths.length === 0) send(form.getValues());
    else form.getInputNode(paths[0] ?? "")?.focus();
  };
  return (event) => {
    event.preventDefault();
    void check();
  };
}
