/** The one seeded marketplace. Fixed, so that every process and test names the same row. */
export const TENANT_ID = "0192f000-0000-7000-8000-000000000001";
export const TENANT_SLUG = "amanat";
