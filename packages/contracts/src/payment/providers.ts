/** The payment providers, each a folder of payment, with the path of its webhook. */
export const PROVIDER_WEBHOOKS = {
  "amn.scanner": "POST /api/amn-scanner/webhook",
  "request-network": "POST /api/payment/request-network/webhook",
  depay: "POST /api/payment/depay/webhook",
  shkeeper: "POST /api/payment/shkeeper/webhook",
} as const;
export type ProviderName = keyof typeof PROVIDER_WEBHOOKS;
export const PROVIDER_NAMES = Object.keys(PROVIDER_WEBHOOKS) as readonly ProviderName[];

/** Those that ask us what a payer is to pay, with the path they ask at. */
export const PROVIDER_QUESTIONS = {
  depay: "POST /api/payment/depay/configuration",
} as const satisfies Partial<Record<ProviderName, string>>;
export type AskingProvider = keyof typeof PROVIDER_QUESTIONS;
