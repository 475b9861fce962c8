export { default } from "@amanat/db/testing/global-setup";
