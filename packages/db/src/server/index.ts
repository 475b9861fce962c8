export { bootstrapRoles, type RoleUrls } from "./bootstrap.ts";
export { connected } from "./connected.ts";
export { type EmbeddedServer, startEmbeddedPostgres, stopAbandoned } from "./embedded.ts";
export { lastUrlOf } from "./find.ts";
export { migrate, verifyVersion } from "./migrate.ts";
