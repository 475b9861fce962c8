import type { CreateRequestInput } from "@amanat/contracts";
import type { Issue } from "@amanat/ui";

/** The form as typed: every field text, so that a half-filled draft can be kept. */
export type RequestForm = {
  productType: string;
  category: string;
  title: string;
  description: string;
  asset: string;
  budgetMin: string;
  budgetMax: string;
  urgency: string;
  openDays: string;
  mode: string;
  country: string;
  city: string;
  address: string;
  postalCode: string;
  channel: string;
};

export const EMPTY_REQUEST: RequestForm = {
  productType: "",
  category: "",
  title: "",
  description: "",
  asset: "",
  budgetMin: "",
  budgetMax: "",
  urgency: "normal",
  openDays: "30",
  mode: "",
  country: "",
  city: "",
  address: "",
  postalCode: "",
  channel: "",
};

/** Goods go to a place; everything else may come online, and does unless a place is chosen. */
export function modeOf(form: RequestForm): "physical" | "online" {
  if (form.productType === "physical_product") return "physical";
  return form.mode === "physical" ? "physical" : "online";
}

/** What is sent; the contract says whether it may be. */
export function requestInput(form: RequestForm): CreateRequestInput {
  const { mode: _mode, country, city, address, postalCode, channel, openDays, ...rest } = form;
  const delivery = modeOf(form) === "physical" ? { mode: "physical", country, city, address, postalCode } : { mode: "online", channel };
  // Texts of selects are checked by the contract right after; the cast only gives the draft its name.
  return { ...rest, openDays: Number(openDays), delivery } as CreateRequestInput;
}

/** The steps and the fields each one asks for. */
export const STEPS = [
  { key: "what", fields: ["productType", "category", "title", "description"] },
  { key: "budget", fields: ["asset", "budgetMin", "budgetMax", "urgency", "openDays"] },
  { key: "delivery", fields: ["mode", "country", "city", "address", "postalCode", "channel"] },
  { key: "review", fields: [] },
] as const satisfies readonly { key: string; fields: readonly (keyof RequestForm)[] }[];

/** The first step with something wrong in it; the review when there is none. */
export function firstWrongStep(issues: Readonly<Record<string, Issue>>): number {
  const at = STEPS.findIndex((step) => step.fields.some((field) => field in issues));
  return at === -1 ? STEPS.length - 1 : at;
}
