/** The payment providers, each a folder of payment, with the path of its webhook. */
export const PROVIDER_WEBHOOKS = {
  "amn.scanner": "POST /api/amn-scanner/webhook",
  "request-network": "POST /api/payment/request-network/webhook",
} as const;
export type ProviderName = keyof typeof PROVIDER_WEBHOOKS;
export const PROVIDER_NAMES = Object.keys(PROVIDER_WEBHOOKS) as readonly ProviderName[];
