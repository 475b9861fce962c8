/**
 * What is made from the catalogue of all contexts. In a browser, and in what is published, the finished values stand in this
 * file's place (`build.ts`, `imports` in package.json): computing them would load every schema of the house.
 */
export { STALE } from "@amanat/contracts";
export { SURFACE } from "./surface.ts";
