export { parsed as parse } from "@amanat/contracts";
