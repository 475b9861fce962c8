export { proved, type TestDatabase, type TestUrls, useDatabase, type UseDatabaseOptions } from "@amanat/db/testing";
export { findRedis, type FoundRedis, startRedis, type TestRedis } from "@amanat/db/testing";
export { type Cast, cast, type Person } from "./cast.ts";
export { type TestClock, testClock } from "./clock.ts";
export { atOnce, failureCodes, succeeded } from "./races.ts";
export { expectGenerated } from "./generated.ts";
export { signedInitData, signedWidget, type SignOptions, TEST_BOT_TOKEN, type TestTelegramUser } from "./telegram.ts";
export { type SoftwareAuthenticator, softwareAuthenticator, type WrongAnswer } from "./authenticator.ts";
export { type Claims, type OpenIdMisbehaviour, type OpenIdOptions, type OpenIdProvider, startOpenIdProvider } from "./open-id/provider.ts";
