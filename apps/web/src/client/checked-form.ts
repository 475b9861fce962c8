"use client";

import { useIssueTexts, type Issue, type UseFormReturnType } from "@amanat/ui";
import type { FormEvent } from "react";
import { late } from "./reach.ts";

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
    const issues = (await late(load))(form.getValues());
    form.setErrors(texts(issues));
    if (Object.keys(issues).length === 0) send(form.getValues());
    else focusFirst(form, issues);
  };
  return (event) => {
    event.preventDefault();
    void check();
  };
}

/** Moves to the first wrong field as it stands on the page: initial values are written in that order. */
export function focusFirst<Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  issues: Readonly<Record<string, Issue>>,
): void {
  for (const path of Object.keys(form.getValues()).filter((each) => each in issues)) {
    const field: HTMLElement | null = form.getInputNode(path);
    // A group of choices is no field itself; its first choice is.
    const target = field?.matches("input, select, textarea") ? field : field?.querySelector<HTMLElement>("input, button");
    if (target) {
      target.focus();
      return;
    }
  }
}
