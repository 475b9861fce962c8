export { type FreshDatabase, freshDatabase, type TestDatabase, type TestUrls, useDatabase, type UseDatabaseOptions } from "./database.ts";
export { type Line, type Mortal, openMortal } from "./mortal.ts";
export { startTestServer, TEMPLATE, type TestServer } from "./server.ts";
export { findRedis, type FoundRedis, startRedis, type TestRedis } from "./redis.ts";
export { proved } from "./proved.ts";
export { untilReadable } from "./horizon.ts";
