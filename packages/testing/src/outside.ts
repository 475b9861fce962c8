/** Services outside the house, and what nobody honest sends: without Vitest, so that Playwright's runner can load it. */
export { type FakeTurnstile, fakeTurnstile } from "./turnstile.ts";
export { TEST_BOT_TOKEN } from "./telegram.ts";
export { startTelegramLogin, type TelegramLogin } from "./telegram-login.ts";
export { type OpenIdProvider, startOpenIdProvider } from "./open-id/provider.ts";
export { attacks, fuzz } from "./fuzz.ts";
export { type FakeBrowser, PushService, type TakenPush } from "./push-service.ts";
export { type FakeNetwork, fakeRequestNetwork, type FakeRequestNetwork, type ToldPayment, type ToldWebhook } from "./request-network.ts";
export { type DePayPayment, type FakeDePay, fakeDePay } from "./depay.ts";
export { type FakeCrypto, fakeShkeeper, type FakeShkeeper, type ShkeeperCallback } from "./shkeeper.ts";
